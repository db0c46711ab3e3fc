"""Several write at once, a writer is killed, a disk is full: what is there is whole."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from generator.archive.archive import Archive
from generator.archive.database import open_database
from generator.archive.places import place_of
from generator.archive.tables import FACTS
from generator.archive.verifying import Report, verify_archive
from tests.archive.kept import keep, made
from tests.archive.writer import MOMENTS, keep_one, raw_of
from tests.makers import DATABASES
from tests.snapshots import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.makers import Makers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


def url(archive: Archive) -> str:
    """The address of its database, for another process."""
    return archive.database.engine.url.render_as_string(hide_password=False)


def writer(archive: Archive, *arguments: str) -> subprocess.Popen[str]:
    """A process that writes into ``archive``."""
    command = [sys.executable, "-m", "tests.archive.writer", archive.place.url, url(archive)]
    return subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(process: subprocess.Popen[str]) -> str:
    """What a process printed that ended well."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def whole(archive: Archive) -> int:
    """Prove that each entry loads and has all its facts and raw answers; how many there are."""
    entries = archive.entries()
    with archive.database.reading() as connection:
        query = select(FACTS.c.snapshot_id, func.count()).group_by(FACTS.c.snapshot_id)
        facts = {row[0]: row[1] for row in connection.execute(query)}
    assert len({facts[entry.id] for entry in entries}) <= 1
    for entry in entries:
        calls = archive.load(entry).contracts["open_interest"].iloc[0]
        assert entry.raw_key is not None
        assert archive.place.get(entry.raw_key) == raw_of(int(calls))
    return len(entries)


def write_on(archive: Archive, numbers: Iterable[int]) -> None:
    """Keep further snapshots, in this process."""
    facts = facts_of(made())
    for number in numbers:
        keep_one(archive, number, facts)


def test_two_writers_at_once_lose_nothing_and_a_reader_sees_whole_entries_only(
    archive: Archive,
) -> None:
    numbers = [str(number) for number in range(500, 540)]
    writers = [writer(archive, "keep", *numbers[half::2]) for half in (0, 1)]
    seen = [0]
    while any(process.poll() is None for process in writers):
        seen.append(whole(archive))
    for process in writers:
        ended(process)
    assert seen == sorted(seen)
    assert whole(archive) == 40
    assert verify_archive(archive) == Report(40, ())
    calls = {archive.load(entry).contracts["open_interest"].iloc[0] for entry in archive.entries()}
    assert calls == set(range(500, 540))


def test_a_killed_writer_leaves_whole_entries_and_writing_goes_on(archive: Archive) -> None:
    """Killed before each step of keeping, and at moments that nobody chose."""
    ended(writer(archive, "die"))
    count = whole(archive)
    assert count >= 3 * len(MOMENTS), "what was kept before is there"
    assert verify_archive(archive) == Report(count, ())
    by_thousand = [
        int(archive.load(entry).contracts["open_interest"].iloc[0]) // 1000
        for entry in archive.entries()
    ]
    for place, moment in enumerate(MOMENTS, 1):
        kept = by_thousand.count(place)
        assert kept == 3 or (moment.isdigit() and kept > 3), moment
    write_on(archive, (1000 * place + 3 for place in range(1, 6)))
    assert whole(archive) == count + 5, "what the killed ones had begun can be kept"
    assert verify_archive(archive) == Report(count + 5, ())


@pytest.mark.parametrize("database", DATABASES)
def test_on_a_full_disk_what_cannot_be_kept_is_an_error_and_nothing_is_lost(
    database: str, tiny_disk: Path, make: Makers
) -> None:
    """Objects and SQLite share the disk; PostgreSQL's rows are elsewhere."""
    inside = f"sqlite:///{tiny_disk / 'archive.db'}"
    address = make.database_url(database) if database == "postgresql" else inside
    archive = Archive(place_of(str(tiny_disk / "objects")), open_database(address))
    count, _, said = ended(writer(archive, "fill", "1000")).strip().partition("\t")
    assert "check space" in said
    assert "\n" not in said
    assert whole(archive) == int(count) > 0
    assert verify_archive(archive) == Report(int(count), ())
    hidden = [path for path in tiny_disk.rglob(".*") if path.is_file()]
    assert not hidden, "nothing half-written is left"
    subprocess.run(["mount", "-o", "remount,size=8m", str(tiny_disk)], check=True)
    write_on(archive, range(1000, 1002 + int(count)))
    assert whole(archive) == int(count) + 2
    archive.database.engine.dispose()


@pytest.mark.parametrize("limit", [600, 400_000])
def test_a_file_that_may_not_grow_is_an_error_and_nothing_is_lost(limit: int, make: Makers) -> None:
    """The raw answers fit and the object does not; then it is the database that stops."""
    archive = make.archive()
    write_on(archive, [500])
    count, _, said = ended(writer(archive, "limit", str(limit))).strip().partition("\t")
    assert "check space" in said
    assert whole(archive) == 1 + int(count)
    assert verify_archive(archive) == Report(1 + int(count), ())
    write_on(archive, [limit + int(count)])
    assert whole(archive) == 2 + int(count)


def test_a_reader_is_not_kept_waiting_by_a_writer(make: Makers) -> None:
    """SQLite's readers see what was there before; opening waits for nobody either."""
    archive = make.archive()
    keep(archive, made())
    with archive.database.writing():
        again = Archive(archive.place, open_database(url(archive)))
        assert verify_archive(again) == Report(1, ())
        again.database.engine.dispose()
