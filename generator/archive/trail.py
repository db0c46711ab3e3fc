"""The trail: what was done, by whom, to which text; each event carries the hash of the one before.

An event that is changed, taken out or put between breaks the chain. Where the chain ends is written
into what is published, so that cutting it off is seen too.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from generator.archive.tables import EVENTS
from generator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Connection, Row

BEGINNING: Final = "0" * 64
"""What the first event carries as the hash of the one before."""
PROGRAM: Final = "strikedesk"
"""The actor of what no person did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that was done.

    Args:
        at: When.
        actor: Name of the person, or `PROGRAM`.
        action: What, such as ``approved``.
        note_id: To which note, if to one.
        revision: To which text of it, by its hash.
        detail: More of it, as plain JSON.
        number: Place in the trail, from 1; 0 before it is kept.
        sha256: Its hash; empty before it is kept.
    """

    at: datetime
    actor: str
    action: str
    note_id: int | None = None
    revision: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0
    sha256: str = ""


def append(connection: Connection, event: Event) -> None:
    """Keep an event behind the last one, in the transaction of what it tells of."""
    last = connection.execute(
        select(EVENTS.c.number, EVENTS.c.sha256).order_by(EVENTS.c.number.desc()).limit(1)
    ).first()
    row = {
        "number": 1 if last is None else last.number + 1,
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor,
        "action": event.action,
        "note_id": event.note_id,
        "revision": event.revision,
        "detail": json.dumps(event.detail, sort_keys=True, ensure_ascii=False),
        "previous": BEGINNING if last is None else last.sha256,
    }
    connection.execute(EVENTS.insert().values(**row, sha256=_digest(row)))


def events(connection: Connection, note_id: int | None = None) -> list[Event]:
    """The events of one note or of all, oldest first.

    Raises:
        StoreError: One of them cannot be read.
    """
    query = select(EVENTS).order_by(EVENTS.c.number)
    if note_id is not None:
        query = query.where(EVENTS.c.note_id == note_id)
    return [_event(row) for row in connection.execute(query)]


def events_called(connection: Connection, actions: Collection[str]) -> list[Event]:
    """The events of these actions, oldest first; raises as `events`."""
    query = select(EVENTS).where(EVENTS.c.action.in_(sorted(actions))).order_by(EVENTS.c.number)
    return [_event(row) for row in connection.execute(query)]


def end_of_trail(connection: Connection) -> str:
    """The hash of the last event."""
    query = select(EVENTS.c.sha256).order_by(EVENTS.c.number.desc()).limit(1)
    return connection.scalar(query) or BEGINNING


def broken_links(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain, as sentences; nothing if it is whole."""
    expected, number = BEGINNING, 1
    for row in connection.execute(select(EVENTS).order_by(EVENTS.c.number)):
        kept = {name: getattr(row, name) for name in EVENTS.c.keys() if name != "sha256"}  # noqa: SIM118 - no mapping
        if row.number != number:
            yield f"event {number} of the trail is missing"
            number = row.number
        if row.previous != expected:
            yield f"event {row.number} of the trail does not follow the one before it"
        if _digest(kept) != row.sha256:
            yield f"event {row.number} of the trail was changed after it was written"
        expected, number = row.sha256, number + 1


def _digest(row: Mapping[str, Any]) -> str:
    text = json.dumps(dict(row), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _event(row: Row[Any]) -> Event:
    try:
        at, detail = datetime.fromisoformat(row.at), json.loads(row.detail)
    except (TypeError, ValueError) as error:
        raise StoreError(f"event {row.number} of the trail cannot be read: {error}") from error
    return Event(
        number=row.number,
        at=at,
        actor=row.actor,
        action=row.action,
        note_id=row.note_id,
        revision=row.revision,
        detail=detail,
        sha256=row.sha256,
    )
