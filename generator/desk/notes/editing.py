"""Editing a note: its Markdown, with its page and its audit while one types."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from generator.desk.answers import see_other
from generator.desk.frame import fragment, framed
from generator.desk.notes.acting import actor_of, checked_hash
from generator.desk.notes.panels import told_findings
from generator.desk.notes.texts import page_response
from generator.desk.notes.told import REFUSED, STATUS
from generator.desk.sentences import told_error
from generator.editorial.edits import Edit, correct, save
from generator.editorial.edits import tried as tried_edit
from generator.editorial.states import OUT, Action, check_state
from generator.editorial.summaries import text_of
from generator.errors import ConflictError, RefusedError

if TYPE_CHECKING:
    from starlette.responses import Response

    from generator.audit.findings import Finding
    from generator.desk.visit import Visit
    from generator.editorial.notes import Note
    from generator.editorial.press import Printed

_NO_CORRECTION: Final = "no_correction"


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands in the form: the text, the text it was written over, and what changed."""

    text: str
    seen: str
    what_changed: str = ""


@dataclass(frozen=True, slots=True)
class _Audited:
    """What the audit says of what stands in the form; why it could not, where that has no words."""

    findings: list[tuple[str, Finding]] | None
    problem: str = ""


def edit_page(visit: Visit) -> Response:
    """The form with the text of the note."""
    newsroom = visit.desk.newsroom
    note = newsroom.note(visit.number("note"))
    _check_open(note)
    seen = (note.live if note.state in OUT else note.head) or note.head
    return _page(visit, note, _Typed(text_of(newsroom.files(note.id, seen)), seen))


def save_edit(visit: Visit) -> Response:
    """Keep the text, if it is proven; else the form again, with what is wrong."""
    note, typed = _sent(visit)
    newsroom, edit = visit.desk.newsroom, _edit(visit, note, typed)
    try:
        if note.state in OUT:
            kept = correct(newsroom, edit, typed.what_changed)
        else:
            kept = save(newsroom, edit)
    except ConflictError:
        raise
    except RefusedError as error:
        status = STATUS.get(error.code, REFUSED)
        return _page(visit, note, typed, status=status, refused=error)
    done = "corrected" if note.state in OUT else "saved"
    return see_other(f"/notes/{note.id}", done="unchanged" if kept == note else done)


def check(visit: Visit) -> Response:
    """What the audit says of the text as it stands in the form."""
    note, typed = _sent(visit)
    _check_open(note)
    if visit.is_htmx:
        return fragment("edit_findings.html.j2", audited=_audited(visit, note, typed))
    return _page(visit, note, typed)


def preview(visit: Visit) -> Response:
    """The page of the text as it stands in the form, for the frame beside it."""
    note, typed = _sent(visit)
    _check_open(note)
    try:
        printed = _printed(visit, note, typed)
    except RefusedError as error:
        if error.code != _NO_CORRECTION:
            raise
        printed = _printed(visit, note, replace(typed, what_changed=""))
    return page_response(printed.files["article.html"])


def _check_open(note: Note) -> None:
    """Refuse to work on what can neither be edited nor corrected any more.

    Raises:
        RefusedError: ``wrong_state``.
    """
    action = Action.CORRECT if note.state in OUT else Action.SAVE
    check_state(action, note.state, live=note.live is not None, what=note.name)


def _audited(visit: Visit, note: Note, typed: _Typed) -> _Audited:
    try:
        printed = _printed(visit, note, typed)
    except RefusedError as error:
        if error.code != _NO_CORRECTION:
            raise
        return _Audited(None, told_error(error))
    return _Audited(told_findings(tuple(printed.findings)))


def _printed(visit: Visit, note: Note, typed: _Typed) -> Printed:
    return tried_edit(visit.desk.newsroom, _edit(visit, note, typed), typed.what_changed)


def _sent(visit: Visit) -> tuple[Note, _Typed]:
    form = visit.fields("seen", "text", optional=("what_changed",))
    note = visit.desk.newsroom.note(visit.number("note"))
    return note, _Typed(form["text"], checked_hash(form["seen"]), form["what_changed"])


def _edit(visit: Visit, note: Note, typed: _Typed) -> Edit:
    return Edit(note.id, typed.seen, typed.text, actor_of(visit), visit.now)


def _page(
    visit: Visit,
    note: Note,
    typed: _Typed,
    **frame: Any,  # noqa: ANN401 - status and refusal of the frame
) -> Response:
    correcting = note.state in OUT
    return framed(
        visit,
        "edit.html.j2",
        title=f"{'Correct' if correcting else 'Edit'} {note.name}",
        note=note,
        typed=typed,
        correcting=correcting,
        audited=_audited(visit, note, typed),
        **frame,
    )
