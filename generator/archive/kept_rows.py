"""What the trail knows of kept snapshots and remembered issues: the hashes of their rows.

An object proves itself by its hash, a row does not. So each row that is written is told to the
trail, and whoever changes one afterwards is found out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from generator.archive.tables import FACTS, ISSUES, SNAPSHOTS
from generator.archive.trail import PROGRAM, Event, append

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

KEPT: Final = "snapshot_kept"
REMEMBERED: Final = "issue_remembered"


def tell_kept(connection: Connection, snapshot_id: int) -> None:
    """Tell the trail of a snapshot and its facts, as they stand in this transaction."""
    as_of = connection.scalar(select(SNAPSHOTS.c.as_of).where(SNAPSHOTS.c.id == snapshot_id))
    _tell(connection, KEPT, snapshot_id, as_of, snapshot_digest_of(connection, snapshot_id))


def tell_remembered(connection: Connection, issue_id: int) -> None:
    """Tell the trail of an issue, as it stands in this transaction."""
    as_of = connection.scalar(select(ISSUES.c.as_of).where(ISSUES.c.id == issue_id))
    _tell(connection, REMEMBERED, issue_id, as_of, issue_digest_of(connection, issue_id))


def snapshot_digest_of(connection: Connection, snapshot_id: int) -> str:
    """The hash of a snapshot's row and of its facts."""
    row = connection.execute(select(SNAPSHOTS).where(SNAPSHOTS.c.id == snapshot_id)).first()
    facts = connection.execute(
        select(FACTS).where(FACTS.c.snapshot_id == snapshot_id).order_by(FACTS.c.name)
    )
    return _digest([list(row or ()), sorted(map(list, facts))])


def issue_digest_of(connection: Connection, issue_id: int) -> str:
    """The hash of an issue's row."""
    row = connection.execute(select(ISSUES).where(ISSUES.c.id == issue_id)).first()
    return _digest(list(row or ()))


def changed_rows(connection: Connection, told: Sequence[Event]) -> Iterator[str]:
    """Rows of snapshots, facts and issues that are not what the trail tells, as sentences."""
    for action, what, table, digest_of in (
        (KEPT, "snapshot", SNAPSHOTS, snapshot_digest_of),
        (REMEMBERED, "issue", ISSUES, issue_digest_of),
    ):
        known: dict[int, str] = {}
        for item in told:
            if item.action == action:
                number, sha256 = (_said(item, name) for name in ("id", "sha256"))
                if isinstance(number, int) and isinstance(sha256, str):
                    known[number] = sha256
                else:
                    yield f"event {item.number} of the trail: does not say which {what} it means"
        there = set(connection.scalars(select(table.c.id)))
        if table is SNAPSHOTS:
            there |= set(connection.scalars(select(FACTS.c.snapshot_id).distinct()))
        yield from (
            f"{what} {number}: is gone from the database" for number in known.keys() - there
        )
        for number in sorted(there):
            try:
                is_kept = known.get(number) == digest_of(connection, number)
            except ValueError:
                is_kept = False  # what cannot be read was not kept so
            if not is_kept:
                yield f"{what} {number}: its rows are not those that were kept"


def _tell(connection: Connection, action: str, number: int, as_of: str | None, sha256: str) -> None:
    """Tell what is kept, under the time of its data: nothing here reads a clock."""
    moment = datetime.fromisoformat(str(as_of))
    detail = {"id": number, "sha256": sha256}
    append(connection, Event(at=moment, actor=PROGRAM, action=action, detail=detail))


def _said(item: Event, name: str) -> object:
    """What an event says under a name, if it says that."""
    detail: Any = item.detail  # whatever was written there
    return detail.get(name) if isinstance(detail, Mapping) else None


def _digest(rows: object) -> str:
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
