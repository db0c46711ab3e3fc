"""Handing a drafted note to the desk: the door for batches and for the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, select

from generator.archive.tables import NOTES
from generator.editorial.newsroom import Change, Text
from generator.editorial.notes import find_note, find_note_of, find_revision, note_of, stored
from generator.editorial.sourcing import SOURCE_UNKNOWN
from generator.editorial.states import Action, State, check_state
from generator.editorial.summaries import facts_of, record_of, summary_of
from generator.errors import RefusedError, UsageError
from generator.files import check_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from generator.editorial.actors import Actor
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note, Summary
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts


PART_OF_A_NOTE: Final = re.compile(
    r"article\.(?:md|html|pdf|eml|json)|facts\.json|audit\.json|charts/[a-z0-9_]+\.svg", re.ASCII
)
"""The files of a note, by name."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A note that is handed in.

    Args:
        files: Of its folder.
        playbook: Name or folder of its playbook.
        actor: Who hands it in.
        now: When.
    """

    files: Mapping[str, bytes]
    playbook: str
    actor: Actor
    now: datetime


def hand_in(newsroom: Newsroom, drafted: Drafted, *, replacing_edits: bool = False) -> Note:
    """Give the desk a note; one that passes its audit goes to review, another is a draft.

    The same files again change nothing. Another draft of the same moment takes the place of the one
    before, and voids its approval.

    Args:
        newsroom: Where to.
        drafted: The note.
        replacing_edits: Whether it may take the place of a text that was edited by hand.

    Raises:
        RefusedError: ``forbidden``, ``incomplete``, ``unknown_file``, ``edited`` or
            ``wrong_state``; ``facts_differ`` where the archive keeps the data and it gives others.
    """
    drafted.actor.check(Action.HAND_IN)
    record = record_of(drafted.files)
    as_of = _checked_moment(record)
    _check_names(drafted.files)
    _check_untouched(record)
    before = facts_before(newsroom, record.symbol, as_of)
    findings = newsroom.press.prove(drafted.files, drafted.playbook)
    summary = summary_of(drafted.files, findings, before)
    summary = replace(summary, gates=(*summary.gates, *_unsourced(newsroom, drafted)))
    key, sha256 = newsroom.keep(record.symbol, as_of, drafted.files)
    text = Text(key=key, sha256=sha256, kind="draft", summary=summary)
    with newsroom.archive.database.writing() as connection:
        note = find_note_of(connection, record.symbol, as_of, drafted.playbook)
        if note is not None and sha256 in {note.head, note.live}:
            return note
        first = note is None
        if note is None:
            note = _new_note(connection, record.symbol, as_of, sha256, drafted)
        else:
            _check_replaceable(connection, note, replacing_edits=replacing_edits)
        change = Change(connection, note, drafted.actor, drafted.now, first=first)
        return change.move("handed_in", _as_handed_in(note, sha256, summary), change.add(text))


def _checked_moment(record: NoteRecord) -> datetime:
    """The time of a note's data; its symbol is one.

    Raises:
        RefusedError: ``incomplete``.
    """
    try:
        known = check_symbol(record.symbol) == record.symbol
        as_of = datetime.fromisoformat(record.as_of)
    except (UsageError, ValueError, TypeError) as error:
        raise RefusedError("incomplete", f"the note is of no market: {error}") from error
    if not known or as_of.tzinfo is None:
        problem = f"{record.symbol}: the note has a symbol in small letters, or a time without zone"
        raise RefusedError("incomplete", problem)
    return as_of


def _unsourced(newsroom: Newsroom, drafted: Drafted) -> tuple[str, ...]:
    """That the archive does not keep the data: told to reviewers, who cannot approve it so.

    Raises:
        RefusedError: ``facts_differ``: the data is kept, and gives other facts.
    """
    try:
        newsroom.press.check_source(drafted.files, drafted.playbook, newsroom.archive)
    except RefusedError as error:
        if error.code != SOURCE_UNKNOWN:
            raise
        return (SOURCE_UNKNOWN,)
    return ()


def _check_untouched(record: NoteRecord) -> None:
    """Refuse a text that was edited at a desk: handed in as a draft it would have no editor.

    Raises:
        RefusedError: ``edited``.
    """
    standing = record.standing
    if standing.editors or standing.reviewer or standing.corrections:
        problem = "was edited or reviewed before; a draft is handed in as the program wrote it"
        raise RefusedError("edited", f"{record.symbol}: the note {problem}")


def _check_names(files: Mapping[str, bytes]) -> None:
    """Refuse what is no part of a note: all that is kept will be published.

    Raises:
        RefusedError: ``unknown_file``.
    """
    strange = next((name for name in sorted(files) if not PART_OF_A_NOTE.fullmatch(name)), None)
    if strange is not None:
        raise RefusedError("unknown_file", f"{strange!r:.80} is no part of a note; leave it out")


def _as_handed_in(note: Note, sha256: str, summary: Summary) -> Note:
    state = State.DRAFT if summary.errors else State.IN_REVIEW
    return replace(note, state=state, head=sha256, approved=None)


def facts_before(newsroom: Newsroom, symbol: str, as_of: datetime) -> Facts | None:
    """The facts of the issue before: of the last note with an earlier as-of that readers have.

    Where readers have none yet, those of the last note at all.
    """
    note = note_before(newsroom, symbol, as_of)
    return None if note is None else facts_of(newsroom.files(note.id, note.live or note.head))


def note_before(newsroom: Newsroom, symbol: str, as_of: datetime) -> Note | None:
    """The note of the issue before; see `facts_before`."""
    earlier = and_(NOTES.c.symbol == symbol, NOTES.c.as_of < stored(as_of))
    query = select(NOTES).where(earlier).order_by(NOTES.c.as_of, NOTES.c.id)
    with newsroom.archive.database.reading() as connection:
        notes = [note_of(row) for row in connection.execute(query)]
    published = [note for note in notes if note.live is not None]
    found = published or notes
    return found[-1] if found else None


def _new_note(
    connection: Connection, symbol: str, as_of: datetime, head: str, drafted: Drafted
) -> Note:
    row = {
        "symbol": symbol,
        "as_of": stored(as_of),
        "playbook": drafted.playbook,
        "state": State.DRAFT.value,
        "head": head,
        "created_at": stored(drafted.now),
        "updated_at": stored(drafted.now),
    }
    result = connection.execute(NOTES.insert().values(**row))
    key = result.inserted_primary_key
    if key is None:
        msg = "a note that was inserted has no number"
        raise RuntimeError(msg)
    return find_note(connection, int(key[0]))


def _check_replaceable(connection: Connection, note: Note, *, replacing_edits: bool) -> None:
    """Refuse to put a draft in the place of what readers have, or of somebody's work."""
    check_state(Action.HAND_IN, note.state, live=note.live is not None, what=note.name)
    head = find_revision(connection, note.id, note.head)
    if note.live is not None:
        problem = f"{note.name} is published and is being corrected; finish or drop that first"
        raise RefusedError("wrong_state", problem)
    if head.author is not None and not replacing_edits:
        problem = f"{note.name} was edited by {head.author}, whose work a new draft would replace"
        raise RefusedError("edited", f"{problem}; hand it in with --replace-edits if that is meant")
