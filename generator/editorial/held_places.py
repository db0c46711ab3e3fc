"""Held places: a folder of a shelf holds one note, and the latest of a symbol's day has it.

A later note of the day takes the place of an earlier one. The other way round nothing may go: no
edition of the earlier one is published any more, and what is still on its way is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from generator.archive.tables import NOTES, PUBLICATIONS
from generator.editorial.notes import note_of, stored
from generator.errors import RefusedError
from generator.publish.parcel import place_of
from generator.wording.dates import full_moment

if TYPE_CHECKING:
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


def _not_older(connection: Connection, note: Note) -> list[Note]:
    """The other notes of a place that readers have, with data of the same time or later."""
    query = select(NOTES).where(
        NOTES.c.symbol == note.symbol,
        NOTES.c.id != note.id,
        NOTES.c.as_of >= stored(note.as_of),
        NOTES.c.live.is_not(None),
    )
    place = place_of(note.symbol, note.as_of)
    found = map(note_of, connection.execute(query.order_by(NOTES.c.as_of.desc(), NOTES.c.id)))
    return [other for other in found if place_of(other.symbol, other.as_of) == place]
