"""Closes of before a split are not used, and a price is proven against the chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from generator.market.quality import assess
from generator.market.snapshot import Quote
from generator.market.splits import bars_since_split
from tests.market.test_quality import SOUND, STRIKES, quoted
from tests.replays import draft
from tests.snapshots import daily_bars, facts_of, reason, snapshot

if TYPE_CHECKING:
    from generator.market.snapshot import Snapshot

DAY: Final = date(2026, 8, 21)
BEFORE: Final = date(2026, 8, 20)


def codes(made: Snapshot) -> dict[str, str]:
    """Verdict by code."""
    return {issue.code: issue.verdict for issue in assess(made)}


@pytest.mark.parametrize("ratio", [2, 3, 5, 7, 20])
@pytest.mark.parametrize("after", [0, 1, 6, 30])
def test_bars_of_before_a_split_that_no_source_took_out_are_not_used(
    ratio: int, after: int
) -> None:
    """Whether the split was today (no close after it) or a month ago."""
    closes = [100.0 * ratio] * 60 + [100.0] * after
    made = snapshot(SOUND, bars=daily_bars(closes, until=BEFORE))
    assert len(bars_since_split(made)) == after
    assert codes(made) == {"split_in_bars": "degrade"}
    facts = facts_of(made)
    assert facts["high_52w"].unavailable is not None or facts["high_52w"].number == 101.0
    if after < 2:
        assert reason(facts, "rsi_14") in {"split_in_bars", "too_few_bars"}


def test_a_split_the_other_way_is_one_too() -> None:
    made = snapshot(SOUND, bars=daily_bars([10.0] * 60 + [100.0] * 3, until=BEFORE))
    assert len(bars_since_split(made)) == 3


def test_an_index_is_never_split() -> None:
    """The VIX more than doubled in a day, on 5 February 2018."""
    bars = daily_bars([45.0] * 60, until=BEFORE)
    made = snapshot(SOUND, symbol="VIX", bars=bars)
    assert len(bars_since_split(made)) == 60


def test_a_fall_by_a_third_is_a_fall() -> None:
    made = snapshot(SOUND, bars=daily_bars([150.0] * 60, until=BEFORE))
    assert len(bars_since_split(made)) == 60


def test_a_previous_close_on_another_scale_is_none_and_blocks_only_an_unproven_price() -> None:
    quote = Quote(spot=100.0, previous_close=700.0)
    proven = snapshot(SOUND, quote=quote, bars=daily_bars([100.0] * 30, until=DAY))
    assert codes(proven)["split_in_bars"] == "degrade" or "split_in_bars" not in codes(proven)
    chain_only = snapshot(SOUND, quote=quote)
    assert codes(chain_only) == {"split_in_bars": "degrade", "no_bars": "degrade"}
    assert facts_of(chain_only)["previous_close"].unavailable is not None
    bare = [row | {"bid": None, "ask": None, "last": None, "volume": 0.0} for row in SOUND]
    assert codes(snapshot(bare, quote=quote))["split_suspected"] == "block"


@pytest.mark.parametrize("factor", [1.15, 1.3, 1.4, 1.6, 0.7, 0.5])
def test_a_wrong_price_never_silences_the_quotes_against_it(factor: float) -> None:
    """Far from the money no quote has two sides; that is judged where the quotes say it is."""
    wings = [row | {"bid": 0.0} for strike in (*range(40, 80), *range(121, 181))
             for row in quoted(strike)]  # fmt: skip
    made = snapshot([*SOUND, *wings], quote=Quote(spot=100.0 * factor))
    found = codes(made)
    assert "block" in {found.get("spot_mismatch"), found.get("split_suspected")}, found
    assert "quotes_dead" not in found


def test_a_price_outside_the_range_of_the_day_withholds_the_side_it_contradicts() -> None:
    bars = daily_bars([100.0] * 300, until=BEFORE)
    facts = facts_of(snapshot(SOUND, quote=Quote(spot=103.0, high=102.0, low=99.0), bars=bars))
    assert reason(facts, "day_high") == "contradicts_price"
    assert facts["day_low"].number == 99.0
    assert facts["high_52w"].number == 103.0


def test_no_idea_and_no_band_is_at_or_below_zero() -> None:
    """A share that fell from 150 to 4 dollars in a month."""
    closes = [150.0] * 60 + [150.0 * 0.86**day for day in range(1, 25)]
    spot = closes[-1]
    rows = [row | {"strike": float(row["strike"]) * spot / 100} for row in SOUND]  # type: ignore[arg-type]
    made = snapshot(rows, quote=Quote(spot=spot), bars=daily_bars(closes, until=BEFORE, spread=2))
    note = draft(replace(made, contracts=made.contracts.assign(last=float("nan"))))
    assert note.passed
    assert "−$" not in note.files["article.md"].decode()
    assert len(STRIKES) == 21
