"""What a position is worth at expiration: profit, break-evens, extremes, chance of a profit.

At expiration the profit of options and shares is a piecewise linear function of the price of the
underlying, with a kink at every strike; everything here is read off its kinks and is exact but for
the rounding of floats. Amounts are dollars a share; nothing is discounted, and commissions, taxes
and early exercise are left out.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from generator.signals.normal import normal_cdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

_NOTHING: Final = 1e-9
"""Dollars a share below which a profit is the rounding of floats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoffLeg:
    """One leg of a position.

    Args:
        kind: A call, a put, or shares.
        quantity: Above 0 for what is bought or held, below 0 for what is sold.
        price: What was paid or received for one, dollars a share.
        strike: Dollars; shares have none.
    """

    kind: Literal["call", "put", "shares"]
    quantity: float
    price: float
    strike: float = 0.0


def profit(legs: Sequence[PayoffLeg], prices: ArrayLike) -> NDArray[np.float64]:
    """Profit at expiration, dollars a share, for each price of the underlying.

    Args:
        legs: The position.
        prices: Dollars, 0 or more, of any shape.
    """
    at = np.asarray(prices, dtype=np.float64)
    total = np.zeros_like(at)
    for leg in legs:
        total += leg.quantity * (_value(leg, at) - leg.price)
    return total


def _value(leg: PayoffLeg, at: NDArray[np.float64]) -> NDArray[np.float64]:
    if leg.kind == "shares":
        return at
    return np.maximum(at - leg.strike if leg.kind == "call" else leg.strike - at, 0.0)


def break_evens(legs: Sequence[PayoffLeg]) -> tuple[float, ...]:
    """Prices at which the profit is nothing, ascending; of a stretch of nothing both its ends."""
    kinks = _kinks(legs)
    found = {price for price, amount in kinks if amount == 0}
    for (low, first), (high, second) in itertools.pairwise(kinks):
        if first * second < 0:
            found.add(low + (high - low) * (first / (first - second)))
    (price, amount), slope = kinks[-1], _last_slope(legs)
    if amount * slope < 0:
        found.add(price - amount / slope)
    return tuple(sorted(found))


def maximum_gain(legs: Sequence[PayoffLeg]) -> float | None:
    """The most that the position can gain, dollars a share; ``None`` where there is no limit."""
    return None if _last_slope(legs) > 0 else max(amount for _, amount in _kinks(legs))


def maximum_loss(legs: Sequence[PayoffLeg]) -> float | None:
    """The most that it can lose, dollars a share, as a positive number; ``None`` without limit."""
    return None if _last_slope(legs) < 0 else -min(amount for _, amount in _kinks(legs))


def profitable(legs: Sequence[PayoffLeg]) -> Iterator[tuple[float, float]]:
    """The intervals of prices with a profit, ascending; the last may end at infinity."""
    for low, high in itertools.pairwise((0.0, *break_evens(legs), math.inf)):
        if low == high:
            continue
        # Without a break-even inside, one price speaks for the whole interval.
        inside = low + 1.0 if math.isinf(high) else (low + high) / 2
        if float(profit(legs, inside)) > _NOTHING:
            yield low, high


def probability_of_profit(
    legs: Sequence[PayoffLeg], *, forward: float, deviation: float
) -> float | None:
    """Chance of a profit at expiration under the volatility that the chain implies.

    The price at expiration is lognormal with the forward as its mean, which is Black's model: the
    logarithm of price over forward is normal with mean -s^2 / 2 and standard deviation s, so that
    P(price < K) = N((log(K / F) + s^2 / 2) / s), which is N(-d2). One volatility, that at the
    money, serves all prices: volatilities of a smile, one for each break-even, would not be those
    of one distribution, and need not add up to 1. It is the chance that the options price, not
    one that anybody has observed.

    F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976).

    Args:
        legs: The position.
        forward: Forward price to the expiration, dollars.
        deviation: At-the-money volatility times the root of years to the expiration.

    Returns:
        A fraction, or ``None`` where the forward or the volatility is not above 0.
    """
    if not (forward > 0 and deviation > 0):
        return None
    return sum(
        _below(high, forward, deviation) - _below(low, forward, deviation)
        for low, high in profitable(legs)
    )


def _below(price: float, forward: float, deviation: float) -> float:
    if price <= 0 or math.isinf(price):
        return 0.0 if price <= 0 else 1.0
    return float(normal_cdf(math.log(price / forward) / deviation + deviation / 2))


def _kinks(legs: Sequence[PayoffLeg]) -> list[tuple[float, float]]:
    """Prices at which the profit turns, from 0 on, with the profit there."""
    prices = sorted({0.0, *(leg.strike for leg in legs)})
    amounts = profit(legs, prices)
    return [
        (price, 0.0 if abs(amount) < _NOTHING else float(amount))
        for price, amount in zip(prices, amounts, strict=True)
    ]


def _last_slope(legs: Sequence[PayoffLeg]) -> float:
    """Dollars of profit for each dollar of price above the highest strike."""
    return sum(leg.quantity for leg in legs if leg.kind != "put")
