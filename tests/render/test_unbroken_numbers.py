"""No number of the PDF is parted by the end of a line: not from sign, unit, day or contract."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.printing import PAPERS, STORED
from tests.render.sheets import CHART, Block, blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from generator.config import Paper
    from tests.printing import Press, Printed

pytestmark = pytest.mark.xdist_group("press")

MONTH: Final = r"(?:Jan\.|Feb\.|March|April|May|June|July|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
WHOLE: Final = re.compile(
    rf"{MONTH} \d+(?:, \d{{4}})?, \$[\d.,]*\d (?:call|put)"
    rf"|{MONTH} \d+(?:, \d{{4}})?"
    r"|\d+:\d+ [ap]\.m\. E[DS]T"
    r"|[+−-]?\$?\d[\d.,]*(?:%|\s(?:points?|million|billion|trillion|min)\b)"
    r"|\d+-[a-z]+"
    r"|[+−-]?\$?\d[\d.,:/]*\d%?"
)
"""A contract, a date, a time of day, a number with its unit, a window such as 14-day, a number."""


def parted(printed: Printed) -> list[str]:
    """What of `WHOLE` a line's end parts in the PDF."""
    blocks = blocks_of(printed.page, printed.content)
    return [text for block in blocks if block.tag != CHART for text in _parted_in(block)]


def _parted_in(block: Block) -> Iterator[str]:
    """A block's lines hold no spaces: they are compared by the characters before them."""
    ends, length = set(), 0
    for line in block.lines[:-1]:
        length += len(line.text)
        ends.add(length)
    for match in WHOLE.finditer(block.text):
        start, end = (len("".join(block.text[:at].split())) for at in match.span())
        if any(start < at < end for at in ends):
            yield match[0]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("day", ["demo", "quiet", "dead quotes", "calls only"])
def test_no_number_of_a_modelled_day_is_parted(day: str, paper: Paper, press: Press) -> None:
    assert parted(press.modelled(day, paper)) == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("stored", STORED, ids=[symbol for symbol, _ in STORED])
def test_no_number_of_a_stored_day_is_parted(
    stored: tuple[str, date | None], paper: Paper, data_dir: Path, press: Press
) -> None:
    pytest.importorskip("pyarrow")
    assert parted(press.stored(data_dir, *stored, paper)) == []


FORMATTED: Final = {
    "price": "$1,234.56",
    "signed": "+14.5%",
    "big_amount": "$328.3 billion",
    "points": "6.3 points",
    "direction": "down 0.76%",
    "date": "Jan. 9, 2026",
    "weekday_month_day": "Friday, Jan. 9",
    "contract": "July 17, 2026, $295 put",
    "moment": "Friday, Jan. 9, 2026, 4:00 p.m. EST",
}


@pytest.mark.parametrize("name", FORMATTED)
def test_a_number_stays_whole_wherever_its_line_ends(name: str, press: Press) -> None:
    """Each line has one short word more than the last, so that the number slides over the edge."""
    data = f'<data value="1" data-fact="x" data-format="{name}">{FORMATTED[name]}</data>'
    lines = "".join(f"<p>{'word ' * 12}{'i ' * more}{data}</p>" for more in range(40))
    page = press.modelled("demo").page
    head, rest = page.split("<main>")
    html = f"{head}<main><h1>t</h1>{lines}</main>{rest.split('</main>')[1]}"
    blocks = blocks_of(html, press.sheets(html))
    assert {len(block.lines) for block in blocks} == {1, 2}
    assert [text for block in blocks for text in _parted_in(block)] == []
    whole = "".join(FORMATTED[name].split())
    assert all(any(whole in line.text for line in block.lines) for block in blocks[1:])
