"""Price facts: windows, gaps, adjusted and close-only bars, levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from generator.market.snapshot import Bars, Benchmark, Quote, Split
from generator.market.tables import bar_table
from generator.signals.history import History
from tests.snapshots import (
    CALENDAR,
    NEXT_FRIDAY,
    daily_bars,
    facts_of,
    new_york,
    pair,
    reason,
    snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.signals.facts import Facts

SESSION: Final = date(2026, 8, 21)
DAY_BEFORE: Final = date(2026, 8, 20)


def facts_with(bars: Bars, spot: float = 100.0, **parts: object) -> Facts:
    """Facts of a Friday's close with these bars before it."""
    quote = Quote(spot=spot, high=spot + 1, low=spot - 1, volume=2000.0)
    return facts_of(snapshot(pair(NEXT_FRIDAY, 100), quote=quote, bars=bars, **parts))


def steps(count: int) -> list[float]:
    """Closes of 100, 101, 102 and so on."""
    return [100.0 + place for place in range(count)]


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("previous_close", 2),
        ("return_5d", 6),
        ("sma_20", 20),
        ("bollinger_upper_20_2", 20),
        ("volume_ratio_20d", 21),
        ("realized_volatility_20d", 21),
        ("sma_30", 30),
        ("support", 30),
        ("rsi_14", 50),
        ("macd_signal_9", 50),
        ("atr_14", 50),
        ("realized_volatility_60d", 61),
        ("day_change_zscore", 62),
        ("sma_100", 100),
        ("sma_200", 200),
        ("high_52w", 252),
        ("low_52w", 252),
        ("realized_volatility_252d", 253),
    ],
)
def test_each_window_needs_its_sessions_and_not_one_more(name: str, needed: int) -> None:
    """With one session fewer the fact is missing for that reason, with all of them it is there."""
    closes = [100.0 + place % 7 for place in range(needed - 1)]
    assert facts_with(daily_bars(closes, until=DAY_BEFORE))[name].ok
    few = facts_with(daily_bars(closes[1:], until=DAY_BEFORE))
    assert reason(few, name) == ("no_bars" if needed == 2 else "too_few_bars")


def test_spot_is_the_last_close_whatever_the_bar_of_the_day_says() -> None:
    facts = facts_with(daily_bars(steps(30), until=SESSION), spot=135.0)
    assert facts["previous_close"].value == 128.0
    assert facts["day_change"].value == 135 / 128 - 1
    assert facts["return_5d"].value == 135 / 124 - 1
    assert facts["sma_20"].value == pytest.approx((sum(range(110, 129)) + 135) / 20)


def test_a_missing_session_takes_with_it_what_would_have_used_it() -> None:
    """A bar missing 25 sessions ago: the 20-day facts stay, the longer windows go."""
    bars = daily_bars(steps(80), until=DAY_BEFORE)
    gap = replace(bars, table=bars.table.drop(index=len(bars.table) - 25).reset_index(drop=True))
    facts = facts_with(gap, spot=181.0)
    for name in ("sma_20", "realized_volatility_20d", "previous_close"):
        assert facts[name].ok
    for name in ("sma_30", "sma_50", "rsi_14", "macd_12_26", "atr_14", "support"):
        assert reason(facts, name) == "too_few_bars"


def test_without_the_session_before_there_is_no_previous_close() -> None:
    facts = facts_with(daily_bars(steps(60), until=date(2026, 8, 19)))
    for name in ("previous_close", "day_change", "sma_20"):
        assert reason(facts, name) == "no_bars"


def test_bars_adjusted_for_dividends_give_no_level_return_or_average() -> None:
    bars = replace(daily_bars(steps(260), until=DAY_BEFORE), adjustment="dividends")
    facts = facts_with(bars)
    for name in ("previous_close", "return_5d", "return_1y", "sma_20", "rsi_14", "high_52w"):
        assert reason(facts, name) == "bars_adjusted"
    assert facts["spot"].value == 100.0
    assert facts["price_bars"].value == 260


def test_close_only_bars_give_no_range_level_or_volume() -> None:
    full = daily_bars([100.0 + place % 5 for place in range(260)], until=DAY_BEFORE)
    columns = {name: full.table[name] for name in ("session", "close")}
    facts = facts_of(
        snapshot(pair(NEXT_FRIDAY, 100), spot=102.0, bars=Bars(table=bar_table(columns)))
    )
    for name in ("atr_14", "support", "resistance", "high_52w", "low_52w"):
        assert reason(facts, name) == "close_only"
    assert reason(facts, "volume_ratio_20d") == "not_given"
    assert facts["sma_200"].ok
    assert facts["rsi_14"].ok


def test_during_the_session_the_volume_is_not_compared_with_whole_days() -> None:
    bars = daily_bars(steps(60), until=DAY_BEFORE)
    facts = facts_with(bars, as_of=new_york("2026-08-21T11:00"))
    assert reason(facts, "volume_ratio_20d") == "during_session"
    assert facts_with(bars)["volume_ratio_20d"].value == 2.0


def test_before_the_open_the_quote_belongs_to_the_session_before() -> None:
    """At 8:00 on Friday the last close is Thursday's, and the close before it Wednesday's."""
    bars = daily_bars(steps(30), until=DAY_BEFORE)
    facts = facts_with(bars, spot=129.0, as_of=new_york("2026-08-21T08:00"))
    assert facts["return_5d"].value == 129 / 124 - 1


def test_a_flat_market_has_no_deviation_and_no_bands() -> None:
    """Sixty equal closes give no z-score and no %B, never a division by a rounding error."""
    for price in (100.0, 0.1, 33.33):
        bars = daily_bars([price] * 80, until=DAY_BEFORE, spread=0.01)
        facts = facts_with(bars, spot=price)
        assert reason(facts, "day_change_zscore") == "no_variation"
        assert facts["realized_volatility_20d"].value == 0.0
        if not facts["bollinger_percent_b"].ok:
            assert reason(facts, "bollinger_percent_b") == "no_variation"


@pytest.mark.parametrize("spot", [0.0, -1.0, np.nan])
def test_without_a_spot_no_price_fact_is_made(spot: float) -> None:
    """Zero, negative and unknown prices leave every fact that needs one unavailable."""
    bars = daily_bars(steps(80), until=DAY_BEFORE)
    made = snapshot(pair(NEXT_FRIDAY, 100, 10, 10), spot=spot, bars=bars)
    facts = facts_of(made)
    for name in ("spot", "day_change", "sma_20", "rsi_14", "call_wall", "max_pain_front"):
        assert reason(facts, name) == "no_spot"


def test_a_holiday_s_range_is_that_of_the_session_before() -> None:
    """Dated on a day without a session, the averages over ranges use the last session's bar."""
    bars = daily_bars(steps(60), until=date(2026, 6, 18))
    made = snapshot(pair("2026-06-26", 100), as_of="2026-06-19T16:00", spot=159.0, bars=bars)
    facts = facts_of(made)
    assert facts["atr_14"].value == pytest.approx(2.0)
    assert facts["resistance"].value == 160.0
    assert reason(facts, "previous_close") == "not_a_session"


def _levels(lows: Sequence[float], highs: Sequence[float], spot: float) -> Facts:
    count = len(lows)
    table = bar_table(
        {
            "session": np.array(CALENDAR.last(count, until=DAY_BEFORE), dtype="datetime64[s]"),
            "high": list(highs),
            "low": list(lows),
            "close": [100.0] * count,
        }
    )
    quote = Quote(spot=spot, high=spot, low=spot)
    return facts_of(snapshot(pair(NEXT_FRIDAY, 100), quote=quote, bars=Bars(table=table)))


def test_support_is_the_nearest_swing_low_below_spot_resistance_its_mirror() -> None:
    lows, highs = [98.0] * 40, [102.0] * 40
    lows[20], lows[30] = 90.0, 95.0
    highs[22], highs[32] = 110.0, 106.0
    facts = _levels(lows, highs, 100.0)
    assert (facts["support"].value, facts["resistance"].value) == (95.0, 106.0)


def test_without_a_swing_the_extreme_of_thirty_sessions_stands_in_or_nothing() -> None:
    facts = _levels([98.0] * 40, [102.0] * 40, 100.0)
    assert (facts["support"].value, facts["resistance"].value) == (98.0, 102.0)
    below = _levels([98.0] * 40, [102.0] * 40, 90.0)
    assert reason(below, "support") == "no_level"
    assert below["resistance"].value == 102.0


@pytest.mark.parametrize(
    ("as_of", "name", "expected"),
    [
        ("2026-03-31T16:00", "return_1m", date(2026, 2, 27)),
        ("2026-08-21T16:00", "return_1m", date(2026, 7, 21)),
        ("2026-08-21T16:00", "return_ytd", date(2025, 12, 31)),
        ("2026-08-21T16:00", "return_1y", date(2025, 8, 21)),
        ("2026-06-19T16:00", "return_1m", date(2026, 5, 18)),
    ],
)
def test_calendar_returns_start_at_the_close_on_or_before_their_day(
    as_of: str, name: str, expected: date
) -> None:
    """A month before 31 March is 28 February, a Saturday in 2026: Friday's close."""
    moment = new_york(as_of)
    sessions = CALENDAR.last(300, until=CALENDAR.before(CALENDAR.on_or_before(moment.date())))
    closes = [float(place) for place in range(100, 400)]
    bars = daily_bars(closes, until=sessions[-1])
    made = snapshot(pair("2026-09-18", 100), as_of=as_of, spot=500.0, bars=bars)
    start = closes[sessions.index(expected)]
    assert facts_of(made)[name].value == pytest.approx(500.0 / start - 1)


def test_beta_of_a_doubled_market_is_two_from_a_hundred_and_twenty_returns_on() -> None:
    moves = np.random.default_rng(7).normal(0.0, 0.01, 130)
    days = np.array(CALENDAR.last(130, until=SESSION), dtype="datetime64[s]")
    closes = {factor: 100 * np.exp(np.cumsum(factor * moves)) for factor in (1, 2)}

    def facts(count: int) -> Facts:
        own, market = (
            Bars(table=bar_table({"session": days[-count:], "close": closes[factor][-count:]}))
            for factor in (2, 1)
        )
        made = snapshot(
            pair(NEXT_FRIDAY, 100),
            spot=float(closes[2][-1]),
            bars=own,
            benchmark=Benchmark(symbol="SPY", bars=market),
        )
        return facts_of(made)

    for count in (130, 121):
        assert facts(count)["beta_252d"].value == pytest.approx(2.0, rel=1e-9)
    assert facts(121)["benchmark"].value == "SPY"
    assert reason(facts(120), "beta_252d") == "too_few_bars"


def after_thursday(
    price: float, spot: float = 100.0, day: str = "2026-08-20", **parts: object
) -> Facts:
    """Facts of a Friday at ``spot``, with a session stored before it at ``price``."""
    rows = pair(NEXT_FRIDAY, 100)
    previous = snapshot(rows, as_of=f"{day}T16:00", spot=price)
    return facts_of(snapshot(rows, spot=spot, **parts), History(previous=previous))


def test_the_change_since_the_stored_session_is_taken_from_its_price() -> None:
    facts = after_thursday(96.0)
    assert facts["change_since_stored"].value == 100 / 96 - 1
    assert facts["stored_price"].value == 96.0
    assert facts["stored_price_date"].value == DAY_BEFORE


def test_a_stored_session_that_is_not_the_one_before_gives_no_change() -> None:
    for day in ("2026-08-19", "2026-08-14"):
        assert reason(after_thursday(96.0, day=day), "change_since_stored") == "no_session_before"
    assert reason(facts_with(Bars()), "change_since_stored") == "no_history"


@pytest.mark.parametrize("price", [50.0, 200.0, 1000.0, 9.6, 52.0])
def test_a_change_near_the_ratio_of_a_split_is_no_change(price: float) -> None:
    assert reason(after_thursday(price), "change_since_stored") == "split"


def test_a_split_that_the_bars_name_for_the_day_leaves_no_change() -> None:
    bars = Bars(splits=(Split(session=SESSION, ratio=1.5),))
    assert reason(after_thursday(96.0, bars=bars), "change_since_stored") == "split"
    earlier = Bars(splits=(Split(session=DAY_BEFORE, ratio=1.5),))
    assert after_thursday(96.0, bars=earlier)["change_since_stored"].ok


def test_an_index_is_never_split() -> None:
    context = {"instrument_type": "index"}
    assert after_thursday(50.0, context=context)["change_since_stored"].value == 1.0
