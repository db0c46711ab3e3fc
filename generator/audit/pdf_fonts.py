"""The fonts of a PDF: all inside it, and of the families that its page declares.

Where a typeface has no glyph for a letter, the renderer takes one of the machine's own in silence,
and the page looks different wherever it is made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pikepdf

from generator.audit.pdf_checks import Problem
from generator.audit.pdf_objects import dictionaries_with, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBSET: Final = re.compile(r"/?(?:[A-Z]{6}\+)?")
_FILES: Final = ("/FontFile", "/FontFile2", "/FontFile3")
_COMPOSED: Final = "/Type0"
"""A font whose letters are those of another font of the file."""
_DRAWN: Final = "/Type3"
"""A font whose letters are drawings in the file itself."""


def fonts(document: pikepdf.Pdf, families: frozenset[str] | None = None) -> Iterator[Problem]:
    """Fonts that are not in the file, and typefaces that nobody asked for.

    Args:
        document: The file.
        families: Those that may be used; ``None`` allows all.
    """
    others = set()
    for item in dictionaries_with(document, ("/Font",)):
        if item.get("/Type") != "/Font" or item.get("/Subtype") == _COMPOSED:
            continue
        name = _SUBSET.sub("", text_of(item.get("/BaseFont")), count=1) or "without a name"
        if item.get("/Subtype") != _DRAWN and not _is_embedded(item):
            yield Problem("pdf_font", f"the font {name} is not in the file")
        if families is not None and not _is_of(name, families):
            others.add(name)
    for name in sorted(others):
        yield Problem("pdf_typeface", f"the page does not declare the typeface {name}")


def _is_embedded(font: pikepdf.Object) -> bool:
    descriptor = font.get("/FontDescriptor")
    return isinstance(descriptor, pikepdf.Dictionary) and any(key in descriptor for key in _FILES)


def _is_of(name: str, families: frozenset[str]) -> bool:
    return any(_bare(name).startswith(_bare(family)) for family in families)


def _bare(name: str) -> str:
    """``name`` without what a file and a style sheet write differently."""
    return "".join(char for char in name.lower() if char.isalnum())
