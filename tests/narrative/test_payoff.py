"""Payoffs at expiration against brute force, exact fractions and QuantLib's probabilities."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import QuantLib as ql  # noqa: N813 - its usual name
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.narrative.payoff import (
    PayoffLeg,
    break_evens,
    maximum_gain,
    maximum_loss,
    probability_of_profit,
    profit,
    profitable,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

FAR: Final = 1_000_000
"""A price, in cents, beyond which nothing turns."""


def call(strike: float, quantity: float, price: float) -> PayoffLeg:
    """A call."""
    return PayoffLeg(kind="call", quantity=quantity, price=price, strike=strike)


def put(strike: float, quantity: float, price: float) -> PayoffLeg:
    """A put."""
    return PayoffLeg(kind="put", quantity=quantity, price=price, strike=strike)


def shares(price: float) -> PayoffLeg:
    """One share."""
    return PayoffLeg(kind="shares", quantity=1, price=price)


POSITIONS: Final = {
    "long call": ([call(100, 1, 4)], (104,), None, 4),
    "long put": ([put(100, 1, 4)], (96,), 96, 4),
    "bull call spread": ([call(100, 1, 4), call(110, -1, 1)], (103,), 7, 3),
    "bear put spread": ([put(100, 1, 4), put(90, -1, 1.5)], (97.5,), 7.5, 2.5),
    "bull put spread": ([put(90, 1, 1), put(95, -1, 2.5)], (93.5,), 1.5, 3.5),
    "bear call spread": ([call(110, 1, 1), call(105, -1, 2.5)], (106.5,), 1.5, 3.5),
    "covered call": ([shares(100), call(110, -1, 2)], (98,), 12, 98),
    "cash-secured put": ([put(95, -1, 2)], (93,), 2, 93),
    "collar": ([shares(100), put(95, 1, 1.5), call(110, -1, 2)], (99.5,), 10.5, 4.5),
    "iron condor": (
        [put(90, 1, 0.5), put(95, -1, 1.5), call(105, -1, 1.75), call(110, 1, 0.75)],
        (93, 107), 2, 3,
    ),
    "straddle": ([call(100, 1, 4), put(100, 1, 3.5)], (92.5, 107.5), None, 7.5),
}  # fmt: skip
"""Legs, break-evens, maximum gain and maximum loss, worked out by hand."""


@pytest.mark.parametrize("name", POSITIONS)
def test_structures_pay_what_is_worked_out_by_hand(name: str) -> None:
    legs, evens, gain, loss = POSITIONS[name]
    assert break_evens(legs) == pytest.approx(evens, abs=1e-12)
    found = maximum_gain(legs)
    assert (found is None) == (gain is None)
    assert gain is None or found == pytest.approx(gain)
    assert maximum_loss(legs) == pytest.approx(loss)


def exact(legs: Sequence[PayoffLeg], cents: int) -> Fraction:
    """The profit at a price of ``cents``, without a float and without the module."""
    price, total = Fraction(cents, 100), Fraction(0)
    for leg in legs:
        strike, paid = Fraction(str(leg.strike)), Fraction(str(leg.price))
        inside = {"call": price - strike, "put": strike - price, "shares": price}[leg.kind]
        worth = inside if leg.kind == "shares" else max(inside, Fraction(0))
        total += Fraction(int(leg.quantity)) * (worth - paid)
    return total


cents_of = st.integers(1, 40_000)
legs_of = st.builds(
    PayoffLeg,
    kind=st.sampled_from(["call", "put"]),
    quantity=st.sampled_from([-2, -1, 1, 2]),
    price=cents_of.map(lambda cents: cents / 100),
    strike=cents_of.map(lambda cents: cents / 100),
) | cents_of.map(lambda cents: shares(cents / 100))
positions = st.lists(legs_of, min_size=1, max_size=4)


def kinks(legs: Sequence[PayoffLeg]) -> list[int]:
    """Prices in cents at which the exact profit may turn, and two beyond."""
    strikes = {round(leg.strike * 100) for leg in legs}
    return sorted({0, *strikes, FAR, 2 * FAR})


@given(positions, st.lists(st.integers(0, FAR), max_size=30))
def test_the_extremes_bound_the_profit_everywhere_and_are_reached(
    legs: list[PayoffLeg], prices: list[int]
) -> None:
    amounts = [exact(legs, price) for price in (*kinks(legs), *prices)]
    gain, loss = maximum_gain(legs), maximum_loss(legs)
    beyond = exact(legs, 2 * FAR) - exact(legs, FAR)
    assert (gain is None) == (beyond > 0)
    assert (loss is None) == (beyond < 0)
    if gain is not None:
        assert float(max(amounts)) == pytest.approx(gain, abs=1e-7)
    if loss is not None:
        assert float(min(amounts)) == pytest.approx(-loss, abs=1e-7)


@given(positions)
def test_the_profit_is_nothing_at_a_break_even_and_turns_nowhere_else(
    legs: list[PayoffLeg],
) -> None:
    evens = break_evens(legs)
    assert list(evens) == sorted(set(evens))
    for price in evens:
        assert float(profit(legs, price)) == pytest.approx(0, abs=1e-6)
    edges = [0.0, *evens, 4 * FAR / 100]
    for low, high in itertools.pairwise(edges):
        inside = [low + (high - low) * share for share in (0.01, 0.3, 0.5, 0.7, 0.99)]
        signs = {np.sign(amount) for amount in profit(legs, inside) if abs(amount) > 1e-6}
        assert len(signs) <= 1, (low, high)


@given(positions, st.integers(0, 40_000))
def test_the_profit_is_the_exact_one(legs: list[PayoffLeg], price: int) -> None:
    assert float(profit(legs, price / 100)) == pytest.approx(float(exact(legs, price)), abs=1e-7)


@given(positions, cents_of)
def test_the_intervals_of_profit_are_where_there_is_a_profit(
    legs: list[PayoffLeg], price: int
) -> None:
    amount = exact(legs, price)
    assume(abs(amount) > Fraction(1, 10**6))
    inside = any(low < price / 100 < high for low, high in profitable(legs))
    assert inside == (amount > 0)


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 50), st.integers(1, 400))
def test_calls_and_puts_of_one_strike_differ_by_the_shares(
    strike: int, paid: int, other: int, price: int
) -> None:
    """A bought call with a sold put is the share bought at the strike, but for what was paid."""
    pair = [call(strike, 1, paid), put(strike, -1, other)]
    forward = price - strike - paid + other
    assert float(profit(pair, price)) == pytest.approx(forward)


@given(st.floats(0.5, 30), st.floats(0.5, 30), st.floats(60, 140))
def test_a_put_mirrors_a_call_around_its_strike(paid: float, width: float, price: float) -> None:
    """A bear put spread pays at 100 - x what a bull call spread pays at 100 + x."""
    up = [call(100, 1, paid), call(100 + width, -1, paid / 3)]
    down = [put(100, 1, paid), put(100 - width, -1, paid / 3)]
    assert float(profit(up, price)) == pytest.approx(float(profit(down, 200 - price)), abs=1e-9)
    assert maximum_gain(up) == pytest.approx(maximum_gain(down), abs=1e-9)
    assert maximum_loss(up) == pytest.approx(maximum_loss(down), abs=1e-9)


def digital(strike: float, forward: float, deviation: float) -> float:
    """Chance of ending above ``strike``: an undiscounted cash-or-nothing call by QuantLib."""
    today = ql.Date(29, 12, 2025)
    ql.Settings.instance().evaluationDate = today
    count = ql.Actual365Fixed()
    flat = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, count))
    volatility = ql.BlackVolTermStructureHandle(
        ql.BlackConstantVol(today, ql.NullCalendar(), deviation, count)
    )
    process = ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(forward)), flat, flat, volatility
    )
    option = ql.EuropeanOption(
        ql.CashOrNothingPayoff(ql.Option.Call, strike, 1.0), ql.EuropeanExercise(today + 365)
    )
    option.setPricingEngine(ql.AnalyticEuropeanEngine(process))
    return float(option.NPV())


@pytest.mark.parametrize("name", POSITIONS)
@pytest.mark.parametrize("forward", [80.0, 99.0, 101.5, 130.0])
@pytest.mark.parametrize("deviation", [0.02, 0.08, 0.4])
def test_the_chance_of_a_profit_is_that_of_digital_options(
    name: str, forward: float, deviation: float
) -> None:
    """Whatever lies above a break-even is a digital option; shares of one year at no rate."""
    legs, evens, _, _ = POSITIONS[name]
    above = [digital(price, forward, deviation) for price in evens]
    rises = float(exact(legs, FAR)) > 0
    if len(above) == 1:
        wanted = above[0] if rises else 1 - above[0]
    else:
        inside = above[0] - above[1]
        wanted = 1 - inside if rises else inside
    found = probability_of_profit(legs, forward=forward, deviation=deviation)
    assert found == pytest.approx(wanted, abs=1e-12)


@given(positions, st.floats(20, 400), st.floats(0.02, 0.6))
def test_the_chance_is_the_share_of_a_lognormal_integrated_numerically(
    legs: list[PayoffLeg], forward: float, deviation: float
) -> None:
    """The middle of each of many slices of the normal distribution, without the module."""
    steps = np.linspace(-9, 9, 20_001)
    middle = (steps[:-1] + steps[1:]) / 2
    weight = np.exp(-(middle**2) / 2) / math.sqrt(2 * math.pi) * np.diff(steps)
    price = forward * np.exp(deviation * middle - deviation**2 / 2)
    total = np.zeros_like(price)
    for leg in legs:
        inside = {"call": price - leg.strike, "put": leg.strike - price, "shares": price}[leg.kind]
        worth = inside if leg.kind == "shares" else np.maximum(inside, 0)
        total += leg.quantity * (worth - leg.price)
    found = probability_of_profit(legs, forward=forward, deviation=deviation)
    assert found == pytest.approx(float(weight[total > 1e-7].sum()), abs=2e-3)


@given(positions, st.floats(20, 400), st.floats(0.02, 0.6))
def test_a_position_and_its_opposite_share_out_all_chances(
    legs: list[PayoffLeg], forward: float, deviation: float
) -> None:
    """But for stretches at which both make exactly nothing."""
    against = [
        PayoffLeg(kind=leg.kind, quantity=-leg.quantity, price=leg.price, strike=leg.strike)
        for leg in legs
    ]
    one = probability_of_profit(legs, forward=forward, deviation=deviation)
    other = probability_of_profit(against, forward=forward, deviation=deviation)
    assert one is not None
    assert other is not None
    assert 0 <= one <= 1 + 1e-12
    assert one + other <= 1 + 1e-9


def test_without_a_forward_or_a_volatility_there_is_no_chance() -> None:
    legs = [call(100, 1, 4)]
    assert probability_of_profit(legs, forward=100, deviation=0) is None
    assert probability_of_profit(legs, forward=0, deviation=0.1) is None
    assert probability_of_profit(legs, forward=math.nan, deviation=0.1) is None


def test_a_stretch_of_nothing_has_two_ends() -> None:
    """Bought and sold at prices that cancel: nothing below the lower strike."""
    legs = [call(100, 1, 2), call(110, -1, 2)]
    assert break_evens(legs) == (0.0, 100.0)
    assert list(profitable(legs)) == [(100.0, math.inf)]
