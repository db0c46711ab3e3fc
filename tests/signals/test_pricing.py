"""Black-76 held to QuantLib: prices, deltas, and volatilities out of prices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.signals.black import black_forward_delta, black_price
from generator.signals.implied_volatility import implied_volatility
from generator.signals.normal import normal_cdf
from tests import oracle
from tests.signals.contract_grid import Grid, contract_grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

DISCOUNT: Final = 0.97
TELLING: Final = 1e-7
"""Share of the forward that must lie between a price and each of its bounds for the volatility to
come back to 1e-8: QuantLib's prices are good to 1e-16 of the forward, not of themselves."""
UNDERFLOW: Final = 1e-290
ROOM: Final = 1e-8
EVERY_SEVENTH: Final = slice(None, None, 7)


@pytest.fixture(scope="module")
def grid() -> Grid:
    """A hundred thousand contracts and QuantLib's prices of them."""
    return contract_grid()


def _priced(grid: Grid) -> NDArray[np.float64]:
    """The product's undiscounted prices of the grid."""
    return black_price(
        forward=grid.columns["forward"],
        strike=grid.columns["strike"],
        deviation=grid.deviation,
        is_call=grid.columns["is_call"],
    )


def _solved(grid: Grid, undiscounted: NDArray[np.float64]) -> NDArray[np.float64]:
    """The product's volatilities at undiscounted prices."""
    return implied_volatility(price=undiscounted * grid.columns["discount"], **grid.columns)


def test_prices_are_quantlib_s(grid: Grid) -> None:
    """Within 1e-13 of the larger of forward and price."""
    assert len(grid) == 100_000
    error = np.abs(_priced(grid) - grid.undiscounted)
    assert np.max(error / np.maximum(grid.columns["forward"], grid.undiscounted)) < 1e-13


def test_forward_deltas_are_quantlib_s(grid: Grid) -> None:
    found = black_forward_delta(
        forward=grid.columns["forward"],
        strike=grid.columns["strike"],
        deviation=grid.deviation,
        is_call=grid.columns["is_call"],
    )
    expected = grid.theirs["delta_forward"] / grid.columns["discount"]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-11)


def test_volatilities_come_back_from_quantlib_s_prices(grid: Grid) -> None:
    """Within 1e-8 wherever more than 1e-7 of the forward lies to each bound of the price."""
    telling = grid.slack(grid.undiscounted) > TELLING
    found = _solved(grid, grid.undiscounted)[telling]
    assert len(found) > 45_000
    np.testing.assert_allclose(found, grid.volatility[telling], rtol=0, atol=1e-8)


def test_volatilities_come_back_from_the_smallest_prices_out_of_the_money(grid: Grid) -> None:
    """Within 1e-9 of themselves down to 1e-290 of the forward, which no market quotes."""
    price = _priced(grid)
    out = (grid.intrinsic == 0) & (price > UNDERFLOW * grid.columns["forward"])
    out &= (grid.bound - price) / grid.columns["forward"] > ROOM
    found = _solved(grid, price)[out]
    assert len(found) > 35_000
    np.testing.assert_allclose(found, grid.volatility[out], rtol=1e-9, atol=0)


def test_every_moneyness_and_deviation_comes_back_from_a_hair_to_the_whole() -> None:
    """From 1e-15 to 5e8 times the forward, from a millionth of it to where the bound is met."""
    ratio = np.exp(np.concatenate([[0.0], np.logspace(-15, 1.3, 120)]))
    strike, deviation = np.meshgrid(ratio, np.logspace(-6, 1.5, 700), indexing="ij")
    terms = {"forward": 1.0, "strike": strike, "is_call": True}
    price = black_price(**terms, deviation=deviation)
    found = implied_volatility(price=price, **terms, years=1.0, discount=1.0)
    telling = (price > UNDERFLOW) & (1.0 - price > 1e-13)
    assert telling.sum() > 60_000
    assert np.isfinite(found[telling]).all()
    again = black_price(**terms, deviation=found)
    np.testing.assert_allclose(again[telling], price[telling], rtol=0, atol=2e-15)
    np.testing.assert_allclose(found[telling], deviation[telling], rtol=1e-4, atol=0)
    ordinary = telling & (deviation > 1e-4) & (1.0 - price > 1e-8)
    np.testing.assert_allclose(found[ordinary], deviation[ordinary], rtol=1e-9, atol=0)


def test_a_volatility_is_right_or_missing_never_an_edge_of_the_solver(grid: Grid) -> None:
    """Put back into QuantLib, every volatility that is given makes the price again."""
    price = grid.undiscounted
    found = _solved(grid, price)
    solved = np.flatnonzero(np.isfinite(found))
    deviation = found * np.sqrt(grid.columns["years"])
    again = np.array(
        [
            oracle.black_price(
                forward=float(grid.columns["forward"][place]),
                strike=float(grid.columns["strike"][place]),
                deviation=float(deviation[place]),
                is_call=bool(grid.columns["is_call"][place]),
            )
            for place in solved
        ]
    )
    error = np.abs(again - price[solved]) / np.maximum(
        grid.columns["forward"][solved], grid.columns["strike"][solved]
    )
    assert error.max() < 1e-14
    outside = grid.slack(price) <= 0
    assert outside.sum() > 30_000
    assert np.isnan(found[outside]).all()
    assert np.isfinite(found[grid.slack(price) > 1e-14]).all()


def test_quantlib_s_own_solver_finds_the_same_volatility(grid: Grid) -> None:
    """On out-of-the-money contracts, where QuantLib's solver is at its best, both agree to 1e-8."""
    price = grid.undiscounted
    found = _solved(grid, price)
    compared = np.flatnonzero((grid.intrinsic == 0) & (grid.slack(price) > 1e-4))[EVERY_SEVENTH]
    assert len(compared) > 2_500
    for place in compared:
        theirs = oracle.implied_deviation(
            forward=float(grid.columns["forward"][place]),
            strike=float(grid.columns["strike"][place]),
            price=float(price[place]),
            is_call=bool(grid.columns["is_call"][place]),
        ) / math.sqrt(grid.columns["years"][place])
        assert found[place] == pytest.approx(theirs, abs=1e-8)


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


def test_a_price_that_is_inside_by_its_own_rounding_has_no_volatility() -> None:
    """The last digit of a number says nothing: next to intrinsic value, and next to the bound."""
    edges = [
        (math.nextafter(80.0, 90.0), 20.0, True),
        (math.nextafter(80.0, 90.0), 180.0, False),
        (math.nextafter(100.0, 90.0), 20.0, True),
        (math.nextafter(100.0, 90.0), 180.0, True),
        (math.nextafter(180.0, 90.0), 180.0, False),
    ]
    price, strike, is_call = (np.array(column) for column in zip(*edges, strict=True))
    found = implied_volatility(
        price=price, forward=100.0, strike=strike, years=0.5, discount=1.0, is_call=is_call
    )
    assert np.isnan(found).all()


def test_a_price_and_a_discount_below_zero_do_not_make_a_volatility_together() -> None:
    found = implied_volatility(
        price=-3.0, forward=100.0, strike=100.0, years=0.5, discount=-1.0, is_call=True
    )
    assert np.isnan(found)


def test_no_price_rounds_to_more_than_its_bound() -> None:
    """At 224 over 64 the difference is rounded up, and so is its sum with the strike again."""
    unit = 2.0**-45
    forward, strike = (2**52 + 2**51 + 2**50 + 3) * unit, (2**51 + 1.5) * unit
    assert (forward - strike) + strike > forward
    price = black_price(forward=forward, strike=strike, deviation=50.0, is_call=True)
    assert float(price) == forward


@pytest.mark.parametrize("name", ["forward", "strike", "years", "discount"])
@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf])
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


@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize(("strike", "intrinsic"), [(80.0, 20.0), (100.0, 0.0), (125.0, -25.0)])
def test_without_deviation_a_price_is_intrinsic_and_delta_0_a_half_or_1(
    strike: float, intrinsic: float, *, is_call: bool
) -> None:
    sign = 1 if is_call else -1
    terms = {"forward": 100.0, "strike": strike, "deviation": 0.0, "is_call": is_call}
    assert float(black_price(**terms)) == max(sign * intrinsic, 0.0)
    moneyness = sign * intrinsic
    expected = sign * (0.5 if moneyness == 0 else float(moneyness > 0))
    assert float(black_forward_delta(**terms)) == pytest.approx(expected, abs=4e-16)


_ODD: Final = (np.nan, np.inf, -np.inf, -1.0, 0.0, -0.0, 5e-324, 1e-200, 1e200, 1.7e308)
_NUMBERS: Final = st.sampled_from(_ODD) | st.floats()


@given(
    forward=_NUMBERS,
    strike=_NUMBERS,
    years=_NUMBERS,
    discount=_NUMBERS,
    price=_NUMBERS,
    is_call=st.booleans(),
)
def test_no_number_makes_the_solver_warn_or_answer_with_a_volatility_that_is_none(  # noqa: PLR0913 - its inputs
    forward: float, strike: float, years: float, discount: float, price: float, *, is_call: bool
) -> None:
    """Warnings are errors here, numpy's too; what is not NaN is above 0."""
    found = implied_volatility(
        price=price,
        forward=forward,
        strike=strike,
        years=years,
        discount=discount,
        is_call=is_call,
    )
    assert found.shape == ()
    assert np.isnan(found) or found > 0


@given(forward=_NUMBERS, strike=_NUMBERS, deviation=_NUMBERS, is_call=st.booleans())
def test_a_price_lies_between_its_bounds_or_is_missing_whatever_comes_in(
    forward: float, strike: float, deviation: float, *, is_call: bool
) -> None:
    terms = {"forward": forward, "strike": strike, "deviation": deviation, "is_call": is_call}
    price, delta = float(black_price(**terms)), float(black_forward_delta(**terms))
    possible = all(map(math.isfinite, (forward, strike, deviation)))
    if not (possible and forward > 0 and strike > 0 and deviation >= 0):
        assert math.isnan(price)
        assert math.isnan(delta)
        return
    assert 0 <= price <= (forward if is_call else strike)
    assert 0 <= (delta if is_call else -delta) <= 1


@given(
    moneyness=st.floats(-4.0, 4.0),
    deviation=st.floats(0.001, 6.0),
    is_call=st.booleans(),
)
def test_a_price_rises_with_volatility(
    moneyness: float, deviation: float, *, is_call: bool
) -> None:
    terms = {"forward": 1.0, "strike": math.exp(moneyness), "is_call": is_call}
    lower = black_price(**terms, deviation=deviation)
    assert black_price(**terms, deviation=deviation * 1.01) >= lower


def test_the_shape_of_the_inputs_is_the_shape_of_the_answer() -> None:
    """Scalars, rows and columns broadcast; nothing at all gives nothing."""
    strike, is_call = np.array([[90.0], [110.0]]), np.array([True, True, False])
    price = black_price(forward=100.0, strike=strike, deviation=0.2, is_call=is_call)
    assert price.shape == (2, 3)
    found = implied_volatility(
        price=price, forward=100.0, strike=strike, years=1.0, discount=1.0, is_call=is_call
    )
    np.testing.assert_allclose(found, 0.2, rtol=1e-13)
    nothing = np.empty(0)
    for made in (
        black_price(forward=nothing, strike=nothing, deviation=nothing, is_call=nothing),
        implied_volatility(
            price=nothing, forward=100.0, strike=100.0, years=1.0, discount=1.0, is_call=True
        ),
    ):
        assert made.shape == (0,)


@given(st.floats(-37.0, 37.0))
def test_the_normal_distribution_is_that_of_the_error_function(x: float) -> None:
    """To the last digits of a probability, and in the far tail to 1e-12 of the tail."""
    expected = 0.5 * math.erfc(-x / math.sqrt(2))
    assert float(normal_cdf(x)) == pytest.approx(expected, rel=0, abs=5e-16)
    assert float(normal_cdf(x)) == pytest.approx(expected, rel=1e-12, abs=0)
