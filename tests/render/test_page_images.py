"""The pages of three modelled days look as they did when somebody looked at them.

``pytest tests/render/test_page_images.py --snapshot-update`` draws the pictures anew; look at them,
in ``tests/render/__page_images__/``, before they are committed.

Where lines break depends on the version of Pango. The pictures come with the version that they were
made with: with another, pages that differ are skipped with that reason, and not failed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.render.page_images import differences, drawn, keep, kept

if TYPE_CHECKING:
    from tests.printing import Press

pytestmark = pytest.mark.xdist_group("press")

FOLDER: Final = Path(__file__).parent / "__page_images__"
MADE_WITH: Final = FOLDER / "pango.txt"
DAYS: Final = ("demo", "dead quotes", "quiet")
MOST_BYTES: Final = 150_000


def picture(day: str) -> Path:
    """The file of a day's picture."""
    return FOLDER / f"{day.replace(' ', '_')}.png"


def pango() -> str:
    """The version of Pango that breaks the lines here."""
    from weasyprint.text.ffi import pango as library  # noqa: PLC0415 - over a second to import

    return str(library.pango_version())


@pytest.mark.parametrize("day", DAYS)
def test_the_pages_of_a_day_look_as_they_did(
    day: str, press: Press, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    pages = drawn(press.modelled(day).content)
    if request.config.getoption("update_snapshots"):
        FOLDER.mkdir(exist_ok=True)
        keep(pages, picture(day))
        MADE_WITH.write_text(f"{pango()}\n", encoding="utf-8")
        return
    found = differences(pages, kept(picture(day)))
    if found and pango() != MADE_WITH.read_text("utf-8").strip():
        pytest.skip(f"the pictures are of Pango {MADE_WITH.read_text('utf-8').strip()}: {found[0]}")
    if found:
        keep(pages, tmp_path / picture(day).name)
    assert found == [], f"look at {tmp_path / picture(day).name} beside {picture(day)}"


def test_the_pictures_are_small_and_none_is_left_over() -> None:
    files = sorted(FOLDER.glob("*.png"))
    assert files == sorted(map(picture, DAYS))
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


CHANGES: Final = {
    "a block that moved by a millimetre": (r"<h2>Bottom line", '<p style="height:1mm"></p>\\g<0>'),
    "a chart that is gone": (r"(?s)<svg.*?</svg>", ""),
    "another typeface of the text": (r'@font-face { font-family: "Source Serif.*', ""),
    "another typeface around it": (r'@font-face { font-family: "Source Sans.*', ""),
    "larger letters": (r"font-size: 9\.6pt", "font-size: 9.8pt"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_reader_would_see_is_a_difference(change: str, press: Press) -> None:
    printed = press.modelled("demo")
    pattern, new = CHANGES[change]
    page, count = re.subn(pattern, new, printed.page, count=0 if "typeface" in change else 1)
    assert count
    assert differences(drawn(press.sheets(page)), drawn(printed.content))


@pytest.mark.parametrize("fine", [6, 8])
def test_how_letters_are_rounded_to_pixels_is_none(fine: int, press: Press) -> None:
    content = press.modelled("demo").content
    assert differences(drawn(content, fine), drawn(content)) == []


def test_a_page_more_or_less_is_a_difference(press: Press) -> None:
    pages = drawn(press.modelled("demo").content)
    assert differences(pages, pages[:, :400])
    assert differences(pages[:, :400], pages)
    assert differences(pages, pages) == []
