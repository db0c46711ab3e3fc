"""What no PDF of ours may hold, looked for in every object and every unpacked stream."""

from __future__ import annotations

import getpass
import io
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pikepdf

from generator.audit.page_text import pdf_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYS: Final = frozenset(
    {
        "/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia",
        "/EmbeddedFiles", "/EmbeddedFile", "/AA", "/XFA", "/AcroForm", "/GoToR", "/GoToE",
    }
)  # fmt: skip
_ACTIONS: Final = frozenset({"/GoTo", "/URI"})
_SHORTEST: Final = 5
"""Shorter names of users stand in words."""


def harms(content: bytes, *secrets: str) -> list[str]:
    """What is wrong with a PDF.

    Args:
        content: The PDF.
        secrets: Words that stand in files which no page may read.
    """
    found = [] if content.rstrip().endswith(b"%%EOF") else ["it does not end"]
    with pikepdf.open(io.BytesIO(content)) as document:
        read = [content]
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                read.append(_unpacked(item))
            for part in _parts(item):
                found += _harms_of(part)
        if not isinstance(document.Root.get("/OpenAction", pikepdf.Array()), pikepdf.Array):
            found.append("/OpenAction that is no view")
    text = "".join("".join(pdf_pages(content)).split())
    found += [word for word in secrets if word in text]
    names = (*secrets, *_names_of_this_machine())
    return found + [name for name in names if any(name.encode() in part for part in read)]


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a picture, which stays as it is
        return stream.read_raw_bytes()


def _parts(item: pikepdf.Object) -> Iterator[pikepdf.Dictionary | pikepdf.Stream]:
    """Every dictionary that is written inside an object, the object itself included."""
    held: list[object] = []
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        yield item
        held = [item[key] for key in item.keys()]  # noqa: SIM118 - a stream is no mapping
    elif isinstance(item, pikepdf.Array):
        held = list(item.as_list())
    for part in held:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _parts(part)


def _harms_of(item: pikepdf.Dictionary | pikepdf.Stream) -> Iterator[str]:
    for key in item.keys():  # noqa: SIM118 - a stream is no mapping
        if key in _KEYS:
            yield key
        if key == "/URI" and not str(item[key]).startswith("https://"):
            yield f"/URI {item[key]}"
        if key == "/A" and isinstance(item[key], pikepdf.Dictionary):
            action = str(item[key].get("/S", ""))
            if action and action not in _ACTIONS:
                yield f"/A {action}"


def _names_of_this_machine() -> Iterator[str]:
    for name in (getpass.getuser(), socket.gethostname()):
        if len(name) >= _SHORTEST:
            yield name
    for folder in (Path.home(), Path.cwd()):
        if len(str(folder)) >= _SHORTEST:
            yield f"{folder}/"
    yield f"{tempfile.gettempdir()}/strikedesk-"
