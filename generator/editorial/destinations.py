"""Where an edition goes: wherever the settings say, and wherever readers have an earlier one.

Settings change, and a reader of a folder that is no longer named must still learn that the note was
corrected or withdrawn. Whom editions are mailed to, and whether there is a site, is what the
settings say alone: a site is made of the first folder, which is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.archive.trail import events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from generator.archive.trail import Event

SHELF: Final = "shelf:"
SITE: Final = "site"
MAIL: Final = "mailto:"
DELIVERED: Final = "delivered"
"""What the trail calls it that a destination took an edition."""


def wherever_readers_are(connection: Connection, note_id: int, named: Iterable[str]) -> list[str]:
    """The destinations that are named, and those that took an edition of the note before.

    Args:
        connection: Of the transaction.
        note_id: Of the note.
        named: Those of the settings: ``shelf:…``, ``site``, ``mailto:…``.
    """
    took = map(_taker, events(connection, note_id))
    return list(dict.fromkeys([*named, *(name for name in took if name)]))


def _taker(event: Event) -> str:
    """The shelf that an event says took an edition, else nothing."""
    if event.action != DELIVERED:
        return ""
    name = str(event.detail.get("destination", ""))
    return name if name.startswith(SHELF) else ""
