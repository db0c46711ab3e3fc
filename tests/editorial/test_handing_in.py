"""Handing in: what passes goes to review, what fails is a draft, no work is replaced unasked."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from generator.editorial.actors import THE_PROGRAM
from generator.editorial.edits import Edit, correct, save
from generator.editorial.handing_in import Drafted, hand_in, note_before
from generator.editorial.states import State
from generator.errors import RefusedError
from generator.narrative.playbook import playbook_folder
from tests.editorial.desks_at_work import approved, correction, on, published
from tests.editorial.made_notes import (
    AS_OF,
    PLAYBOOK,
    SOON,
    WIM,
    WRONG,
    handed_in,
    note_files,
)
from tests.editorial.test_actors import NOWHERE
from tests.editorial.test_decisions import refused, told

if TYPE_CHECKING:
    from pathlib import Path

    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note


def test_a_passing_draft_goes_to_review_and_a_failing_one_is_a_draft(room: Newsroom) -> None:
    assert handed_in(room, small=True).state is State.IN_REVIEW
    failing = handed_in(room, "SPY", small=True, text=WRONG)
    assert failing.state is State.DRAFT
    assert room.revision(failing.id, failing.head).summary.errors == 1


def test_the_same_files_again_change_nothing(room: Newsroom, note: Note) -> None:
    passed = approved(room, note)
    count = len(told(room, note))
    assert handed_in(room, small=True) == passed
    assert len(told(room, note)) == count


def test_another_draft_takes_its_place_and_voids_its_approval(room: Newsroom, note: Note) -> None:
    approved(room, note)
    again = handed_in(room, small=True, text="More.")
    assert (again.id, again.state, again.approved) == (note.id, State.IN_REVIEW, None)
    assert again.head != note.head


def test_an_edit_is_replaced_only_when_that_is_asked_for(room: Newsroom, note: Note) -> None:
    edited = save(room, Edit(note.id, note.head, "Mine.", WIM, SOON))
    drafted = Drafted(note_files(small=True, text="More."), PLAYBOOK, WIM, SOON)
    refused("edited", hand_in, room, drafted)
    assert room.note(note.id) == edited
    assert hand_in(room, drafted, replacing_edits=True).head != edited.head


def test_what_readers_have_is_never_replaced_by_a_draft(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    drafted = Drafted(note_files(small=True, text="More."), PLAYBOOK, WIM, SOON)
    refused("wrong_state", hand_in, room, drafted, replacing_edits=True)
    correct(room, correction(out), "it was wrong")
    refused("wrong_state", hand_in, room, drafted, replacing_edits=True)


@pytest.mark.parametrize("name", ["article.json", "facts.json"])
def test_a_note_without_its_record_or_facts_is_incomplete(name: str, room: Newsroom) -> None:
    files = note_files(small=True)
    refused("incomplete", hand_in, room, Drafted(files | {name: b"{}"}, PLAYBOOK, WIM, SOON))
    del files[name]
    refused("incomplete", hand_in, room, Drafted(files, PLAYBOOK, WIM, SOON))


def test_another_moment_or_playbook_is_another_note(
    room: Newsroom, note: Note, tmp_path: Path
) -> None:
    later = handed_in(room, as_of=AS_OF + timedelta(minutes=1), small=True)
    (tmp_path / "playbook.yaml").touch()
    other = hand_in(room, Drafted(note_files(small=True), str(tmp_path), WIM, SOON))
    assert len({note.id, later.id, other.id}) == 3


def test_a_playbook_in_another_spelling_is_the_same_note(room: Newsroom, note: Note) -> None:
    spelled = str(playbook_folder(PLAYBOOK) / ".")
    assert hand_in(room, Drafted(note_files(small=True), spelled, WIM, SOON)) == note


def test_the_issue_before_is_the_last_that_readers_have(room: Newsroom) -> None:
    days = [AS_OF - timedelta(days=number) for number in (3, 2, 1)]
    notes = [handed_in(room, as_of=day, small=True) for day in days]
    before = note_before(room, "IWM", AS_OF)
    assert before is not None
    assert before.id == notes[2].id, "while readers have none, it is the last at all"
    for number in (0, 1):
        seen = on(notes[number])
        moved = type(seen)(seen.note_id, seen.seen, seen.actor, days[number])
        _publish_at(room, moved)
    before = note_before(room, "IWM", AS_OF)
    assert before is not None
    assert before.id == notes[1].id


def _publish_at(room: Newsroom, decision: object) -> None:
    from generator.editorial.decisions import Decision, approve  # noqa: PLC0415
    from generator.editorial.publishing import publish  # noqa: PLC0415

    assert isinstance(decision, Decision)
    passed = approve(room, decision)
    out = Decision(passed.id, passed.approved or "", decision.actor, decision.now)
    publish(room, out, NOWHERE)


@pytest.mark.parametrize("name", ["notes.txt", "../x", "charts/../x.svg", "article.md.bak", ""])
def test_what_is_no_part_of_a_note_is_refused_because_it_would_be_published(
    name: str, room: Newsroom
) -> None:
    files = note_files() | {name: b"private"}
    with pytest.raises(RefusedError, match="unknown_file"):
        hand_in(room, Drafted(files, PLAYBOOK, THE_PROGRAM, SOON))


@pytest.mark.parametrize(
    "change", [{"symbol": "../x"}, {"symbol": "iwm"}, {"as_of": "2026-06-22T16:00:00"}]
)
def test_a_note_of_no_market_or_no_time_is_refused(change: dict[str, str], room: Newsroom) -> None:
    files = note_files()
    files["article.json"] = json.dumps(json.loads(files["article.json"]) | change).encode()
    with pytest.raises(RefusedError, match="incomplete"):
        hand_in(room, Drafted(files, PLAYBOOK, THE_PROGRAM, SOON))
