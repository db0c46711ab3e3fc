"""What readers have is what the scorecard counts; a withdrawal takes no call back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator.archive.calls import kept_calls
from generator.archive.verifying import verify_archive
from generator.editorial.decisions import approve
from generator.editorial.edits import correct
from generator.editorial.publishing import publish, withdraw
from tests.editorial.desks_at_work import correction, on, published
from tests.editorial.made_notes import ANNA, BEN, MUCH_LATER, SOON, handed_in
from tests.editorial.test_actors import NOWHERE

if TYPE_CHECKING:
    from datetime import datetime

    from generator.archive.calls import KeptCall
    from generator.editorial.newsroom import Newsroom


def kept(room: Newsroom) -> list[KeptCall]:
    with room.archive.database.reading() as connection:
        return kept_calls(connection, ["IWM"], "published")


def test_the_calls_of_a_note_are_kept_when_it_goes_out_and_not_before(room: Newsroom) -> None:
    note = handed_in(room)
    assert kept(room) == []
    out = published(room, note, NOWHERE)
    calls = kept(room)
    assert {call.kind for call in calls} >= {"direction"}
    text = room.files(note.id, str(out.live))["article.md"].decode()
    assert all(call.words in text for call in calls)
    assert {call.note.as_of for call in calls} == {note.as_of}
    assert verify_archive(room.archive).problems == ()


def test_a_withdrawn_note_keeps_its_calls_and_they_say_so(room: Newsroom) -> None:
    out = published(room, handed_in(room), NOWHERE)
    before = kept(room)
    withdraw(room, on(out, ANNA, out.live), NOWHERE, "The data was of another day.")
    after = kept(room)
    assert [call.said() for call in after] == [call.said() for call in before]
    assert all(call.withdrawn for call in after)
    assert verify_archive(room.archive).problems == ()


@pytest.mark.parametrize(("now", "stay"), [(SOON, False), (MUCH_LATER, True)])
def test_a_correction_changes_the_calls_until_the_first_session_has_closed_and_never_after(
    room: Newsroom, now: datetime, *, stay: bool
) -> None:
    """The text of the correction makes no call at all."""
    out = published(room, handed_in(room), NOWHERE)
    before = kept(room)
    begun = correct(room, replace(correction(out), now=now), "it was wrong")
    passed = approve(room, replace(on(begun, BEN), now=now), looked_at_gates=True)
    done = publish(room, replace(on(passed, BEN, passed.approved), now=now), NOWHERE)
    assert done.live != out.live
    assert before
    assert kept(room) == (before if stay else [])
    assert verify_archive(room.archive).problems == ()
