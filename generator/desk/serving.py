"""Serving a desk: one process, quiet, with limits on what a connection may take."""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import uvicorn

from generator.archive.trail import PROGRAM
from generator.desk.desk import Desk
from generator.desk.patience import PatientProtocol
from generator.desk.server import create_app
from generator.desk.start_rules import check_start
from generator.editorial.house_press import HousePress
from generator.editorial.people import People
from generator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from starlette.applications import Starlette

    from generator.archive.archive import Archive
    from generator.config import Settings
    from generator.desk.start_rules import Start
    from generator.editorial.press import Press

_MOST_CONNECTIONS: Final = 256
_IDLE_SECONDS: Final = 15
_LONGEST_HEAD: Final = 16 * 1024
_LAST_SECONDS: Final = 10
"""For answers that are being written when the desk is stopped."""


def serve(
    start: Start,
    archive: Archive,
    settings: Settings,
    clock: Callable[[], datetime],
    tell: Callable[[str], None],
) -> None:
    """Serve the desk until it is stopped.

    Args:
        start: Where and how.
        archive: Where notes and people are kept.
        settings: What the desk's notes are made by.
        clock: The time, with its zone.
        tell: Says a line to whoever started it.

    Raises:
        UsageError: It may not start like this, or the port is taken.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    check_start(start, People(archive.database).all())
    press = HousePress(settings)
    with _listening(start) as listener, contextlib.closing(press):
        start = replace(start, port=listener.getsockname()[1])
        desk = _desk(start, archive, settings, press, clock)
        app = create_app(desk)
        for line in greeting(start, desk):
            tell(line)
        with contextlib.suppress(KeyboardInterrupt):
            DeskServer(server_config(app, start), desk).run(sockets=[listener])


class DeskServer(uvicorn.Server):
    """Serves a desk while its courier works, and ends both."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.startup`."""
        await super().startup(sockets)
        self._desk.courier.start(self._desk)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`; a signal ends the process behind it."""
        await super().shutdown(sockets)
        self._desk.courier.stop()


def greeting(start: Start, desk: Desk) -> list[str]:
    """What whoever starts a desk is told; while nobody is there, the link for the first."""
    lines = [f"The desk is at {start.address} (Ctrl+C stops it)."]
    if desk.people.count():
        return lines
    token = desk.links.for_the_first(by=PROGRAM, now=desk.clock())
    return [
        *lines,
        "Nobody is there yet. Within a day, this link makes the first person, an admin:",
        f"  {link_address(start, token)}",
    ]


def link_address(start: Start, token: str) -> str:
    """The address of a one-time link."""
    return f"{start.address}login?link={token}"


def server_config(app: Starlette, start: Start) -> uvicorn.Config:
    """How the server is set up: no websockets, no signature, limits on heads and connections."""
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        # Only a proxy that was named may say where a request came from.
        proxy_headers=start.behind_proxy is not None,
        limit_concurrency=_MOST_CONNECTIONS,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_LAST_SECONDS,
        ssl_certfile=start.tls_cert,
        ssl_keyfile=start.tls_key,
    )


def _desk(
    start: Start,
    archive: Archive,
    settings: Settings,
    press: Press,
    clock: Callable[[], datetime],
) -> Desk:
    return Desk(
        archive=archive,
        settings=settings,
        press=press,
        hosts=start.hosts,
        single_user=start.single_user,
        secure=start.secure,
        clock=clock,
    )


_WHY_NOT: Final[Mapping[int, str]] = MappingProxyType(
    {
        errno.EADDRINUSE: "another program listens there; stop that one, or choose another --port",
        errno.EACCES: "this user may not take that port; choose a --port above 1023",
        errno.EADDRNOTAVAIL: "this machine does not have that address; give one that it has as"
        " --host, or leave it out for this machine alone",
    }
)


def _why_not_listening(error: OSError | UnicodeError) -> str:
    if isinstance(error, UnicodeError | socket.gaierror):
        return "that name leads to no address; give an address of this machine as --host"
    known = _WHY_NOT.get(error.errno or 0)
    return known or f"{error.strerror or error}; choose another --host or --port"


def _listening(start: Start) -> socket.socket:
    family = socket.AF_INET6 if ":" in start.host else socket.AF_INET
    try:
        listener = socket.create_server((start.host, start.port), family=family, backlog=128)
    except (OSError, UnicodeError) as error:
        where = f"cannot listen on {start.host!r:.80}, port {start.port}"
        raise UsageError(f"{where}: {_why_not_listening(error)}") from error
    # Connections inherit it: else the end of each answer waits for the browser's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
