"""Shelves: the folders and buckets that hold what was published, a folder for each note.

Writing the same parcel again changes nothing. In a folder a note appears whole, in one step; in a
bucket its ``publication.json`` is written last, and what it names is there.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from generator.archive.places import Bucket
from generator.errors import StoreError
from generator.files import read_bytes, replace_folder
from generator.publish.parcel import PUBLICATION, Publication

if TYPE_CHECKING:
    from generator.publish.parcel import Parcel


class Shelf(Protocol):
    """Where published notes lie."""

    def put(self, parcel: Parcel) -> None:
        """Let the parcel's files be all that its folder holds.

        Raises:
            StoreError: They cannot be written, or another note lies there.
        """

    def publication(self, place: str) -> Publication | None:
        """What lies at ``place``, as it says itself.

        Raises:
            StoreError: It cannot be read.
        """

    def get(self, name: str) -> bytes:
        """The content of a file, by its name below the shelf.

        Raises:
            StoreError: It is not there, or cannot be read.
        """

    def names(self, place: str) -> list[str]:
        """The names of all files at ``place``, relative to it."""


class FolderShelf:
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root.expanduser()

    def put(self, parcel: Parcel) -> None:
        """See `Shelf.put`."""
        _check_same_note(self, parcel)
        replace_folder(self._root / parcel.place, parcel.contents())

    def publication(self, place: str) -> Publication | None:
        """See `Shelf.publication`."""
        path = self._root / place / PUBLICATION
        return _parsed(read_bytes(path), str(path)) if path.is_file() else None

    def get(self, name: str) -> bytes:
        """See `Shelf.get`."""
        path = self._root / name
        try:
            return path.read_bytes()
        except OSError as error:
            raise StoreError(f"{path}: cannot be read: {error.strerror}") from error

    def names(self, place: str) -> list[str]:
        """See `Shelf.names`."""
        root = self._root / place
        return sorted(
            path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()
        )


class BucketShelf:
    """A bucket on S3, or a part of one."""

    def __init__(self, address: str) -> None:
        self._bucket = Bucket(address)

    def put(self, parcel: Parcel) -> None:
        """See `Shelf.put`."""
        _check_same_note(self, parcel)
        contents = parcel.contents()
        stale = [name for name in self.names(parcel.place) if name not in contents]
        for name, content in contents.items():
            self._bucket.put(f"{parcel.place}/{name}", content)
        for name in stale:
            self._bucket.remove(f"{parcel.place}/{name}")

    def publication(self, place: str) -> Publication | None:
        """See `Shelf.publication`."""
        if PUBLICATION not in self.names(place):
            return None
        key = f"{place}/{PUBLICATION}"
        return _parsed(self._bucket.get(key), f"{self._bucket.url}/{key}")

    def get(self, name: str) -> bytes:
        """See `Shelf.get`."""
        return self._bucket.get(name)

    def names(self, place: str) -> list[str]:
        """See `Shelf.names`."""
        return [key.removeprefix(f"{place}/") for key in self._bucket.keys(f"{place}/")]


def shelf_of(name: str) -> Shelf:
    """The shelf that a setting names: a folder's path, or an ``s3://`` address."""
    return BucketShelf(name) if name.startswith("s3://") else FolderShelf(Path(name))


def _check_same_note(shelf: Shelf, parcel: Parcel) -> None:
    """Refuse to replace what is not this note, unless it is a note of earlier data."""
    lying = shelf.publication(parcel.place)
    if lying is None:
        if shelf.names(parcel.place):
            problem = f"{parcel.place} holds files that were not published"
            raise StoreError(f"{problem}; publish to a folder that drafts are not written to")
        return
    if lying.note_id == parcel.publication.note_id:
        return
    if datetime.fromisoformat(lying.as_of) < parcel.as_of and lying.symbol == parcel.symbol:
        return
    problem = f"{parcel.place} holds note {lying.note_id}, of {lying.as_of}"
    raise StoreError(f"{problem}, which is not older; publish this one to another folder")


def _parsed(content: bytes, where: str) -> Publication:
    try:
        return Publication.from_bytes(content)
    except ValueError as error:
        raise StoreError(f"{where}: was not written by Strikedesk: {error}") from error
