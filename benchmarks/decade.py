"""Ten years of an archive beside one: what a draft reads of it, and what the database takes.

The rows of one session, made by the archive itself, are copied by SQL to as many sessions and
symbols as are wanted: what is measured is how reading grows with them, and not their values.
"""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.timing import Row, alternating
from generator.archive.archive import Archive
from generator.archive.calls import KeptCall, NoteKey, Verdict, keep_calls
from generator.archive.database import open_database
from generator.archive.moments import stored
from generator.archive.places import Folder
from generator.archive.tables import CALLS, EVENTS, FACTS, ISSUES, SNAPSHOTS
from generator.calls.kept_prices import kept_prices
from generator.calls.kept_record import track_record_before
from generator.config import Settings
from generator.keeping import history_before, keep_snapshot, memory_before
from generator.market.demo import demo_snapshot
from generator.market.sessions import EXCHANGE_ZONE, Sessions
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import Observed, draft_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Table

    from generator.market.snapshot import Snapshot

SYMBOLS: Final = 20
YEARS: Final = 10
SESSIONS_A_YEAR: Final = 252
CALLS_A_NOTE: Final = 5
MEASURED: Final = "S0"
"""The symbol that is asked for."""
RUNS: Final = 5
_CLOSE: Final = time(16, 0)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An archive, and what a draft asks it for."""

    archive: Archive
    symbol: str
    moment: datetime
    bytes_a_session: float


def decade_rows() -> Iterator[Row]:
    """Every line of the table."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as ten:
        year = _archive_of(Path(one), SESSIONS_A_YEAR)
        decade = _archive_of(Path(ten), YEARS * SESSIONS_A_YEAR)
        what = f"{YEARS} years of {SYMBOLS} symbols"
        yield _side_by_side(f"{what}: history of a draft", year, decade, _history)
        yield _side_by_side(f"{what}: memory of a draft", year, decade, _memory)
        yield _side_by_side(f"{what}: track record of a draft", year, decade, _track_record)
        yield _side_by_side(f"{what}: closes for the scorecard", year, decade, _closes)
        sizes = decade.bytes_a_session / 1000, year.bytes_a_session / 1000
        yield Row(f"{what}: database, a note", sizes[0], "one year", sizes[1], unit="kB")


def _side_by_side(what: str, year: _Kept, decade: _Kept, read: Callable[[_Kept], object]) -> Row:
    ours, theirs = alternating([lambda: read(decade), lambda: read(year)], RUNS)
    return Row(what, ours, "one year", theirs)


def _history(kept: _Kept) -> object:
    return history_before(kept.archive, kept.symbol, kept.moment.date())


def _memory(kept: _Kept) -> object:
    return memory_before(kept.archive, kept.symbol, kept.moment)


def _track_record(kept: _Kept) -> object:
    return track_record_before(kept.archive, kept.symbol, kept.moment)


def _closes(kept: _Kept) -> object:
    return kept_prices(kept.archive, kept.symbol)


def _archive_of(folder: Path, sessions: int) -> _Kept:
    """An archive whose every symbol has so many sessions, each with a note and its calls."""
    archive = Archive(Folder(folder), open_database(f"sqlite:///{folder / 'archive.db'}"))
    snapshot = demo_snapshot()
    _keep_one(archive, snapshot)
    archive.database.engine.dispose()
    days = _days(snapshot, sessions)
    database = folder / "archive.db"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TEMP TABLE days (number INTEGER, session TEXT, as_of TEXT)")
        connection.executemany("INSERT INTO days VALUES (?, ?, ?)", days)
        for place in range(SYMBOLS):
            _copy(connection, f"S{place}", 1 + place * sessions, _count(connection))
        _give_the_object(connection, MEASURED, days[-1][1])
    connection.close()
    last = datetime.fromisoformat(days[-1][2]) + timedelta(days=1)
    size = database.stat().st_size / (SYMBOLS * sessions)
    return _Kept(archive, MEASURED, last, size)


def _keep_one(archive: Archive, snapshot: Snapshot) -> None:
    """One session, as the program keeps it: snapshot, facts, note, calls, and their events."""
    settings = Settings()
    entry = keep_snapshot(archive, snapshot, settings)
    playbook = load_playbook(playbook_folder(settings.playbook))
    note = draft_note(Observed(snapshot, entry.sha256), playbook, settings, None)
    archive.record_issue(snapshot.symbol, snapshot.as_of, playbook.name, note.record())
    key = NoteKey(snapshot.symbol, snapshot.as_of, "published", playbook.name)
    calls = [_call(key, place) for place in range(CALLS_A_NOTE)]
    with archive.database.writing() as connection:
        keep_calls(connection, key, calls)


def _call(note: NoteKey, place: int) -> KeptCall:
    day = note.as_of.date()
    predicate = {
        "form": "stays", "spot": 249.5, "beyond": {"above": 255.0}, "on": str(day), "sessions": 5,
    }  # fmt: skip
    verdict = Verdict(
        state="hit", resolved_at=day, numbers={"close": 250.5}, base_hits=200, base_n=250
    )
    return KeptCall(
        note=note,
        place=place,
        session=day,
        markdown_sha256="0" * 64,
        kind="level",
        rule="levels",
        structure="call_wall",
        regime="put_heavy",
        horizon=day,
        predicate=predicate,
        words="No session until the front expiration closes above the call wall.",
        verdict=verdict,
    )


def _days(snapshot: Snapshot, count: int) -> list[tuple[int, str, str]]:
    """Number, session and as-of of the last ``count`` sessions."""
    last = snapshot.as_of_date
    calendar = Sessions.covering(last - timedelta(days=366 * YEARS + 30), last)
    days = calendar.last(count, until=last)
    return [
        (number, str(day), stored(datetime.combine(day, _CLOSE, EXCHANGE_ZONE)))
        for number, day in enumerate(days, start=1)
    ]


def _count(connection: sqlite3.Connection) -> int:
    count: int = connection.execute("SELECT max(number) FROM events").fetchone()[0]
    return count


def _copy(connection: sqlite3.Connection, symbol: str, first: int, events: int) -> None:
    """The rows of the first session, for every day and this symbol."""
    moved = {"symbol": f"'{symbol}'", "as_of": "days.as_of", "session": "days.session"}
    number = f"{first} + days.number"
    unique = "lower(hex(randomblob(32)))"
    _insert(connection, SNAPSHOTS, {"id": number, "sha256": unique, **moved}, "id = 1")
    _insert(connection, FACTS, {"snapshot_id": number}, "snapshot_id = 1")
    _insert(connection, ISSUES, {"id": number, **moved}, "id = 1")
    call = f"{CALLS_A_NOTE} * ({number}) + place"
    _insert(connection, CALLS, {"id": call, **moved}, f"id <= {CALLS_A_NOTE}")
    told = f"{events} + 3 * (days.number - 1) + events.number"
    _insert(connection, EVENTS, {"number": told, "sha256": unique}, "events.number <= 3")


def _give_the_object(connection: sqlite3.Connection, symbol: str, session: str) -> None:
    """The one object that is kept is what this session proves itself by; it is read and proven."""
    sha256 = connection.execute("SELECT sha256 FROM snapshots WHERE id = 1").fetchone()[0]
    connection.execute("UPDATE snapshots SET sha256 = 'none' WHERE id = 1")
    last = "UPDATE snapshots SET sha256 = ? WHERE symbol = ? AND session = ?"
    connection.execute(last, (sha256, symbol, session))


def _insert(
    connection: sqlite3.Connection, table: Table, changed: Mapping[str, str], which: str
) -> None:
    names = [column.name for column in table.columns]
    values = [changed.get(name, f"{table.name}.{name}") for name in names]
    connection.execute(
        f"INSERT INTO {table.name} ({', '.join(names)}) "  # noqa: S608 - names of our own tables
        f"SELECT {', '.join(values)} FROM {table.name}, days WHERE {which}"
    )
