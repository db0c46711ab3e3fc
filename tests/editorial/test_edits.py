"""Edits: kept only if proven, over the text that was seen; corrections leave readers theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.editorial.decisions import drop_correction, send_back
from generator.editorial.edits import Edit, correct, save, tried
from generator.editorial.notes import list_revisions
from generator.editorial.states import State
from generator.errors import ConflictError
from tests.editorial.desks_at_work import approved, correction, on, published
from tests.editorial.made_notes import ANNA, BEN, SOON, WIM, WRONG
from tests.editorial.test_actors import NOWHERE
from tests.editorial.test_decisions import STALE, refused, told

if TYPE_CHECKING:
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note


def edit(note: Note, text: str, seen: str | None = None) -> Edit:
    """A writer's edit of the text that is worked on."""
    return Edit(note.id, note.head if seen is None else seen, text, WIM, SOON)


def test_an_edit_is_the_next_revision_and_says_who_wrote_it(room: Newsroom, note: Note) -> None:
    edited = save(room, edit(note, "New."))
    revision = room.revision(note.id, edited.head)
    assert (revision.number, revision.kind, revision.parent) == (2, "edit", note.head)
    assert (revision.author, revision.summary.unreviewed) == ("wim", ("wim",))
    assert revision.summary.editors == ("Wim Writer",)


def test_a_stale_edit_is_a_conflict_and_names_what_there_is(room: Newsroom, note: Note) -> None:
    edited = save(room, edit(note, "New."))
    with pytest.raises(ConflictError) as caught:
        save(room, edit(note, "Mine."))
    assert caught.value.current == edited.head
    assert room.note(note.id) == edited


def test_an_edit_voids_an_approval(room: Newsroom, note: Note) -> None:
    edited = save(room, edit(approved(room, note), "New."))
    assert (edited.state, edited.approved) == (State.IN_REVIEW, None)


def test_the_same_text_again_changes_nothing_not_even_an_approval(
    room: Newsroom, note: Note
) -> None:
    edited = save(room, edit(note, "New."))
    passed = approved(room, edited)
    count = len(told(room, note))
    assert save(room, edit(passed, "New.")) == passed
    assert len(told(room, note)) == count


@pytest.mark.parametrize("around", ["{}", "\n{}\n\n", "{}\r\n"])
def test_who_saves_the_text_as_it_was_is_no_editor_and_the_approval_holds(
    room: Newsroom, note: Note, around: str
) -> None:
    passed = approved(room, note)
    count = len(told(room, note))
    text = room.files(note.id, note.head)["article.md"].decode()
    assert save(room, edit(passed, around.format(text.replace("\n", "\r\n")))) == passed
    assert len(told(room, note)) == count
    with room.archive.database.reading() as connection:
        assert len(list_revisions(connection, note.id)) == 2


def test_a_draft_stays_a_draft_when_it_is_edited(room: Newsroom, note: Note) -> None:
    assert save(room, edit(send_back(room, on(note), "why"), "New.")).state is State.DRAFT


def test_a_text_that_fails_its_audit_is_not_kept(room: Newsroom, note: Note) -> None:
    refused("audit_failed", save, room, edit(note, WRONG))
    assert room.note(note.id) == note
    with room.archive.database.reading() as connection:
        assert len(list_revisions(connection, note.id)) == 1


def test_trying_keeps_nothing(room: Newsroom, note: Note) -> None:
    printed = tried(room, edit(note, WRONG))
    assert len(printed.findings) == 1
    assert room.note(note.id) == note
    refused("no_such_revision", tried, room, edit(note, "New.", STALE))


def test_a_correction_that_changes_and_says_nothing_begins_none(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    count = len(told(room, note))
    same = room.files(note.id, out.live or "")["article.md"].decode()
    assert correct(room, correction(out, text=same), " \u200b\n") == out
    assert len(told(room, note)) == count
    assert correct(room, correction(out, text=same), "It was clearer").state is State.IN_REVIEW


def test_a_correction_reads_tried_as_it_reads_saved(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    said = "It \u200bwas\n\twrong: " + "a long story, " * 100
    seen = tried(room, correction(out), said).files["article.md"]
    begun = correct(room, correction(out), said)
    assert room.files(note.id, begun.head)["article.md"] == seen
    assert seen.count(b"a long story") == 100


def test_a_published_note_is_corrected_and_not_edited(room: Newsroom, note: Note) -> None:
    refused("wrong_state", correct, room, correction(note), "why")
    out = published(room, note, NOWHERE)
    refused("wrong_state", save, room, edit(out, "New."))
    refused("no_reason", correct, room, correction(out), " ")
    with pytest.raises(ConflictError):
        correct(room, edit(out, "New.", out.head), "it was wrong")


def test_readers_keep_what_they_have_until_the_correction_is_published(
    room: Newsroom, note: Note
) -> None:
    out = published(room, note, NOWHERE)
    begun = correct(room, correction(out, ANNA), "it was wrong")
    assert (begun.state, begun.live, begun.approved) == (State.IN_REVIEW, out.live, None)
    text = room.files(note.id, begun.head)["article.md"].decode()
    assert text.startswith("**Correction, 2026-06-22.** it was wrong\n")
    refused("own_edit", approved, room, begun, ANNA)
    done = published(room, begun, NOWHERE, BEN)
    assert done.state is State.CORRECTED
    assert done.live != out.live


def test_a_dropped_correction_leaves_what_readers_have(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    begun = correct(room, correction(out), "it was wrong")
    back = drop_correction(room, on(begun, BEN), "it was right")
    assert back.standing() == out.standing()
    twice = published(room, correct(room, correction(out), "it was wrong"), NOWHERE, BEN)
    begun = correct(room, correction(twice, text="Again."), "still wrong")
    assert drop_correction(room, on(begun), "no").state is State.CORRECTED


def test_a_note_that_nobody_reads_has_no_correction_to_drop(room: Newsroom, note: Note) -> None:
    refused("wrong_state", drop_correction, room, on(note), "why")
