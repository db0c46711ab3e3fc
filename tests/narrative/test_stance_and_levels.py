"""Stance and levels: one word from ordered conditions, one role for each price."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import pytest

from generator.market.demo import demo_snapshot
from generator.narrative.compose import compose
from tests.narrative.made_facts import demo_with
from tests.replays import playbook

if TYPE_CHECKING:
    from generator.narrative.compose import Composition
    from generator.signals.facts import Value

UP: Final = {"spot": 110.0, "sma_20": 105.0, "sma_50": 100.0, "sma_200": 90.0}
DOWN: Final = {"spot": 80.0, "sma_20": 85.0, "sma_50": 90.0, "sma_200": 100.0}
FLAT: Final = {"spot": 100.0, "sma_20": 100.0, "sma_50": 100.0, "sma_200": 100.0}
CALM: Final = {
    "pin_share_front": 0.01,
    "resistance": 500.0,
    "support": 1.0,
    "previous_close": 110.0,
    "one_sigma_move_1d": 1.0,
    "rsi_14": 50.0,
}


def composed(**values: Value | None) -> Composition:
    return compose(demo_with(**values), playbook(), demo_snapshot().sessions())


def stance(**values: Value | None) -> tuple[Value | None, ...]:
    facts = composed(**values).facts
    return tuple(facts[name].value for name in ("trend", "positioning", "regime"))


@pytest.mark.parametrize(
    ("prices", "trend"), [(UP, "bullish"), (DOWN, "bearish"), (FLAT, "neutral")]
)
@pytest.mark.parametrize(
    ("ratio", "positioning"),
    [(2.5, "put_heavy"), (2.0, "usual"), (1.0, "usual"), (0.5, "usual"), (0.4, "call_heavy")],
)
def test_prices_make_the_trend_and_open_interest_the_positioning(
    prices: dict[str, Value], trend: str, ratio: float, positioning: str
) -> None:
    """Neither borrows the other's word, and a disagreement of both is contested."""
    found = stance(**CALM, **prices, put_call_oi_ratio=ratio)
    contested = {("bullish", "put_heavy"), ("bearish", "call_heavy")}
    regime = (
        "contested"
        if (trend, positioning) in contested
        else positioning
        if positioning != "usual"
        else "quiet"
        if trend == "neutral"
        else trend
    )
    assert found == (trend, positioning, regime)


@pytest.mark.parametrize(
    ("values", "regime"),
    [
        ({"pin_share_front": 0.30, "days_to_front_expiration": 2}, "pinned"),
        ({"resistance": 110.4}, "breakout_watch"),
        ({"support": 109.6}, "breakdown_watch"),
        ({"rsi_14": 70.5}, "overbought"),
        ({"resistance": 110.4, "support": 109.6}, "breakout_watch"),
        ({"pin_share_front": 0.30, "days_to_front_expiration": 2, "rsi_14": 80.0}, "pinned"),
    ],
)
def test_the_first_regime_that_holds_decides(values: dict[str, Value], regime: str) -> None:
    assert stance(**CALM | UP | {"put_call_oi_ratio": 2.5} | values)[2] == regime


def test_what_is_left_is_no_answer_while_what_decides_is_missing() -> None:
    """Without averages there is no trend, not a neutral one; the regime says undetermined."""
    gone = dict.fromkeys(("sma_20", "sma_50", "sma_200"))
    trend, _, regime = stance(**CALM, **gone, put_call_oi_ratio=1.0)
    assert trend is None
    assert regime == "undetermined"


def test_a_short_history_of_prices_uses_the_shorter_averages() -> None:
    assert stance(**CALM | UP | {"sma_200": None})[0] == "bullish"
    assert stance(**CALM | DOWN | {"sma_200": None})[0] == "bearish"


def test_exactly_one_regime_speaks_in_the_headline_and_in_the_bottom_line() -> None:
    """Whatever the facts, one sentence each, and both by a rule that fired."""
    for prices, ratio in itertools.product((UP, DOWN, FLAT), (0.4, 1.0, 2.5)):
        made = composed(**CALM, **prices, put_call_oi_ratio=ratio)
        fired = {trace.rule for trace in made.article.traces if trace.outcome.truth}
        for name in ("headline", "bottom_line"):
            section = made.article.section(name)
            assert section is not None
            assert len(section.sentences) == 1
            assert section.sentences[0].rule in fired


LEVELS: Final = ("resistance", "support", "call_wall", "put_wall", "sma_50", "sma_200")


def levels(**values: Value | None) -> list[tuple[object, object, object]]:
    rows = composed(**values).facts["levels"].rows
    return [(row["level"], row["role"], row["side"]) for row in rows]


def test_levels_fall_from_the_highest_and_know_their_side_of_the_price() -> None:
    found = levels()
    prices = [float(str(level)) for level, _, _ in found]
    assert prices == sorted(prices, reverse=True)
    for price, (_, _, side) in zip(prices, found, strict=True):
        assert side == ("above" if price > 249.52 else "below")


def test_a_price_has_one_role_even_where_several_facts_agree_on_it() -> None:
    """Two prices that print alike are one level, under its most important role."""
    found = levels(resistance=260.0, call_wall=260.001, high_52w=259.999, spot=249.52)
    assert [role for level, role, _ in found if abs(float(str(level)) - 260) < 0.01] == [
        "resistance"
    ]


def test_a_level_at_the_price_says_so() -> None:
    sides = {role: side for _, role, side in levels(sma_50=249.521)}
    assert sides["50-day average"] == "at the price"


def test_without_any_level_there_is_no_table() -> None:
    names = (*LEVELS, "high_52w", "max_pain_front")
    made = composed(**dict.fromkeys(names))
    assert made.facts["levels"].unavailable is not None
    section = made.article.section("levels")
    assert section is None or not section.tables


@pytest.mark.parametrize(
    ("values", "beyond", "regime"),
    [
        ({"support": 109.6}, 109.5, "breakdown_watch"),
        ({"resistance": 110.4}, 110.5, "breakout_watch"),
    ],
)
def test_a_level_that_the_session_came_through_from_beyond_is_not_watched(
    values: dict[str, Value], beyond: float, regime: str
) -> None:
    """On the same side the session before it is; and a close at the level is not beyond it."""
    calm = CALM | UP | {"put_call_oi_ratio": 1.0} | values
    level = next(iter(values.values()))
    assert stance(**calm | {"previous_close": beyond})[2] == "bullish"
    assert stance(**calm | {"previous_close": level})[2] == regime


@pytest.mark.parametrize("coverage", ["partial", "one expiration"])
def test_open_interest_of_a_part_of_the_chain_does_not_pin_the_price(coverage: str) -> None:
    pinned = {"pin_share_front": 0.30, "days_to_front_expiration": 2, "put_call_oi_ratio": 1.0}
    assert stance(**CALM | UP | pinned)[2] == "pinned"
    assert stance(**CALM | UP | pinned, chain_coverage=coverage)[2] != "pinned"


@pytest.mark.parametrize(
    ("share", "percentile", "regime"),
    [
        (0.10, 0.95, "expired"),
        (0.28, 0.05, "expired"),
        (0.28, 0.50, "bullish"),
        (0.09, 0.95, "contested"),
        (0.09, 0.05, "call_heavy"),
    ],
)
def test_where_much_open_interest_expired_its_ratio_is_no_regime(
    share: float, percentile: float, regime: str
) -> None:
    values = {"expiring_today_share": share, "put_call_oi_percentile": percentile}
    assert stance(**CALM | UP | values)[2] == regime
