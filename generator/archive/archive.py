"""The archive: snapshots as immutable objects, their facts and the issues in a database.

Objects are written before the rows that name them, and never changed. Whatever breaks in between
leaves an object that nobody names, and the next try uses it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, select

from generator.archive.snapshot_object import SUFFIX, from_object, to_object
from generator.archive.tables import FACTS, ISSUES, SNAPSHOTS
from generator.errors import StoreError
from generator.files import folder_name
from generator.market.sessions import EXCHANGE_ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from generator.archive.database import Database
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
class Issue:
    """A note that was drafted before: what the memory of a newsletter is made of."""

    as_of: datetime
    markdown_sha256: str
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Archive:
    """Snapshots, facts and issues, kept."""

    place: Place
    database: Database

    def keep(self, snapshot: Snapshot, facts: Facts, raw: bytes | None = None) -> Entry:
        """Keep a snapshot with its facts; one that is kept already stays as it is.

        Args:
            snapshot: What came in.
            facts: Its facts; those that are no tables are kept.
            raw: The provider's answers, packed.

        Raises:
            StoreError: Something cannot be written; the archive does not know the snapshot then.
        """
        content, digest = to_object(snapshot)
        stem = _stem(snapshot, digest)
        raw_key = None
        if raw is not None:
            raw_key = f"{stem}{RAW_SUFFIX}"
            self.place.put(raw_key, raw)
        self.place.put(f"{stem}{SUFFIX}", content)
        row = _row_of(snapshot, digest, f"{stem}{SUFFIX}", raw_key)
        with self.database.writing() as connection:
            known = _entry_by_hash(connection, digest)
            if known is None:
                connection.execute(SNAPSHOTS.insert().values(**row))
                known = _entry_by_hash(connection, digest)
                if known is None:
                    msg = "a row that was inserted is not there"
                    raise RuntimeError(msg)
                _write_facts(connection, known.id, facts)
        return known

    def renew_facts(self, entry: Entry, facts: Facts) -> None:
        """Replace the facts of a kept snapshot, because an earlier session came in after it."""
        with self.database.writing() as connection:
            connection.execute(FACTS.delete().where(FACTS.c.snapshot_id == entry.id))
            _write_facts(connection, entry.id, facts)

    def load(self, entry: Entry) -> Snapshot:
        """The snapshot of ``entry``, its hash proven.

        Raises:
            StoreError: Its object is missing, damaged, or another one.
        """
        snapshot, digest = from_object(self.place.get(entry.object_key), entry.object_key)
        if digest != entry.sha256:
            raise StoreError(f"{entry.object_key}: is not the snapshot that was kept")
        return snapshot

    def symbols(self) -> list[str]:
        """All symbols with a snapshot."""
        with self.database.reading() as connection:
            return list(
                connection.scalars(select(SNAPSHOTS.c.symbol).distinct().order_by("symbol"))
            )

    def entries(self, symbol: str | None = None) -> list[Entry]:
        """All entries, of one symbol or of all, oldest quote first."""
        query = select(SNAPSHOTS).order_by(SNAPSHOTS.c.symbol, SNAPSHOTS.c.as_of, SNAPSHOTS.c.id)
        if symbol is not None:
            query = query.where(SNAPSHOTS.c.symbol == symbol)
        with self.database.reading() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def latest(self, symbol: str, day: date | None = None) -> Entry | None:
        """The newest entry of ``symbol``, or the newest of an exchange date."""
        found = [
            entry for entry in self.entries(symbol) if day is None or entry.as_of.date() == day
        ]
        return found[-1] if found else None

    def sessions(self, symbol: str) -> list[Entry]:
        """For each kept session of ``symbol`` its last entry, oldest first."""
        by_session = {entry.session: entry for entry in self.entries(symbol) if entry.session}
        return [by_session[day] for day in sorted(by_session)]

    def sessions_before(self, symbol: str, session: date, count: int) -> list[Entry]:
        """For each of the last ``count`` kept sessions before ``session`` its last entry."""
        earlier = [
            entry
            for entry in self.sessions(symbol)
            if entry.session is not None and entry.session < session
        ]
        return earlier[-count:]

    def session_after(self, symbol: str, session: date) -> Entry | None:
        """The last entry of the first kept session after ``session``."""
        later = (
            entry
            for entry in self.sessions(symbol)
            if entry.session is not None and entry.session > session
        )
        return next(later, None)

    def numbers(self, entries: Sequence[Entry]) -> dict[int, dict[str, float]]:
        """The numeric facts of ``entries``, by their id and name."""
        found: dict[int, dict[str, float]] = {entry.id: {} for entry in entries}
        if not found:
            return found
        query = select(FACTS.c.snapshot_id, FACTS.c.name, FACTS.c.value).where(
            and_(FACTS.c.snapshot_id.in_(found), FACTS.c.value.is_not(None))
        )
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
        markdown_sha256 = str(record["hashes"]["markdown"])
        row = {
            "symbol": symbol,
            "as_of": _utc(as_of),
            "snapshot_sha256": record["hashes"]["snapshot"],
            "playbook": playbook,
            "markdown_sha256": markdown_sha256,
            "record": json.dumps(record, sort_keys=True, ensure_ascii=False),
        }
        with self.database.writing() as connection:
            known = (
                select(func.count())
                .select_from(ISSUES)
                .where(
                    and_(
                        ISSUES.c.symbol == symbol,
                        ISSUES.c.as_of == row["as_of"],
                        ISSUES.c.markdown_sha256 == markdown_sha256,
                    )
                )
            )
            if not connection.scalar(known):
                connection.execute(ISSUES.insert().values(**row))

    def memory(self, symbol: str, before: datetime, count: int = 10) -> list[Issue]:
        """The last ``count`` issues of ``symbol`` with an earlier as-of, oldest first.

        Of several drafts of one moment the last one counts.
        """
        query = (
            select(ISSUES)
            .where(and_(ISSUES.c.symbol == symbol, ISSUES.c.as_of < _utc(before)))
            .order_by(ISSUES.c.as_of, ISSUES.c.id)
        )
        with self.database.reading() as connection:
            rows = list(connection.execute(query))
        by_moment = {row.as_of: row for row in rows}
        return [
            Issue(_moment(row.as_of), row.markdown_sha256, json.loads(row.record))
            for row in list(by_moment.values())[-count:]
        ]


def _stem(snapshot: Snapshot, digest: str) -> str:
    moment = snapshot.as_of.astimezone(UTC).strftime(_STAMP)
    return f"{_FOLDER}/{folder_name(snapshot.symbol)}/{moment}-{digest[:_HASH_LENGTH]}"


def _row_of(
    snapshot: Snapshot, digest: str, object_key: str, raw_key: str | None
) -> dict[str, object]:
    day = snapshot.as_of_date
    return {
        "sha256": digest,
        "symbol": snapshot.symbol,
        "session": str(day) if snapshot.sessions().is_session(day) else None,
        "as_of": _utc(snapshot.as_of),
        "fetched_at": None if snapshot.fetched_at is None else _utc(snapshot.fetched_at),
        "object_key": object_key,
        "raw_key": raw_key,
        "layout": snapshot.source.layout,
        "contracts": len(snapshot.contracts),
    }


def _entry_by_hash(connection: Connection, digest: str) -> Entry | None:
    row = connection.execute(select(SNAPSHOTS).where(SNAPSHOTS.c.sha256 == digest)).first()
    return None if row is None else _entry(row)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        sha256=row.sha256,
        symbol=row.symbol,
        session=None if row.session is None else date.fromisoformat(row.session),
        as_of=_moment(row.as_of),
        fetched_at=None if row.fetched_at is None else _moment(row.fetched_at),
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


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(EXCHANGE_ZONE)
