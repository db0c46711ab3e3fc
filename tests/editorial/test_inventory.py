"""What a desk holds is counted: notes, texts, events and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.editorial.inventory import Inventory, inventory_of
from generator.editorial.people import People
from generator.editorial.person import Newcomer, Role
from tests.desk.desks import made_archive
from tests.editorial.desks_at_work import approved
from tests.editorial.made_notes import SOON, handed_in

if TYPE_CHECKING:
    from pathlib import Path

    from generator.editorial.newsroom import Newsroom


def test_a_new_archive_holds_nothing(tmp_path: Path) -> None:
    assert inventory_of(made_archive(tmp_path)) == Inventory(0, 0, 0, 0)


def test_notes_texts_events_and_people_are_counted(room: Newsroom) -> None:
    before = inventory_of(room.archive)
    approved(room, handed_in(room, small=True))
    handed_in(room, "SPY", small=True)
    newcomer = Newcomer("newt", "Newt Comer")
    People(room.archive.database).add(newcomer, Role.EDITOR, by="test", now=SOON)
    found = inventory_of(room.archive)
    assert found == Inventory(2, 3, before.events + 4, before.people + 1)
    assert str(found) == f"2 notes, 3 texts, {found.events} events, {found.people} people"
