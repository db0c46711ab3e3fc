"""The database has the tables of this version, wherever it is, or is refused in a line."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.pool import QueuePool

from generator.archive.archive import Archive
from generator.archive.database import Database, open_database
from generator.archive.places import place_of
from generator.archive.tables import FACTS, ISSUES, METADATA, SNAPSHOTS
from generator.archive.verifying import verify_archive
from generator.errors import StoreError
from tests.archive.kept import keep, made, rows
from tests.makers import DATABASES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.makers import Makers

OPENING = """
import sys
from generator.archive.database import open_database
open_database(sys.argv[1]).engine.dispose()
"""


def closed(database: Database) -> None:
    database.engine.dispose()


def test_the_steps_make_exactly_the_tables_that_the_program_uses(archive: Archive) -> None:
    engine = archive.database.engine
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == "0004"
    tables = inspect(engine)
    assert set(tables.get_table_names()) == {*METADATA.tables, "alembic_version"}
    for table in METADATA.sorted_tables:
        found = {column["name"]: column["nullable"] for column in tables.get_columns(table.name)}
        assert found == {column.name: column.nullable for column in table.columns}
        assert tables.get_pk_constraint(table.name)["name"] == table.primary_key.name


@pytest.mark.parametrize("kind", DATABASES)
def test_opening_again_changes_nothing(kind: str, make: Makers, tmp_path: Path) -> None:
    url = make.database_url(kind)
    first = Archive(place_of(str(tmp_path / "objects")), open_database(url))
    entry = keep(first, made())
    closed(first.database)
    again = Archive(first.place, open_database(url))
    assert again.entries() == [entry]
    closed(again.database)


@pytest.mark.parametrize("kind", DATABASES)
def test_a_database_of_a_newer_version_is_refused_in_a_line(kind: str, make: Makers) -> None:
    url = make.database_url(kind)
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    closed(database)
    with pytest.raises(
        StoreError, match=r"was made by a newer version of Strikedesk \(0999\)"
    ) as e:
        open_database(url)
    assert "\n" not in str(e.value)


@pytest.mark.parametrize("kind", DATABASES)
def test_processes_that_open_a_fresh_database_at_once_make_its_tables_once(
    kind: str, make: Makers
) -> None:
    url = make.database_url(kind)

    def opening(_: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", OPENING, url]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(3) as pool:
        for ended in pool.map(opening, range(3)):
            assert ended.returncode == 0, ended.stderr
    closed(open_database(url))


def test_a_transaction_that_fails_leaves_nothing(archive: Archive) -> None:
    keep(archive, made())
    before = rows(archive)

    def breaks_off() -> None:
        with archive.database.writing() as connection:
            connection.execute(text("DELETE FROM facts"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks_off()
    assert rows(archive) == before
    keep(archive, made(calls=501))


def test_a_reader_sees_one_state_while_others_write(archive: Archive) -> None:
    keep(archive, made())
    with archive.database.reading() as connection:
        count = SNAPSHOTS.select()
        before = list(connection.execute(count))
        keep(archive, made(calls=501))
        assert list(connection.execute(count)) == before
    assert len(archive.entries()) == 2


def test_sqlite_writes_ahead_and_syncs_every_commit(make: Makers) -> None:
    with make.archive().database.reading() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://me:hidden@127.0.0.1:1/x", "onnection"),
        ("postgresql+psycopg://me:hidden@127.0.0.1:1/x", "onnection"),
        ("postgresql+nothing://me:hidden@127.0.0.1/x", "no database that can be opened"),
        ("postgresql://me:hidden@127.0.0.1:port/x", "no database that can be opened"),
        ("://me:hidden@127.0.0.1/x", "no database that can be opened"),
        ("nothing://me:hidden@127.0.0.1/x", "no database that can be opened"),
        ("archive.db", "no database that can be opened"),
        ("", "no database that can be opened"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_line_without_its_password(
    url: str, problem: str
) -> None:
    with pytest.raises(StoreError, match=problem) as error:
        open_database(url)
    assert "hidden" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_database_is_one_line_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 30)
    with pytest.raises(StoreError, match=r"archive\.db: file is not a database") as error:
        open_database(f"sqlite:///{path}")
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be made"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'archive.db'}")


def test_two_keep_the_same_snapshot_at_once_and_it_is_one_entry(archive: Archive) -> None:
    """Each looks whether it is there before either has written it."""
    with ThreadPoolExecutor(4) as pool:
        entries = list(pool.map(lambda _: keep(archive, made()), range(4)))
    assert len(set(entries)) == 1
    assert archive.entries() == entries[:1]


def test_a_writer_locks_before_it_reads(archive: Archive) -> None:
    """What it has read is still so when it writes."""
    said: list[str] = []
    engine = archive.database.engine

    def listen(*given: object) -> None:
        said.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", listen)
    keep(archive, made())
    event.remove(engine, "before_cursor_execute", listen)
    assert "BEGIN IMMEDIATE" in said[0] or "pg_advisory_xact_lock" in said[0]


@pytest.mark.parametrize("kind", DATABASES)
def test_what_was_kept_before_there_was_a_trail_is_told_to_it(
    kind: str, make: Makers, tmp_path: Path
) -> None:
    """Made as the version before left it: the rows, without the tables of the desk."""
    url = make.database_url(kind)
    first = Archive(place_of(str(tmp_path / "objects")), open_database(url))
    keep(first, made())
    with first.database.writing() as connection:
        for table in reversed(METADATA.sorted_tables):
            if table not in (SNAPSHOTS, FACTS, ISSUES):
                table.drop(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    closed(first.database)
    again = Archive(first.place, open_database(url))
    assert verify_archive(again).problems == ()
    with again.database.writing() as connection:
        connection.execute(FACTS.update().where(FACTS.c.value.is_not(None)).values(value=0.5))
    assert verify_archive(again).problems != ()
    closed(again.database)


@pytest.mark.parametrize("kind", DATABASES)
def test_what_was_remembered_before_records_were_packed_is_read_as_it_was(
    kind: str, make: Makers, tmp_path: Path
) -> None:
    """Made as the version before left it: a record is plain text, and the trail knows its hash."""
    url = make.database_url(kind)
    first = Archive(place_of(str(tmp_path / "objects")), open_database(url))
    entry = keep(first, made())
    record = {"hashes": {"markdown": "m" * 64, "snapshot": entry.sha256}, "markdown": "A rate – 5%"}
    first.record_issue(entry.symbol, entry.as_of, "options_focus", record)
    later = entry.as_of + timedelta(days=1)
    [before] = first.memory(entry.symbol, later)
    with first.database.writing() as connection:
        connection.execute(text("ALTER TABLE issues DROP COLUMN record"))
        connection.execute(text("ALTER TABLE issues ADD COLUMN record TEXT"))
        plain = json.dumps(record, sort_keys=True, ensure_ascii=False)
        connection.execute(text("UPDATE issues SET record = :record"), {"record": plain})
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    closed(first.database)
    again = Archive(first.place, open_database(url))
    assert again.memory(entry.symbol, later) == [before]
    assert verify_archive(again).problems == ()
    closed(again.database)


@pytest.mark.parametrize("kind", DATABASES)
def test_who_waits_to_be_alone_takes_no_connection_from_who_works(kind: str, make: Makers) -> None:
    """The pool gives one connection at a time, and nobody waits for another."""
    opened = open_database(make.database_url(kind))
    closed(opened)
    pool = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": 0}
    database = Database(create_engine(opened.engine.url, **pool))
    with database.alone("publishing"), database.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    closed(database)


@pytest.mark.parametrize("kind", DATABASES)
def test_one_is_alone_at_a_time(kind: str, make: Makers) -> None:
    database = open_database(make.database_url(kind))
    inside: list[int] = []

    def work(number: int) -> None:
        with database.alone("publishing"):
            inside.append(number)
            with database.reading() as connection:
                connection.execute(text("SELECT 1"))
            assert inside == [number]
            inside.remove(number)

    with ThreadPoolExecutor(24) as threads:
        list(threads.map(work, range(48)))
    closed(database)
