"""Stored prices: how far back they go, what is a split, and what is a fall."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from generator.calls.base_rates import BaseRates
from generator.calls.kept_prices import kept_prices, split_sessions
from generator.calls.predicates import Closes, Interval
from generator.market.demo import demo_snapshot
from generator.market.sessions import Sessions
from generator.market.snapshot import Bars
from tests.archive.kept import keep, made
from tests.snapshots import daily_bars

if TYPE_CHECKING:
    from tests.makers import Makers

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


def test_bars_that_begin_years_before_the_first_snapshot_serve_the_base_rate(make: Makers) -> None:
    """A file of daily prices often does; every day of it has a session five sessions later."""
    archive = make.archive()
    closes = [100.0 + number % 7 for number in range(900)]
    keep(archive, made(bars=daily_bars(closes, until=date(2026, 8, 20))))
    prices = kept_prices(archive, "IWM")
    assert min(prices.closes).year < 2024
    on = Sessions.covering(date(2026, 8, 28)).on_or_after(date(2026, 8, 28))
    said = Closes(spot=100.0, inside=Interval(above=100.0), on=on, sessions=5)
    _, decided = BaseRates(prices).of(said)
    assert decided == len(prices.closes) - 5
