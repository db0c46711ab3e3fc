"""A text of a note with all its files as one object: immutable, known by its hash.

The hash is that of a list of the files' names and hashes, so that it says nothing of how the object
was packed, and each published file can be held to it one by one.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Final

from generator.archive.raw_answers import DAMAGE
from generator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

SUFFIX: Final = ".note.zip"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_STORED_AS_IS: Final = (".pdf",)
"""Files that are compressed already."""


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file, by name in order."""
    return {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}


def hash_of(files: Mapping[str, bytes]) -> str:
    """The hash by which the whole of ``files`` is known."""
    return hashlib.sha256(json.dumps(hashes_of(files)).encode()).hexdigest()


def to_note_object(files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """The object of ``files`` and its hash; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            packed = not name.endswith(_STORED_AS_IS)
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            bundle.writestr(entry, files[name])
    return buffer.getvalue(), hash_of(files)


def from_note_object(content: bytes, key: str, sha256: str) -> dict[str, bytes]:
    """The files of an object, which must be those that ``sha256`` names.

    Raises:
        StoreError: The object is damaged, or is not the one that was kept.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            files = {name: bundle.read(name) for name in bundle.namelist()}
    except DAMAGE as error:
        raise StoreError(f"{key}: is damaged: {error}") from error
    if hash_of(files) != sha256:
        raise StoreError(f"{key}: is not the note that was kept; strikedesk archive verify")
    return files
