"""What a PDF says of itself: language, title, conformance, bookmarks, and where it ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pikepdf

from generator.audit.pdf_checks import Problem
from generator.audit.pdf_objects import is_true, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_END: Final = b"%%EOF"
_PART: Final = re.compile(rb"pdfuaid:part(?:\s*=\s*[\"']|>)\s*[12]")
_TITLE: Final = re.compile(rb"<dc:title>.*?<rdf:li[^>]*>\s*[^<\s]", re.DOTALL)


def ending(content: bytes) -> Iterator[Problem]:
    """A file that was cut off, or that something was added to."""
    if not content.rstrip().endswith(_END):
        yield Problem("pdf_end", "the file does not end where it says that it ends")


def language(document: pikepdf.Pdf) -> Iterator[Problem]:
    """A file that a screen reader does not know how to pronounce."""
    if not text_of(document.Root.get("/Lang")).strip():
        yield Problem("pdf_language", "the file does not name its language")


def title(document: pikepdf.Pdf, wanted: str | None = None) -> Iterator[Problem]:
    """A file without a title, or with another than ``wanted``."""
    info = document.trailer.get("/Info")
    found = text_of(info.get("/Title")) if isinstance(info, pikepdf.Dictionary) else ""
    if not found.strip() and not _TITLE.search(_metadata(document)):
        yield Problem("pdf_title", "the file has no title")
    elif wanted is not None and found.split() != wanted.split():
        yield Problem("pdf_title", f"the file's title is {found!r}, and the page's is {wanted!r}")


def conformance(document: pikepdf.Pdf) -> Iterator[Problem]:
    """A file that does not say that it is PDF/UA, or whose window would not show its title."""
    if not _PART.search(_metadata(document)):
        yield Problem("pdf_conformance", "the file does not name the part of PDF/UA that it keeps")
    view = document.Root.get("/ViewerPreferences")
    if not isinstance(view, pikepdf.Dictionary) or not is_true(view.get("/DisplayDocTitle")):
        yield Problem("pdf_conformance", "a window shows the file's name instead of its title")


def bookmarks(
    document: pikepdf.Pdf, wanted: Sequence[tuple[int, str]] | None = None
) -> Iterator[Problem]:
    """A file without bookmarks, or with others than the headings.

    Args:
        document: The file.
        wanted: Level and text of the page's headings; ``None`` where there is no page.
    """
    found = list(_outline(document))
    if not found:
        yield Problem("pdf_bookmarks", "the file has no bookmarks")
    elif wanted is not None:
        there = [(level, text.split()) for level, text in found]
        right = [(level, text.split()) for level, text in wanted]
        other = next((item for item in there if item not in right), None)
        if there != right:
            named = f": {' '.join(other[1])!r} is none" if other else ""
            problem = f"the bookmarks are not the headings of the page{named}"
            yield Problem("pdf_bookmarks", problem)


def _outline(document: pikepdf.Pdf) -> Iterator[tuple[int, str]]:
    """Depth, from 1, and title of each bookmark in order."""
    seen: set[tuple[int, int]] = set()
    root = document.Root.get("/Outlines")
    waiting = [(root.get("/First"), 1)] if isinstance(root, pikepdf.Dictionary) else []
    while waiting:
        item, depth = waiting.pop()
        if not isinstance(item, pikepdf.Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        yield depth, text_of(item.get("/Title"))
        waiting += [(item.get("/Next"), depth), (item.get("/First"), depth + 1)]


def _metadata(document: pikepdf.Pdf) -> bytes:
    stream = document.Root.get("/Metadata")
    return stream.read_bytes() if isinstance(stream, pikepdf.Stream) else b""
