"""When a desk may start: on this machine always, for others only behind a password and TLS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generator.editorial.person import Person

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_ANYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - to be refused by name
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,252})(?::[0-9]{1,5})?", re.IGNORECASE)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a desk is to be started.

    Args:
        host: Address to listen on.
        port: Port to listen on.
        single_user: Whether one person works alone.
        allow_remote: Whether others may reach it at all.
        tls_cert: Certificate, as PEM.
        tls_key: Its key.
        behind_proxy: Public name of a proxy that speaks https, with its port unless that is 443.
        names: Further names that browsers reach it by.
    """

    host: str = "127.0.0.1"
    port: int = 8321
    single_user: bool = False
    allow_remote: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None
    behind_proxy: str | None = None
    names: tuple[str, ...] = ()

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by https."""
        return self.tls_cert is not None or self.behind_proxy is not None

    @property
    def remote(self) -> bool:
        """Whether others than this machine can reach it; through a proxy they can."""
        return self.host.lower() not in LOOPBACK or self.behind_proxy is not None

    @property
    def hosts(self) -> frozenset[str]:
        """What the ``Host`` of a request may be."""
        port = self.port
        own = () if self.host in _ANYWHERE else (self.host,)
        plain = {_with_port(name, port, self._scheme) for name in (*LOOPBACK, *own, *self.names)}
        return frozenset(plain | ({self.behind_proxy.lower()} if self.behind_proxy else set()))

    @property
    def address(self) -> str:
        """The address to open, with a slash at its end."""
        if self.behind_proxy:
            return f"https://{self.behind_proxy.lower()}/"
        own = LOOPBACK[0] if self.host in _ANYWHERE else self.host
        name = self.names[0] if self.names else own
        return f"{self._scheme}://{_with_port(name, self.port, self._scheme)}/"

    @property
    def _scheme(self) -> str:
        return "https" if self.secure else "http"


def check_start(start: Start, people: Iterable[Person]) -> None:
    """Refuse what would let somebody in who should not be.

    Args:
        start: How it is to be started.
        people: Who is there.

    Raises:
        UsageError: It may not be started like this; the message says what to do.
    """
    active = [person for person in people if person.active]
    _check_form(start)
    if start.single_user and len(active) > 1:
        raise UsageError(
            f"--single-user is for one person, and {len(active)} are active; leave it out, or"
            " deactivate the others"
        )
    if start.remote:
        _check_remote(start, any(person.has_password for person in active))


def _check_form(start: Start) -> None:
    if (start.tls_cert is None) != (start.tls_key is None):
        raise UsageError("--tls-cert and --tls-key go together; give both")
    if start.tls_cert and start.behind_proxy:
        raise UsageError("give --tls-cert and --tls-key, or --behind-proxy, and not both")
    for name in (start.behind_proxy, *start.names):
        if name is not None and not _HOST.fullmatch(name):
            problem = f"{name!r:.80} is no host name such as desk.example.com"
            raise UsageError(f"{problem}; leave out https:// and paths")


def _check_remote(start: Start, has_password: bool) -> None:  # noqa: FBT001 - a private step
    where = f"--behind-proxy {start.behind_proxy}" if start.behind_proxy else f"--host {start.host}"
    if start.single_user:
        raise UsageError(f"--single-user is for this machine alone, and not for {where}")
    if not start.allow_remote:
        raise UsageError(
            f"{where} lets other machines reach the desk; add --allow-remote if that is meant, or"
            f" use --host {LOOPBACK[0]}"
        )
    if not has_password:
        raise UsageError(
            f"{where} needs somebody with a password; start the desk on {LOOPBACK[0]} first and"
            " open the link that it prints"
        )
    if not start.secure:
        raise UsageError(
            f"{where} needs TLS; add --tls-cert and --tls-key, or --behind-proxy HOST with a proxy"
            " that speaks https"
        )
    if start.host in _ANYWHERE and not start.behind_proxy and not start.names:
        raise UsageError(f"{where} does not say what the desk is called; add --name HOST")


def _with_port(name: str, port: int, scheme: str) -> str:
    if name.count(":") == 1:  # a name that brings its port
        return name.lower()
    shown = f"[{name}]" if ":" in name else name
    return shown.lower() if port == _DEFAULT_PORTS[scheme] else f"{shown.lower()}:{port}"
