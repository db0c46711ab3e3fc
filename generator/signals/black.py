"""Black-76 on the forward: prices and forward deltas of European options, vectorised.

F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976). Arrays of
shapes that broadcast, or scalars, come in; prices are dollars a share. What is unknown, or not
above 0 where it must be, gives NaN and never a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from generator.signals.normal import mills_ratio, normal_cdf, normal_density

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def black_price(
    *,
    forward: ArrayLike,
    strike: ArrayLike,
    deviation: ArrayLike,
    is_call: ArrayLike,
) -> NDArray[np.float64]:
    """Undiscounted price of a European option, dollars a share.

    Computed as intrinsic value and time value, so that the price of an option far out of the
    money keeps its digits.

    Args:
        forward: Forward price, dollars.
        strike: Dollars.
        deviation: Volatility times the root of years to settlement; at 0 the price is intrinsic.
        is_call: Calls apart from puts.

    Returns:
        One price for each element of the broadcast shape.
    """
    forwards, strikes, deviations, calls = np.broadcast_arrays(
        np.asarray(forward, dtype=np.float64), strike, deviation, is_call
    )
    with np.errstate(all="ignore"):
        moneyness = np.abs(np.log(forwards / strikes))
        intrinsic = np.maximum(np.where(calls, 1.0, -1.0) * (forwards - strikes), 0.0)
        time_value = np.minimum(forwards, strikes) * _share(moneyness, deviations)
        price = intrinsic + np.where(deviations == 0, 0.0, time_value)
        # The sum may round to a hair above the bound that it approaches.
        price = np.minimum(price, np.where(calls, forwards, strikes))
    return np.where(priceable(forwards, strikes, deviations), price, np.nan)


def black_forward_delta(
    *,
    forward: ArrayLike,
    strike: ArrayLike,
    deviation: ArrayLike,
    is_call: ArrayLike,
) -> NDArray[np.float64]:
    """Delta towards the forward, undiscounted: 0 to 1 for calls, -1 to 0 for puts.

    Args:
        forward: Forward price, dollars.
        strike: Dollars.
        deviation: Volatility times the root of years to settlement; at 0 the delta is 0, a half
            at the forward, or 1.
        is_call: Calls apart from puts.

    Returns:
        One delta for each element of the broadcast shape.
    """
    forwards, strikes, deviations, calls = np.broadcast_arrays(
        np.asarray(forward, dtype=np.float64), strike, deviation, is_call
    )
    sign = np.where(calls, 1.0, -1.0)
    delta = sign * normal_cdf(sign * black_d1(forwards, strikes, deviations))
    return np.where(priceable(forwards, strikes, deviations), delta, np.nan)


def black_d1(
    forward: NDArray[np.float64], strike: NDArray[np.float64], deviation: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Black's d1: log(forward / strike) / deviation + deviation / 2; its limit without deviation.

    Args:
        forward: Forward price, dollars.
        strike: Dollars.
        deviation: Volatility times the root of years, of the same shape.
    """
    with np.errstate(all="ignore"):
        moneyness = np.log(forward / strike)
        # At the forward d1 falls to 0 with the deviation, where 0 / 0 would be unknown.
        distance = np.where(moneyness == 0, 0.0, moneyness / deviation)
        d1: NDArray[np.float64] = distance + deviation / 2
    return d1


def priceable(
    forward: NDArray[np.float64], strike: NDArray[np.float64], deviation: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Where all three are known and of a size that an option can have."""
    known = np.isfinite(forward) & np.isfinite(strike) & np.isfinite(deviation)
    possible: NDArray[np.bool_] = known & (forward > 0) & (strike > 0) & (deviation >= 0)
    return possible


def _share(moneyness: NDArray[np.float64], deviation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Time value as a share of the smaller of forward and strike.

    By symmetry every out-of-the-money option is a call on a forward of 1 struck ``moneyness``
    above it in logarithms: N(d1) - K N(d2), in which K n(d2) is n(d1).
    """
    d1 = deviation / 2 - moneyness / deviation
    density = normal_density(d1)
    near, far = mills_ratio(np.abs(d1)), mills_ratio(deviation / 2 + moneyness / deviation)
    share = np.where(d1 < 0, density * (near - far), 1.0 - density * (near + far))
    # With hardly any deviation the difference is noise, of either sign.
    return np.maximum(share, 0.0)
