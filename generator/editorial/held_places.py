"""Held places: a folder of a shelf holds one note, and the latest of a symbol's day has it.

A later note of the day takes the place of an earlier one. The other way round nothing may go: no
edition of the earlier one is published any more, and what is still on its way is left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from generator.archive.tables import EVENTS, PUBLICATIONS
from generator.editorial.notes import moment_of
from generator.editorial.parcels import PUBLISHING
from generator.errors import RefusedError
from generator.publish.parcel import place_of
from generator.wording.dates import full_moment

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from generator.editorial.notes import Note

HELD: Final = "a note of later data lies in its place"
_DONE: Final = "done"


def check_place(connection: Connection, note: Note) -> None:
    """Refuse what could not take its place, because readers have a note there that is not older.

    Raises:
        RefusedError: ``place_held``.
    """
    for other in _not_older(connection, note):
        problem = f"{note.name}: readers have the note of {full_moment(other.as_of)} in its place"
        raise RefusedError("place_held", f"{problem}, and it is not older; correct that one")


def is_held_at(connection: Connection, note: Note, destination: str) -> bool:
    """Whether a destination took a note of the same place that is not older than this one."""
    others = [other.id for other in _not_older(connection, note)]
    took = select(PUBLICATIONS.c.key).where(
        PUBLICATIONS.c.note_id.in_(others),
        PUBLICATIONS.c.destination == destination,
        PUBLICATIONS.c.state == _DONE,
    )
    return connection.execute(took).first() is not None


@dataclass(frozen=True, slots=True)
class _Held:
    """Another note that readers have, as the trail tells of it."""

    id: int
    as_of: datetime


def _not_older(connection: Connection, note: Note) -> list[_Held]:
    """The other notes of a place that readers have, with data of the same time or later.

    The trail is asked and not the notes' rows, which somebody could change; the newest first.
    """
    symbol = json.dumps(note.symbol, ensure_ascii=False)
    query = select(EVENTS.c.note_id, EVENTS.c.detail).where(
        EVENTS.c.action.in_(sorted(PUBLISHING)),
        EVENTS.c.note_id != note.id,
        EVENTS.c.detail.contains(f'"symbol": {symbol}', autoescape=True),
    )
    place, found = place_of(note.symbol, note.as_of), {}
    for row in connection.execute(query):
        standing = json.loads(row.detail)["standing"]
        as_of = moment_of(standing["as_of"])
        if as_of >= note.as_of and place_of(standing["symbol"], as_of) == place:
            found[row.note_id] = _Held(row.note_id, as_of)
    return sorted(found.values(), key=lambda item: (item.as_of, -item.id), reverse=True)
