"""A process that hands in, approves, publishes and delivers without end, until it is killed.

It is forked and not started anew, so that hundreds of them cost little. Each thing that is done is
told through a pipe as soon as it is acknowledged, and never before.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from generator.editorial.comments import comment
from generator.editorial.delivering import deliver
from generator.editorial.publishing import Places, publish
from generator.publish.shelves import shelf_of
from generator.publish.smtp import MailServer, Session
from tests.editorial.desks_at_work import approved, on
from tests.editorial.made_notes import ANNA, SOON, WIM, QuickPress, handed_in, newsroom_in
from tests.forking import forked

if TYPE_CHECKING:
    from pathlib import Path

    from generator.publish.parcel import Parcel
    from tests.forking import Child

ADDRESSES: Final = ("one@example.com", "two@example.com")


class Sink:
    """A mail server in a process of its own; a context manager.

    Args:
        path: A file that gets a line for each message, before the message is acknowledged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._child: Child | None = None

    def __enter__(self) -> Self:
        self._child = forked(self._serve)
        self._listening.close()
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            self._child.kill()

    def taken(self) -> Counter[tuple[str, str]]:
        """How many messages came, by address and symbol."""
        lines = self._path.read_text().splitlines()
        return Counter(
            (address, symbol) for address, _, symbol in (x.partition(" ") for x in lines)
        )

    def _serve(self) -> None:
        while True:
            talk, _ = self._listening.accept()
            with talk, talk.makefile("rwb", buffering=0) as stream, contextlib.suppress(OSError):
                self._hold(stream)

    def _hold(self, stream: Any) -> None:  # noqa: ANN401 - of a socket
        address = ""
        stream.write(b"220 here\r\n")
        while line := stream.readline().strip():
            word = line.split()[0].upper()
            if word == b"RCPT":
                address = line.partition(b"<")[2].partition(b">")[0].decode()
            if word == b"DATA":
                stream.write(b"354 go on\r\n")
                content = b""
                while not content.endswith(b"\r\n.\r\n"):
                    if not (part := stream.readline()):
                        return
                    content += part
                symbol = content.partition(b"Note: ")[2].split()[0].decode()
                with self._path.open("a") as file:
                    file.write(f"{address} {symbol}\n")
            stream.write(b"250 well\r\n")


@dataclass(frozen=True, slots=True)
class Sending:
    """Carries to folders, and to the server at a port."""

    port: int

    def shelve(self, name: str, parcel: Parcel) -> None:
        """See `generator.editorial.delivering.Carrier`."""
        shelf_of(name).put(parcel)

    def mail(self, address: str, parcel: Parcel) -> None:
        """See `generator.editorial.delivering.Carrier`."""
        server = MailServer("127.0.0.1", self.port, security="none")
        with Session(server, "example.com") as session:
            said = f"Note: {parcel.symbol}\r\n\r\nRead it.\r\n"
            session.send("desk@example.com", address, said.encode())

    def renew_site(self) -> None:
        """See `generator.editorial.delivering.Carrier`."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where all of it happens."""

    folder: Path
    url: str
    port: int
    shelf: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shelf", str(self.folder / "shelf"))

    @property
    def places(self) -> Places:
        """A shelf and two readers."""
        return Places((self.shelf,), addresses=ADDRESSES)


def work(scene: Scene, run: int, told: int) -> None:
    """Work without end; what was acknowledged is written to ``told``, a line each."""
    room = newsroom_in(scene.folder, url=scene.url, press=QuickPress(mails=True))

    def tell(what: str, symbol: str) -> None:
        os.write(told, f"{what} {symbol}\n".encode())

    for number in range(10_000):
        symbol = f"R{run}.{number}"
        note = handed_in(room, symbol, small=True)
        tell("handed_in", symbol)
        comment(room, on(note, WIM), "", "why?")
        tell("commented", symbol)
        note = approved(room, note)
        tell("approved", symbol)
        publish(room, on(note, ANNA, note.approved), scene.places)
        tell("published", symbol)
        deliver(room, Sending(scene.port), SOON)
        tell("delivered", symbol)


def killed_after(scene: Scene, run: int, count: int, seconds: float) -> list[tuple[str, str]]:
    """Let a process work and kill it; what it had acknowledged.

    Args:
        scene: Where.
        run: Its number.
        count: How many acknowledgements are waited for.
        seconds: How long it works on after them.
    """
    reading, writing = os.pipe()
    child = forked(lambda: work(scene, run, writing))
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        seen = b"".join(stream.readline() for _ in range(count))
        time.sleep(seconds)
        assert child.kill() == -signal.SIGKILL, f"run {run} ended by itself"
        lines = (seen + stream.read()).decode().splitlines()
    return [(what, symbol) for what, _, symbol in (line.partition(" ") for line in lines)]
