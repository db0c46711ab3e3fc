"""A provider's answers as one file, as they came: what a snapshot was made from."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.market.yahoo.answers import RawAnswer

_INDEX: Final = "index.json"
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)


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
