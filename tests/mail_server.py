"""A mail server on loopback for tests: EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, and its moods."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final, Self

import trustme

if TYPE_CHECKING:
    from pathlib import Path

USER: Final = "desk"
PASSWORD: Final = "correct horse"  # noqa: S105 - of a server that lives for a test


@dataclass(frozen=True, slots=True)
class Moods:
    """How a server behaves.

    Args:
        implicit: TLS from the first byte.
        offers_starttls: Whether it can be asked for.
        wants_login: No mail without it.
        names: Whom its certificate is for.
        greeting: Its first line.
        answers: To ``RCPT TO`` of an address.
        after_data: When it has the whole message.
        silent: It accepts a connection and says nothing.
        hangs_up_at: It leaves when it reads this command; at "." when it has the whole message.
    """

    implicit: bool = False
    offers_starttls: bool = True
    wants_login: bool = False
    names: tuple[str, ...] = ("127.0.0.1", "localhost")
    greeting: str = "220 here"
    answers: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 taken"
    silent: bool = False
    hangs_up_at: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A message that the server took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool
    user: str


class MailServer:
    """The server; a context manager.

    Args:
        authority: File that the certificate of its authority is written to.
        moods: How it behaves.
    """

    def __init__(self, authority: Path, moods: Moods | None = None) -> None:
        self.moods = moods or Moods()
        self.received: list[Received] = []
        self.in_clear: list[str] = []
        ca = trustme.CA()
        ca.cert_pem.write_to_path(str(authority))
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert(*self.moods.names).configure_cert(self.tls)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            connection, _ = self._listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(10)
                if not self._closing.is_set():
                    _Conversation(self, connection).hold(self._closing)


class _Conversation:
    """What is said on one connection."""

    def __init__(self, server: MailServer, connection: socket.socket) -> None:
        self._server = server
        self._socket = connection
        self._lines: IO[bytes] = connection.makefile("rb")
        self._secure = False
        self._user = ""
        self._sender = ""
        self._recipients: list[str] = []

    def hold(self, closing: threading.Event) -> None:
        """Answer until one side has enough."""
        moods = self._server.moods
        if moods.silent:
            closing.wait(10)
            return
        if moods.implicit:
            self._encrypt()
        try:
            self._say(moods.greeting)
            while line := self._lines.readline():
                command = line.decode("ascii", "replace").rstrip("\r\n")
                if not self._secure:
                    self._server.in_clear.append(command)
                word = command.split(" ")[0].upper()
                if moods.hangs_up_at == word:
                    return
                self._answer(word, command)
        finally:
            self._lines.close()
            if self._secure:
                self._socket.close()

    def _say(self, text: str) -> None:
        self._socket.sendall(text.encode("utf-8") + b"\r\n")

    def _encrypt(self) -> None:
        self._lines.close()
        self._socket = self._server.tls.wrap_socket(self._socket, server_side=True)
        self._lines = self._socket.makefile("rb")
        self._secure = True

    def _answer(self, word: str, command: str) -> None:
        moods = self._server.moods
        match word:
            case "EHLO":
                self._offer()
            case "STARTTLS":
                self._say("220 go on")
                self._encrypt()
            case "AUTH":
                self._log_in(command)
            case "MAIL":
                self._sender = _address(command)
                self._recipients = []
                refused = moods.wants_login and not self._user
                self._say("530 5.7.0 log in first" if refused else "250 well")
            case "RCPT":
                answer = moods.answers.get(_address(command), "250 well")
                if answer.startswith("250"):
                    self._recipients.append(_address(command))
                self._say(answer)
            case "DATA":
                self._take()
            case _:
                self._say("221 bye" if word == "QUIT" else "250 well")

    def _offer(self) -> None:
        moods = self._server.moods
        offers = ["250-here", "250-8BITMIME"]
        if moods.offers_starttls and not self._secure:
            offers.append("250-STARTTLS")
        if moods.wants_login:
            offers.append("250-AUTH PLAIN")
        self._say("\r\n".join([*offers, "250 SIZE 10000000"]))

    def _log_in(self, command: str) -> None:
        _, user, password = base64.b64decode(command.split(" ")[2]).decode().split("\0")
        right = (user, password) == (USER, PASSWORD)
        self._user = user if right else ""
        self._say("235 welcome" if right else "535 5.7.8 wrong \x1b[31mname or password")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self._lines.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        answer = self._server.moods.after_data
        if self._server.moods.hangs_up_at == ".":
            raise ConnectionAbortedError
        if answer.startswith("250"):
            self._server.received.append(
                Received(
                    self._sender,
                    tuple(self._recipients),
                    b"".join(lines),
                    self._secure,
                    self._user,
                )
            )
        self._say(answer)


def _address(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]
