"""Of two notes of a symbol's day the later one has the place, and the earlier one gives way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from generator.archive.tables import NOTES
from generator.editorial import held_places
from generator.editorial.delivering import deliver, deliveries
from generator.editorial.edits import correct
from generator.editorial.held_places import HELD
from generator.editorial.publishing import Places, check_publishable, publish, withdraw
from generator.editorial.states import State
from generator.editorial.verifying import desk_problems
from tests.editorial.desks_at_work import Shelving, approved, correction, on, published
from tests.editorial.made_notes import AS_OF, BEN, SOON, handed_in
from tests.editorial.test_decisions import refused

if TYPE_CHECKING:
    from pathlib import Path

    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

BEFORE: Final = timedelta(hours=1)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """One folder."""
    return Places((str(tmp_path / "shelf"),))


@pytest.fixture
def morning(room: Newsroom, places: Places) -> Note:
    """A note that readers have."""
    out = published(room, handed_in(room, as_of=AS_OF - BEFORE, small=True), places)
    deliver(room, Shelving(), SOON)
    return out


def later(room: Newsroom, places: Places) -> Note:
    """The note of the same day that took its place."""
    out = published(room, handed_in(room, small=True), places)
    assert [each.state for each in deliver(room, Shelving(), SOON, [out.id])] == ["done"]
    return out


def test_a_note_under_a_later_one_of_its_day_is_not_corrected(
    room: Newsroom, morning: Note, places: Places
) -> None:
    later(room, places)
    refused("place_held", correct, room, correction(morning), "it was wrong")
    assert room.note(morning.id) == morning


def test_a_correction_that_a_later_note_overtook_is_not_published(
    room: Newsroom, morning: Note, places: Places
) -> None:
    begun = approved(room, correct(room, correction(morning), "it was wrong"), BEN)
    later(room, places)
    for call, given in ((publish, (places,)), (check_publishable, ())):
        refused("place_held", call, room, on(begun, BEN, begun.approved), *given)
    assert room.note(begun.id) == begun
    assert list(desk_problems(room.archive)) == []


def test_one_that_overtakes_it_while_it_is_proven_counts_too(
    room: Newsroom, morning: Note, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = approved(room, correct(room, correction(morning), "it was wrong"), BEN)
    proven = room.press.prove

    def overtaken(*given: object) -> object:
        monkeypatch.setattr(room.press, "prove", proven)
        later(room, places)
        return proven(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(room.press, "prove", overtaken)
    refused("place_held", publish, room, on(begun, BEN, begun.approved), places)
    assert room.note(begun.id) == begun


def test_a_withdrawal_under_a_later_note_is_left_out_there_and_reaches_other_readers(
    room: Newsroom, morning: Note, places: Places, tmp_path: Path
) -> None:
    later(room, places)
    other = Places((*places.shelves, str(tmp_path / "other")))
    gone = withdraw(room, on(morning, BEN, morning.live), other, "it misled")
    made = {each.destination: (each.state, each.detail) for each in deliver(room, Shelving(), SOON)}
    first, second = (f"shelf:{name}" for name in other.shelves)
    assert made == {first: ("superseded", HELD), second: ("done", "")}
    assert deliver(room, Shelving(), SOON) == []
    assert room.note(gone.id).state is State.WITHDRAWN
    assert list(desk_problems(room.archive)) == []


def test_a_withdrawal_comes_first_where_the_later_note_has_not_arrived(
    room: Newsroom, morning: Note, places: Places
) -> None:
    published(room, handed_in(room, small=True), places)
    gone = withdraw(room, on(morning, BEN, morning.live), places, "it misled")
    assert [each.state for each in deliver(room, Shelving(), SOON, [gone.id])] == ["done"]
    assert [each.state for each in deliver(room, Shelving(), SOON)] == ["done"]
    assert list(desk_problems(room.archive)) == []


@pytest.mark.parametrize(
    ("symbol", "hours"), [("SPY", 1), ("IWM", 24)], ids=["another symbol", "another day"]
)
def test_a_note_of_another_place_holds_nothing(
    symbol: str, hours: int, room: Newsroom, places: Places
) -> None:
    earlier = AS_OF - timedelta(hours=hours)
    published(room, handed_in(room, "IWM", small=True), places)
    note = approved(room, handed_in(room, symbol, as_of=earlier, small=True))
    with room.archive.database.reading() as connection:
        held_places.check_place(connection, note)
    assert deliveries(room, note.id) == []


def test_a_later_note_that_readers_never_had_holds_nothing(
    room: Newsroom, morning: Note, places: Places
) -> None:
    waiting = approved(room, handed_in(room, small=True))
    published(room, correct(room, correction(morning), "it was wrong"), places, BEN)
    assert [each.state for each in deliver(room, Shelving(), SOON)] == ["done"]
    with room.archive.database.reading() as connection:
        assert connection.execute(NOTES.select().where(NOTES.c.id == waiting.id)).one().live is None
