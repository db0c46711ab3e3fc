"""Stored prices: what is a split, and what is a fall that readers should know of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from generator.calls.kept_prices import split_sessions
from generator.market.demo import demo_snapshot
from generator.market.snapshot import Bars

FIRST = date(2025, 12, 15)


@pytest.mark.parametrize(
    ("after", "splits"),
    [(50.0, 1), (26.0, 1), (10.0, 1), (201.0, 1), (45.0, 0), (60.0, 0)],
)
def test_a_step_near_the_ratio_of_a_split_is_one_and_a_crash_is_none(
    after: float, splits: int
) -> None:
    snapshot = replace(demo_snapshot(), symbol="XYZ", bars=Bars())
    day = FIRST + timedelta(days=1)
    found = split_sessions("XYZ", snapshot, {FIRST: 100.0, day: after})
    assert found == (day,) * splits


def test_an_index_is_never_split() -> None:
    snapshot = replace(demo_snapshot(), symbol="^SPX", bars=Bars())
    closes = {FIRST: 100.0, FIRST + timedelta(days=1): 50.0}
    assert split_sessions("^SPX", snapshot, closes) == ()
