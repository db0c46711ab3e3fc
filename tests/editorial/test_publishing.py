"""Publishing: exactly what was approved, once, while the approval holds; withdrawing says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from generator.editorial import decisions
from generator.editorial.actors import THE_PROGRAM
from generator.editorial.decisions import set_embargo
from generator.editorial.delivering import deliveries
from generator.editorial.edits import correct
from generator.editorial.press import TextEdit
from generator.editorial.publishing import Places, publish, withdraw
from generator.editorial.states import State
from generator.editorial.verifying import desk_problems
from generator.errors import ConflictError, RefusedError, StoreError
from tests.editorial.desks_at_work import approved, correction, on, published
from tests.editorial.made_notes import (
    ANNA,
    AS_OF,
    BEN,
    MUCH_LATER,
    SOON,
    WRONG,
    handed_in,
)
from tests.editorial.test_actors import NOWHERE
from tests.editorial.test_decisions import STALE, press_of, refused, spoil, told

if TYPE_CHECKING:
    from datetime import datetime

    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

PLACES: Final = Places(("/b", "/a"), site=True, addresses=("one@example.com",))


def test_what_was_approved_is_live_and_ordered_everywhere(room: Newsroom, note: Note) -> None:
    passed = approved(room, note)
    out = publish(room, on(passed, THE_PROGRAM, passed.approved), PLACES)
    assert (out.state, out.live) == (State.PUBLISHED, passed.approved)
    order = [(each.destination, each.state) for each in deliveries(room)]
    assert [name for name, _ in order] == ["shelf:/a", "shelf:/b", "site", "mailto:one@example.com"]
    assert {state for _, state in order} == {"pending"}
    assert told(room, note)[-1].detail["reviewed_by"] == "Anna Berg"


def test_what_readers_have_is_the_memory_of_the_next_issue(room: Newsroom, note: Note) -> None:
    published(room, note, NOWHERE)
    [issue] = room.archive.memory("IWM", AS_OF + timedelta(days=1))
    assert issue.as_of == AS_OF


def test_publishing_again_changes_nothing(room: Newsroom, note: Note) -> None:
    out = published(room, note, PLACES)
    count = len(told(room, note))
    assert publish(room, on(out, BEN, out.live), PLACES) == out
    assert len(told(room, note)) == count
    assert len(deliveries(room)) == 4


def test_a_note_is_published_only_as_it_was_approved(room: Newsroom, note: Note) -> None:
    refused("wrong_state", publish, room, on(note), NOWHERE)
    passed = approved(room, note)
    for seen in (note.head, STALE):
        with pytest.raises(ConflictError):
            publish(room, on(passed, ANNA, seen), NOWHERE)
    assert room.note(note.id) == passed


def test_an_embargo_holds_to_the_minute(room: Newsroom, note: Note) -> None:
    until = SOON + timedelta(minutes=10)
    passed = approved(room, set_embargo(room, on(note), until))
    decision = on(passed, ANNA, passed.approved)
    with pytest.raises(RefusedError, match=r"embargoed until .*4:15 p.m..*\[embargoed\]"):
        publish(room, replace(decision, now=until - timedelta(seconds=1)), NOWHERE)
    assert room.note(note.id) == passed
    assert publish(room, replace(decision, now=until), NOWHERE).state is State.PUBLISHED


def test_modelled_data_is_never_published(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as blind:
        blind.setattr(decisions, "check_kind", lambda *_: None)
        passed = approved(room, handed_in(room, kind="modelled", small=True))
    refused("modelled", publish, room, on(passed, ANNA, passed.approved), NOWHERE)
    assert deliveries(room) == []


@pytest.mark.parametrize(
    ("now", "rules", "code"),
    [
        (MUCH_LATER, "0", "stale"),
        (AS_OF - timedelta(hours=1), "0", "future_data"),
        (SOON, "1", "rules_changed"),
    ],
)
def test_an_approval_lapses_with_the_age_of_its_data_and_with_its_playbook(
    now: datetime, rules: str, code: str, room: Newsroom, note: Note
) -> None:
    passed = approved(room, note)
    press_of(room).rules = rules * 64
    decision = replace(on(passed, ANNA, passed.approved), now=now)
    refused(code, publish, room, decision, NOWHERE)
    back = room.note(note.id)
    assert (back.state, back.approved, back.live) == (State.IN_REVIEW, None, None)
    last = told(room, note)[-1]
    assert last.action == "lapsed"
    assert f"[{code}]" in last.detail["reason"]


def test_the_same_edition_is_approved_again_under_other_rules(room: Newsroom, note: Note) -> None:
    passed = approved(room, note)
    press_of(room).rules = "1" * 64
    refused("rules_changed", publish, room, on(passed, ANNA, passed.approved), NOWHERE)
    again = approved(room, room.note(note.id))
    assert again.approved == passed.approved
    assert publish(room, on(again, ANNA, again.approved), NOWHERE).state is State.PUBLISHED


def test_the_audit_runs_again_on_what_goes_out(
    room: Newsroom, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = approved(room, note)
    wrong = TextEdit(room.files(note.id, note.head), "", WRONG, ())
    failing = press_of(room).edited(wrong).findings
    monkeypatch.setattr(room.press, "prove", lambda *_: failing)
    refused("audit_failed", publish, room, on(passed, ANNA, passed.approved), NOWHERE)
    assert room.note(note.id) == passed


def test_an_edition_that_was_changed_on_the_disk_does_not_go_out(
    room: Newsroom, note: Note
) -> None:
    passed = approved(room, note)
    spoil(room, note, passed.approved or "")
    with pytest.raises(StoreError):
        publish(room, on(passed, ANNA, passed.approved), NOWHERE)
    assert room.note(note.id) == passed


def test_an_edition_that_another_one_replaced_can_go_out_again(room: Newsroom, note: Note) -> None:
    published(room, note, PLACES)
    for text in ("One.", "Two.", "One."):
        begun = correct(room, correction(room.note(note.id), ANNA, text), "it was wrong")
        out = published(room, begun, PLACES, BEN)
        pending = [each for each in deliveries(room) if each.edition == out.live]
        assert [each.state for each in pending] == ["pending"] * 4
    assert list(desk_problems(room.archive)) == []


def test_a_withdrawn_note_says_why_and_stays_so(room: Newsroom, note: Note) -> None:
    refused("wrong_state", withdraw, room, on(note), NOWHERE, "it misled")
    out = published(room, note, PLACES)
    for reason, code in ((" ", "no_reason"), ("it said 7", "unproven_number")):
        refused(code, withdraw, room, on(out, ANNA, out.live), PLACES, reason)
    with pytest.raises(ConflictError):
        withdraw(room, on(out), PLACES, "it misled")
    gone = withdraw(room, on(out, ANNA, out.live), PLACES, "it misled")
    assert (gone.state, gone.approved) == (State.WITHDRAWN, None)
    assert b"it misled" in room.files(note.id, gone.live or "")["article.md"]
    notice = [each.destination for each in deliveries(room) if each.edition == gone.live]
    assert notice == ["shelf:/a", "shelf:/b", "site"], "nobody is mailed a withdrawal"
    refused("wrong_state", correct, room, correction(gone), "why")
    refused("wrong_state", withdraw, room, on(gone, ANNA, gone.live), PLACES, "again")


def test_a_note_is_withdrawn_while_it_is_corrected_too(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    begun = correct(room, correction(out), "it was wrong")
    assert withdraw(room, on(begun, BEN, out.live), NOWHERE, "it misled").state is State.WITHDRAWN
