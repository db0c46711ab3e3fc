"""Greeks held to QuantLib, to their own definitions, to parity and to published numbers."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.signals.black import black_price
from generator.signals.greeks import Greeks, black_greeks
from tests.signals.contract_grid import SPOT, Grid, contract_grid

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CLOSE: Final = 1e-11
"""Of the greek's scale and size, where 1e-8 is asked for."""
NAMES: Final = tuple(Greeks.__slots__)


class Market(TypedDict):
    """One contract by the quantities that greeks are slopes in."""

    spot: float
    strike: float
    years: float
    volatility: float
    rate: float
    dividend_yield: float
    is_call: bool


@pytest.fixture(scope="module")
def grid() -> Grid:
    """A hundred thousand contracts and QuantLib's greeks of them."""
    return contract_grid()


@pytest.fixture(scope="module")
def found(grid: Grid) -> Greeks:
    """The product's greeks of the grid."""
    return black_greeks(spot=SPOT, volatility=grid.volatility, **grid.columns)


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("forward_delta", 1.0),
        ("forward_gamma", 1 / SPOT),
        ("delta", 1.0),
        ("gamma", 1 / SPOT),
        ("vega", SPOT),
        ("theta", SPOT),
        ("rho", SPOT),
    ],
)
def test_greeks_are_quantlib_s(grid: Grid, found: Greeks, name: str, scale: float) -> None:
    """On all contracts, within 1e-11 of its size and its scale.

    A delta's scale is 1, a gamma's 1 / spot, the others' spot (theta's a year).
    """
    discount = grid.columns["discount"]
    theirs = {
        "forward_delta": grid.theirs["delta_forward"] / discount,
        "forward_gamma": grid.theirs["gamma_forward"] / discount,
        "delta": grid.theirs["delta"],
        "gamma": grid.theirs["gamma"],
        "vega": grid.theirs["vega"],
        "theta": grid.theirs["theta"],
        "rho": grid.theirs["rho"],
    }
    ours = getattr(found, name) * (365 if name == "theta" else 1)
    assert len(ours) == 100_000
    np.testing.assert_allclose(ours, theirs[name], rtol=CLOSE, atol=CLOSE * scale)


def _price(market: Market) -> float:
    """Discounted price by the product's own formula, which QuantLib's prices are held to."""
    years = market["years"]
    price = black_price(
        forward=_forward(market),
        strike=market["strike"],
        deviation=market["volatility"] * math.sqrt(years),
        is_call=market["is_call"],
    )
    return float(price) * math.exp(-market["rate"] * years)


def _forward(market: Market) -> float:
    carry = market["rate"] - market["dividend_yield"]
    return market["spot"] * math.exp(carry * market["years"])


def _greeks(market: Market) -> Greeks:
    return black_greeks(
        spot=market["spot"],
        forward=_forward(market),
        strike=market["strike"],
        years=market["years"],
        volatility=market["volatility"],
        discount=math.exp(-market["rate"] * market["years"]),
        is_call=market["is_call"],
    )


def _moved(market: Market, name: str, by: float) -> Market:
    moved = market.copy()
    if name == "spot":
        moved["spot"] += by
    elif name == "volatility":
        moved["volatility"] += by
    elif name == "rate":
        moved["rate"] += by
    else:
        moved["years"] += by
    return moved


def _slope(market: Market, name: str, step: float) -> float:
    """Central difference with its next term taken out (Richardson)."""

    def central(width: float) -> float:
        above, below = (_price(_moved(market, name, by)) for by in (width, -width))
        return (above - below) / (2 * width)

    return (4 * central(step) - central(2 * step)) / 3


MARKETS: Final = st.builds(
    Market,
    spot=st.just(100.0),
    strike=st.floats(60.0, 160.0),
    years=st.floats(0.05, 3.0),
    volatility=st.floats(0.1, 1.5),
    rate=st.floats(-0.01, 0.1),
    dividend_yield=st.floats(0.0, 0.06),
    is_call=st.booleans(),
)


@given(MARKETS)
def test_delta_and_gamma_are_slopes_in_spot(market: Market) -> None:
    greeks = _greeks(market)
    assert float(greeks.delta) == pytest.approx(_slope(market, "spot", 0.05), rel=1e-7, abs=1e-7)
    above, below = (float(_greeks(_moved(market, "spot", by)).delta) for by in (0.01, -0.01))
    assert float(greeks.gamma) == pytest.approx((above - below) / 0.02, rel=1e-4, abs=1e-7)


@given(MARKETS)
def test_vega_is_the_slope_in_volatility(market: Market) -> None:
    slope = _slope(market, "volatility", 1e-3)
    assert float(_greeks(market).vega) == pytest.approx(slope, rel=1e-6, abs=1e-6)


@given(MARKETS)
def test_rho_is_the_slope_in_the_rate_with_spot_and_yield_held(market: Market) -> None:
    slope = _slope(market, "rate", 1e-4)
    assert float(_greeks(market).rho) == pytest.approx(slope, rel=1e-6, abs=1e-6)


@given(MARKETS)
def test_theta_is_the_fall_with_the_years_left_a_365th(market: Market) -> None:
    slope = -_slope(market, "years", 1e-4) / 365
    assert float(_greeks(market).theta) == pytest.approx(slope, rel=1e-5, abs=1e-7)


@given(MARKETS)
def test_a_call_less_its_put_is_a_forward_and_so_are_their_greeks(market: Market) -> None:
    call, put = (_greeks(market | {"is_call": right}) for right in (True, False))
    spot, strike, years = market["spot"], market["strike"], market["years"]
    rate, dividend_yield = market["rate"], market["dividend_yield"]
    discount, kept = math.exp(-rate * years), math.exp(-dividend_yield * years)
    expected = {
        "forward_delta": 1.0,
        "forward_gamma": 0.0,
        "delta": kept,
        "gamma": 0.0,
        "vega": 0.0,
        "theta": (dividend_yield * spot * kept - rate * strike * discount) / 365,
        "rho": years * strike * discount,
    }
    for name, value in expected.items():
        difference = float(getattr(call, name) - getattr(put, name))
        assert difference == pytest.approx(value, rel=1e-12, abs=1e-12), name


@given(MARKETS)
def test_the_greeks_obey_black_s_equation(market: Market) -> None:
    """Theta, the carry's delta, the variance's gamma and the value's interest are in balance."""
    greeks = _greeks(market)
    spot, rate = market["spot"], market["rate"]
    carry = (rate - market["dividend_yield"]) * spot * float(greeks.delta)
    variance = 0.5 * (market["volatility"] * spot) ** 2 * float(greeks.gamma)
    balance = 365 * float(greeks.theta) + carry + variance
    assert balance == pytest.approx(rate * _price(market), rel=1e-9, abs=1e-9)


def _limits(strike: float, years: float, volatility: float) -> Greeks:
    return black_greeks(
        spot=100.0,
        forward=100.0,
        strike=strike,
        years=years,
        volatility=volatility,
        discount=1.0,
        is_call=True,
    )


@pytest.mark.parametrize(("years", "volatility"), [(0.0, 0.2), (0.25, 0.0), (0.0, 0.0)])
@pytest.mark.parametrize(("strike", "delta"), [(80.0, 1.0), (125.0, 0.0)])
def test_without_deviation_an_option_is_its_forward_or_nothing(
    strike: float, delta: float, years: float, volatility: float
) -> None:
    greeks = _limits(strike, years, volatility)
    expected = dict.fromkeys(NAMES, 0.0) | {"forward_delta": delta, "delta": delta}
    expected["rho"] = years * strike * delta
    if years == 0:
        # Without time there is no rate to a discount factor, so no interest of a day.
        expected["theta"] = np.nan
    for name, value in expected.items():
        found = float(getattr(greeks, name))
        assert found == pytest.approx(value, rel=0, abs=0, nan_ok=True), name


@pytest.mark.parametrize(("years", "volatility"), [(0.0, 0.2), (0.25, 0.0)])
def test_without_deviation_gamma_at_the_forward_has_no_number(
    years: float, volatility: float
) -> None:
    greeks = _limits(100.0, years, volatility)
    assert math.isnan(greeks.gamma)
    assert math.isnan(greeks.forward_gamma)
    assert float(greeks.delta) == pytest.approx(0.5, abs=4e-16)
    vega = 100 * math.sqrt(years / (2 * math.pi))
    assert float(greeks.vega) == pytest.approx(vega, rel=1e-14, abs=0)


def test_greeks_tend_to_the_limits_that_are_given_without_deviation() -> None:
    for strike in (80.0, 100.0, 125.0):
        nearly, limit = _limits(strike, 0.25, 1e-7), _limits(strike, 0.25, 0.0)
        for name in NAMES:
            expected = float(getattr(limit, name))
            if not math.isnan(expected):
                assert float(getattr(nearly, name)) == pytest.approx(expected, abs=1e-6), name


_ODD: Final = (np.nan, np.inf, -np.inf, -1.0, 0.0, -0.0, 5e-324, 1e-200, 1e200, 1.7e308)
_NUMBERS: Final = st.sampled_from(_ODD) | st.floats()


@given(st.tuples(*[_NUMBERS] * 6), st.booleans())
def test_no_number_makes_a_greek_warn_or_leave_its_range(
    numbers: tuple[float, ...],
    is_call: bool,  # noqa: FBT001 - drawn, never called by hand
) -> None:
    """Warnings are errors here, numpy's too; an impossible input makes every greek NaN."""
    spot, forward, strike, years, volatility, discount = numbers
    greeks = black_greeks(
        spot=spot,
        forward=forward,
        strike=strike,
        years=years,
        volatility=volatility,
        discount=discount,
        is_call=is_call,
    )
    above = all(
        math.isfinite(number) and number > 0 for number in (spot, forward, strike, discount)
    )
    not_below = all(math.isfinite(number) and number >= 0 for number in (years, volatility))
    if not (above and not_below and math.isfinite(volatility * math.sqrt(years))):
        assert all(math.isnan(getattr(greeks, name)) for name in NAMES)
        return
    assert not any(math.isinf(getattr(greeks, name)) for name in NAMES)
    assert 0 <= float(greeks.forward_delta) * (1 if is_call else -1) <= 1


def test_the_shape_of_the_inputs_is_the_shape_of_every_greek() -> None:
    greeks = black_greeks(
        spot=100.0,
        forward=101.0,
        strike=np.array([[90.0], [110.0]]),
        years=0.5,
        volatility=0.2,
        discount=0.98,
        is_call=np.array([True, False, True]),
    )
    assert {getattr(greeks, name).shape for name in NAMES} == {(2, 3)}


def _published(data_dir: Path) -> dict[str, NDArray[np.float64]]:
    text = (data_dir / "known_answers" / "vollib_bs_greeks_test_data.json").read_text("utf-8")
    table = json.loads(text)
    return dict(zip(table["columns"], np.array(table["data"]).T, strict=True))


@pytest.mark.parametrize("right", ["C", "P"])
@pytest.mark.parametrize(
    ("name", "letter"),
    [("delta", "D"), ("gamma", "G"), ("theta", "T"), ("vega", "V"), ("rho", "R")],
)
def test_greeks_of_all_101_published_contracts_come_out(
    data_dir: Path, right: str, name: str, letter: str
) -> None:
    """To the nine digits printed; their theta is of a year, ours of a day."""
    columns = _published(data_dir)
    discount = np.exp(-columns["R"] * columns["t"])
    greeks = black_greeks(
        spot=columns["S"],
        forward=columns["S"] / discount,
        strike=columns["K"],
        years=columns["t"],
        volatility=columns["v"],
        discount=discount,
        is_call=right == "C",
    )
    found = getattr(greeks, name) * (365 if name == "theta" else 1)
    assert len(found) == 101
    np.testing.assert_allclose(found, columns[right + letter], rtol=1e-8, atol=1e-9)
