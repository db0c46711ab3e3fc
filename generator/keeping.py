"""Keeping and remembering: snapshots into the archive with their facts, history out of it.

History is a value: what the sessions before stored. It is read here and handed to the pipeline,
which reads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.archive.archive import Archive, Entry
from generator.archive.database import open_database
from generator.archive.places import place_of
from generator.config import Settings, archive_url, database_url
from generator.errors import StoreError, UsageError
from generator.narrative.novelty import MOST_ISSUES, Memory, past_issue
from generator.pipeline import facts_of
from generator.signals.catalogue import CATALOGUE, depends_on_history, recompute
from generator.signals.facts import Unavailable, Unit
from generator.signals.history import REMEMBERED, History
from generator.signals.price_series import SESSIONS_A_YEAR
from generator.signals.register import ROOTS

if TYPE_CHECKING:
    from datetime import date, datetime

    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Facts


_NO_NUMBERS: Final = frozenset({Unit.TEXT, Unit.DATE, Unit.TIME, Unit.TABLE, Unit.CONTRACT})


def open_archive(settings: Settings) -> Archive:
    """The archive that the settings name.

    Raises:
        StoreError: It cannot be opened.
    """
    return Archive(place_of(archive_url(settings)), open_database(database_url(settings)))


def kept_archive(settings: Settings) -> Archive:
    """The archive that the settings name, for what only reads: none is made.

    Raises:
        StoreError: There is none, or it cannot be opened.
    """
    url, database = archive_url(settings), database_url(settings)
    file = Path(url) / "archive.db"
    is_ours = (
        not url.startswith("s3://")
        and settings.database == Settings.model_fields["database"].default
    )
    if is_ours and not file.is_file():
        remedy = "name another with STRIKEDESK_ARCHIVE, or make one with snapshot or import"
        raise StoreError(f"{url}: there is no archive; {remedy}")
    return Archive(place_of(url), open_database(database))


def history_before(archive: Archive, symbol: str, session: date) -> History:
    """What the kept sessions of ``symbol`` before ``session`` say, at most a year of them."""
    entries = archive.sessions_before(symbol, session, SESSIONS_A_YEAR)
    if not entries:
        return History()
    numbers = archive.numbers(entries, REMEMBERED)
    by_session = {
        entry.session: numbers[entry.id] for entry in entries if entry.session is not None
    }
    return History(by_session, previous=archive.load(entries[-1]))


def memory_before(archive: Archive, symbol: str, as_of: datetime) -> Memory:
    """The issues of ``symbol`` with an earlier as-of, at most nineteen."""
    issues = archive.memory(symbol, as_of, MOST_ISSUES)
    return Memory(tuple(past_issue(issue.record) for issue in issues))


def keep_snapshot(
    archive: Archive, snapshot: Snapshot, settings: Settings, raw: bytes | None = None
) -> Entry:
    """Keep a snapshot with its facts, and renew those of the session after, if that is kept.

    Facts that are made from more than the session before are not kept: they are computed when they
    are asked for, so that a session which comes in late counts. Whoever writes at the same time,
    the kept facts are those that one writer would have kept: if another has changed what lies
    beside the snapshot, its facts are made again.

    Raises:
        StoreError: It cannot be kept.
    """
    while True:
        beside = archive.neighbours(snapshot)
        previous = None if beside.previous is None else archive.load(beside.previous)
        facts = _kept_facts(snapshot, previous, settings)
        renewed = {
            later.id: _kept_facts(archive.load(later), snapshot, settings) for later in beside.later
        }
        entry = archive.keep_between(snapshot, facts, beside, renewed, raw)
        if entry is not None:
            return entry


def _kept_facts(snapshot: Snapshot, previous: Snapshot | None, settings: Settings) -> Facts:
    facts = facts_of(snapshot, "", settings, history=History(previous=previous))
    return facts.only(name for name in CATALOGUE if not depends_on_history(name))


def remember(archive: Archive, record: dict[str, Any], snapshot: Snapshot) -> None:
    """Record a note that was drafted from the archive."""
    archive.record_issue(snapshot.symbol, snapshot.as_of, str(record["playbook"]), record)


@dataclass(frozen=True, slots=True)
class Point:
    """A fact in one session: its value, or why there is none."""

    session: date
    value: float | None
    reason: str


def fact_over_time(archive: Archive, symbol: str, name: str) -> list[Point]:
    """A numeric fact of ``symbol`` in each kept session, oldest first.

    A fact that is made from history is computed again for each session, from the sessions before
    it that are kept now.

    Raises:
        StoreError: The archive cannot be read.
        UsageError: No such fact is kept over time.
    """
    if name not in CATALOGUE:
        raise UsageError(f"no fact is called {name!r}; strikedesk signals lists them")
    if CATALOGUE[name].unit in _NO_NUMBERS:
        raise UsageError(f"{name} is no number: {CATALOGUE[name].unit}")
    _check_is_kept(name)
    entries = archive.sessions(symbol)
    stored = archive.numbers(entries)
    reasons = {
        each: archive.reasons(entries, each)
        for each in (name, *CATALOGUE[name].parameters)
        if each in CATALOGUE
    }
    past: dict[date, dict[str, float]] = {}
    points = []
    for entry in entries:
        if entry.session is None:
            continue
        numbers = stored[entry.id]
        lacking = {each: found[entry.id] for each, found in reasons.items() if entry.id in found}
        value, reason = numbers.get(name), lacking.get(name, "not_stored")
        if depends_on_history(name):
            value, reason = _again(name, numbers, History(dict(past)), lacking)
        points.append(Point(entry.session, value, "" if value is not None else reason))
        past[entry.session] = numbers
    return points


def _check_is_kept(name: str) -> None:
    """Refuse a fact that takes the snapshots of several days, of which numbers are kept alone."""
    given = CATALOGUE[name].parameters
    if not depends_on_history(name) or not set(given) & (ROOTS - {"history"}):
        return
    inputs = (item for item in given if item in CATALOGUE)
    kept = [item for item in inputs if CATALOGUE[item].unit not in _NO_NUMBERS]
    raise UsageError(
        f"{name} is made from whole snapshots and is not kept over time; "
        f"kept of what it is made from: {', '.join(kept)}"
    )


def _again(
    name: str, numbers: dict[str, float], history: History, reasons: dict[str, str]
) -> tuple[float | None, str]:
    found = recompute(name, numbers, history, reasons)
    if isinstance(found, Unavailable):
        return None, found.code
    return float(found.value), ""
