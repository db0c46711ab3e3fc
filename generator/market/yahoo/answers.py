"""Yahoo's answers as they came over the wire: kept beside the snapshot, read by our own parsers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from generator.errors import InputError
from generator.files import parse_json
from generator.market.yahoo.faults import Fault, FaultError

_SECRET: Final = frozenset({"crumb"})
"""Parameters that name the session: they are nobody's business later on."""
_ENDS: Final = {"{": "}", "[": "]"}
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """One answer.

    Args:
        url: What was asked, without the crumb.
        status: HTTP status.
        content_type: As the server states it.
        body: The bytes, unpacked.
    """

    url: str
    status: int
    content_type: str
    body: bytes

    @property
    def path(self) -> str:
        """The path of what was asked."""
        return urlsplit(self.url).path


def without_crumb(url: str) -> str:
    """``url`` without the parameters that are secret."""
    parts = urlsplit(url)
    kept = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in _SECRET
    ]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def json_of(answer: RawAnswer, what: str) -> Any:  # noqa: ANN401 - JSON is any value
    """The value of an answer, by strict JSON.

    Raises:
        FaultError: It is a web page or other text (``not_json``), or it ends too early
            (``truncated``).
    """
    try:
        return parse_json(answer.body, Path(what))
    except InputError as error:
        text = answer.body.decode("utf-8", "replace").strip()
        if _breaks_off(text):
            happened = f"the answer for {what} breaks off after {len(answer.body)} bytes"
            raise FaultError(Fault("truncated", happened)) from error
        happened = f"the answer for {what} is {_seen(text)} (HTTP {answer.status}), not JSON"
        raise FaultError(Fault("not_json", happened)) from error


def _breaks_off(text: str) -> bool:
    """Whether ``text`` begins as JSON and the parser wanted more at its very end."""
    if text[:1] not in _ENDS:
        return False
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return text[-1] != _ENDS[text[0]] or error.pos >= len(text)
    except RecursionError:
        return False
    return False


def _seen(text: str) -> str:
    if not text:
        return "empty"
    if text.startswith("<"):
        return "a web page"
    return f"{text[:_SHOWN]!r}"
