"""A chain priced by QuantLib from a known smile gives the smile, its forwards and moves back."""

from __future__ import annotations

import math
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from generator.signals.facts import Basis
from generator.signals.history import History
from generator.signals.surface import Slice
from tests import oracle
from tests.snapshots import CALENDAR, FRIDAY_CLOSE, Row, contract, facts_of, reason, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.signals.facts import Facts

SPOT: Final = 250.0
RATE: Final = 0.041
YIELD: Final = 0.013
EXPIRATIONS: Final = tuple(
    date.fromisoformat(day)
    for day in [
        "2026-08-28",
        "2026-09-04",
        "2026-09-18",
        "2026-09-25",
        "2026-10-16",
        "2026-11-20",
        "2026-12-18",
    ]
)
LEVELS: Final = dict(zip(EXPIRATIONS, (0.31, 0.24, 0.20, 0.21, 0.22, 0.23, 0.235), strict=True))
"""At-the-money volatilities; the front carries an event."""


@cache
def years(expiration: date) -> float:
    """Actual seconds to the session's close over 365 days."""
    span = CALENDAR.close(expiration).timestamp() - FRIDAY_CLOSE.timestamp()
    return span / (365 * 86_400)


def forward(expiration: date) -> float:
    """Dollars: spot carried at the rate less the yield."""
    return SPOT * math.exp((RATE - YIELD) * years(expiration))


def flat(expiration: date, _strike: float) -> float:
    """One volatility an expiration."""
    return LEVELS[expiration]


def skewed(expiration: date, strike: float) -> float:
    """Puts dearer than calls, and both wings dearer than the middle."""
    distance = math.log(strike / forward(expiration)) / math.sqrt(years(expiration))
    return LEVELS[expiration] * (1 - 0.35 * distance + 0.4 * distance**2)


def price(
    expiration: date, strike: float, right: str, smile: Callable[[date, float], float]
) -> float:
    """Dollars, discounted, as QuantLib prices it."""
    undiscounted = oracle.black_price(
        forward=forward(expiration),
        strike=strike,
        deviation=smile(expiration, strike) * math.sqrt(years(expiration)),
        is_call=right == "call",
    )
    return undiscounted * math.exp(-RATE * years(expiration))


def priced_chain(
    smile: Callable[[date, float], float], *, closes: bool = False, step: float = 1.0
) -> list[Row]:
    """Every strike from 60 % to 150 % of spot; as closes, or as quotes without a spread."""
    rows: list[Row] = []
    for expiration in EXPIRATIONS:
        for strike in np.arange(0.6 * SPOT, 1.5 * SPOT, step).tolist():
            for right in ("call", "put"):
                value = price(expiration, strike, right, smile)
                if value < 1e-7:
                    continue
                known: Row = {"bid": value, "ask": value}
                if closes:
                    known = {"last": value, "volume": 10.0}
                rows.append(contract(str(expiration), strike, right, oi=5.0, **known))
    return rows


def _facts(rows: list[Row], history: History | None = None) -> Facts:
    made = snapshot(rows, spot=SPOT, rate=RATE, dividend_yield=YIELD)
    return facts_of(made, history)


@pytest.fixture(scope="module")
def flat_facts() -> Facts:
    """Facts of a chain with one volatility an expiration."""
    return _facts(priced_chain(flat))


@pytest.fixture(scope="module")
def skewed_facts() -> Facts:
    """Facts of a chain with a smile."""
    return _facts(priced_chain(skewed))


def _value(facts: Facts, name: str) -> float:
    number = facts[name].number
    assert number is not None, facts[name].unavailable
    return number


def _constant_maturity(levels: dict[date, float], days: int) -> float:
    """Total variance, linear between the expirations on either side."""
    target = days / 365
    spans = [years(day) for day in EXPIRATIONS]
    variances = [levels[day] ** 2 * years(day) for day in EXPIRATIONS]
    return math.sqrt(float(np.interp(target, spans, variances)) / target)


def test_parity_gives_each_forward_back(skewed_facts: Facts) -> None:
    rows = skewed_facts["forward_by_expiration"].rows
    assert [row["expiration"] for row in rows] == list(EXPIRATIONS)
    for row, expiration in zip(rows, EXPIRATIONS, strict=True):
        assert row["forward"] == pytest.approx(forward(expiration), rel=1e-10)
        assert row["basis"] == "quotes"


def test_a_flat_smile_comes_back_contract_by_contract(flat_facts: Facts) -> None:
    """Within 1e-8 at every strike, which is QuantLib's own volatility."""
    rows = flat_facts["contract_implied_volatility"].rows
    assert len(rows) > 150
    for row in rows:
        expiration = row["expiration"]
        assert isinstance(expiration, date)
        assert row["implied_volatility"] == pytest.approx(LEVELS[expiration], abs=1e-8)


def test_at_the_money_volatilities_come_back(flat_facts: Facts, skewed_facts: Facts) -> None:
    """Exactly where the smile is flat; to a basis point between two strikes of a curved one."""
    for facts, tolerance in ((flat_facts, 1e-8), (skewed_facts, 1e-4)):
        rows = facts["atm_iv_by_expiration"].rows
        assert len(rows) == len(EXPIRATIONS)
        for row, expiration in zip(rows, EXPIRATIONS, strict=True):
            level = LEVELS[expiration]
            assert row["implied_volatility"] == pytest.approx(level, abs=tolerance)
            assert row["days"] == (expiration - date(2026, 8, 21)).days


def test_constant_maturities_are_linear_in_total_variance(flat_facts: Facts) -> None:
    """30 days lie between 28 and 35 here, 90 between 56 and 91; the slope is their difference."""
    near, far = _constant_maturity(LEVELS, 30), _constant_maturity(LEVELS, 90)
    assert _value(flat_facts, "iv_30d") == pytest.approx(near, abs=1e-8)
    assert _value(flat_facts, "iv_90d") == pytest.approx(far, abs=1e-8)
    assert _value(flat_facts, "term_slope") == pytest.approx(far - near, abs=1e-8)


def test_the_one_sigma_move_is_the_thirty_day_volatility_over_one_session(
    flat_facts: Facts,
) -> None:
    move = _constant_maturity(LEVELS, 30) / math.sqrt(252)
    assert _value(flat_facts, "one_sigma_move_1d_fraction") == pytest.approx(move, abs=1e-8)
    assert _value(flat_facts, "one_sigma_move_1d") == pytest.approx(SPOT * move, abs=1e-6)


@pytest.mark.parametrize(
    ("which", "expiration"), [("front", EXPIRATIONS[0]), ("second", EXPIRATIONS[1])]
)
def test_the_straddle_is_quantlib_s_two_options_struck_at_the_forward(
    flat_facts: Facts, which: str, expiration: date
) -> None:
    at = forward(expiration)
    both = price(expiration, at, "call", flat) + price(expiration, at, "put", flat)
    assert flat_facts[f"expiration_{which}"].value == expiration
    assert _value(flat_facts, f"straddle_move_{which}") == pytest.approx(both, rel=1e-7)
    fraction = _value(flat_facts, f"straddle_move_{which}_fraction")
    assert fraction == pytest.approx(both / SPOT, rel=1e-7)


def test_expected_moves_are_spot_times_volatility_times_root_time(flat_facts: Facts) -> None:
    rows = flat_facts["expected_move_by_expiration"].rows
    for row, expiration in zip(rows, EXPIRATIONS, strict=True):
        move = LEVELS[expiration] * math.sqrt(years(expiration))
        assert row["expected_move_fraction"] == pytest.approx(move, abs=1e-8)
        assert row["expected_move"] == pytest.approx(SPOT * move, abs=1e-6)


def _strike_at_delta(expiration: date, delta: float) -> float:
    """The strike where QuantLib's forward delta is ``delta`` under the smile, by bisection."""
    low, high = 0.6 * SPOT, 1.5 * SPOT
    for _ in range(200):
        middle = (low + high) / 2
        found = oracle.forward_delta(
            forward=forward(expiration),
            strike=middle,
            deviation=skewed(expiration, middle) * math.sqrt(years(expiration)),
            is_call=delta > 0,
        )
        low, high = (middle, high) if found > delta else (low, middle)
    return (low + high) / 2


def test_the_skew_is_put_less_call_at_twenty_five_delta(skewed_facts: Facts) -> None:
    """Above 0 where puts are dearer; a flat smile has none."""
    wings = {
        delta: _constant_maturity(
            {day: skewed(day, _strike_at_delta(day, delta)) for day in EXPIRATIONS}, 30
        )
        for delta in (-0.25, 0.25)
    }
    expected = wings[-0.25] - wings[0.25]
    assert expected > 0.005
    assert _value(skewed_facts, "skew_25d") == pytest.approx(expected, abs=1e-5)


def test_strikes_on_another_scale_are_no_wing_of_the_smile() -> None:
    """Far out of the money and dear, as strikes of before a split that a file still has."""
    smile = Slice(
        expiration=EXPIRATIONS[0],
        years=0.1,
        forward=100.0,
        discount=1.0,
        basis=Basis.QUOTES,
        rows=np.arange(6),
        strike=np.array([80.0, 90.0, 110.0, 120.0, 900.0, 1000.0]),
        volatility=np.array([0.6, 0.5, 0.4, 0.45, 12.0, 11.0]),
        delta=np.array([-0.2, -0.3, 0.35, 0.15, 0.5, 0.24]),
    )
    assert smile.at_delta(0.25) == pytest.approx(0.425)
    assert smile.at_delta(-0.25) == pytest.approx(0.55)
    assert list(smile.around_delta(0.25)) == [3, 2]


def test_a_flat_smile_has_no_skew(flat_facts: Facts) -> None:
    assert _value(flat_facts, "skew_25d") == pytest.approx(0.0, abs=1e-8)


def test_the_smile_of_the_front_expiration_is_sorted_and_out_of_the_money(
    skewed_facts: Facts,
) -> None:
    """Puts below the forward, calls from it on, deltas of the right sign and QuantLib's size."""
    rows = skewed_facts["volatility_smile_front"].rows
    strikes = [float(str(row["strike"])) for row in rows]
    assert strikes == sorted(set(strikes))
    at = forward(EXPIRATIONS[0])
    for row in rows:
        strike, volatility, delta = row["strike"], row["implied_volatility"], row["delta"]
        assert isinstance(strike, float)
        assert isinstance(volatility, float)
        assert row["right"] == ("call" if strike >= at else "put")
        expected = oracle.forward_delta(
            forward=at,
            strike=strike,
            deviation=volatility * math.sqrt(years(EXPIRATIONS[0])),
            is_call=row["right"] == "call",
        )
        assert delta == pytest.approx(expected, abs=1e-7)


def test_closing_prices_of_traded_contracts_stand_in_and_every_fact_says_so() -> None:
    """The same volatilities come out; the method names the closes; no one-day change is made."""
    day = date(2026, 8, 20)
    facts = _facts(priced_chain(flat, closes=True), History({day: {"iv_30d": 0.2}}))
    assert _value(facts, "iv_30d") == pytest.approx(_constant_maturity(LEVELS, 30), abs=1e-8)
    for name in ("iv_30d", "iv_90d", "skew_25d", "straddle_move_front", "term_slope"):
        assert facts[name].basis is Basis.CLOSES
        assert "closing prices" in facts[name].method
    assert reason(facts, "iv_30d_change_1d") == "closing_prices"


def test_a_close_without_a_trade_is_not_used() -> None:
    rows = [row | {"volume": 0.0} for row in priced_chain(flat, closes=True, step=10.0)]
    facts = _facts(rows)
    for name in ("iv_30d", "forward_by_expiration", "straddle_move_front", "skew_25d"):
        assert reason(facts, name) == "no_prices"


def test_without_pairs_near_the_money_spot_is_carried_and_labelled() -> None:
    """Calls alone give no parity: the forward is spot at the rate less the yield."""
    rows = [row for row in priced_chain(flat, step=5.0) if row["right"] == "call"]
    facts = _facts(rows)
    assert facts["forward_by_expiration"].basis is Basis.CARRY
    for row, expiration in zip(facts["forward_by_expiration"].rows, EXPIRATIONS, strict=True):
        assert row["forward"] == pytest.approx(forward(expiration), rel=1e-12)
        assert row["basis"] == "spot carried at the rate"
    assert reason(facts, "skew_25d") == "no_bracket"


def test_without_a_rate_there_is_no_forward_and_no_volatility() -> None:
    facts = facts_of(snapshot(priced_chain(flat, step=10.0), spot=SPOT))
    for name in ("risk_free_rate", "forward_by_expiration", "iv_30d", "straddle_move_front"):
        assert reason(facts, name) == "not_given"


def test_thirty_days_need_an_expiration_on_either_side() -> None:
    """With 35 days as the nearest, and with 28 as the farthest, there is no 30-day volatility."""
    rows = priced_chain(flat, step=5.0)
    late = [row for row in rows if str(row["expiration"]) >= "2026-09-25"]
    early = [row for row in rows if str(row["expiration"]) <= "2026-09-18"]
    assert reason(_facts(late), "iv_30d") == "no_bracket"
    assert reason(_facts(early), "iv_30d") == "no_bracket"


def test_the_change_of_a_volatility_is_against_the_last_stored_session() -> None:
    """Never against an older one: a session that has no volatility gives no change."""
    rows = priced_chain(flat, step=5.0)
    before, last = date(2026, 8, 19), date(2026, 8, 20)
    facts = _facts(rows, History({before: {"iv_30d": 0.5}, last: {"iv_30d": 0.19}}))
    change = _value(facts, "iv_30d") - 0.19
    assert _value(facts, "iv_30d_change_1d") == pytest.approx(change, abs=1e-12)
    gap = _facts(rows, History({before: {"iv_30d": 0.5}, last: {"spot": 250.0}}))
    assert reason(gap, "iv_30d_change_1d") == "no_session_before"
    assert reason(_facts(rows), "iv_30d_change_1d") == "no_session_before"
