"""Comments: what people say of a sentence, or of the whole note, while it is reviewed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from generator.archive.tables import COMMENTS
from generator.archive.trail import Event, append
from generator.editorial.held_to_trail import check_still
from generator.editorial.notes import find_revision, moment_of, stored
from generator.editorial.states import Action
from generator.errors import RefusedError
from generator.market.headlines import clean_text

if TYPE_CHECKING:
    from datetime import datetime

    from generator.editorial.decisions import Decision
    from generator.editorial.newsroom import Newsroom

_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody said.

    Args:
        id: Its number.
        note_id: Of the note.
        revision: The text that it was said of.
        quote: The sentence; empty for the whole note.
        text: What was said.
        author: By whom, as the trail knows them.
        at: When.
        settled_by: Who says that it is dealt with; ``None`` while it is open.
    """

    id: int
    note_id: int
    revision: str
    quote: str
    text: str
    author: str
    at: datetime
    settled_by: str | None


def comments_on(newsroom: Newsroom, note_id: int) -> list[Comment]:
    """The comments on a note, oldest first."""
    query = select(COMMENTS).where(COMMENTS.c.note_id == note_id).order_by(COMMENTS.c.id)
    with newsroom.archive.database.reading() as connection:
        rows = connection.execute(query).mappings()
        return [Comment(**(dict(row) | {"at": moment_of(row["at"])})) for row in rows]


def comment(newsroom: Newsroom, decision: Decision, quote: str, text: str) -> None:
    """Say something of a sentence of the text that was seen.

    Raises:
        RefusedError: ``forbidden``, ``no_such_revision``, or ``no_reason`` for a comment without
            words.
    """
    decision.actor.check(Action.COMMENT)
    said = clean_text(text, _LONGEST)
    if not said:
        raise RefusedError("no_reason", "the comment is empty: say what is on your mind")
    sentence = clean_text(quote, _LONGEST)
    row = {
        "note_id": decision.note_id,
        "revision": decision.seen,
        "quote": sentence,
        "text": said,
        "author": decision.actor.name,
        "at": stored(decision.now),
    }
    with newsroom.archive.database.writing() as connection:
        check_still(connection, decision.actor)
        find_revision(connection, decision.note_id, decision.seen)
        key = connection.execute(COMMENTS.insert().values(**row)).inserted_primary_key
        if key is None:
            msg = "a comment that was inserted has no number"
            raise RuntimeError(msg)
        event = Event(
            at=decision.now,
            actor=decision.actor.name,
            action="commented",
            note_id=decision.note_id,
            revision=decision.seen,
            detail={"comment": int(key[0]), "sha256": words_sha256(sentence, said)},
        )
        append(connection, event)


def settle(newsroom: Newsroom, decision: Decision, comment_id: int) -> None:
    """Say that a comment is dealt with; once is enough.

    Raises:
        RefusedError: ``forbidden``, or ``no_such_comment`` on this note.
    """
    decision.actor.check(Action.SETTLE)
    with newsroom.archive.database.writing() as connection:
        check_still(connection, decision.actor)
        row = connection.execute(select(COMMENTS).where(COMMENTS.c.id == comment_id)).first()
        if row is None or row.note_id != decision.note_id:
            raise RefusedError("no_such_comment", "this note has no such comment")
        if row.settled_by is not None:
            return
        settled = COMMENTS.update().where(COMMENTS.c.id == comment_id)
        connection.execute(settled.values(settled_by=decision.actor.name))
        event = Event(
            at=decision.now,
            actor=decision.actor.name,
            action="settled",
            note_id=decision.note_id,
            revision=row.revision,
            detail={"comment": comment_id},
        )
        append(connection, event)


def words_sha256(quote: str, text: str) -> str:
    """The hash by which the trail knows what was said."""
    return hashlib.sha256(f"{quote}\n{text}".encode()).hexdigest()
