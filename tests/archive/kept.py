"""Small snapshots and what is done with them, for the tests of the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.archive.tables import EVENTS, METADATA
from tests.snapshots import facts_of, pair, snapshot

if TYPE_CHECKING:
    from generator.archive.archive import Archive, Entry
    from generator.market.snapshot import Snapshot


def made(as_of: str = "2026-08-21T16:00", calls: float = 500, **parts: Any) -> Snapshot:  # noqa: ANN401
    """A small snapshot; ``calls`` tells it from others of its moment."""
    return snapshot(pair("2026-08-28", 100, calls, 700), as_of=as_of, **parts)


def keep(archive: Archive, snapshot: Snapshot, raw: bytes | None = None) -> Entry:
    """Keep ``snapshot`` with its facts."""
    return archive.keep(snapshot, facts_of(snapshot), raw)


def rows(archive: Archive) -> dict[str, list[tuple[Any, ...]]]:
    """All rows by table, in order of their keys, but for the trail, which tells how they came."""
    with archive.database.reading() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(table.select().order_by(*table.primary_key.columns))
            ]
            for table in METADATA.sorted_tables
            if table is not EVENTS
        }


def objects(archive: Archive) -> dict[str, bytes]:
    """All objects by key."""
    return {key: archive.place.get(key) for key in archive.place.keys("snapshots/")}
