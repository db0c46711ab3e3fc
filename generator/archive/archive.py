"""The archive: snapshots as immutable objects, their facts and the issues in a database.

Objects are written before the rows that name them, and one that is sound is never changed. Whatever
breaks in between leaves an object that nobody names, and the next try uses it.

Some facts are made from the session before. So a snapshot that comes in is written together with
what it changes in the session after, in one transaction, and only if its neighbours are still those
that the facts were made beside: whoever else writes, what is kept is what one writer would keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

from generator.archive.issues import issues_before, record_issue
from generator.archive.kept_rows import tell_kept
from generator.archive.moments import moment_of, stored
from generator.archive.raw_answers import check_packed
from generator.archive.snapshot_object import SUFFIX, from_object, to_object
from generator.archive.tables import FACTS, SNAPSHOTS
from generator.errors import StoreError
from generator.files import folder_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from generator.archive.database import Database
    from generator.archive.issues import Issue
    from generator.archive.places import Place
    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Fact, Facts

RAW_SUFFIX: Final = ".raw.zip"
_FOLDER: Final = "snapshots"
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_HASH_LENGTH: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A snapshot in the archive.

    Args:
        id: Its number; a later one was stored later.
        sha256: Its hash, as notes name it.
        symbol: Ticker.
        session: Exchange date; ``None`` for a day without a session.
        as_of: Time of its quote, in exchange time.
        fetched_at: When a provider was asked, if one was.
        object_key: Key of its object.
        raw_key: Key of the raw answers it was made from, if there are any.
    """

    id: int
    sha256: str
    symbol: str
    session: date | None
    as_of: datetime
    fetched_at: datetime | None
    object_key: str
    raw_key: str | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is kept beside a snapshot, at one moment.

    Args:
        previous: The last entry of the session before, which its facts are made from.
        later: The entries of the session after whose facts will be made from it; none where
            a later snapshot of its own session is kept.
    """

    previous: Entry | None
    later: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """Snapshots, facts and issues, kept."""

    place: Place
    database: Database

    def keep(self, snapshot: Snapshot, facts: Facts, raw: bytes | None = None) -> Entry:
        """Keep a snapshot with its facts, whatever is kept beside it.

        One that is kept already stays as it is, but for an object of it that was damaged.

        Args:
            snapshot: What came in.
            facts: Its facts; those that are no tables are kept.
            raw: The provider's answers, packed.

        Raises:
            StoreError: Something cannot be written; the archive does not know the snapshot then.
        """
        row = self._put_objects(snapshot, raw)
        with self.database.writing() as connection:
            return _known(connection, row) or _insert(connection, row, facts)

    def keep_between(
        self,
        snapshot: Snapshot,
        facts: Facts,
        beside: Neighbours,
        renewed: Mapping[int, Facts],
        raw: bytes | None = None,
    ) -> Entry | None:
        """Keep a snapshot as `keep`, and what it changes in the session after, if all is as it was.

        Args:
            snapshot: What came in.
            facts: Its facts, made from ``beside.previous``.
            beside: What was kept beside it when the facts were made.
            renewed: The facts of ``beside.later``, made from this snapshot, by the entries' ids.
            raw: The provider's answers, packed.

        Returns:
            Its entry; ``None`` if others have changed what is kept beside it: nothing was written
            to the database then, and the facts have to be made again.

        Raises:
            StoreError: Something cannot be written; the archive does not know the snapshot then.
        """
        row = self._put_objects(snapshot, raw)
        with self.database.writing() as connection:
            if known := _known(connection, row):
                return known
            if _neighbours(_entries(connection, snapshot.symbol), snapshot) != beside:
                return None
            for snapshot_id, made in renewed.items():
                connection.execute(FACTS.delete().where(FACTS.c.snapshot_id == snapshot_id))
                _write_facts(connection, snapshot_id, made)
                tell_kept(connection, snapshot_id)
            return _insert(connection, row, facts)

    def neighbours(self, snapshot: Snapshot) -> Neighbours:
        """What is kept beside ``snapshot`` now, which itself may be kept or not."""
        return _neighbours(self.entries(snapshot.symbol), snapshot)

    def _put_objects(self, snapshot: Snapshot, raw: bytes | None) -> dict[str, Any]:
        """Put what is not there yet, or not whole; the row that will name it."""
        content, digest = to_object(snapshot)
        stem = _stem(snapshot, digest)
        raw_key = None
        if raw is not None:
            raw_key = f"{stem}{RAW_SUFFIX}"
            if not self._is_whole(raw_key, check_packed):
                self.place.put(raw_key, raw)
        key = f"{stem}{SUFFIX}"
        if not self._is_whole(key, lambda found, name: _prove(found, name, digest)):
            self.place.put(key, content)
        return _row_of(snapshot, digest, key, raw_key)

    def _is_whole(self, key: str, prove: Callable[[bytes, str], object]) -> bool:
        """Whether an object is there and ``prove`` finds nothing wrong with it."""
        try:
            prove(self.place.get(key), key)
        except StoreError:
            return False
        return True

    def load(self, entry: Entry) -> Snapshot:
        """The snapshot of ``entry``, its hash proven.

        Raises:
            StoreError: Its object is missing, damaged, or another one.
        """
        return _prove(self.place.get(entry.object_key), entry.object_key, entry.sha256)

    def symbols(self) -> list[str]:
        """All symbols with a snapshot."""
        with self.database.reading() as connection:
            return list(
                connection.scalars(select(SNAPSHOTS.c.symbol).distinct().order_by("symbol"))
            )

    def entries(self, symbol: str | None = None) -> list[Entry]:
        """All entries, of one symbol or of all, oldest quote first."""
        with self.database.reading() as connection:
            return _entries(connection, symbol)

    def latest(self, symbol: str, day: date | None = None) -> Entry | None:
        """The newest entry of ``symbol``, or the newest of an exchange date."""
        found = [
            entry for entry in self.entries(symbol) if day is None or entry.as_of.date() == day
        ]
        return found[-1] if found else None

    def sessions(self, symbol: str) -> list[Entry]:
        """For each kept session of ``symbol`` its last entry, oldest first."""
        return _last_of_sessions(self.entries(symbol))

    def sessions_before(self, symbol: str, session: date, count: int) -> list[Entry]:
        """For each of the last ``count`` kept sessions before ``session`` its last entry."""
        earlier = [
            entry
            for entry in self.sessions(symbol)
            if entry.session is not None and entry.session < session
        ]
        return earlier[-count:]

    def numbers(
        self, entries: Sequence[Entry], names: Collection[str] | None = None
    ) -> dict[int, dict[str, float]]:
        """The numeric facts of ``entries``, all or those of ``names``, by their id and name."""
        found: dict[int, dict[str, float]] = {entry.id: {} for entry in entries}
        if not found:
            return found
        query = select(FACTS.c.snapshot_id, FACTS.c.name, FACTS.c.value).where(
            and_(FACTS.c.snapshot_id.in_(found), FACTS.c.value.is_not(None))
        )
        if names is not None:
            query = query.where(FACTS.c.name.in_(sorted(names)))
        with self.database.reading() as connection:
            for snapshot_id, name, value in connection.execute(query):
                found[snapshot_id][name] = value
        return found

    def reasons(self, entries: Sequence[Entry], name: str) -> dict[int, str]:
        """Why fact ``name`` has no value, by the id of each of ``entries`` that says why."""
        ids = [entry.id for entry in entries]
        query = select(FACTS.c.snapshot_id, FACTS.c.reason_code).where(
            and_(
                FACTS.c.snapshot_id.in_(ids),
                FACTS.c.name == name,
                FACTS.c.reason_code.is_not(None),
            )
        )
        with self.database.reading() as connection:
            return {row.snapshot_id: row.reason_code for row in connection.execute(query)}

    def fetched_since(self, symbol: str, moment: datetime) -> Entry | None:
        """The newest entry of ``symbol`` if it was fetched at ``moment`` or later."""
        entry = self.latest(symbol)
        fetched = None if entry is None else entry.fetched_at
        return entry if fetched is not None and fetched >= moment else None

    def record_issue(
        self, symbol: str, as_of: datetime, playbook: str, record: Mapping[str, Any]
    ) -> None:
        """Remember a note that was drafted; the same note again changes nothing."""
        with self.database.writing() as connection:
            record_issue(connection, symbol, as_of, playbook, record)

    def memory(self, symbol: str, before: datetime, count: int = 10) -> list[Issue]:
        """The last ``count`` issues of ``symbol`` with an earlier as-of, oldest first.

        Of several drafts of one moment the last one counts.
        """
        with self.database.reading() as connection:
            return issues_before(connection, symbol, before, count)


def _prove(content: bytes, key: str, sha256: str) -> Snapshot:
    """The snapshot of an object, if its hash is ``sha256``."""
    snapshot, digest = from_object(content, key)
    if digest != sha256:
        raise StoreError(f"{key}: is not the snapshot that was kept")
    return snapshot


def _stem(snapshot: Snapshot, digest: str) -> str:
    moment = snapshot.as_of.astimezone(UTC).strftime(_STAMP)
    return f"{_FOLDER}/{folder_name(snapshot.symbol)}/{moment}-{digest[:_HASH_LENGTH]}"


def _is_session(snapshot: Snapshot) -> bool:
    return snapshot.sessions().is_session(snapshot.as_of_date)


def _row_of(
    snapshot: Snapshot, digest: str, object_key: str, raw_key: str | None
) -> dict[str, Any]:
    day = snapshot.as_of_date
    return {
        "sha256": digest,
        "symbol": snapshot.symbol,
        "session": str(day) if _is_session(snapshot) else None,
        "as_of": stored(snapshot.as_of),
        "fetched_at": None if snapshot.fetched_at is None else stored(snapshot.fetched_at),
        "object_key": object_key,
        "raw_key": raw_key,
        "layout": snapshot.source.layout,
        "contracts": len(snapshot.contracts),
    }


def _entries(connection: Connection, symbol: str | None) -> list[Entry]:
    query = select(SNAPSHOTS).order_by(SNAPSHOTS.c.symbol, SNAPSHOTS.c.as_of, SNAPSHOTS.c.id)
    if symbol is not None:
        query = query.where(SNAPSHOTS.c.symbol == symbol)
    return [_entry(row) for row in connection.execute(query)]


def _last_of_sessions(entries: Sequence[Entry]) -> list[Entry]:
    by_session = {entry.session: entry for entry in entries if entry.session is not None}
    return [by_session[day] for day in sorted(by_session)]


def _neighbours(entries: Sequence[Entry], snapshot: Snapshot) -> Neighbours:
    """What of the entries of its symbol lies beside ``snapshot``."""
    day = snapshot.as_of_date
    before = [entry for entry in entries if entry.session is not None and entry.session < day]
    previous = _last_of_sessions(before)[-1] if before else None
    same = [entry.as_of for entry in entries if entry.session == day]
    after = [entry.session for entry in entries if entry.session and entry.session > day]
    if not after or (same and max(same) > snapshot.as_of) or not _is_session(snapshot):
        return Neighbours(previous, ())
    return Neighbours(previous, tuple(entry for entry in entries if entry.session == min(after)))


def _known(connection: Connection, row: Mapping[str, Any]) -> Entry | None:
    """The entry of the snapshot of ``row``, if it is kept."""
    query = select(SNAPSHOTS).where(SNAPSHOTS.c.sha256 == row["sha256"])
    found = connection.execute(query).first()
    return None if found is None else _entry(found)


def _insert(connection: Connection, row: Mapping[str, Any], facts: Facts) -> Entry:
    connection.execute(SNAPSHOTS.insert().values(**row))
    entry = _known(connection, row)
    if entry is None:
        msg = "a row that was inserted is not there"
        raise RuntimeError(msg)
    _write_facts(connection, entry.id, facts)
    tell_kept(connection, entry.id)
    return entry


def _entry(row: Row[Any]) -> Entry:
    try:
        return _read_entry(row)
    except (TypeError, ValueError) as error:
        problem = f"snapshot {row.id}: its row cannot be read: {error}"
        raise StoreError(f"{problem}; strikedesk archive verify finds more") from error


def _read_entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        sha256=row.sha256,
        symbol=row.symbol,
        session=None if row.session is None else date.fromisoformat(row.session),
        as_of=moment_of(row.as_of),
        fetched_at=None if row.fetched_at is None else moment_of(row.fetched_at),
        object_key=row.object_key,
        raw_key=row.raw_key,
    )


def _write_facts(connection: Connection, snapshot_id: int, facts: Facts) -> None:
    rows = [
        {"snapshot_id": snapshot_id, "name": name} | cells
        for name, fact in facts.items()
        if (cells := _cells(fact)) is not None
    ]
    connection.execute(FACTS.insert(), rows)


def _cells(fact: Fact) -> dict[str, object] | None:
    """A fact's columns in the database; ``None`` for a table."""
    empty: dict[str, object] = {"value": None, "text": None, "reason_code": None}
    if fact.unavailable is not None:
        return empty | {"reason_code": fact.unavailable.code}
    if isinstance(fact.value, tuple):
        return None
    if isinstance(fact.value, int | float):
        return empty | {"value": float(fact.value)}
    text = fact.value.isoformat() if isinstance(fact.value, date) else fact.value
    return empty | {"text": text}
