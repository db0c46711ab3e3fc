"""Black-76 on the forward: prices, deltas and implied volatility, vectorised.

F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976). All
functions take arrays of one shape (or scalars), prices in dollars, volatilities as fractions a
year, times in years. Unknown stays NaN; nothing is clamped to a solver's edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_HART_NUMERATOR: Final = (
    3.52624965998911e-02,
    0.700383064443688,
    6.37396220353165,
    33.912866078383,
    112.079291497871,
    221.213596169931,
    220.206867912376,
)
_HART_DENOMINATOR: Final = (
    8.83883476483184e-02,
    1.75566716318264,
    16.064177579207,
    86.7807322029461,
    296.564248779674,
    637.333633378831,
    793.826512519948,
    440.413735824752,
)
_HART_LIMIT: Final = 7.07106781186547
_ROOT_TWO_PI: Final = 2.5066282746310002
_ITERATIONS: Final = 64
_TOLERANCE: Final = 1e-13
_LOWEST_DEVIATION: Final = 1e-9
_HIGHEST_DEVIATION: Final = 40.0


def normal_cdf(x: ArrayLike) -> NDArray[np.float64]:
    """The standard normal distribution function, to about 1e-15.

    J. F. Hart's rational approximation 5666 with a continued fraction in the tails, as given by
    G. West, "Better approximations to cumulative normal functions", Wilmott (2005).
    """
    values = np.asarray(x, dtype=np.float64)
    size = np.abs(values)
    bell = np.exp(-0.5 * size * size)
    near = np.minimum(size, _HART_LIMIT)
    ratio = _horner(_HART_NUMERATOR, near) / _horner(_HART_DENOMINATOR, near)
    tail = size + 0.65
    for term in (4.0, 3.0, 2.0, 1.0):
        tail = size + term / tail
    lower = bell * np.where(size < _HART_LIMIT, ratio, 1.0 / (tail * _ROOT_TWO_PI))
    return np.where(values > 0, 1.0 - lower, lower)


def _horner(coefficients: tuple[float, ...], x: NDArray[np.float64]) -> NDArray[np.float64]:
    total = coefficients[0] * x + coefficients[1]
    for coefficient in coefficients[2:]:
        total *= x
        total += coefficient
    return total


def normal_density(x: ArrayLike) -> NDArray[np.float64]:
    """The standard normal density."""
    values = np.asarray(x, dtype=np.float64)
    return np.exp(-0.5 * values * values) / _ROOT_TWO_PI


def black_price(
    *,
    forward: ArrayLike,
    strike: ArrayLike,
    deviation: ArrayLike,
    is_call: ArrayLike,
) -> NDArray[np.float64]:
    """Undiscounted price of a European option, dollars a share.

    Args:
        forward: Forward price, dollars.
        strike: Dollars.
        deviation: Volatility times the root of years to settlement, above 0.
        is_call: Calls apart from puts.
    """
    forwards, strikes, deviations = np.broadcast_arrays(
        np.asarray(forward, dtype=np.float64), strike, deviation
    )
    sign = np.where(is_call, 1.0, -1.0)
    d1 = np.log(forwards / strikes) / deviations + deviations / 2
    d2 = d1 - deviations
    price: NDArray[np.float64] = sign * (
        forwards * normal_cdf(sign * d1) - strikes * normal_cdf(sign * d2)
    )
    return price


def black_forward_delta(
    *,
    forward: ArrayLike,
    strike: ArrayLike,
    deviation: ArrayLike,
    is_call: ArrayLike,
) -> NDArray[np.float64]:
    """Delta towards the forward, undiscounted: 0 to 1 for calls, -1 to 0 for puts."""
    d1 = np.log(np.asarray(forward) / strike) / np.asarray(deviation) + np.asarray(deviation) / 2
    sign = np.where(is_call, 1.0, -1.0)
    delta: NDArray[np.float64] = sign * normal_cdf(sign * d1)
    return delta


def implied_volatility(  # noqa: PLR0913 - the six inputs of the formula, named
    *,
    price: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    discount: ArrayLike,
    is_call: ArrayLike,
) -> NDArray[np.float64]:
    """Volatility at which Black-76 gives ``price``; fraction a year.

    Solved on the out-of-the-money side (put-call parity), in the logarithm of the price below
    the inflection point and in the price above it, where Newton's steps converge from one side;
    a bracket catches what leaves it.

    Args:
        price: Dollars a share, discounted.
        forward: Forward price, dollars.
        strike: Dollars.
        years: Years to settlement.
        discount: Discount factor to settlement.
        is_call: Calls apart from puts.

    Returns:
        NaN where the price is not strictly inside its no-arbitrage bounds, or an input is
        unknown or not above 0.
    """
    prices, forwards, strikes, spans, discounts, calls = np.broadcast_arrays(
        np.asarray(price, dtype=np.float64), forward, strike, years, discount, is_call
    )
    with np.errstate(all="ignore"):
        undiscounted = prices / discounts
        intrinsic = np.maximum(np.where(calls, 1.0, -1.0) * (forwards - strikes), 0.0)
        time_value = (undiscounted - intrinsic) / np.minimum(forwards, strikes)
        usable = (forwards > 0) & (strikes > 0) & (spans > 0) & (time_value > 0) & (time_value < 1)
        solved = np.full(prices.shape, np.nan)
        moneyness = np.abs(np.log(forwards[usable] / strikes[usable]))
        solved[usable] = _deviation(time_value[usable], moneyness)
        volatility: NDArray[np.float64] = solved / np.sqrt(spans)
    return volatility


def _deviation(
    time_value: NDArray[np.float64], moneyness: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Total deviation of an out-of-the-money option worth ``time_value`` of the smaller leg.

    By symmetry every option is a call struck ``moneyness`` above a forward of 1 there.
    """
    strike = np.exp(moneyness)
    guess = np.maximum(np.sqrt(2.0 * moneyness), 0.05)
    low = np.full(guess.shape, _LOWEST_DEVIATION)
    high = np.full(guess.shape, _HIGHEST_DEVIATION)
    deviation = guess
    inflection = _otm_call(strike, guess)
    in_logs = time_value < inflection
    active = np.arange(len(guess))
    for _ in range(_ITERATIONS):
        s = deviation[active]
        value = _otm_call(strike[active], s)
        target = time_value[active]
        too_high = value > target
        high[active] = np.where(too_high, s, high[active])
        low[active] = np.where(too_high, low[active], s)
        slope = normal_density(-moneyness[active] / s + s / 2)
        logs = in_logs[active] & (value > 0)
        step = np.where(
            logs,
            np.log(value / target) * value / slope,
            (value - target) / slope,
        )
        moved = s - step
        inside = (moved > low[active]) & (moved < high[active])
        following = np.where(inside, moved, 0.5 * (low[active] + high[active]))
        deviation[active] = following
        active = active[np.abs(following - s) > _TOLERANCE * s]
        if not len(active):
            break
    edge = (deviation > _HIGHEST_DEVIATION * 0.999) | (deviation < _LOWEST_DEVIATION * 1.001)
    return np.where(edge, np.nan, deviation)


def _otm_call(strike: NDArray[np.float64], deviation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Call on a forward of 1 struck at or above it."""
    d1 = -np.log(strike) / deviation + deviation / 2
    return normal_cdf(d1) - strike * normal_cdf(d1 - deviation)
