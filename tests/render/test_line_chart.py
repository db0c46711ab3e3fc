"""A number over time as a picture: every value is in the frame and every label says what it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.line_chart import HEIGHT, WIDTH, line_chart

SVG: Final = "{http://www.w3.org/2000/svg}"
FIRST: Final = date(2026, 8, 3)
LEFT, RIGHT, TOP, BOTTOM = 64, WIDTH - 16, 34, HEIGHT - 34
"""The frame, pixels."""


def drawn(*values: float, title: str = "IWM: spot", every: int = 1) -> ET.Element:
    """The chart of ``values`` that lie ``every`` so many days apart."""
    points = [(FIRST + timedelta(days=every * place), each) for place, each in enumerate(values)]
    return ET.fromstring(line_chart(title, points))  # noqa: S314 - just made


def dots(chart: ET.Element) -> list[tuple[float, float]]:
    """Where the dots are, pixels."""
    return [(float(dot.attrib["cx"]), float(dot.attrib["cy"]))
            for dot in chart.findall(f"{SVG}circle")]  # fmt: skip


def texts(chart: ET.Element) -> list[str]:
    """What is written, the heading first."""
    return [text.text or "" for text in chart.findall(f"{SVG}text")]


def test_each_point_is_a_dot_and_the_line_joins_them_in_order() -> None:
    chart = drawn(290.0, 291.5, 289.0)
    places = dots(chart)
    assert len(places) == 3
    line = chart.find(f"{SVG}polyline")
    assert line is not None
    assert line.attrib["points"] == " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
    assert [x for x, _ in places] == [LEFT, (LEFT + RIGHT) / 2, RIGHT]
    heights = [y for _, y in places]
    assert heights[1] < heights[0] < heights[2], "what is higher is drawn higher"


def test_days_that_lie_apart_are_drawn_apart() -> None:
    points = [(FIRST, 1.0), (FIRST + timedelta(days=1), 1.0), (FIRST + timedelta(days=4), 1.0)]
    chart = ET.fromstring(line_chart("x", points))  # noqa: S314 - just made
    assert [x for x, _ in dots(chart)] == [LEFT, LEFT + (RIGHT - LEFT) / 4, RIGHT]


@pytest.mark.parametrize("value", [0.0, -3.5, 1e9])
def test_one_point_is_a_dot_in_the_middle_with_its_day_once(value: float) -> None:
    chart = drawn(value)
    assert dots(chart) == [(LEFT, (TOP + BOTTOM) / 2)]
    assert texts(chart).count("2026-08-03") == 1


def test_no_point_is_an_empty_frame() -> None:
    chart = drawn()
    assert dots(chart) == []
    assert chart.findall(f"{SVG}line")
    assert texts(chart)[0] == "IWM: spot"
    assert not any(text.startswith("2026") for text in texts(chart))


def test_the_ends_are_named_by_their_days() -> None:
    assert texts(drawn(1.0, 2.0, 3.0))[-2:] == ["2026-08-03", "2026-08-05"]


def test_a_title_is_text_whatever_is_in_it() -> None:
    title = "<script>&amp;\"'</script> ]]> é"
    chart = drawn(1.0, title=title)
    assert chart.findtext(f"{SVG}title") == title
    assert texts(chart)[0] == title
    assert {element.tag.removeprefix(SVG) for element in chart.iter()} == {
        "svg", "title", "text", "line", "polyline", "circle",
    }  # fmt: skip


def test_a_reader_is_told_what_the_picture_is() -> None:
    chart = drawn(1.0, 2.0)
    assert chart.attrib["role"] == "img"
    assert chart.findtext(f"{SVG}title") == "IWM: spot"
    assert chart.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((0.85, 1.15), "1.1"),
        ((-0.02, 0.02), "-0.01"),
        ((1_000_000, 9_000_000), "8,000,000"),
        ((50_000_000, 150_000_000), "100M"),
        ((0.0001, 0.0009), "0.0002"),
    ],
)
def test_ticks_are_written_out_and_fit_beside_the_frame(
    values: tuple[float, float], shown: str
) -> None:
    ticks = texts(drawn(*values))[1:-2]
    assert shown in ticks
    assert all(len(tick) <= 9 and "e" not in tick for tick in ticks), ticks


@given(
    values=st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=40),
    every=st.integers(1, 90),
)
def test_every_value_lies_inside_the_frame(values: list[float], every: int) -> None:
    for x, y in dots(drawn(*values, every=every)):
        assert LEFT <= x <= RIGHT
        assert TOP <= y <= BOTTOM


@given(values=st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=10))
def test_a_tick_stands_at_the_height_of_its_value(values: list[float]) -> None:
    """There are six at most, and they lie inside the frame."""
    lines = [float(line.attrib["y1"]) for line in drawn(*values).findall(f"{SVG}line")]
    assert len(lines) <= 6
    assert all(TOP - 0.01 <= y <= BOTTOM + 0.01 for y in lines)
    assert lines == sorted(lines, reverse=True)
