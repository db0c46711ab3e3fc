"""A provider's answers as one file, as they came: what a snapshot was made from."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from generator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.market.yahoo.answers import RawAnswer

_INDEX: Final = "index.json"
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    KeyError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged zip file raises."""


def packed(answers: Sequence[RawAnswer]) -> bytes:
    """A zip of the answers in order and an index of what was asked; the same bytes each time."""
    index, members = [], {}
    for place, answer in enumerate(answers, 1):
        name = f"{place:03d}.{'json' if 'json' in answer.content_type else 'txt'}"
        members[name] = answer.body
        index.append(
            {
                "member": name,
                "url": answer.url,
                "status": answer.status,
                "content_type": answer.content_type,
            }
        )
    listing = json.dumps(index, ensure_ascii=False, indent=1).encode() + b"\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for name, content in {_INDEX: listing, **members}.items():
            entry = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, content)
    return buffer.getvalue()


def check_packed(content: bytes, name: str) -> None:
    """Prove that `packed` answers are whole, by the checksum of each.

    Raises:
        StoreError: They are damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            damaged = bundle.testzip()
    except DAMAGE as error:
        raise StoreError(f"{name}: is damaged: {error}") from error
    if damaged is not None:
        raise StoreError(f"{name}: is damaged: {damaged} is not what came in")
