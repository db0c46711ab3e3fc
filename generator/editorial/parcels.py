"""Parcels: an edition as it goes out, with the editions that readers had before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.archive.note_object import hashes_of
from generator.archive.trail import events
from generator.editorial.newsroom import files_of
from generator.errors import RefusedError, StoreError
from generator.publish.parcel import EARLIER, MESSAGE, Parcel, Publication

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.archive.archive import Archive
    from generator.archive.trail import Event
    from generator.editorial.notes import Note

PUBLISHING: Final = frozenset({"published", "published_correction", "withdrawn"})
"""The events that give readers another edition."""
_ADVICE: Final = "strikedesk archive verify finds more"
_FOR_READERS: Final = ("article.md", "article.html", "article.pdf")


def parcel_of(archive: Archive, note: Note) -> Parcel:
    """What goes out for a note that is published or withdrawn; the same each time.

    Raises:
        StoreError: An edition, or the event that tells of it, is missing or damaged.
    """
    told = editions_told(archive, note.id)
    if not told:
        raise StoreError(f"{note.name}: the trail tells of no edition of it; {_ADVICE}")
    last = told[-1]
    files = _files(archive, note, last)
    message = files.pop(MESSAGE, None)
    if last.action != "withdrawn":
        files |= _earlier(archive, note, told[:-1])
    try:
        publication = _publication(note, last, files)
    except (KeyError, TypeError) as error:
        raise _incomplete(note, last) from error
    return Parcel(note.symbol, note.as_of, publication, files, message)


def _publication(note: Note, last: Event, files: Mapping[str, bytes]) -> Publication:
    return Publication(
        note_id=note.id,
        symbol=note.symbol,
        as_of=note.as_of.isoformat(),
        state=str(last.detail["standing"]["state"]),
        edition=str(last.detail["edition"]),
        reviewed_by=str(last.detail["reviewed_by"]),
        single_user=bool(last.detail["single_user"]),
        at=last.at.isoformat(),
        trail=last.sha256,
        files=hashes_of(files),
    )


def _files(archive: Archive, note: Note, event: Event) -> dict[str, bytes]:
    """The files of the edition that an event tells of.

    Raises:
        StoreError: It names none, or they are missing or damaged.
    """
    edition = event.detail.get("edition")
    if edition is None:
        raise _incomplete(note, event)
    try:
        return files_of(archive, note.id, str(edition))
    except RefusedError as error:
        raise StoreError(f"{note.name}: its edition is gone: {error}; {_ADVICE}") from error


def _incomplete(note: Note, event: Event) -> StoreError:
    problem = f"{note.name}: event {event.number} of the trail does not say what was published"
    return StoreError(f"{problem}; {_ADVICE}")


def editions_told(archive: Archive, note_id: int) -> list[Event]:
    """The events that gave readers an edition of a note, oldest first."""
    with archive.database.reading() as connection:
        return [item for item in events(connection, note_id) if item.action in PUBLISHING]


def _earlier(archive: Archive, note: Note, told: list[Event]) -> dict[str, bytes]:
    """What readers had before, each edition in a folder of its number."""
    kept: dict[str, bytes] = {}
    for number, event in enumerate(told, 1):
        files = _files(archive, note, event)
        kept |= {
            f"{EARLIER}/{number}/{name}": files[name] for name in _FOR_READERS if name in files
        }
    return kept
