"""An edition goes wherever the settings say and wherever readers have an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.editorial.delivering import deliver, deliveries
from generator.editorial.edits import correct
from generator.editorial.publishing import Places, withdraw
from tests.editorial.carriers import Memory
from tests.editorial.desks_at_work import correction, on, published
from tests.editorial.made_notes import BEN, SOON, handed_in

if TYPE_CHECKING:
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

BEFORE: Final = Places(("/old",), site=True, addresses=("old@example.com",))
NOW: Final = Places(("/new",), addresses=("new@example.com",))


def ordered(room: Newsroom, note: Note) -> list[str]:
    """Where the edition that readers are to have goes."""
    return [each.destination for each in deliveries(room, note.id) if each.edition == note.live]


def test_a_withdrawal_goes_to_shelves_that_are_no_longer_named_and_to_no_site_that_is_not(
    room: Newsroom, note: Note
) -> None:
    out = published(room, note, BEFORE)
    deliver(room, Memory(), SOON)
    gone = withdraw(room, on(out, BEN, out.live), NOW, "it misled")
    assert ordered(room, gone) == ["shelf:/new", "shelf:/old"]


def test_a_correction_does_too_and_is_mailed_to_whom_the_settings_name_now(
    room: Newsroom, note: Note
) -> None:
    out = published(room, note, BEFORE)
    deliver(room, Memory(), SOON)
    after = published(room, correct(room, correction(out), "it was wrong"), NOW, BEN)
    assert ordered(room, after) == ["shelf:/new", "shelf:/old", "mailto:new@example.com"]


def test_where_nothing_of_the_note_arrived_nobody_has_to_be_told(
    room: Newsroom, note: Note
) -> None:
    other = published(room, handed_in(room, "SPY", small=True), BEFORE)
    out = published(room, note, BEFORE)
    deliver(room, Memory(), SOON, [other.id])
    gone = withdraw(room, on(out, BEN, out.live), NOW, "it misled")
    assert ordered(room, gone) == ["shelf:/new"]
