"""Charts as pictures: drawn in the vendored faces, which never vanish, and the same each time."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

import pytest

from generator.errors import RenderError
from generator.render.faces import unpacked_faces
from generator.render.pictures import WIDTH, draw_pictures
from generator.render.theme import HOUSE, load_theme
from tests.replays import demo_note

if TYPE_CHECKING:
    from pathlib import Path


def charts() -> dict[str, str]:
    """The demo's charts."""
    return dict(demo_note().written.charts)


def size(png: bytes) -> tuple[int, int]:
    """Width and height that a PNG states."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


def test_a_picture_has_two_pixels_for_one_of_the_page_and_says_its_size() -> None:
    for picture in draw_pictures(charts(), load_theme(HOUSE)).values():
        width, height = size(picture.content)
        assert (picture.width, width) == (WIDTH, 2 * WIDTH)
        assert abs(height - 2 * picture.height) <= 1


def test_every_label_of_a_chart_is_drawn() -> None:
    """Without one of its labels the picture is another one: none was invisible before."""
    for name, svg in charts().items():
        whole = draw_pictures({name: svg}, load_theme(HOUSE))[name].content
        for label in re.findall(r"<text [^>]*>.*?</text>", svg, re.DOTALL):
            without = svg.replace(label, "", 1)
            assert draw_pictures({name: without}, load_theme(HOUSE))[name].content != whole, label


def test_semibold_labels_are_drawn_in_the_semibold_face() -> None:
    name, svg = "price", charts()["price"]
    assert 'font-weight="600"' in svg
    regular = svg.replace('font-weight="600"', "")
    drawn = draw_pictures({"regular": regular, name: svg}, load_theme(HOUSE))
    assert drawn["regular"].content != drawn[name].content


def test_the_same_chart_gives_the_same_bytes() -> None:
    first, second = (draw_pictures(charts(), load_theme(HOUSE)) for _ in range(2))
    assert first == second


def test_the_words_for_a_picture_are_the_chart_s_title_and_description() -> None:
    words = draw_pictures(charts(), load_theme(HOUSE))["open_interest_by_strike"].alternative
    assert words.startswith("Open interest by strike. Bars above the line count calls")
    assert not re.search(r"\d", words)


def test_without_its_face_no_picture_is_drawn(tmp_path: Path) -> None:
    gone = tmp_path / "gone.woff2"
    with pytest.raises(RenderError, match=r"gone\.woff2.*no_fonts"):
        unpacked_faces("Source Sans 3", (gone,))
    gone.write_bytes(b"no face")
    with pytest.raises(RenderError, match="no_fonts"):
        unpacked_faces("Source Sans 3", (gone, gone))


def test_what_is_no_chart_is_refused_with_a_code() -> None:
    with pytest.raises(RenderError, match=r"the chart broken.*picture_failed"):
        draw_pictures({"broken": "<svg"}, load_theme(HOUSE))
