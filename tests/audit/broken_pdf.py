"""PDFs that were changed after they were made."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf

from generator.audit.pdf_structure import structure_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.audit.page_outline import PageOutline


def broken(content: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """The file after ``change``."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        document.save(target, static_id=True)
    return target.getvalue()


def codes(content: bytes, page: PageOutline | None = None) -> list[str]:
    """The codes of what is wrong with the file, each once, sorted."""
    return sorted({problem.code for problem in structure_problems(content, page)})


def messages(content: bytes, page: PageOutline | None = None) -> list[str]:
    """What is wrong with the file in words."""
    return [problem.message for problem in structure_problems(content, page)]


def elements(document: pikepdf.Pdf, role: str) -> Iterator[pikepdf.Object]:
    """The tags of a role, in the order of the file."""
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == role:
            yield item
