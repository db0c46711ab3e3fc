"""The newsroom: the archive, a press, the limits of data, and how many people decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from generator.archive.note_object import SUFFIX, from_note_object, to_note_object
from generator.archive.tables import NOTES
from generator.archive.trail import Event, append
from generator.editorial.held_to_trail import check_as_left, check_new, check_still
from generator.editorial.notes import (
    Kind,
    Note,
    Revision,
    Summary,
    add_revision,
    find_note,
    find_revision,
    stored,
)
from generator.errors import ConflictError
from generator.files import folder_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from generator.archive.archive import Archive
    from generator.config import GateLimits
    from generator.editorial.actors import Actor
    from generator.editorial.press import Press

_FOLDER: Final = "notes"
_HASH_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Where notes are reviewed.

    Args:
        archive: Keeps notes and revisions.
        press: Prints and proves.
        gates: How old data may be.
        single_user: Whether one person writes and approves; each note says so.
    """

    archive: Archive
    press: Press
    gates: GateLimits
    single_user: bool = False

    def note(self, note_id: int) -> Note:
        """The note of this number.

        Raises:
            RefusedError: ``no_such_note``.
        """
        with self.archive.database.reading() as connection:
            return find_note(connection, note_id)

    def revision(self, note_id: int, sha256: str) -> Revision:
        """A revision of a note.

        Raises:
            RefusedError: ``no_such_revision``.
        """
        with self.archive.database.reading() as connection:
            return find_revision(connection, note_id, sha256)

    def files(self, note_id: int, sha256: str) -> dict[str, bytes]:
        """The files of a revision, their hash proven.

        Raises:
            RefusedError: ``no_such_revision``.
            StoreError: They are missing or damaged.
        """
        return files_of(self.archive, note_id, sha256)

    def keep(self, symbol: str, as_of: datetime, files: Mapping[str, bytes]) -> tuple[str, str]:
        """Put files into the archive; their key and their hash. No row names them yet.

        Raises:
            StoreError: They cannot be written.
        """
        content, sha256 = to_note_object(files)
        stamp = stored(as_of)[:19].replace("-", "").replace(":", "")
        key = f"{_FOLDER}/{folder_name(symbol)}/{stamp}-{sha256[:_HASH_LENGTH]}{SUFFIX}"
        self.archive.place.put(key, content)
        return key, sha256


def files_of(archive: Archive, note_id: int, sha256: str) -> dict[str, bytes]:
    """The files of a revision, their hash proven; see `Newsroom.files`."""
    with archive.database.reading() as connection:
        key = find_revision(connection, note_id, sha256).object_key
    return from_note_object(archive.place.get(key), key, sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that is to become a revision; its files are kept already."""

    key: str
    sha256: str
    kind: Kind
    summary: Summary
    parent: str | None = None
    author: str | None = None

    def as_revision(self, note_id: int, at: datetime) -> Revision:
        """The revision, before it has a number."""
        return Revision(
            note_id=note_id,
            sha256=self.sha256,
            number=0,
            kind=self.kind,
            parent=self.parent,
            author=self.author,
            at=at,
            object_key=self.key,
            summary=self.summary,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one note, in the transaction that makes it.

    Args:
        connection: Of the transaction.
        note: As it is, read in this transaction.
        actor: Who makes it.
        now: When.
        first: Whether the note came into being in this transaction: the trail knows none of it.
    """

    connection: Connection
    note: Note
    actor: Actor
    now: datetime
    first: bool = False

    def add(self, text: Text) -> Revision:
        """Keep a text of the note."""
        return add_revision(self.connection, text.as_revision(self.note.id, self.now))

    def move(self, action: str, to: Note, added: Revision | None = None, **detail: object) -> Note:
        """Let the note stand as ``to`` says, and tell the trail.

        Args:
            action: As the trail calls it.
            to: The note, with its new state, head, approved or live edition, or embargo.
            added: The text that came with it; the trail keeps the hash of all that is known of it.
            detail: What the trail keeps beside where the note stands then.

        Raises:
            RefusedError: ``forbidden``: the actor may not any more.
            StoreError: The note is not as the trail left it.
        """
        check_still(self.connection, self.actor)
        check = check_new if self.first else check_as_left
        check(self.connection, self.note)
        if added is not None:
            detail |= {"text": added.sha256, "text_known": added.digest()}
        row = to.standing() | {"updated_at": stored(self.now)}
        self.connection.execute(NOTES.update().where(NOTES.c.id == to.id).values(**row))
        event = Event(
            at=self.now,
            actor=self.actor.name,
            action=action,
            note_id=to.id,
            revision=to.head,
            detail=detail | {"standing": to.standing()},
        )
        append(self.connection, event)
        return replace(to, updated_at=self.now)


def check_seen(note: Note, seen: str, current: str | None) -> None:
    """Refuse to act on a text that is no longer the one a person saw.

    Raises:
        ConflictError: It is another.
    """
    if seen != current:
        problem = f"{note.name} has changed since you opened it"
        raise ConflictError(f"{problem}: look at what is new, then decide again", current or "")


def check_unmoved(before: Note, now: Note) -> None:
    """Refuse to finish what was begun on another state of the note.

    Raises:
        ConflictError: Somebody has done something to it meanwhile.
    """
    if before.standing() != now.standing():
        problem = f"somebody else has just done something to {before.name}; it is {now.state} now"
        raise ConflictError(f"{problem}: look again", now.head)
