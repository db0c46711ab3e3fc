"""The session that yfinance speaks through: bounded, paced, recorded, and quiet once refused.

yfinance takes any session of curl_cffi's class. Every request goes through `YahooSession.request`,
so that waits, retries, redirects and sizes have limits whatever the library does above it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from curl_cffi.const import CurlECode
from curl_cffi.requests import Response, Session
from curl_cffi.requests.exceptions import (
    IncompleteRead,
    RequestException,
    SSLError,
    Timeout,
)

from generator.market.yahoo.answers import RawAnswer, without_crumb
from generator.market.yahoo.aside import Aside
from generator.market.yahoo.faults import RATE_LIMITED, Fault, FaultError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from curl_cffi.requests.session import HttpMethod

    from generator.market.yahoo.pace import Pace

_DOMAIN: Final = "yahoo.com"
_COOKIE_HOSTS: Final = frozenset({"fc.yahoo.com", "guce.yahoo.com", "consent.yahoo.com"})
"""Where cookies are from. They are blocked here and there; yfinance can do without."""
_CRUMB_PATH: Final = "/v1/test/getcrumb"
_THROTTLED: Final = b"Too Many Requests"
_TOO_MANY: Final = frozenset({429, 999})
"""The standard's status and Yahoo's own."""
_SERVER_FAULT: Final = 500
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SAME_METHOD: Final = frozenset({307, 308})
_MOST_REDIRECTS: Final = 5
_REFUSE_BYTES: Final = 0xFFFFFFFF
"""What tells curl to break a transfer off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how often Yahoo is asked, and how much is taken from it.

    Args:
        timeout_seconds: One try, from its start to its last byte.
        request_seconds: One request with all its tries and waits.
        fetch_seconds: Everything that one symbol needs.
        tries: Of one request.
        back_off_seconds: Wait after the first refusal; it doubles with each.
        body_bytes: Of one answer, unpacked.
    """

    timeout_seconds: float = 10.0
    request_seconds: float = 30.0
    fetch_seconds: float = 300.0
    tries: int = 3
    back_off_seconds: float = 2.0
    body_bytes: int = 64 * 1024 * 1024


@dataclass(slots=True)
class _Body:
    """An answer's bytes as they arrive, up to a limit."""

    limit: int
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0

    def take(self, chunk: bytes) -> int:
        self.size += len(chunk)
        if self.size > self.limit:
            return _REFUSE_BYTES
        self.chunks.append(chunk)
        return len(chunk)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A try that failed, and how long the server asks to wait."""

    fault: Fault
    wait: float | None = None


class YahooSession(Session[Response]):
    """A session of curl_cffi with limits, a pace and a memory.

    Args:
        pace: Shared by all who ask.
        limits: Of time, tries and size.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        pace: Pace,
        limits: Limits | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(impersonate="chrome", allow_redirects=False)
        self._pace = pace
        self._limits = limits or Limits()
        self._clock = clock
        self._aside = Aside()
        self.begin()

    def begin(self) -> None:
        """Start the fetch of one symbol: nothing recorded, nothing failed, all its time left."""
        self.answers: list[RawAnswer] = []
        self.failure: Fault | None = None
        self._deadline = self._clock() + self._limits.fetch_seconds

    def resume(self) -> None:
        """Let requests through again after one that failed, unless Yahoo refuses all of them."""
        if self.failure is not None and self.failure.code != RATE_LIMITED:
            self.failure = None

    def request(self, method: HttpMethod, url: str, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - as the library's
        """Ask, within the limits; after a failure nothing is asked until `resume`.

        Raises:
            FaultError: It failed for good, now or before.
            RequestException: A host of cookies did not answer.
        """
        if self.failure is not None:
            raise FaultError(self.failure)
        if args:
            raise TypeError("options of a request are given by name")
        try:
            return self._ask(method, url, kwargs)
        except FaultError as error:
            self.failure = error.fault
            raise

    def _ask(self, method: HttpMethod, url: str, options: dict[str, Any]) -> Response:
        host = _host(url)
        if host is None:
            raise FaultError(Fault("blocked_redirect", f"{url:.80} is not of {_DOMAIN}"))
        end = min(self._clock() + self._limits.request_seconds, self._deadline)
        if host in _COOKIE_HOSTS:
            self._check(self._blocked(host, end))
            return self._follow(method, url, options, end)
        last: Fault | None = None
        for attempt in range(1, self._limits.tries + 1):
            blocked = self._blocked(host, end)
            self._check(blocked and (last or blocked))
            found = self._try(method, url, options, end)
            if isinstance(found, Response):
                return found
            last = found.fault
            self._slow_down(found, attempt, end)
        raise FaultError(last or Fault("timeout", f"{host} was not asked"))

    def _try(
        self, method: HttpMethod, url: str, options: dict[str, Any], end: float
    ) -> Response | _Refused:
        try:
            response = self._follow(method, url, options, end)
        except RequestException as error:
            return _Refused(_fault_of(error, str(_host(url))))
        return _refusal(response) or response

    def _slow_down(self, refused: _Refused, attempt: int, end: float) -> None:
        """Make everybody wait; give up at once if that is longer than this request may take."""
        wait = refused.wait
        if wait is None:
            wait = self._limits.back_off_seconds * 2 ** (attempt - 1)
        # After the last try only what concerns everybody is told to everybody.
        concerns_all = refused.wait is not None or refused.fault.code == RATE_LIMITED
        if attempt < self._limits.tries or concerns_all:
            self._pace.back_off(wait)
        if refused.wait is not None and wait > end - self._clock():
            happened = f"{refused.fault.happened} and asks to wait {wait:,.0f} seconds"
            raise FaultError(Fault(refused.fault.code, happened))

    def _blocked(self, host: str, end: float) -> Fault | None:
        """Wait for our turn; why it does not come in time, if it does not."""
        left = end - self._clock()
        if left <= 0:
            return Fault("timeout", f"{host} took longer than a request may take")
        too_long = self._pace.take(left)
        if too_long is None:
            return None
        happened = f"{host} is not to be asked for another {too_long:,.0f} seconds"
        return Fault(RATE_LIMITED, happened)

    @staticmethod
    def _check(fault: Fault | None) -> None:
        if fault is not None:
            raise FaultError(fault)

    def _follow(
        self, method: HttpMethod, url: str, options: dict[str, Any], end: float
    ) -> Response:
        """One try; redirects are followed by hand, and only inside Yahoo's domain."""
        for_cookies = _host(url) in _COOKIE_HOSTS
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._once(method, url, options, end)
            target = response.headers.get("Location")
            if response.status_code not in _REDIRECTS or not target:
                if not for_cookies:
                    self._record(response)
                return response
            there = urljoin(url, target)
            if _host(there) is None:
                if _host(url) in _COOKIE_HOSTS:
                    return response
                happened = f"{_host(url)} sends to {urlsplit(there).hostname or there:.80}"
                raise FaultError(Fault("blocked_redirect", happened))
            if response.status_code not in _SAME_METHOD:
                method, options = "GET", {}
            url, options = there, {**options, "params": None}
        raise FaultError(Fault("blocked_redirect", f"{_host(url)} redirects without end"))

    def _once(self, method: HttpMethod, url: str, options: dict[str, Any], end: float) -> Response:
        body = _Body(self._limits.body_bytes)
        bounded: dict[str, Any] = {
            "timeout": max(min(self._limits.timeout_seconds, end - self._clock()), 0.001),
            "allow_redirects": False,
            "content_callback": body.take,
        }
        try:
            response = self._aside.run(
                partial(super().request, method, url, **{**options, **bounded})
            )
        except RequestException as error:
            raise _broken_off(error, body, _host(url)) from error
        response.content = b"".join(body.chunks)
        return response

    def _record(self, response: Response) -> None:
        """Keep an answer with data, or what came instead; a crumb is the session's own."""
        url = without_crumb(str(response.url))
        if urlsplit(url).path == _CRUMB_PATH:
            return
        self.answers.append(
            RawAnswer(
                url=url,
                status=response.status_code,
                content_type=response.headers.get("Content-Type") or "",
                body=response.content,
            )
        )


def _broken_off(error: RequestException, body: _Body, host: str | None) -> Exception:
    """What to raise for a transfer that ended early: it was too large, or only a part arrived."""
    if error.code == CurlECode.WRITE_ERROR:
        happened = f"an answer of {host} is larger than {body.limit / 2**20:g} MB"
        return FaultError(Fault("too_large", happened))
    if body.size and not isinstance(error, Timeout):
        return IncompleteRead(str(error))
    return error


def _host(url: str) -> str | None:
    """The host of ``url`` if it is Yahoo's and asked over TLS."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    ours = host == _DOMAIN or host.endswith(f".{_DOMAIN}")
    return host if ours and parts.scheme == "https" else None


def _refusal(response: Response) -> _Refused | None:
    """Why an answer is worth another try, if it is."""
    status, host = response.status_code, _host(str(response.url))
    # A throttled crumb is 429, or 200 with these words, which would then be sent as the crumb.
    crumb = urlsplit(str(response.url)).path == _CRUMB_PATH
    if status in _TOO_MANY or (crumb and _THROTTLED in response.content):
        asked = " for its crumb" if crumb else ""
        fault = Fault(RATE_LIMITED, f"{host} refuses requests{asked} as too many")
        return _Refused(fault, _retry_after(response))
    if status >= _SERVER_FAULT:
        fault = Fault("server_error", f"{host} answers with HTTP {status}")
        return _Refused(fault, _retry_after(response))
    return None


def _retry_after(response: Response) -> float | None:
    """The header as seconds; a date counts from the date of the answer, not from our clock."""
    given = (response.headers.get("Retry-After") or "").strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    until, since = _http_date(given), _http_date(response.headers.get("Date") or "")
    if until is None or since is None:
        return None
    return max((until - since).total_seconds(), 0.0)


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _fault_of(error: RequestException, host: str) -> Fault:
    if isinstance(error, Timeout):
        return Fault("timeout", f"{host} did not answer in time")
    if isinstance(error, IncompleteRead):
        return Fault("truncated", f"an answer of {host} breaks off")
    if isinstance(error, SSLError):
        return Fault("no_network", f"{host} cannot be reached safely ({_reason(error)})")
    return Fault("no_network", f"{host} cannot be reached ({_reason(error)})")


def _reason(error: RequestException) -> str:
    """What curl says, without its advice to look up error codes."""
    text = str(error).partition(" See https://")[0].strip()
    return text.rstrip(".")[:160]
