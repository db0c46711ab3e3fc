"""Charts: labels that are facts, ticks at their values, and no two labels that overlap."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.market.demo import demo_snapshot
from generator.render.scales import Scale, round_ticks, spread
from generator.signals.facts import Reference
from tests.replays import note, playbook
from tests.variants import modelled_days, stored_past

SVG = "{http://www.w3.org/2000/svg}"
CHARACTER = 6.3
LINE = 11.0


def charts() -> dict[str, str]:
    """The demo's charts, with a past for the ratio."""
    demo = demo_snapshot()
    return dict(note(demo, stored_past(demo.as_of_date)).written.charts)


def texts(svg: str) -> list[ET.Element]:
    """The labels of a chart."""
    return ET.fromstring(svg).findall(f".//{SVG}text")  # noqa: S314 - our own file


def box(label: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a label, from a generous width of its characters."""
    x, y = float(label.attrib["x"]), float(label.attrib["y"])
    width = CHARACTER * len("".join(label.itertext()).strip())
    shift = {"middle": width / 2, "end": width}.get(label.get("text-anchor", ""), 0.0)
    return x - shift, y - LINE, x - shift + width, y


CHARTS = [
    "expected_move", "implied_volatility", "open_interest_by_strike", "price", "put_call_ratio",
]  # fmt: skip


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_has_title_description_and_a_role(chart: str) -> None:
    root = ET.fromstring(charts()[chart])  # noqa: S314 - our own file
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title") or "").strip()
    assert (root.findtext(f"{SVG}desc") or "").strip()


@pytest.mark.parametrize("chart", CHARTS)
def test_each_label_with_digits_is_a_fact_or_a_tick(chart: str) -> None:
    demo = demo_snapshot()
    facts = note(demo, stored_past(demo.as_of_date)).written.composition.facts
    vocabulary = playbook().vocabulary
    for label in texts(charts()[chart]):
        plain = (label.text or "") + "".join(part.tail or "" for part in label)
        if "data-value" not in label.attrib:
            assert not re.search(r"\d", plain), plain
        for part in label:
            reference = Reference.parse(part.attrib["data-fact"])
            cell = facts.resolve(reference)
            assert cell is not None
            assert part.text == vocabulary.write(part.attrib["data-format"], cell)


@pytest.mark.parametrize("day", sorted(modelled_days()))
def test_no_two_labels_of_a_chart_overlap_and_none_leaves_it(day: str) -> None:
    snapshot = modelled_days()[day]
    past = stored_past(snapshot.as_of_date)
    for name, svg in note(snapshot, past).written.charts.items():
        labels = texts(svg)
        for first, second in combinations(labels, 2):
            a, b = box(first), box(second)
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (name, "".join(first.itertext()), "".join(second.itertext()))
        for label in labels:
            left, top, right, _ = box(label)
            assert left >= -1, (name, "".join(label.itertext()))
            assert top >= -1
            assert right <= 681, (name, "".join(label.itertext()))


@given(
    st.lists(st.floats(0, 300), min_size=1, max_size=8),
    st.floats(5, 20),
)
def test_spread_positions_keep_their_distance_and_order(positions: list[float], gap: float) -> None:
    placed = spread(positions, gap, 0.0, 300.0)
    order = sorted(range(len(positions)), key=lambda index: (positions[index], index))
    ascending = [placed[index] for index in order]
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(ascending))
    assert min(ascending) >= -1e-6
    assert max(ascending) <= 300 + 1e-6


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 9))
def test_round_ticks_lie_inside_and_are_few(low: float, width: float, most: int) -> None:
    ticks = round_ticks(low, low + width, most)
    assert len(ticks) <= most
    assert all(low - 1e-6 * width <= tick <= low + width * (1 + 1e-6) for tick in ticks)


def test_a_scale_maps_its_ends() -> None:
    scale = Scale(10, 20, 100, 200)
    assert (scale(10), scale(15), scale(20)) == (100, 150, 200)


@pytest.mark.parametrize("day", sorted(modelled_days()))
def test_each_chart_that_a_note_names_is_drawn(day: str) -> None:
    snapshot = modelled_days()[day]
    written = note(snapshot, stored_past(snapshot.as_of_date)).written
    named = {chart for section in written.record.sections for chart in section["charts"]}
    assert set(written.charts) == named
