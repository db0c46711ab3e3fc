"""Starting a desk: what is printed, who gets in first, what a connection may take."""

from __future__ import annotations

import errno
import re
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.config import Settings
from generator.desk.patience import PatientProtocol
from generator.desk.serving import greeting, serve
from generator.desk.start_rules import Start
from generator.editorial.person import Role
from generator.errors import UsageError
from tests.desk.desks import Clock, joined, made_archive
from tests.desk.running import listening

if TYPE_CHECKING:
    from generator.desk.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 60


def _token(lines: list[str]) -> str:
    [token] = re.findall(r"^  http://127\.0\.0\.1:8321/login\?link=([\w-]{43})$", lines[-1])
    return str(token)


def test_every_start_prints_a_link_until_somebody_is_there(desk: Desk) -> None:
    tokens = [_token(greeting(Start(), desk)) for _ in range(3)]
    assert len(set(tokens)) == 3
    for token in tokens:
        assert desk.links.invitation(token, now=desk.clock()) is not None
    joined(desk, "anna", Role.ADMIN)
    assert len(greeting(Start(), desk)) == 1
    for token in tokens:
        assert desk.links.invitation(token, now=desk.clock()) is None


def test_a_desk_that_may_not_start_listens_to_nobody(tmp_path: Path) -> None:
    archive, told = made_archive(tmp_path), list[str]()
    with pytest.raises(UsageError, match="add --allow-remote"):
        serve(Start(host="0.0.0.0", port=0), archive, Settings(), Clock(), told.append)  # noqa: S104
    assert told == []


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        start = Start(port=taken.getsockname()[1])
        where = f"cannot listen on '127.0.0.1', port {start.port}: another program"
        with pytest.raises(UsageError, match=f"{where}.*choose another --port"):
            serve(start, made_archive(tmp_path), Settings(), Clock(), print)


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        (PermissionError(errno.EACCES, "no"), "this user may not take that port"),
        (OSError(errno.EADDRNOTAVAIL, "no"), "this machine does not have that address"),
        (socket.gaierror(-2, "no"), "that name leads to no address"),
        (UnicodeError("no"), "that name leads to no address"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files; choose another"),
    ],
)
def test_an_address_that_cannot_be_had_is_named_with_why_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: Exception, told: str
) -> None:
    def create_server(*_: object, **__: object) -> None:
        raise fails

    monkeypatch.setattr(socket, "create_server", create_server)
    with pytest.raises(UsageError, match=f"cannot listen on '127.0.0.1', port 8321: {told}"):
        serve(Start(), made_archive(tmp_path), Settings(), Clock(), print)


def _sent(place: tuple[str, int], sent: bytes, later: bytes = b"") -> bytes:
    """What comes back until the connection is closed; ``later`` is sent after the first answer."""
    with socket.create_connection(place, timeout=_SECONDS) as connection:
        connection.sendall(sent)
        parts = []
        if later:
            parts.append(connection.recv(65536))
            connection.sendall(later)
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def test_a_head_that_is_never_ended_is_not_waited_for(desk: Desk) -> None:
    class Impatient(PatientProtocol):
        head_seconds = 0.1

    with listening(desk, protocol=Impatient) as place:
        host = f"Host: 127.0.0.1:{place[1]}\r\n".encode()
        assert _sent(place, b"") == b""
        assert _sent(place, b"GET /login HTTP/1.1\r\nHost: 127") == b""
        after_one = _sent(place, b"GET / HTTP/1.1\r\n" + host + b"\r\n", b"GET /login HT")
        assert after_one.count(b"HTTP/1.1") == after_one.count(b"HTTP/1.1 303 ") == 1


def test_requests_that_no_browser_writes_are_refused_and_close_the_connection(desk: Desk) -> None:
    desk = replace(desk, body_seconds=0.1)
    with listening(desk) as place:
        host = f"Host: 127.0.0.1:{place[1]}\r\n".encode()
        form = (
            host
            + b"Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )
        requests = {
            b"GET http://evil.test/login HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n": 400,
            b"GET /login HTTP/1.1\r\n\r\n": 400,
            b"GET /login HTTP/1.1\r\n" + host + host + b"\r\n": 400,
            b"GET /login HTTP/1.1\r\n" + host + b"X: " + b"a" * 20_000: 400,
            b"POST /login HTTP/1.1\r\n" + form + b"Content-Length: 9\r\n\r\nname": 408,
            b"POST /login HTTP/1.1\r\n" + form + b"Content-Length: 3000000\r\n\r\n": 413,
            b"POST /login HTTP/1.1\r\n" + form
            + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na": 400,
            b"POST /login HTTP/1.1\r\n" + form
            + b"Content-Length: 4\r\nTransfer-Encoding: gzip, chunked\r\n\r\n": 400,
            b"\x16\x03\x01\x02\x00\x01": 400,
        }  # fmt: skip
        for request, status in requests.items():
            answer = _sent(place, request)
            assert answer.split(b" ", 2)[1] in {str(status).encode(), b"501"}, (
                request,
                answer[:200],
            )
            assert answer.count(b"HTTP/1.1 ") == 1, request
            assert b"server:" not in answer.lower()


def test_the_command_serves_until_it_is_stopped(tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-m", "generator", "desk", "--port", "0"]
    environment = {"PATH": "", "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        first, _, link = (process.stdout.readline().decode() for _ in range(3))
        [port] = re.findall(r"http://127\.0\.0\.1:(\d+)/ ", first)
        token = link.strip().rpartition("=")[2]
        rest = f"Host: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        head = f"GET /login?link={token} HTTP/1.1\r\n{rest}"
        answer = _sent(("127.0.0.1", int(port)), head.encode())
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b"Set up the desk" in answer
        process.send_signal(2)
        assert process.wait(_SECONDS) == 0
        assert process.stderr is not None
        assert token.encode() not in process.stderr.read()
