"""Where a page of the PDF ends: under what may stand last, and never inside what belongs together.

Read back by pdfium from finished PDFs of modelled and of stored days, on both papers.
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from generator.narrative.playbook import playbook_folder
from generator.render.html import Page, to_html
from generator.render.theme import HOUSE, load_theme
from tests.printing import PAPERS, STORED
from tests.render.sheets import CHART, Block, blocks_of
from tests.replays import demo_note
from tests.variants import modelled_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from generator.config import Paper
    from tests.printing import Press

pytestmark = pytest.mark.xdist_group("press")

UNDER_A_HEADING: Final = 3
"""Lines of its section, unless it has fewer or begins with a table or a chart."""
TOGETHER: Final = 2
"""Lines of a paragraph at the foot or the head of a page."""
HEIGHT: Final[dict[Paper, float]] = {"a4": 842, "letter": 792}
MARGIN: Final[dict[Paper, float]] = {"a4": 57, "letter": 51}
"""The sheet's height and its lower margin, points."""
CAPTIONS: Final = ("caption", "figcaption")
UNBROKEN: Final = ("h1", "h2", "tr", CHART, *CAPTIONS)
MODELLED: Final = (
    tuple(modelled_days())
    if os.environ.get("STRIKEDESK_FULL")
    else ("demo", "quiet", "dead quotes", "calls only")
)


def faults(page: str, content: bytes) -> list[str]:
    """Whatever is parted on the pages of a note that belongs together."""
    blocks = blocks_of(page, content)
    found = [*_headings(blocks), *_paragraphs(blocks)]
    for block, following in zip(blocks, (*blocks[1:], blocks[-1]), strict=True):
        if block.tag in UNBROKEN and len(block.pages) > 1:
            found.append(f"{_name(block)} is split")
        if block.tag in CAPTIONS and block.pages[-1] != following.pages[0]:
            found.append(f"{_name(block)} is parted from what it names")
    return found


def _headings(blocks: Sequence[Block]) -> Iterator[str]:
    for place, block in enumerate(blocks):
        if block.tag != "h2":
            continue
        section = _until_the_next_heading(blocks[place + 1 :])
        page = block.pages[-1]
        lines = sum(item.lines_on(page) for item in section)
        least = min(UNDER_A_HEADING, sum(len(item.lines) for item in section))
        begins = any(item.tag in CAPTIONS and page in item.pages for item in section)
        if lines < least and not begins:
            yield f"{_name(block)} stands above {lines} lines of its section"


def _until_the_next_heading(blocks: Sequence[Block]) -> list[Block]:
    section = []
    for block in blocks:
        if block.tag == "h2":
            break
        section.append(block)
    return section


def _paragraphs(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if block.tag in ("p", "li") and len(block.pages) > 1:
            least = min(block.lines_on(page) for page in (block.pages[0], block.pages[-1]))
            if least < TOGETHER:
                yield f"{_name(block)} leaves a line alone"


def _name(block: Block) -> str:
    return f"{block.tag} {block.lines[0].text[:40]!r}"


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("day", MODELLED)
def test_no_heading_caption_row_or_line_of_a_modelled_day_is_left_alone(
    day: str, paper: Paper, press: Press
) -> None:
    printed = press.modelled(day, paper)
    assert faults(printed.page, printed.content) == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("stored", STORED, ids=[symbol for symbol, _ in STORED])
def test_no_heading_caption_row_or_line_of_a_stored_day_is_left_alone(
    stored: tuple[str, date | None], paper: Paper, data_dir: Path, press: Press
) -> None:
    pytest.importorskip("pyarrow")
    printed = press.stored(data_dir, *stored, paper)
    assert faults(printed.page, printed.content) == []


SENTENCE: Final = "What stands here is long enough to be set on one line of the page and a half. "
ROW: Final = f"| {SENTENCE} | {SENTENCE * 3} | 1 |\n"
SECTIONS: Final = {
    "a short paragraph and a long one": f"Short.\n\n{SENTENCE * 6}\n",
    "two short paragraphs and a long one": f"Short.\n\nShort.\n\n{SENTENCE * 6}\n",
    "a table": f"*Caption*\n\n| a | b | c |\n| --- | --- | ---: |\n{ROW * 12}\n",
    "a short paragraph and a table": (
        "Short.\n\n*Caption*\n\n| a | b |\n| --- | ---: |\n| a | 1 |\n| b | 2 |\n"
    ),
}
HEIGHTS: Final = range(184, 252, 8)
"""Where on a page of A4 the section begins, millimetres below its margin."""


def sliding(section: str) -> str:
    """A page that is a section again and again, each lower on its sheet, and over its foot."""
    facts = demo_note().written.composition.facts
    settings = Page(playbook_folder("options_focus"), load_theme(HOUSE), {}, facts, "T", "Test")
    page = to_html(f"# t\n\n## Heading\n\n{section}\n\n## Next\n", (), settings)
    head, body = page.split("</h1>", maxsplit=1)
    body, end = body.split("</main>")
    copies = "".join(
        f'<div style="break-before: page; height: {height}mm"></div>{body}' for height in HEIGHTS
    )
    return f"{head}</h1>{copies}</main>{end}"


@pytest.mark.parametrize("section", SECTIONS)
def test_nothing_is_left_alone_wherever_on_a_page_a_section_begins(
    section: str, press: Press
) -> None:
    html = sliding(SECTIONS[section])
    content = press.sheets(html)
    assert faults(html, content) == []
    headings = [block for block in blocks_of(html, content) if block.lines[0].text == "Heading"]
    assert len({round(block.lines[0].bottom) for block in headings}) > 1


def test_some_of_these_pages_end_within_a_section(press: Press) -> None:
    """Without that, the sentences above would say nothing."""
    printed = press.modelled("demo")
    blocks = blocks_of(printed.page, printed.content)
    last = [before.tag for before, after in pairwise(blocks) if before.pages[-1] < after.pages[0]]
    assert len(last) > 2
    assert "h2" not in last


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("day", MODELLED)
def test_no_page_but_the_last_is_empty_by_more_than_a_quarter(
    day: str, paper: Paper, press: Press
) -> None:
    """What does not fit goes overleaf; the room that it leaves is at most that of a chart."""
    printed = press.modelled(day, paper)
    lowest: dict[int, float] = {}
    for block in blocks_of(printed.page, printed.content):
        for line in block.lines:
            lowest[line.page] = min(lowest.get(line.page, line.bottom), line.bottom)
    feet = [lowest[page] - MARGIN[paper] for page in sorted(lowest)]
    assert all(foot < HEIGHT[paper] / 4 for foot in feet[:-1]), feet
