"""A row that was changed behind the desk's back is not believed, and not made true."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from generator.archive.tables import NOTES, PEOPLE, REVISIONS
from generator.editorial.comments import comment
from generator.editorial.decisions import approve, send_back, set_embargo
from generator.editorial.edits import Edit, save
from generator.editorial.notes import Summary, stored
from generator.editorial.publishing import publish
from generator.errors import RefusedError, StoreError
from tests.editorial.desks_at_work import approved, on, published
from tests.editorial.made_notes import ADA, ANNA, AS_OF, BEN, SOON, handed_in
from tests.editorial.test_actors import NOWHERE
from tests.editorial.test_decisions import refused, told

if TYPE_CHECKING:
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note


def spoiled(room: Newsroom, note: Note, **columns: Any) -> Note:  # noqa: ANN401 - of the table
    """The note, with columns of its row changed."""
    with room.archive.database.writing() as connection:
        connection.execute(NOTES.update().where(NOTES.c.id == note.id).values(**columns))
    return room.note(note.id)


def test_an_approval_that_nobody_gave_is_not_published(room: Newsroom, note: Note) -> None:
    passed = approved(room, note)
    other = handed_in(room, "SPY", small=True)
    spoiled(room, other, state="approved", approved=other.head)
    with pytest.raises(StoreError, match="where the trail left it"):
        publish(room, on(other, ANNA, other.head), NOWHERE)
    back = send_back(room, on(_revoked(room, passed)), "Not yet.")
    spoiled(room, back, state="approved", approved=passed.approved)
    with pytest.raises(StoreError, match=r"does not stand where the trail left it.*verify"):
        publish(room, on(back, ANNA, passed.approved), NOWHERE)
    assert room.note(note.id).live is None


def _revoked(room: Newsroom, passed: Note) -> Note:
    """The note, in review again by a new draft."""
    return handed_in(room, passed.symbol, small=True, text="More.")


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "draft"},
        {"embargo": stored(SOON)},
        {"playbook": "daily_bull_bear"},
        {"symbol": "SPY"},
        {"live": "0" * 64},
    ],
)
def test_no_action_makes_a_changed_row_true(
    columns: dict[str, Any], room: Newsroom, note: Note
) -> None:
    count = len(told(room, note))
    seen = spoiled(room, note, **columns)
    with pytest.raises(StoreError, match="the trail"):
        set_embargo(room, on(seen), SOON)
    with pytest.raises((StoreError, RefusedError), match=r"the trail|never had the text"):
        save(room, Edit(seen.id, seen.head, "Mine.", ANNA, SOON))
    assert len(told(room, note)) == count


def test_what_lists_say_of_a_text_is_not_believed_either(room: Newsroom, note: Note) -> None:
    edited = save(room, Edit(note.id, note.head, "Mine.", ANNA, SOON))
    with room.archive.database.writing() as connection:
        row = connection.execute(select(REVISIONS).where(REVISIONS.c.sha256 == edited.head)).one()
        summary = Summary.from_text(row.summary)
        assert summary.unreviewed == ("anna",)
        innocent = row.summary.replace('"unreviewed": ["anna"]', '"unreviewed": []')
        same = REVISIONS.c.sha256 == edited.head
        connection.execute(REVISIONS.update().where(same).values(summary=innocent))
    with pytest.raises(StoreError, match=r"is not as the trail tells.*verify"):
        approve(room, on(edited))
    assert room.note(note.id) == edited


@pytest.mark.parametrize("change", [{"active": 0}, {"role": "writer"}])
def test_who_may_no_more_decides_nothing_that_was_begun(
    change: dict[str, Any], room: Newsroom, note: Note
) -> None:
    with room.archive.database.writing() as connection:
        connection.execute(PEOPLE.update().where(PEOPLE.c.name == "ben").values(**change))
    refused("forbidden", approve, room, on(note, BEN))
    refused("forbidden", comment, room, on(note, BEN), "", "Really?")
    assert room.note(note.id) == note


@pytest.mark.parametrize(
    "change", [{"name": "bob", "display_name": "Bob Stone"}, {"created_at": "x"}]
)
def test_a_person_whose_row_was_changed_decides_nothing(
    change: dict[str, Any], room: Newsroom, note: Note
) -> None:
    with room.archive.database.writing() as connection:
        connection.execute(PEOPLE.update().where(PEOPLE.c.name == "ben").values(**change))
    actor = replace(BEN, **{key: value for key, value in change.items() if key != "created_at"})
    with pytest.raises(StoreError, match="not as the trail tells"):
        approve(room, on(note, actor))
    with pytest.raises(StoreError, match="not as the trail tells"):
        approve(room, on(note, ANNA))
    assert room.note(note.id) == note


def test_people_who_were_switched_off_beside_the_desk_leave_nobody_alone(
    room: Newsroom, note: Note
) -> None:
    with room.archive.database.writing() as connection:
        connection.execute(PEOPLE.update().where(PEOPLE.c.name != "ada").values(active=0))
    with pytest.raises(StoreError, match="not as the trail tells"):
        approve(replace(room, single_user=True), on(note, ADA))


def test_a_note_that_was_taken_out_does_not_begin_anew(room: Newsroom, note: Note) -> None:
    published(room, note, NOWHERE)
    file = room.archive.database.engine.url.database or ""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.executescript("DELETE FROM notes; DELETE FROM revisions;")
    with pytest.raises(StoreError, match="was taken out of the database"):
        handed_in(room, small=True)


def test_a_place_is_held_by_what_the_trail_says_whatever_the_rows_say(
    room: Newsroom, note: Note
) -> None:
    published(room, note, NOWHERE)
    earlier = handed_in(room, as_of=AS_OF - timedelta(minutes=30), small=True)
    with room.archive.database.writing() as connection:
        connection.execute(NOTES.update().where(NOTES.c.id == note.id).values(live=None))
    passed = approved(room, earlier)
    refused("place_held", publish, room, on(passed, ANNA, passed.approved), NOWHERE)
