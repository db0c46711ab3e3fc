"""Decisions: on the text that was seen, by somebody else than its editors, proven each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from generator.archive.trail import events
from generator.editorial.decisions import (
    approve,
    drop_correction,
    revoke,
    send_back,
    set_embargo,
    submit,
)
from generator.editorial.edits import Edit, correct, save
from generator.editorial.publishing import publish
from generator.editorial.states import State
from generator.errors import ConflictError, RefusedError, StoreError
from tests.editorial.desks_at_work import approved, correction, on, published
from tests.editorial.made_notes import (
    ADA,
    ANNA,
    AS_OF,
    BEN,
    MUCH_LATER,
    WIM,
    WRONG,
    QuickPress,
    handed_in,
    left_alone,
)
from tests.editorial.test_actors import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.archive.trail import Event
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

STALE = "0" * 64


def press_of(room: Newsroom) -> QuickPress:
    """Its press, to be spoiled."""
    assert isinstance(room.press, QuickPress)
    return room.press


def told(room: Newsroom, note: Note) -> list[Event]:
    """What the trail tells of a note."""
    with room.archive.database.reading() as connection:
        return events(connection, note.id)


def refused(code: str, call: Callable[..., object], *given: Any, **named: Any) -> None:  # noqa: ANN401
    """A call ends with a refusal of a code."""
    with pytest.raises(RefusedError, match=rf"\[{code}\]"):
        call(*given, **named)


def spoil(room: Newsroom, note: Note, sha256: str) -> None:
    """Change the object of a text behind the desk's back."""
    key = room.revision(note.id, sha256).object_key
    sound = room.archive.place.get(key)
    room.archive.place.put(key, sound.replace(sound[60:62], b"xx"))


@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_a_stale_hash_is_a_conflict_and_nothing_changes(
    state: str, room: Newsroom, note: Note
) -> None:
    if state == "draft":
        note = send_back(room, on(note), "say more")
        calls: list[Callable[[], object]] = [lambda: submit(room, on(note, ANNA, STALE))]
    elif state == "in_review":
        calls = [
            lambda: approve(room, on(note, ANNA, STALE)),
            lambda: send_back(room, on(note, ANNA, STALE), "why"),
            lambda: set_embargo(room, on(note, ANNA, STALE), None),
        ]
    else:
        note = approved(room, note)
        calls = [
            lambda: revoke(room, on(note, ANNA, STALE), "why"),
            lambda: publish(room, on(note, ANNA, note.head), NOWHERE),
        ]
    count = len(told(room, note))
    for call in calls:
        with pytest.raises(ConflictError) as caught:
            call()
        assert caught.value.current in {note.head, note.approved}
    assert room.note(note.id) == note
    assert len(told(room, note)) == count


def test_an_approval_is_an_edition_with_its_reviewer(room: Newsroom, note: Note) -> None:
    passed = approved(room, note)
    assert passed.state is State.APPROVED
    edition = room.revision(note.id, passed.approved or "")
    assert (edition.kind, edition.parent, edition.author) == ("edition", note.head, "anna")
    assert (edition.summary.reviewed_by, edition.summary.single_user) == ("Anna Berg", False)
    files = room.files(note.id, edition.sha256)
    assert files["article.md"].endswith(b"reviewed by Anna Berg")


def test_nobody_approves_their_own_edit_and_another_does(room: Newsroom, note: Note) -> None:
    edited = save(room, Edit(note.id, note.head, "New.", ANNA, on(note).now))
    edited = save(room, Edit(note.id, edited.head, "Newer.", BEN, on(note).now))
    for own in (ANNA, BEN):
        refused("own_edit", approve, room, on(edited, own))
    passed = approved(room, edited, ADA)
    assert room.revision(note.id, passed.approved or "").summary.editors == (
        "Anna Berg",
        "Ben Cole",
    )


def test_a_single_user_approves_their_own_edit_and_the_note_says_so(
    room: Newsroom, note: Note
) -> None:
    alone = replace(room, single_user=True)
    left_alone(alone)
    edited = save(alone, Edit(note.id, note.head, "New.", ADA, on(note).now))
    passed = approved(alone, edited, ADA)
    assert room.revision(note.id, passed.approved or "").summary.single_user


def test_nobody_approves_alone_where_others_have_joined(room: Newsroom, note: Note) -> None:
    alone = replace(room, single_user=True)
    refused("not_alone", approve, alone, on(note))
    assert room.note(note.id) == note


def test_facts_that_the_data_does_not_give_are_not_approved(room: Newsroom, note: Note) -> None:
    for code in ("facts_differ", "source_unknown"):
        press_of(room).unsourced = code
        refused(code, approve, room, on(note))
    assert room.note(note.id) == note


def test_a_correction_is_of_the_day_that_it_corrects(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    given = correct(room, correction(out, WIM), "It was wrong.")
    late = replace(on(given, BEN), now=MUCH_LATER)
    passed = approve(room, late, looked_at_gates=True)
    seen = replace(late, seen=passed.approved or "")
    assert publish(room, seen, NOWHERE).state is State.CORRECTED


def test_flagged_notes_are_approved_only_by_somebody_who_says_they_looked(room: Newsroom) -> None:
    modelled = handed_in(room, kind="modelled", small=True)
    refused("flagged", approve, room, on(modelled))
    assert approve(room, on(modelled), looked_at_gates=True).state is State.APPROVED


@pytest.mark.parametrize(
    ("now", "code"), [(MUCH_LATER, "stale"), (AS_OF - timedelta(hours=1), "future_data")]
)
def test_data_too_old_or_of_tomorrow_is_not_approved(
    now: Any,  # noqa: ANN401
    code: str,
    room: Newsroom,
    note: Note,
) -> None:
    refused(code, approve, room, replace(on(note), now=now))
    assert room.note(note.id) == note


def test_the_audit_runs_again_on_what_is_approved(room: Newsroom, note: Note) -> None:
    before = press_of(room).proven
    approved(room, note)
    assert press_of(room).proven == before + 1
    failing = handed_in(room, "SPY", small=True, text=WRONG)
    assert failing.state is State.DRAFT
    refused("audit_failed", submit, room, on(failing, WIM))
    refused("wrong_state", approve, room, on(failing))


def test_a_text_that_was_changed_on_the_disk_is_not_approved(room: Newsroom, note: Note) -> None:
    spoil(room, note, note.head)
    with pytest.raises(StoreError):
        approve(room, on(note))
    assert room.note(note.id) == note


def test_a_revoked_approval_can_be_given_again(room: Newsroom, note: Note) -> None:
    passed = approved(room, note)
    back = revoke(room, on(passed, BEN, passed.approved), "not  yet\n")
    assert (back.state, back.approved) == (State.IN_REVIEW, None)
    assert told(room, note)[-1].detail["reason"] == "not yet"
    assert approved(room, back).approved == passed.approved


def test_a_reason_is_asked_for(room: Newsroom, note: Note) -> None:
    for call in (send_back, revoke, drop_correction):
        refused("no_reason", call, room, on(note), " \n")


def test_an_embargo_is_kept_in_the_trail_and_lifted(room: Newsroom, note: Note) -> None:
    until = on(note).now + timedelta(hours=1)
    assert set_embargo(room, on(note), until).embargo == until
    assert told(room, note)[-1].detail["standing"]["embargo"].startswith("2026-06-22T21:05")
    assert set_embargo(room, on(note), None).embargo is None


def test_what_happens_while_an_edition_is_printed_is_a_conflict(
    room: Newsroom, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = press_of(room).edition

    def slow(*given: Any) -> Any:  # noqa: ANN401
        send_back(room, on(note, BEN), "wait")
        return printed(*given)

    monkeypatch.setattr(room.press, "edition", slow)
    with pytest.raises(ConflictError):
        approve(room, on(note))
    assert room.note(note.id).state is State.DRAFT
