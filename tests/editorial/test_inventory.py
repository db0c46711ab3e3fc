"""What a desk holds is counted: notes, texts, events and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from generator.archive.tables import EVENTS
from generator.editorial.inventory import Inventory, inventory_of
from generator.editorial.people import People
from generator.editorial.person import Newcomer, Role
from tests.editorial.desks_at_work import approved
from tests.editorial.made_notes import SOON, handed_in

if TYPE_CHECKING:
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note


def test_a_new_desk_holds_nothing(room: Newsroom) -> None:
    assert inventory_of(room.archive) == Inventory(0, 0, 0, 0)


def test_notes_texts_events_and_people_are_counted(room: Newsroom, note: Note) -> None:
    approved(room, note)
    handed_in(room, "SPY", small=True)
    for name in ("anna", "ben"):
        newcomer = Newcomer(name, name.title())
        People(room.archive.database).add(newcomer, Role.EDITOR, by="test", now=SOON)
    found = inventory_of(room.archive)
    with room.archive.database.reading() as connection:
        events = connection.scalar(select(func.count()).select_from(EVENTS)) or 0
    assert found == Inventory(notes=2, texts=3, events=events, people=2)
    assert str(found) == f"2 notes, 3 texts, {events} events, 2 people"
    assert events >= 2 + 1 + 2
