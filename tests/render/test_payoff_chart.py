"""The chart of payoffs: a panel an idea, its line where the legs put it, labels that are facts."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from generator.market.demo import demo_snapshot
from generator.render.payoff_chart import _Idea, _spans
from generator.signals.facts import Reference
from tests.render.test_charts import SVG, box, texts
from tests.replays import note, playbook
from tests.variants import days_of_structures, modelled_days

if TYPE_CHECKING:
    from generator.pipeline import Written

NAMES = sorted(days_of_structures())


@cache
def written(name: str) -> Written:
    """The note of a day."""
    snapshot, history = days_of_structures()[name]
    return note(snapshot, history).written


def drawn(name: str) -> str:
    """The chart of a day."""
    return written(name).charts["idea_payoffs"]


@pytest.mark.parametrize("name", NAMES)
def test_no_two_labels_overlap_and_none_leaves_the_chart(name: str) -> None:
    labels = texts(drawn(name))
    for first, second in combinations(labels, 2):
        a, b = box(first), box(second)
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, ("".join(first.itertext()), "".join(second.itertext()))
    for label in labels:
        left, top, right, _ = box(label)
        assert left >= -1
        assert top >= -1
        assert right <= 681


@pytest.mark.parametrize("name", NAMES)
def test_each_option_idea_has_a_panel_with_its_strikes_and_break_evens(name: str) -> None:
    facts = written(name).composition.facts
    shown = [
        facts.resolve(Reference.parse(part.attrib["data-fact"]))
        for label in texts(drawn(name))
        for part in label
    ]
    values = [cell.value for cell in shown if cell is not None]
    for number, row in enumerate(facts["trade_ideas"].rows, start=1):
        if row["structure"] == "stock":
            continue
        assert row["structure"] in values
        evens = [row[column] for column in ("break_even", "break_even_upper")]
        strikes = [leg["strike"] for leg in facts["idea_legs"].rows if leg["idea"] == number]
        assert {value for value in (*evens, *strikes) if value is not None} <= set(values)
    assert facts["spot"].number in values


@pytest.mark.parametrize("name", NAMES)
def test_every_digit_of_a_label_is_a_facts_or_a_ticks(name: str) -> None:
    facts = written(name).composition.facts
    for label in texts(drawn(name)):
        if "data-value" in label.attrib:
            continue
        plain = (label.text or "") + "".join(part.tail or "" for part in label)
        assert not re.search(r"\d", plain)
        for part in label:
            cell = facts.resolve(Reference.parse(part.attrib["data-fact"]))
            assert cell is not None
            assert part.text == playbook().vocabulary.write(part.attrib["data-format"], cell)


def test_the_line_passes_through_the_payoffs_of_the_table() -> None:
    """Read back from pixels through the axis, the corners of the line are the rows."""
    facts = written("iron condor").composition.facts
    root = ET.fromstring(drawn("iron condor"))  # noqa: S314 - our own file
    (line,) = root.findall(f".//{SVG}polyline")
    corners = [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]
    (axis,) = root.findall(f".//{SVG}g[@data-axis='y']")
    low, high = map(float, axis.attrib["data-domain"].split())
    start, end = map(float, axis.attrib["data-range"].split())
    told = [row["profit"] for row in facts["idea_payoffs"].rows]
    drawn_at = [low + (y - start) / (end - start) * (high - low) for _, y in corners[1:-1]]
    assert drawn_at == pytest.approx(told, abs=(high - low) / 10_000)
    across = [x for x, _ in corners]
    assert across == sorted(across)


def test_zero_is_on_the_axis_and_gains_lie_above_it() -> None:
    root = ET.fromstring(drawn("bull call spread"))  # noqa: S314 - our own file
    zeros = [item for item in root.iter(f"{SVG}text") if item.get("data-value") == "0.0"]
    assert zeros
    assert {item.text for item in zeros} == {"$0"}
    areas = root.findall(f".//{SVG}polygon")
    assert {area.get("fill") for area in areas} == {"#1f5f8b", "#c8792a"}


def test_without_an_option_idea_there_is_no_chart() -> None:
    assert "idea_payoffs" not in note(modelled_days()["quiet"]).written.charts
    assert "idea_payoffs" not in note(modelled_days()["illiquid"]).written.charts


def axes(svg: str, axis: str) -> list[ET.Element]:
    """The axes of a chart's panels."""
    return ET.fromstring(svg).findall(f".//{SVG}g[@data-axis='{axis}']")  # noqa: S314 - our own


@pytest.mark.parametrize("name", NAMES)
def test_each_panel_has_an_axis_of_prices_whose_ticks_stand_at_their_prices(name: str) -> None:
    for axis in axes(drawn(name), "x"):
        low, high = map(float, axis.attrib["data-domain"].split())
        start, end = map(float, axis.attrib["data-range"].split())
        ticks = axis.findall(f"{SVG}text")
        assert len(ticks) >= 2
        for tick in ticks:
            value = float(tick.attrib["data-value"])
            at = start + (value - low) / (high - low) * (end - start)
            assert float(tick.attrib["x"]) == pytest.approx(at, abs=0.01)


def test_panels_beside_each_other_have_one_scale_of_gains_and_losses() -> None:
    first, second = axes(note(demo_snapshot()).written.charts["idea_payoffs"], "y")
    assert first.attrib["data-domain"] == second.attrib["data-domain"]


def idea(*profits: float) -> _Idea:
    """An idea that pays these amounts."""
    return _Idea((), [float(place) for place in range(len(profits))], profits)


def test_a_scale_that_is_shared_holds_all_lines_and_zero() -> None:
    assert _spans([idea(-300, 500), idea(20, 800)]) == ([(-300, 800)] * 2, False)


def test_a_line_that_would_be_too_flat_beside_another_has_a_scale_of_its_own() -> None:
    """A fifth of the shared scale is enough to be read."""
    assert _spans([idea(-900, 100), idea(-200, 0)])[1] is False
    assert _spans([idea(-900, 100), idea(-199, 0)]) == ([(-900, 100), (-199, 0)], True)
