"""Greeks of European options by Black-76 on the forward, vectorised.

The formulas are those of F. Black, "The pricing of commodity contracts", Journal of Financial
Economics 3 (1976), with the forward tied to spot by a fixed rate and yield, as in J. C. Hull,
"Options, Futures, and Other Derivatives", chapter "The Greek letters".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.signals.black import black_d1, black_forward_delta, black_price, priceable
from generator.signals.normal import normal_cdf, normal_density

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_DAYS_A_YEAR: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeks:
    """Sensitivities of each contract, of one share; all arrays have the shape of the contracts.

    Those to the forward are undiscounted, as deltas are quoted. Those to spot are of the
    discounted price, with the forward in a fixed proportion to spot. An option without deviation
    (no volatility, or no time) has the limits of its greeks: a forward delta of 0, a half at the
    forward, or 1 in size, and no gamma or vega away from the forward. NaN is what has no finite
    limit: gamma at the forward without deviation, theta without time, and everything of a contract
    with an input that is unknown or impossible.

    Args:
        forward_delta: Dollars of undiscounted price a dollar of forward.
        forward_gamma: Forward delta a dollar of forward.
        delta: Dollars of price a dollar of spot.
        gamma: Delta a dollar of spot.
        vega: Dollars a 1.00 of volatility (a hundred points).
        theta: Dollars a calendar day (of 365), with spot, volatility, rate and yield held; below 0
            where the option loses with time.
        rho: Dollars a 1.00 of the continuously compounded rate, with spot and yield held.
    """

    forward_delta: NDArray[np.float64]
    forward_gamma: NDArray[np.float64]
    delta: NDArray[np.float64]
    gamma: NDArray[np.float64]
    vega: NDArray[np.float64]
    theta: NDArray[np.float64]
    rho: NDArray[np.float64]


def black_greeks(  # noqa: PLR0913 - the seven inputs of the formulas, named
    *,
    spot: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    volatility: ArrayLike,
    discount: ArrayLike,
    is_call: ArrayLike,
) -> Greeks:
    """All greeks of each contract.

    Rate and yield are those that ``discount`` and ``forward`` imply: the rate is
    -log(discount) / years, the carry log(forward / spot) / years.

    Args:
        spot: Price of the underlying, dollars, above 0.
        forward: Forward price to settlement, dollars, above 0.
        strike: Dollars, above 0.
        years: Years to settlement, 0 or more.
        volatility: Fraction a year, 0 or more.
        discount: Discount factor to settlement, above 0.
        is_call: Calls apart from puts.

    Returns:
        Arrays of the broadcast shape. No input gives a warning.
    """
    contracts = _contracts(spot, forward, strike, years, volatility, discount, is_call)
    with np.errstate(all="ignore"):
        return _greeks(contracts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contracts:
    """The inputs, broadcast to one shape and unknown altogether where one of them is impossible."""

    spot: NDArray[np.float64]
    forward: NDArray[np.float64]
    strike: NDArray[np.float64]
    years: NDArray[np.float64]
    volatility: NDArray[np.float64]
    discount: NDArray[np.float64]
    is_call: NDArray[np.bool_]

    @property
    def deviation(self) -> NDArray[np.float64]:
        return self.volatility * np.sqrt(self.years)


def _contracts(*inputs: ArrayLike) -> _Contracts:
    *numbers, is_call = inputs
    *columns, calls = np.broadcast_arrays(
        *(np.asarray(number, dtype=np.float64) for number in numbers),
        np.asarray(is_call, dtype=np.bool_),
    )
    spot, forward, strike, years, volatility, discount = columns
    known = priceable(forward, strike, volatility) & priceable(spot, discount, years)
    with np.errstate(all="ignore"):
        known &= np.isfinite(volatility * np.sqrt(years))
    spot, forward, strike, years, volatility, discount = (
        np.where(known, column, np.nan) for column in columns
    )
    return _Contracts(
        spot=spot,
        forward=forward,
        strike=strike,
        years=years,
        volatility=volatility,
        discount=discount,
        is_call=calls,
    )


def _greeks(given: _Contracts) -> Greeks:
    proportion = given.forward / given.spot
    forward_delta = black_forward_delta(
        forward=given.forward,
        strike=given.strike,
        deviation=given.deviation,
        is_call=given.is_call,
    )
    d1 = black_d1(given.forward, given.strike, given.deviation)
    forward_gamma = _forward_gamma(given, d1)
    delta = given.discount * proportion * forward_delta
    return Greeks(
        forward_delta=forward_delta,
        forward_gamma=_finite(forward_gamma),
        delta=_finite(delta),
        gamma=_finite(given.discount * proportion * proportion * forward_gamma),
        vega=_finite(_money_density(given, d1) * np.sqrt(given.years)),
        theta=_finite(_theta(given, d1, delta)),
        rho=_finite(_rho(given, d1)),
    )


def _money_density(given: _Contracts, d1: NDArray[np.float64]) -> NDArray[np.float64]:
    """Discounted forward times the density at d1, dollars."""
    return given.discount * given.forward * normal_density(d1)


def _forward_gamma(given: _Contracts, d1: NDArray[np.float64]) -> NDArray[np.float64]:
    gamma = normal_density(d1) / (given.forward * given.deviation)
    # Without deviation all of gamma is a spike at the forward: nothing beside it, no number on it.
    return np.where((given.deviation == 0) & (d1 != 0), 0.0, gamma)


def _theta(
    given: _Contracts, d1: NDArray[np.float64], delta: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Rate times value, less carry times delta, less what the variance costs; of one day."""
    rate = -np.log(given.discount) / given.years
    carry = np.log(given.forward / given.spot) / given.years
    value = given.discount * black_price(
        forward=given.forward,
        strike=given.strike,
        deviation=given.deviation,
        is_call=given.is_call,
    )
    variance_cost = _money_density(given, d1) * given.volatility / (2.0 * np.sqrt(given.years))
    theta: NDArray[np.float64] = rate * value - carry * given.spot * delta - variance_cost
    return theta / _DAYS_A_YEAR


def _rho(given: _Contracts, d1: NDArray[np.float64]) -> NDArray[np.float64]:
    sign = np.where(given.is_call, 1.0, -1.0)
    exercised = normal_cdf(sign * (d1 - given.deviation))
    return sign * given.years * given.discount * given.strike * exercised


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unknown instead of infinite: what a sum or a rule can tell from a number."""
    return np.where(np.isfinite(values), values, np.nan)
