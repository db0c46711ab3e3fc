"""Load on the desk: mixed requests of a logged-in editor, beside a bare page with the same rows.

The load comes from wrk, a public tool, on the loopback of this machine. Both servers are one
process each and are loaded one after the other, with the same connections, for the same time.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.desk_server import archive_in, clock
from benchmarks.timing import Row
from generator.config import GateLimits, Settings
from generator.desk.cookies import cookie_name
from generator.editorial.actors import THE_PROGRAM
from generator.editorial.handing_in import Drafted, hand_in
from generator.editorial.house_press import HousePress
from generator.editorial.newsroom import Newsroom
from generator.editorial.people import People
from generator.editorial.person import Newcomer, Role
from generator.editorial.sessions import Sessions
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import Observed, draft_note

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTES: Final = 40
CONNECTIONS: Final = 8
_READY_SECONDS: Final = 30
_RESULT: Final = re.compile(r"RESULT (\d+) (\d+) (\d+) (\d+)")
_PLAYBOOK: Final = "options_focus"
_SCRIPT: Final = Path(__file__).with_suffix(".lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load.

    Args:
        requests: How many it answered.
        per_second: How many a second.
        p99_ms: The time that one in a hundred took longer than.
        errors: Answers that were none, or were refusals or faults.
    """

    requests: int
    per_second: float
    p99_ms: float
    errors: int


def desk_rows(seconds: int) -> Iterator[Row]:
    """Requests a second and the slowest hundredth of both servers.

    Raises:
        RuntimeError: A request failed, or wrk is not installed.
    """
    if shutil.which("wrk") is None:
        msg = "the load test needs wrk: apt-get install wrk"
        raise RuntimeError(msg)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cookie, hashes = _prepared(folder)
        desk = _loaded("desk", folder, seconds, [cookie, *hashes])
        bare = _loaded("bare", folder, seconds, [])
        log = (folder / "desk.log").read_text()[-2000:]
    if desk.errors or bare.errors:
        msg = (
            f"{desk.errors} requests to the desk failed, and {bare.errors} to the bare page\n{log}"
        )
        raise RuntimeError(msg)
    what = f"desk, mixed requests of an editor, {desk.requests:,} in {seconds} s"
    yield Row(what, desk.per_second, "bare Starlette page", bare.per_second, unit="/s")
    yield Row("the same, slowest hundredth", desk.p99_ms, "bare Starlette page", bare.p99_ms)


def _prepared(folder: Path) -> tuple[str, list[str]]:
    """An archive with notes and an editor who is logged in: the cookie, and the notes' hashes."""
    archive, now = archive_in(folder), clock()
    press = HousePress(Settings())
    newsroom = Newsroom(archive, press, GateLimits())
    playbook = load_playbook(playbook_folder(_PLAYBOOK))
    hashes = []
    for number in range(NOTES):
        demo = demo_snapshot()
        snapshot = replace(demo, as_of=demo.as_of + timedelta(minutes=number))
        observed = Observed(snapshot, snapshot_digest(snapshot))
        files = draft_note(observed, playbook, Settings(), None).files
        hashes.append(hand_in(newsroom, Drafted(files, _PLAYBOOK, THE_PROGRAM, now)).head)
    person = People(archive.database).add(
        Newcomer("editor", "Ed Itor"), Role.EDITOR, by="benchmark", now=now
    )
    token = Sessions(archive.database).begin(person.id, now=now)
    return f"{cookie_name(secure=False)}={token}", hashes


def _loaded(kind: str, folder: Path, seconds: int, arguments: list[str]) -> Load:
    with _server(kind, folder) as address:
        command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s"]
        command += ["-s", str(_SCRIPT), address, "--", *arguments]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    match = _RESULT.search(told)
    if match is None:
        raise RuntimeError(told)
    requests, micros, p99, errors = (int(part) for part in match.groups())
    return Load(requests, requests / (micros / 1e6), p99 / 1000, errors)


@contextlib.contextmanager
def _server(kind: str, folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.desk_server", kind, str(folder), str(port)]
    log = (folder / f"{kind}.log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()
        log.close()


def _wait_for(port: int) -> None:
    for _ in range(_READY_SECONDS * 10):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    msg = "the server did not start"
    raise RuntimeError(msg)
