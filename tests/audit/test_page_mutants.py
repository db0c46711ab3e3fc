"""Whatever is done to a number of the page or of the PDF is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.audit.hypertext import audit_html
from generator.audit.page_text import audit_pdf, pdf_pages
from generator.render.pdf import PdfRenderer
from tests.audit import page_mutations
from tests.audit.notes import DEMO, STORED, Tally, note_of, some

if TYPE_CHECKING:
    from pathlib import Path

    from tests.replays import Note

EVERY_ON_PAGE = 53
EVERY_IN_PDF = 31
"""In a usual run, one of so many mutants of a class."""


@pytest.fixture(params=[DEMO, *STORED])
def note(request: pytest.FixtureRequest) -> Note:
    """Five different notes; four of them need the real data."""
    if request.param == DEMO:
        return note_of(None, DEMO)
    pytest.importorskip("pyarrow")
    folder: Path = request.getfixturevalue("data_dir")
    return note_of(folder, request.param)


def test_an_untouched_page_has_no_finding_and_every_mutant_of_it_has(note: Note) -> None:
    """Texts, values, elements, chart labels, ticks and the title, each changed mechanically."""
    record, facts = note.written.record, note.written.composition.facts
    assert audit_html(note.page, record, facts, file="article.html") == []
    tally = Tally.empty()
    for mutant in some(page_mutations.of_page(note.page, record, facts), EVERY_ON_PAGE):
        tally.add(mutant, audit_html(mutant.text, record, facts, file="article.html"))
    tally.show(f"{record.symbol} {record.as_of[:10]}, page")
    assert tally.survivors == []
    assert len(tally.tried) >= 20


def test_an_untouched_pdf_has_no_finding_and_every_mutant_of_it_has(note: Note) -> None:
    """Numbers, units and whole pages of the PDF's text, each changed mechanically."""
    with PdfRenderer(seconds=120) as renderer:
        pages = pdf_pages(renderer.render(note.page).content)
    assert len(pages) >= 2
    assert audit_pdf(pages, note.page, file="article.pdf") == []
    tally = Tally.empty()
    changed = {id(mutant): (mutant, text) for mutant, text in page_mutations.of_pages(pages)}
    for mutant in some((mutant for mutant, _ in changed.values()), EVERY_IN_PDF):
        tally.add(mutant, audit_pdf(changed[id(mutant)][1], note.page, file="article.pdf"))
    tally.show(f"{note.written.record.symbol}, PDF")
    assert tally.survivors == []


def test_a_pdf_without_text_is_found() -> None:
    """Blank pages, or none at all, prove nothing and are errors."""
    page = note_of(None, DEMO).page
    for pages in ([], [""], ["   ", "\n"]):
        found = audit_pdf(pages, page, file="article.pdf")
        assert "no_numbers" in {finding.kind for finding in found}
