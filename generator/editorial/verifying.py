"""Is the desk what its trail says: rows, texts, and the files that readers have?

Rows are compared as they are stored, so that one that could not even be understood is found too.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from generator.archive.note_object import from_note_object
from generator.archive.tables import COMMENTS, NOTES, PUBLICATIONS, REVISIONS
from generator.archive.trail import PROGRAM, broken_links, events
from generator.editorial.comments import words_sha256
from generator.editorial.delivery_states import FAILED, OPEN, SENDING, SENT_AGAIN, TOLD
from generator.editorial.destinations import DELIVERED, SHELF
from generator.editorial.known_logins import logins_of_nobody
from generator.editorial.notes import note_of, stored
from generator.editorial.parcels import parcel_of
from generator.editorial.people import changed_people
from generator.editorial.told_deliveries import DELIVERING, deliveries_told
from generator.editorial.told_events import incomplete
from generator.errors import RefusedError, StoreError
from generator.publish.parcel import place_of
from generator.publish.shelves import shelf_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import Connection, Row

    from generator.archive.archive import Archive
    from generator.archive.trail import Event
    from generator.editorial.notes import Note
    from generator.publish.parcel import Parcel, Publication


def desk_problems(archive: Archive) -> Iterator[str]:
    """What is wrong, as sentences; nothing if all is as the trail tells.

    Raises:
        StoreError: The database cannot be read at all.
    """
    with archive.database.reading() as connection:
        if any(broken_links(connection)):
            yield "the trail is broken: the desk cannot be held to it; restore a backup"
            return
        all_told = events(connection)
        poor = incomplete(all_told)
        yield from poor.values()
        told = [item for item in all_told if item.number not in poor]
        yield from logins_of_nobody(connection)
        yield from changed_people(connection, told)
        moved = dict(_moved_notes(connection, told))
        yield from moved.values()
        yield from _changed_comments(connection, told)
        yield from _changed_deliveries(connection, told)
        yield from _mailed_twice(told)
        yield from _done_by_nobody(told)
        yield from _changed_texts(connection, archive, told)
        sound = NOTES.c.id.not_in([number for number in moved if number is not None])
        notes = {row.id: note_of(row) for row in connection.execute(select(NOTES).where(sound))}
        open_rows = select(PUBLICATIONS).where(PUBLICATIONS.c.state.in_(OPEN))
        on_their_way = {
            (row.note_id, row.destination, _place(notes[row.note_id]))
            for row in connection.execute(open_rows)
            if row.note_id in notes
        }
    for lying in _lying(notes, told):
        yield from _changed_files(archive, lying, on_their_way)


def _moved_notes(connection: Connection, told: Sequence[Event]) -> Iterator[tuple[int | None, str]]:
    """Notes that do not stand where the last event of them left them, by their numbers."""
    expected: dict[int | None, dict[str, Any]] = {}
    for item in told:
        if "standing" in item.detail:
            at = stored(item.at)
            created = expected.get(item.note_id, {}).get("created_at", at)
            times = {"created_at": created, "updated_at": at}
            expected[item.note_id] = {"id": item.note_id} | item.detail["standing"] | times
    for row in connection.execute(select(NOTES)).mappings():
        if expected.pop(row["id"], None) != dict(row):
            yield row["id"], f"note {row['id']}: does not stand where the trail left it"
    yield from (
        (number, f"note {number}: the trail knows it, and it is gone") for number in expected
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
    ordered = select(REVISIONS).order_by(REVISIONS.c.note_id, REVISIONS.c.number)
    for row in connection.execute(ordered):
        name = f"note {row.note_id}, text {row.number}"
        if known.pop((row.note_id, row.sha256), None) != _digest(row):
            yield f"{name}: what is known of it was changed"
            continue
        try:
            from_note_object(archive.place.get(row.object_key), row.object_key, row.sha256)
        except StoreError as error:
            yield f"{name}: {error}"
    yield from (f"note {note_id}: its text {sha256[:12]} is gone" for note_id, sha256 in known)


def _digest(row: Row[Any]) -> str:
    """What `generator.editorial.notes.Revision.digest` gives for the revision of a row."""
    return hashlib.sha256(json.dumps(list(row), ensure_ascii=False).encode()).hexdigest()


def _changed_comments(connection: Connection, told: Sequence[Event]) -> Iterator[str]:
    """Comments that are not those that were made, or not settled by whom the trail says."""
    settled = {int(item.detail["comment"]): item.actor for item in told if item.action == "settled"}
    said = {
        int(item.detail["comment"]): (
            item.note_id,
            item.revision,
            item.detail["sha256"],
            item.actor,
            stored(item.at),
            settled.get(int(item.detail["comment"])),
        )
        for item in told
        if item.action == "commented"
    }
    for row in connection.execute(select(COMMENTS)):
        words = words_sha256(row.quote, row.text)
        kept = (row.note_id, row.revision, words, row.author, row.at, row.settled_by)
        if said.pop(row.id, None) != kept:
            yield f"comment {row.id}, on note {row.note_id}: is not what was said"
    yield from (f"comment {number}: the trail knows it, and it is gone" for number in said)


def _changed_deliveries(connection: Connection, told: Sequence[Event]) -> Iterator[str]:
    """Deliveries that nobody ordered, that are gone, or that are not where the trail left them."""
    expected = deliveries_told(told)
    yield from _never_ordered(told, expected.keys())
    for row in connection.execute(select(PUBLICATIONS)).mappings():
        if expected.pop(row["key"], None) != dict(row):
            where = f"note {row['note_id']} to {row['destination']}"
            yield f"the delivery of {where}: is not what the trail tells of"
    yield from (
        f"the delivery of note {row['note_id']} to {row['destination']}: is gone"
        for row in expected.values()
    )


def _never_ordered(told: Sequence[Event], ordered: Collection[str]) -> Iterator[str]:
    """Events of deliveries that no edition was ordered to."""
    for item in told:
        if item.action in DELIVERING and item.detail["key"] not in ordered:
            where = f"note {item.note_id} to {item.detail['destination']}"
            yield f"event {item.number} of the trail: nobody ordered the delivery of {where}"


def _mailed_twice(told: Sequence[Event]) -> Iterator[str]:
    """Mails that were begun again though nobody had said so."""
    begun: set[str] = set()
    for item in told:
        key = str(item.detail.get("key"))
        if item.action in {TOLD[FAILED], SENT_AGAIN}:
            begun.discard(key)
        elif item.action == TOLD[SENDING] and key in begun:
            yield f"the delivery of note {item.note_id} to {item.detail['destination']}: went twice"
        elif item.action == TOLD[SENDING]:
            begun.add(key)


def _done_by_nobody(told: Sequence[Event]) -> Iterator[str]:
    """Things that were done to notes by somebody whom the desk never had."""
    names = {item.detail.get("person") for item in told if item.action == "person_added"} | {
        PROGRAM
    }
    for item in told:
        if item.note_id is not None and item.actor not in names:
            yield f"event {item.number} of the trail, {item.action}: {item.actor} is nobody"


@dataclass(frozen=True, slots=True)
class _Lying:
    """A note that lies on a shelf, in an edition that may have been replaced since."""

    note: Note
    destination: str
    replaced: bool


def _lying(notes: dict[int, Note], told: Sequence[Event]) -> Iterator[_Lying]:
    """What lies on shelves: in each folder the note that was taken there last."""
    last: dict[tuple[str, str], Event] = {}
    for item in told:
        destination = str(item.detail.get("destination", ""))
        if item.action == DELIVERED and destination.startswith(SHELF) and item.note_id in notes:
            last[destination, _place(notes[item.note_id])] = item
    for (destination, _), item in last.items():
        note = notes[item.note_id or 0]
        yield _Lying(note, destination, item.revision != note.live)


def _place(note: Note) -> str:
    return place_of(note.symbol, note.as_of)


def _changed_files(
    archive: Archive, lying: _Lying, on_their_way: Collection[tuple[int, str, str]]
) -> Iterator[str]:
    """Files on a shelf that are not those that went there, or are no longer what readers get."""
    name, place = lying.destination.removeprefix(SHELF), _place(lying.note)
    if lying.replaced and (lying.note.id, lying.destination, place) in on_their_way:
        return  # its readers are about to get another edition
    shelf, where = shelf_of(name), f"{name}/{place}"
    try:
        found = shelf.publication(place)
        if found is not None and (found.note_id, lying.destination, place) in on_their_way:
            return  # a later issue of the day has just taken its place
        if lying.replaced:
            yield from _replaced(where, found, lying.note)
            return
        files = {each: shelf.get(f"{place}/{each}") for each in shelf.names(place)}
    except StoreError as error:
        yield str(error)
        return
    with contextlib.suppress(StoreError, RefusedError):  # told already, of the damaged text
        yield from _differences(where, parcel_of(archive, lying.note), files)


def _replaced(where: str, found: Publication | None, note: Note) -> Iterator[str]:
    """An edition that readers still find, though the desk has given them another elsewhere."""
    if found is not None and (found.note_id, found.edition) != (note.id, note.live):
        problem = f"{where}: readers still have an edition there that the desk has replaced"
        yield f"{problem}; publish to it again, or remove it"


def _differences(where: str, parcel: Parcel, found: dict[str, bytes]) -> Iterator[str]:
    expected = parcel.contents()
    for each in sorted({*expected, *found}):
        if each not in found:
            yield f"{where}/{each}: is gone"
        elif each not in expected:
            yield f"{where}/{each}: was not published"
        elif found[each] != expected[each]:
            yield f"{where}/{each}: was changed after it was published"
