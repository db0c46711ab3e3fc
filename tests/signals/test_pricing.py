"""Black-76 held to QuantLib: prices, deltas, and volatilities out of prices."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.signals.pricing import (
    black_forward_delta,
    black_price,
    implied_volatility,
    normal_cdf,
)
from tests import oracle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_MINUTE: Final = 1 / (365 * 24 * 60)
MONEYNESS: Final = (0.2, 0.5, 0.75, 0.9, 0.97, 0.995, 1.0, 1.005, 1.03, 1.1, 1.33, 2.0, 5.0)
YEARS: Final = (
    5 * _MINUTE,
    90 * _MINUTE,
    1 / 365,
    3 / 365,
    14 / 365,
    60 / 365,
    0.5,
    1.0,
    3.0,
    10.0,
)
VOLATILITIES: Final = (0.01, 0.05, 0.1, 0.17, 0.25, 0.4, 0.7, 1.0, 1.8, 3.0, 5.0)
FORWARD: Final = 249.52
DISCOUNT: Final = 0.97
TIME_VALUE: Final = 1e-4
"""Share of the forward above which a volatility must come back to 1e-8."""


class Terms(TypedDict):
    """The arguments of the oracle for one contract."""

    forward: float
    strike: float
    deviation: float
    is_call: bool


class Grid:
    """Contracts of every moneyness, term, volatility and right, priced by QuantLib."""

    def __init__(self) -> None:
        points = list(product(MONEYNESS, YEARS, VOLATILITIES, (True, False)))
        ratio, years, volatility, is_call = zip(*points, strict=True)
        self.strike = FORWARD * np.array(ratio)
        self.years = np.array(years)
        self.volatility = np.array(volatility)
        self.is_call = np.array(is_call)
        self.deviation = self.volatility * np.sqrt(self.years)
        self.price = np.array([oracle.black_price(**terms) for terms in self.terms()])
        self.delta = np.array([oracle.forward_delta(**terms) for terms in self.terms()])
        sign = np.where(self.is_call, 1.0, -1.0)
        self.intrinsic = np.maximum(sign * (FORWARD - self.strike), 0.0)
        self.bound = np.where(self.is_call, FORWARD, self.strike)
        least = TIME_VALUE * FORWARD
        self.telling = (self.price - self.intrinsic > least) & (self.bound - self.price > least)

    def terms(self) -> Iterator[Terms]:
        """The arguments of the oracle, contract by contract."""
        for strike, deviation, is_call in zip(
            self.strike.tolist(), self.deviation.tolist(), self.is_call.tolist(), strict=True
        ):
            yield {
                "forward": FORWARD,
                "strike": strike,
                "deviation": deviation,
                "is_call": is_call,
            }

    def solve(self, price: NDArray[np.float64]) -> NDArray[np.float64]:
        """The product's volatilities at undiscounted prices."""
        return implied_volatility(
            price=price * DISCOUNT,
            forward=FORWARD,
            strike=self.strike,
            years=self.years,
            discount=DISCOUNT,
            is_call=self.is_call,
        )


@pytest.fixture(scope="module")
def grid() -> Grid:
    """2,860 contracts: five minutes to ten years, 1 % to 500 %, a fifth to five times forward."""
    return Grid()


def test_prices_are_quantlib_s(grid: Grid) -> None:
    found = black_price(
        forward=FORWARD, strike=grid.strike, deviation=grid.deviation, is_call=grid.is_call
    )
    assert len(found) == 2860
    np.testing.assert_allclose(found, grid.price, rtol=1e-11, atol=1e-12 * FORWARD)


def test_forward_deltas_are_quantlib_s(grid: Grid) -> None:
    found = black_forward_delta(
        forward=FORWARD, strike=grid.strike, deviation=grid.deviation, is_call=grid.is_call
    )
    np.testing.assert_allclose(found, grid.delta, rtol=1e-11, atol=1e-13)


def test_volatilities_come_back_from_quantlib_s_prices(grid: Grid) -> None:
    """Within 1e-8 wherever more than 1e-4 of the forward is time value and not all of the bound."""
    found = grid.solve(grid.price)[grid.telling]
    assert len(found) > 1200
    np.testing.assert_allclose(found, grid.volatility[grid.telling], rtol=0, atol=1e-8)


def test_a_volatility_is_right_or_missing_never_an_edge_of_the_solver(grid: Grid) -> None:
    """Put back into QuantLib, every volatility that is given makes the price again."""
    found = grid.solve(grid.price)
    solved = np.isfinite(found)
    again = np.array(
        [
            oracle.black_price(
                forward=FORWARD,
                strike=terms["strike"],
                deviation=float(deviation),
                is_call=terms["is_call"],
            )
            for terms, deviation, known in zip(
                grid.terms(), found * np.sqrt(grid.years), solved, strict=True
            )
            if known
        ]
    )
    np.testing.assert_allclose(again, grid.price[solved], rtol=0, atol=1e-11 * FORWARD)
    worthless = grid.price - grid.intrinsic <= 0
    assert worthless.sum() > 100
    assert np.isnan(found[worthless]).all()


def test_quantlib_s_own_solver_finds_the_same_volatility(grid: Grid) -> None:
    """On out-of-the-money contracts, where QuantLib's solver is at its best, both agree to 1e-8."""
    found = grid.solve(grid.price)
    checked = 0
    for place, terms in enumerate(grid.terms()):
        if grid.intrinsic[place] > 0 or not grid.telling[place]:
            continue
        theirs = oracle.implied_deviation(
            forward=FORWARD,
            strike=terms["strike"],
            price=float(grid.price[place]),
            is_call=terms["is_call"],
        ) / math.sqrt(grid.years[place])
        assert found[place] == pytest.approx(theirs, abs=1e-8)
        checked += 1
    assert checked > 500


@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("strike", [80.0, 100.0, 125.0])
def test_a_price_on_or_outside_its_bounds_has_no_volatility(
    strike: float, *, is_call: bool
) -> None:
    """At intrinsic value, a tick below, at the upper bound, above it, at 0 and below: missing."""
    intrinsic = max((100.0 - strike) * (1 if is_call else -1), 0.0)
    bound = 100.0 if is_call else strike
    outside = np.array([intrinsic, intrinsic - 0.01, bound, bound + 0.01, 0.0, -1.0, np.nan])
    found = implied_volatility(
        price=outside * DISCOUNT,
        forward=100.0,
        strike=strike,
        years=0.1,
        discount=DISCOUNT,
        is_call=is_call,
    )
    assert np.isnan(found).all()
    tick = implied_volatility(
        price=(intrinsic + 0.01) * DISCOUNT,
        forward=100.0,
        strike=strike,
        years=0.1,
        discount=DISCOUNT,
        is_call=is_call,
    )
    assert 0.0005 < float(tick) < 5


@pytest.mark.parametrize("name", ["forward", "strike", "years"])
@pytest.mark.parametrize("value", [0.0, -1.0, np.nan])
def test_an_input_that_is_unknown_or_not_above_zero_gives_no_volatility(
    name: str, value: float
) -> None:
    terms = {"price": 3.0, "forward": 100.0, "strike": 100.0, "years": 0.1, "discount": 1.0}
    assert np.isnan(implied_volatility(**terms | {name: value}, is_call=True))


@given(
    ratio=st.floats(0.1, 10.0),
    deviation=st.floats(0.001, 6.0),
    is_call=st.booleans(),
)
def test_price_and_volatility_undo_one_another(
    ratio: float, deviation: float, *, is_call: bool
) -> None:
    """Wherever a price says anything of the volatility, the volatility makes that price again."""
    terms = {"forward": 1.0, "strike": ratio, "is_call": is_call}
    price = float(black_price(**terms, deviation=deviation))
    found = float(implied_volatility(price=price, years=1.0, discount=1.0, **terms))
    if math.isnan(found):
        intrinsic = max((1 - ratio) if is_call else (ratio - 1), 0.0)
        slack = min(price - intrinsic, (1.0 if is_call else ratio) - price)
        assert slack <= 1e-12 * max(ratio, 1.0)
        return
    assert float(black_price(**terms, deviation=found)) == pytest.approx(
        price, abs=1e-12 * max(ratio, 1)
    )


@given(st.floats(-38.0, 38.0))
def test_the_normal_distribution_is_that_of_the_error_function(x: float) -> None:
    """To the last digit of a probability, and in the far tails to eight digits of the tail."""
    expected = 0.5 * math.erfc(-x / math.sqrt(2))
    assert float(normal_cdf(x)) == pytest.approx(expected, rel=0, abs=2e-16)
    assert float(normal_cdf(x)) == pytest.approx(expected, rel=1e-8, abs=0)
