"""All that is checked in a PDF beside its text."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf

from generator.audit.pdf_active import active_content
from generator.audit.pdf_document import bookmarks, conformance, ending, language, title
from generator.audit.pdf_fonts import fonts
from generator.audit.pdf_tags import alternatives, headings, marked, tables, tags_of
from generator.errors import InputError
from generator.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.audit.page_outline import PageOutline
    from generator.audit.pdf_checks import Problem


def structure_problems(
    content: bytes | Path, page: PageOutline | None = None
) -> tuple[Problem, ...]:
    """What is wrong with a PDF beside its text.

    Args:
        content: The file, or where it is.
        page: What its title, headings and typefaces should be; ``None`` where nobody knows.

    Raises:
        InputError: It is no PDF, is damaged, or wants a password.
    """
    name = "the PDF" if isinstance(content, bytes) else content
    raw = content if isinstance(content, bytes) else read_bytes(content)
    try:
        with pikepdf.open(BytesIO(raw)) as document:
            return (*ending(raw), *_in_document(document, page))
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        # The library names the place in memory that it read from as well.
        problem = str(error).rpartition(": ")[2]
        raise InputError(name, f"is no PDF that can be read: {problem}") from error
    except UnicodeDecodeError as error:
        problem = "it holds a name that is no text, behind which anything may be hidden"
        raise InputError(name, f"is no PDF that can be read: {problem}") from error


def _in_document(document: pikepdf.Pdf, page: PageOutline | None) -> Iterator[Problem]:
    tags = tags_of(document)
    yield from active_content(document)
    yield from fonts(document, page.families if page else None)
    yield from marked(document, tags)
    yield from language(document)
    yield from title(document, page.title if page else None)
    yield from alternatives(tags)
    if tags:
        yield from headings(tags, page.levels if page else None)
    yield from tables(tags)
    yield from bookmarks(document, page.headings if page else None)
    yield from conformance(document)
