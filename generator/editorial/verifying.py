"""Is the desk what its trail says: rows, texts, and the files that readers have?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from generator.archive.note_object import from_note_object
from generator.archive.tables import COMMENTS, NOTES, PUBLICATIONS
from generator.archive.trail import events
from generator.editorial.comments import words_sha256
from generator.editorial.delivering import DONE, SHELF
from generator.editorial.notes import list_revisions, note_of
from generator.editorial.parcels import PUBLISHING, parcel_of
from generator.editorial.people import changed_people
from generator.editorial.publishing import publication_key
from generator.errors import StoreError
from generator.publish.shelves import shelf_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from generator.archive.archive import Archive
    from generator.archive.trail import Event
    from generator.editorial.notes import Note
    from generator.publish.parcel import Parcel


def desk_problems(archive: Archive) -> Iterator[str]:
    """What is wrong, as sentences; nothing if all is as the trail tells.

    Raises:
        StoreError: The database cannot be read at all.
    """
    with archive.database.reading() as connection:
        told = events(connection)
        notes = [note_of(row) for row in connection.execute(select(NOTES))]
        yield from changed_people(connection, told)
        yield from _moved_notes(notes, told)
        yield from _changed_comments(connection, told)
        yield from _changed_deliveries(connection, told)
        yield from _changed_texts(connection, archive, told)
    for note in notes:
        yield from _changed_files(archive, note, told)


def _moved_notes(notes: Sequence[Note], told: Sequence[Event]) -> Iterator[str]:
    """Notes that do not stand where the last event of them left them."""
    last = {
        item.note_id: item.detail["standing"] for item in told if "standing" in item.detail
    }  # fmt: skip
    for note in notes:
        if last.get(note.id) != note.standing():
            yield f"note {note.id}, {note.name}: does not stand where the trail left it"
    gone = set(last) - {note.id for note in notes}
    yield from (
        f"note {number}: the trail knows it, and it is gone" for number in sorted(gone, key=str)
    )


def _changed_texts(
    connection: Connection, archive: Archive, told: Sequence[Event]
) -> Iterator[str]:
    """Revisions that are not what they were, or that nobody made."""
    known = {
        (item.note_id, item.detail["text"]): item.detail["text_known"]
        for item in told
        if "text" in item.detail
    }
    for revision in list_revisions(connection):
        name = f"note {revision.note_id}, text {revision.number}"
        if known.pop((revision.note_id, revision.sha256), None) != revision.digest():
            yield f"{name}: what is known of it was changed"
        try:
            content = archive.place.get(revision.object_key)
            from_note_object(content, revision.object_key, revision.sha256)
        except StoreError as error:
            yield f"{name}: {error}"
    yield from (f"note {note_id}: its text {sha256[:12]} is gone" for note_id, sha256 in known)


def _changed_comments(connection: Connection, told: Sequence[Event]) -> Iterator[str]:
    said = sorted(
        (item.note_id or 0, str(item.detail["sha256"]), item.actor)
        for item in told
        if item.action == "commented"
    )
    settled = {int(item.detail["comment"]): item.actor for item in told if item.action == "settled"}
    rows = list(connection.execute(select(COMMENTS)))
    kept = sorted((row.note_id, words_sha256(row.quote, row.text), row.author) for row in rows)
    if kept != said:
        yield "the comments are not those that were made"
    if {row.id: row.settled_by for row in rows if row.settled_by} != settled:
        yield "the comments are not settled by whom the trail says"


def _changed_deliveries(connection: Connection, told: Sequence[Event]) -> Iterator[str]:
    """Deliveries that nobody ordered, that are gone, or that arrived only in the table."""
    ordered = {
        publication_key(item.note_id or 0, str(item.detail["edition"]), name)
        for item in told
        if item.action in PUBLISHING
        for name in item.detail["destinations"]
    }
    arrived = {str(item.detail["key"]) for item in told if item.action == "delivered"}
    rows = list(connection.execute(select(PUBLICATIONS)))
    if {row.key for row in rows} != ordered:
        yield "the deliveries are not those that were ordered"
    if {row.key for row in rows if row.state == DONE} != arrived:
        yield "the deliveries that arrived are not those that the trail tells of"
    for row in rows:
        if publication_key(row.note_id, row.edition, row.destination) != row.key:
            yield f"the delivery of note {row.note_id} to {row.destination} was changed"


def _changed_files(archive: Archive, note: Note, told: Sequence[Event]) -> Iterator[str]:
    """Files on shelves that are not those that went there."""
    done = {
        str(item.detail["destination"]): item
        for item in told
        if item.note_id == note.id and item.action == "delivered" and item.revision == note.live
    }
    shelves = [name.removeprefix(SHELF) for name in done if name.startswith(SHELF)]
    if not shelves:
        return
    try:
        parcel = parcel_of(archive, note)
    except StoreError:
        return  # told already, of the text that is damaged
    for name in shelves:
        yield from _on_shelf(name, parcel)


def _on_shelf(name: str, parcel: Parcel) -> Iterator[str]:
    shelf, where = shelf_of(name), f"{name}/{parcel.place}"
    try:
        lying = shelf.publication(parcel.place)
        if lying is not None and lying.note_id != parcel.publication.note_id:
            return  # a later issue of the day took its place, and is verified itself
        found = {each: shelf.get(f"{parcel.place}/{each}") for each in shelf.names(parcel.place)}
    except StoreError as error:
        yield str(error)
        return
    expected = parcel.contents()
    for each in sorted({*expected, *found}):
        if each not in found:
            yield f"{where}/{each}: is gone"
        elif each not in expected:
            yield f"{where}/{each}: was not published"
        elif found[each] != expected[each]:
            yield f"{where}/{each}: was changed after it was published"
