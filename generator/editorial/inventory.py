"""How much a desk holds: what its check has looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from generator.archive.tables import EVENTS, NOTES, PEOPLE, REVISIONS

if TYPE_CHECKING:
    from generator.archive.archive import Archive


@dataclass(frozen=True, slots=True)
class Inventory:
    """Counts of the rows of a desk.

    Args:
        notes: Its notes.
        texts: All texts that they ever had.
        events: Of the trail.
        people: Who may use it, or might once.
    """

    notes: int
    texts: int
    events: int
    people: int

    def __str__(self) -> str:
        """As a line of a report has it."""
        return f"{self.notes} notes, {self.texts} texts, {self.events} events, {self.people} people"


def inventory_of(archive: Archive) -> Inventory:
    """The counts of a desk, all of one moment.

    Raises:
        StoreError: The database cannot be read.
    """
    with archive.database.reading() as connection:
        notes, texts, events, people = (
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (NOTES, REVISIONS, EVENTS, PEOPLE)
        )
    return Inventory(notes, texts, events, people)
