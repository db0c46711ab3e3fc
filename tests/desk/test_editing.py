"""The edit: what is refused keeps what was typed, and what others did meanwhile is shown."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from generator.editorial.states import State
from generator.errors import RefusedError
from tests.desk.desks import FROM_HERE
from tests.desk.stands import FORM, NEVER, World, copied, edited_by, opened_world, sent
from tests.editorial.made_notes import ANNA, QuickPress

if TYPE_CHECKING:
    from generator.editorial.press import Printed, TextEdit

TYPED = "What I typed </textarea> & mean, WRONG as it is."


def test_the_form_has_the_text_of_the_note_from_its_first_line(made: World) -> None:
    note = made.in_state(State.IN_REVIEW)
    page = made.client("wim").get(f"/notes/{note.id}/edit").text
    shown = page.partition('aria-describedby="text-hint">')[2].partition("</textarea>")[0]
    # A browser leaves out the first line break in the field.
    assert html.unescape(shown).removeprefix("\n") == made.text(note)
    assert f'name="seen" value="{note.head}"' in page


def test_an_edit_that_is_refused_keeps_what_was_typed_and_says_why(made: World) -> None:
    note, before = made.in_state(State.IN_REVIEW), made.rows()
    answer = sent(made.client("wim"), f"/notes/{note.id}/edit", seen=note.head, text=TYPED)
    assert answer.status_code == 422
    assert html.escape(TYPED) in answer.text
    assert "fails its audit" in answer.text
    assert "unproven number" in answer.text
    assert made.rows() == before


def test_an_edit_over_a_text_that_is_old_shows_both(stand: World) -> None:
    before = stand.in_state(State.IN_REVIEW)
    edited_by(stand, before, ANNA, "\nAnna was faster.")
    form = {"seen": before.head, "text": TYPED}
    answer = sent(stand.client("wim"), f"/notes/{before.id}/edit", **form)
    assert answer.status_code == 409
    assert html.escape(TYPED) in answer.text
    assert "It was not saved." in answer.text
    assert "<ins>" in answer.text


def test_an_edit_of_a_note_that_was_withdrawn_meanwhile_keeps_what_was_typed(made: World) -> None:
    note = made.in_state(State.WITHDRAWN)
    answer = sent(made.client("wim"), f"/notes/{note.id}/edit", seen=note.head, text=TYPED)
    assert answer.status_code == 409
    assert html.escape(TYPED) in answer.text
    assert "is withdrawn" in answer.text


def test_line_breaks_of_browsers_are_those_of_files(stand: World) -> None:
    note = stand.in_state(State.IN_REVIEW)
    form = {"seen": note.head, "text": "# One\r\n\r\nTwo.\r\n"}
    assert sent(stand.client("wim"), f"/notes/{note.id}/edit", **form).status_code == 303
    assert stand.text(stand.note(note.id)).startswith("# One\n\nTwo.\n")


def test_a_saved_edit_of_what_is_approved_voids_the_approval(stand: World) -> None:
    note = stand.in_state(State.APPROVED)
    answer = sent(stand.client("wim"), f"/notes/{note.id}/edit", seen=note.head, text="# Else")
    assert answer.headers["Location"] == f"/notes/{note.id}?done=saved"
    assert stand.note(note.id).state is State.IN_REVIEW
    assert stand.note(note.id).approved is None


def test_who_saves_nothing_new_is_told_that_nothing_has_changed(stand: World) -> None:
    note, before = stand.in_state(State.APPROVED), stand.rows()
    form = {"seen": note.head, "text": stand.text(note).replace("\n", "\r\n")}
    answer = sent(stand.client("wim"), f"/notes/{note.id}/edit", **form)
    assert answer.headers["Location"] == f"/notes/{note.id}?done=unchanged"
    assert "Nothing has changed" in stand.client("wim").get(answer.headers["Location"]).text
    assert stand.rows() == before


def test_checking_and_previewing_keep_nothing(made: World) -> None:
    note, before, wim = made.in_state(State.IN_REVIEW), made.rows(), made.client("wim")
    form = {"seen": note.head, "text": TYPED}
    page = sent(wim, f"/notes/{note.id}/check", **form)
    assert html.escape(TYPED) in page.text
    piece = wim.post(f"/notes/{note.id}/check", data=form, headers={**FORM, "HX-Request": "true"})
    assert "<html" not in piece.text
    assert "unproven number" in piece.text
    shown = sent(wim, f"/notes/{note.id}/preview", **form)
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert made.rows() == before


@pytest.mark.parametrize("action", ["check", "preview"])
@pytest.mark.parametrize("seen", ["", "x", NEVER[:-1], NEVER.upper()])
def test_a_form_that_does_not_say_what_was_seen_is_refused(
    made: World, action: str, seen: str
) -> None:
    note = made.in_state(State.IN_REVIEW)
    answer = sent(made.client("wim"), f"/notes/{note.id}/{action}", seen=seen, text="x")
    assert answer.status_code == 400


def test_a_correction_says_what_changed(stand: World) -> None:
    note, wim = stand.in_state(State.PUBLISHED), stand.client("wim")
    assert 'name="what_changed"' in wim.get(f"/notes/{note.id}/edit").text
    form = {"seen": note.live or "", "text": "# Better"}
    answer = sent(wim, f"/notes/{note.id}/edit", what_changed=" ", **form)
    assert answer.status_code == 422
    assert "Say what was wrong" in answer.text
    assert "# Better" in answer.text
    assert sent(wim, f"/notes/{note.id}/edit", what_changed="A word", **form).status_code == 303


class _StrictPress(QuickPress):
    """Takes no correction of more than ten characters."""

    def edited(self, edit: TextEdit) -> Printed:
        """See `generator.editorial.press.Press`."""
        if edit.correction is not None and len(edit.correction.text) > 10:
            raise RefusedError("no_correction", "a correction has at most ten characters")
        return super().edited(edit)


def test_a_correction_that_cannot_be_printed_keeps_what_was_typed(
    made: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = copied(made, tmp_path_factory.mktemp("strict")).folder
    world = opened_world(folder, press=_StrictPress())
    note, wim = world.in_state(State.PUBLISHED), world.client("wim")
    form = {"seen": note.live or "", "text": "# Better", "what_changed": "far too many words"}
    for action, status in (("edit", 422), ("check", 200)):
        answer = sent(wim, f"/notes/{note.id}/{action}", **form)
        assert "The audit finds nothing" not in answer.text
        assert answer.status_code == status
        assert "# Better" in answer.text
        assert "far too many words" in answer.text
        assert "at most ten characters" in answer.text
    assert sent(wim, f"/notes/{note.id}/preview", **form).status_code == 200


def test_a_note_that_is_withdrawn_is_not_edited(made: World) -> None:
    note = made.in_state(State.WITHDRAWN)
    answer = made.client("wim").get(f"/notes/{note.id}/edit", headers=FROM_HERE)
    assert answer.status_code == 409
    assert "is withdrawn" in answer.text
