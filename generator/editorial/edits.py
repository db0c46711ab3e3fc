"""Edits by hand: of a note before it is published, and the correction of one that is.

A text is kept only if it is proven: a changed number names its fact or its source. What is refused
is not lost; it is still in the hands of whoever wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.editorial.decisions import check_proven
from generator.editorial.held_places import check_place
from generator.editorial.newsroom import Change, Text, check_seen, check_unmoved
from generator.editorial.notes import find_note
from generator.editorial.press import Correction, TextEdit
from generator.editorial.states import Action, State, check_state
from generator.editorial.summaries import MARKDOWN, summary_of, text_of
from generator.editorial.untold import untold_numbers
from generator.errors import RefusedError
from generator.market.headlines import clean_text
from generator.market.sessions import EXCHANGE_ZONE
from generator.revising import as_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from generator.audit.findings import Finding
    from generator.editorial.actors import Actor
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Kind, Note, Revision, Summary
    from generator.editorial.press import Printed


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that a person wrote.

    Args:
        note_id: Of the note.
        seen: Hash of the text that it was written over.
        text: The Markdown, with numbers named where they are new.
        actor: Who wrote it.
        now: When.
    """

    note_id: int
    seen: str
    text: str
    actor: Actor
    now: datetime


def save(newsroom: Newsroom, edit: Edit) -> Note:
    """Keep an edited text as the note's next revision; an approval of the text before is void.

    The same text again changes nothing: who saves it is no editor, and an approval holds.

    Raises:
        ConflictError: The text has changed since.
        RefusedError: ``forbidden``, ``wrong_state``, or ``audit_failed`` with the first finding.
    """
    edit.actor.check(Action.SAVE)
    note = newsroom.note(edit.note_id)
    check_state(Action.SAVE, note.state, live=note.live is not None, what=note.name)
    check_seen(note, edit.seen, note.head)
    base = newsroom.revision(note.id, note.head)
    text_edit = _text_edit(newsroom, note, base, edit)
    if not _differs(text_edit):
        return note
    printed = newsroom.press.edited(text_edit)
    check_proven(note, printed.findings)
    state = State.IN_REVIEW if note.state is State.APPROVED else note.state
    return _kept(newsroom, note, edit, _Made(printed, "edit", base, state))


def correct(newsroom: Newsroom, edit: Edit, what_changed: str) -> Note:
    """Begin the correction of a published note: its new text, which says what changed.

    Readers keep the text that they have until the correction is approved and published too. The
    same text with no word of what changed begins nothing.

    Args:
        newsroom: Where.
        edit: The new text; seen is the edition that readers have.
        what_changed: What was wrong and what is right, as the note will say it.

    Raises:
        ConflictError: Readers have another text by now.
        RefusedError: ``forbidden``, ``wrong_state``, ``no_reason``, ``place_held``, or
            ``audit_failed``.
    """
    edit.actor.check(Action.CORRECT)
    note = newsroom.note(edit.note_id)
    check_state(Action.CORRECT, note.state, live=note.live is not None, what=note.name)
    check_seen(note, edit.seen, note.live)
    with newsroom.archive.database.reading() as connection:
        check_place(connection, note)
    base = newsroom.revision(note.id, note.live or "")
    text_edit = _text_edit(newsroom, note, base, edit, _correction(edit, what_changed))
    if text_edit.correction is None:
        if not _differs(text_edit):
            return note
        problem = "say what was wrong and what is right: readers will want to know"
        raise RefusedError("no_reason", problem)
    printed = newsroom.press.edited(text_edit)
    check_proven(note, printed.findings)
    return _kept(newsroom, note, edit, _Made(printed, "correction", base, State.IN_REVIEW))


@dataclass(frozen=True, slots=True)
class _Made:
    """A printed text, what it is, what it was made from, and where the note stands with it."""

    printed: Printed
    kind: Kind
    base: Revision
    state: State


def _text_edit(
    newsroom: Newsroom,
    note: Note,
    base: Revision,
    edit: Edit,
    correction: Correction | None = None,
) -> TextEdit:
    files = newsroom.files(note.id, base.sha256)
    return TextEdit(files, note.playbook, edit.text, _editors(base, edit.actor), correction)


def _differs(edit: TextEdit) -> bool:
    return as_lines(edit.text) != as_lines(text_of(edit.files))


def _correction(edit: Edit, what_changed: str) -> Correction | None:
    """What a correction will say, tried or saved; none while there is no word in it."""
    if not clean_text(what_changed):
        return None
    # Whole, because the press refuses what is too long: cut, it would say what nobody wrote.
    return Correction(edit.now.astimezone(EXCHANGE_ZONE).date(), what_changed)


def _editors(base: Revision, actor: Actor) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*base.summary.editors, actor.display_name]))


def _kept(newsroom: Newsroom, note: Note, edit: Edit, made: _Made) -> Note:
    key, sha256 = newsroom.keep(note.symbol, note.as_of, made.printed.files)
    if sha256 == note.head:
        return note
    text = Text(
        key=key,
        sha256=sha256,
        kind=made.kind,
        parent=made.base.sha256,
        author=edit.actor.name,
        summary=_summary(made, edit.actor, _untold(newsroom, note, made)),
    )
    with newsroom.archive.database.writing() as connection:
        now = find_note(connection, note.id)
        check_unmoved(note, now)
        change = Change(connection, now, edit.actor, edit.now)
        event = "corrected" if made.kind == "correction" else "saved"
        standing = replace(now, state=made.state, head=sha256, approved=None)
        return change.move(event, standing, change.add(text))


def _untold(newsroom: Newsroom, note: Note, made: _Made) -> list[Finding]:
    """What a correction of a note that readers have does not tell them."""
    if note.live is None:
        return []
    live = text_of(newsroom.files(note.id, note.live))
    return untold_numbers(live, text_of(made.printed.files), file=MARKDOWN)


def _summary(made: _Made, actor: Actor, untold: Sequence[Finding]) -> Summary:
    """The summary of an edited text: its own audit, and what its base said of the data."""
    base = made.base.summary
    fresh = summary_of(made.printed.files, (*made.printed.findings, *untold), None)
    return replace(
        fresh,
        changed=base.changed,
        editors=_editors(made.base, actor),
        unreviewed=tuple(dict.fromkeys([*base.unreviewed, actor.name])),
        corrected=base.corrected or made.kind == "correction",
    )


def tried(newsroom: Newsroom, edit: Edit, what_changed: str = "") -> Printed:
    """The Markdown and the page that an edit would give, and what the audit says; nothing is kept.

    Args:
        newsroom: Where.
        edit: The text; seen is the text that it is written over.
        what_changed: Of a correction, as far as it is written.

    Raises:
        RefusedError: ``forbidden``, or ``no_such_revision``.
    """
    edit.actor.check(Action.SAVE)
    note = newsroom.note(edit.note_id)
    base = newsroom.revision(note.id, edit.seen)
    correction = _correction(edit, what_changed)
    return newsroom.press.tried(_text_edit(newsroom, note, base, edit, correction))
