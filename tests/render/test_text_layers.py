"""What two programs read out of a PDF is the note, exactly, from its title to its last line.

They are of different origin: pdfium is the reader in Chrome, pdfminer is written in Python. Both
read in the order of the tags, as a screen reader does, in which the labels of a chart stand in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.printing import STORED
from tests.render import read_by_pdfium, read_by_pdfminer
from tests.render.tagged_text import CHART, passages_of_page, passages_of_pdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from generator.config import Paper
    from tests.printing import Press, Printed
    from tests.render.tagged_text import Piece

pytestmark = pytest.mark.xdist_group("press")

READERS: Final[dict[str, Callable[[bytes], list[Piece]]]] = {
    "pdfium": read_by_pdfium.pieces,
    "pdfminer": read_by_pdfminer.pieces,
}
DAYS: Final[tuple[tuple[str, Paper], ...]] = (
    ("demo", "a4"),
    ("demo", "letter"),
    ("quiet", "a4"),
    ("dead quotes", "a4"),
    ("calls only", "letter"),
)


def check(printed: Printed, reader: str) -> None:
    """Passage by passage the PDF reads what the page reads."""
    found = passages_of_pdf(READERS[reader](printed.content))
    assert found == passages_of_page(printed.page)
    assert found[1].tag == "h1"
    assert found[-1].text.endswith("none.")
    assert CHART in {passage.tag for passage in found}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("day", "paper"), DAYS)
def test_the_text_of_a_modelled_day_is_the_note(
    day: str, paper: Paper, reader: str, press: Press
) -> None:
    check(press.modelled(day, paper), reader)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("stored", STORED, ids=[symbol for symbol, _ in STORED])
def test_the_text_of_a_stored_day_is_the_note(
    stored: tuple[str, date | None], reader: str, data_dir: Path, press: Press
) -> None:
    pytest.importorskip("pyarrow")
    check(press.stored(data_dir, *stored), reader)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("puts are outstanding", "calls are outstanding"),
        ("<tspan data-fact", "more <tspan data-fact"),
        ("a put/call ratio", "aput/call ratio"),
        (">buy</data>", ">sell</data>"),
    ],
    ids=["a word", "a label of a chart", "a space", "a cell"],
)
def test_what_differs_in_one_place_is_not_the_note(
    old: str, new: str, reader: str, press: Press
) -> None:
    printed = press.modelled("demo")
    page = printed.page.replace(old, new, 1)
    assert page != printed.page
    assert passages_of_pdf(READERS[reader](printed.content)) != passages_of_page(page)


def test_a_line_that_ends_with_a_hyphen_goes_on_without_a_space(press: Press) -> None:
    words = "put-heavy and put/call " * 30
    page = press.modelled("demo").page
    html = page.replace("</h1>", f"</h1><p>{words.strip()}</p>", 1)
    content = press.sheets(html)
    for reader in READERS.values():
        assert passages_of_pdf(reader(content)) == passages_of_page(html)
