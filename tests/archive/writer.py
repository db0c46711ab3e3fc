"""A process that keeps snapshots: to run beside others, to be killed, to find the disk full.

``python -m tests.archive.writer FOLDER DATABASE WHAT [NUMBER or DAY...]``
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from generator.archive.archive import Archive
from generator.archive.database import open_database
from generator.archive.places import place_of
from generator.archive.raw_answers import packed
from generator.config import Settings
from generator.errors import StoreError
from generator.keeping import keep_snapshot
from generator.market.yahoo.answers import RawAnswer
from tests.archive.kept import made
from tests.snapshots import facts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.signals.facts import Facts

MOMENTS: Final = ("object", "rename", "row", "facts", "commit", "0", "1", "2", "3", "5", "8")
"""Where a writer is killed: before a step of keeping, or after so many milliseconds."""

_DIES_AFTER: Final = 3


def kill_here(*_: object, **__: object) -> None:
    """Die as if the power had gone."""
    os.kill(os.getpid(), signal.SIGKILL)


def raw_of(number: int) -> bytes:
    """The raw answers that are kept with a snapshot."""
    answer = RawAnswer(url="", status=200, content_type="text/plain", body=str(number).encode())
    return packed([answer])


def keep_one(archive: Archive, number: int, facts: Facts) -> None:
    """Keep a snapshot that ``number`` tells from others, with raw answers."""
    archive.keep(made(calls=number), facts, raw_of(number))


def die_at(moment: str) -> None:
    """Arrange for the next keep to be killed before one of its steps."""
    if moment == "object":
        os.fsync = kill_here
    elif moment == "rename":
        setattr(Path, "replace", kill_here)  # noqa: B010 - a method is not to be assigned
    elif moment == "commit":
        setattr(Connection, "_commit_impl", kill_here)  # noqa: B010 - as above
    else:
        table = {"row": "snapshots", "facts": "facts"}[moment]
        execute = Connection.execute

        def dying(self: Connection, statement: object, *rest: object) -> object:
            if str(statement).startswith(f"INSERT INTO {table}"):
                kill_here()
            return execute(self, statement, *rest)  # type: ignore[call-overload]

        setattr(Connection, "execute", dying)  # noqa: B010 - as above


def killed(opened: Callable[[], Archive], moment: str, first: int, facts: Facts) -> None:
    """Start a writer, wait until it writes, and kill it at ``moment``."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        archive = opened()
        for number in range(first, first + 1000):
            if number == first + _DIES_AFTER:
                if not moment.isdigit():
                    die_at(moment)
                os.write(writing, b"x")
            keep_one(archive, number, facts)
        os._exit(3)
    os.close(writing)
    os.read(reading, 1)
    if moment.isdigit():
        time.sleep(int(moment) / 1000)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    if not os.WIFSIGNALED(status):
        sys.exit(f"the writer of {moment} was not killed")


def until_full(archive: Archive, limit: int, facts: Facts) -> None:
    """Keep while files may not grow above ``limit`` bytes; print how it ended."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    fill(archive, limit, facts)


def fill(archive: Archive, first: int, facts: Facts) -> None:
    """Keep until something cannot be written; print how many were kept and what was said."""
    for number in range(first, first + 1000):
        try:
            keep_one(archive, number, facts)
        except StoreError as error:
            print(number - first, error, sep="\t")  # noqa: T201 - what the test reads
            return
    sys.exit("nothing was ever full")


def main(folder: str, database: str, what: str, *numbers: str) -> None:
    """Do what the command line says."""

    def opened() -> Archive:
        return Archive(place_of(folder), open_database(database))

    if what == "days":
        archive = opened()
        print("ready", flush=True)  # noqa: T201 - what the test waits for
        sys.stdin.readline()
        for day in numbers:
            calls = date.fromisoformat(day).toordinal() % 97 + 200
            keep_snapshot(archive, made(f"{day}T16:00", calls), Settings())
        return
    facts = facts_of(made())
    if what == "keep":
        archive = opened()
        for number in numbers:
            keep_one(archive, int(number), facts)
    elif what == "die":
        for place, moment in enumerate(MOMENTS, 1):
            killed(opened, moment, 1000 * place, facts)
    elif what == "limit":
        until_full(opened(), int(numbers[0]), facts)
    else:
        fill(opened(), int(numbers[0]), facts)


if __name__ == "__main__":
    main(*sys.argv[1:])
