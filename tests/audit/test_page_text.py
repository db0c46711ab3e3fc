"""The text of a PDF as it is read back: what a line's end does to it, and what it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pypdfium2
import pytest

from generator.audit.findings import verdict
from generator.audit.page_text import audit_pdf, pdf_pages
from generator.errors import InputError
from generator.render.pdf import PdfRenderer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS: Final = "The put-heavy chain of 2026-08-21 holds 2.17 puts a call and a 14-day index of 61."
FIGURES: Final = "-3.5 and -12 and -0.25 and -7.75 and -8"
WIDTHS: Final = (40, 56, 64, 80, 96, 120, 180, 400)
"""Of a line, points."""


@pytest.fixture(scope="module")
def renderer() -> Iterator[PdfRenderer]:
    """One worker for all tests of this file."""
    with PdfRenderer(seconds=30) as made:
        yield made


def page(text: str, width: int) -> str:
    """A page with one narrow paragraph."""
    style = f"width: {width}pt; font: 12pt sans-serif"
    return (
        '<!DOCTYPE html><html lang="en"><head><title>t</title></head>'
        f'<body><p style="{style}">{text}</p></body></html>'
    )


def as_read(content: bytes) -> str:
    """The text of the first page as pdfium gives it."""
    document = pypdfium2.PdfDocument(content)
    try:
        text: str = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    return text


def test_a_hyphen_that_ends_a_line_is_read_back_as_one(renderer: PdfRenderer) -> None:
    """Pdfium gives a control character for it, which nobody who reads the page sees."""
    content = renderer.render(page(WORDS, 40)).content
    assert "put\x02" in as_read(content), "the line ends within put-heavy"
    [text] = pdf_pages(content)
    assert "\x02" not in text
    assert "".join(text.split()) == "".join(WORDS.split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", [WORDS, FIGURES])
def test_wherever_lines_end_the_page_proves_its_own_text(
    text: str, width: int, renderer: PdfRenderer
) -> None:
    """Signs, dates and words with a hyphen are those of the page."""
    html = page(text, width)
    content = renderer.render(html).content
    assert audit_pdf(pdf_pages(content), html, file="article.pdf") == []


@pytest.mark.parametrize(("there", "right"), [("put heavy", "put-heavy"), ("14day", "14-day")])
def test_a_hyphen_that_is_missing_is_a_difference(
    there: str, right: str, renderer: PdfRenderer
) -> None:
    """At a line's end too: only white space may differ."""
    content = renderer.render(page(WORDS.replace(right, there), 40)).content
    found = audit_pdf(pdf_pages(content), page(WORDS, 40), file="article.pdf")
    assert verdict(found) == "fail"


def test_a_sign_that_is_missing_fails_the_page(renderer: PdfRenderer) -> None:
    content = renderer.render(page(FIGURES.replace("-12", "12"), 400)).content
    found = audit_pdf(pdf_pages(content), page(FIGURES, 400), file="article.pdf")
    assert verdict(found) == "fail"
    assert "reads '' where the note has '-', after" in found[0].message


def test_line_ends_are_line_feeds(renderer: PdfRenderer) -> None:
    [text] = pdf_pages(renderer.render(page(WORDS, 64)).content)
    assert "\r" not in text
    assert text.count("\n") > 5


def test_what_is_no_pdf_is_refused_and_named(tmp_path: Path) -> None:
    path = tmp_path / "article.pdf"
    path.write_bytes(b"%PDF-1.7 and nothing more")
    with pytest.raises(InputError, match=r"article\.pdf: is no PDF that can be read"):
        pdf_pages(path)
    with pytest.raises(InputError, match="the PDF: is no PDF"):
        pdf_pages(b"")


def long_table(head: str) -> str:
    """A page with a table of more rows than a sheet holds."""
    rows = "".join(f"<tr><td>row {row}</td><td>{row * 7}</td></tr>" for row in range(120))
    return (
        '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><table>'
        f"<caption>Levels</caption><thead><tr><th>What it is</th><th>{head}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></body></html>"
    )


def test_a_table_that_goes_on_overleaf_repeats_its_heads_and_is_the_same_text(
    renderer: PdfRenderer,
) -> None:
    html = long_table("Level")
    pages = pdf_pages(renderer.render(html).content)
    assert len(pages) > 1
    assert all("What it is" in text for text in pages)
    assert audit_pdf(pages, html, file="article.pdf") == []


def test_a_numeral_in_heads_that_are_repeated_is_one_more_number(renderer: PdfRenderer) -> None:
    html = long_table("Level 7")
    pages = pdf_pages(renderer.render(html).content)
    assert verdict(audit_pdf(pages, html, file="article.pdf")) == "fail"


def test_heads_that_stand_above_no_table_of_the_note_are_a_difference(
    renderer: PdfRenderer,
) -> None:
    html = long_table("Level")
    pages = pdf_pages(renderer.render(html).content)
    pages[1] = f"Other heads\n{pages[1]}"
    assert audit_pdf(pages, html, file="article.pdf")
