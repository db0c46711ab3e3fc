"""Volatility out of a price, by Black-76, vectorised: right or missing, never a solver's edge.

Below the inflection point of the price in the volatility the equation is solved in the logarithm
of the time value, above it in the logarithm of what is left to the upper bound. Both are so near
to straight lines that three steps of Householder's method of the third order meet the last
digits from a closed first guess; the idea is P. Jaeckel's, "Let's be rational", Wilmott (2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.signals.normal import ROOT_TWO_PI, mills_ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_STEPS: Final = 3
_SETTLED: Final = 1e-6
_ROUNDINGS: Final = 4 * float(np.finfo(np.float64).eps)
_NEAR_THE_MONEY: Final = 0.5
_WINITZKI: Final = 0.147


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

    Args:
        price: Dollars a share, discounted.
        forward: Forward price, dollars.
        strike: Dollars.
        years: Years to settlement.
        discount: Discount factor to settlement.
        is_call: Calls apart from puts.

    Returns:
        One volatility for each element of the broadcast shape; NaN where the price is not inside
        its no-arbitrage bounds by more than its own rounding, or an input is unknown or not above
        0.
    """
    prices, forwards, strikes, spans, discounts, calls = np.broadcast_arrays(
        np.asarray(price, dtype=np.float64), forward, strike, years, discount, is_call
    )
    with np.errstate(all="ignore"):
        undiscounted = prices / discounts
        intrinsic = np.maximum(np.where(calls, 1.0, -1.0) * (forwards - strikes), 0.0)
        share = (undiscounted - intrinsic) / np.minimum(forwards, strikes)
        # An option in the money has its time value from a difference, which keeps its noise.
        noise = _ROUNDINGS * intrinsic / np.minimum(forwards, strikes)
        inside = (share > noise) & (1.0 - share > noise + _ROUNDINGS)
        usable = inside & (forwards > 0) & (strikes > 0) & (spans > 0) & (discounts > 0)
        usable &= np.isfinite(forwards) & np.isfinite(strikes) & np.isfinite(spans)
        solved = np.full(prices.shape, np.nan)
        moneyness = np.abs(np.log(forwards[usable] / strikes[usable]))
        solved[usable] = _deviation(share[usable], moneyness)
        volatility: NDArray[np.float64] = solved / np.sqrt(spans)
    return volatility


@dataclass(frozen=True, slots=True)
class _Problem:
    """Out-of-the-money options, each a call struck ``moneyness`` above a forward of 1 in logs.

    Args:
        share: What they are worth, a share of the forward; above 0 and under 1.
        moneyness: 0 or more.
        inflection: The deviation at which d1 is 0 and the price bends.
        bend: The price there.
    """

    share: NDArray[np.float64]
    moneyness: NDArray[np.float64]
    inflection: NDArray[np.float64]
    bend: NDArray[np.float64]

    @property
    def low(self) -> NDArray[np.bool_]:
        """Which of them are solved below the inflection point, where d1 is under 0."""
        return self.share < self.bend


def _deviation(share: NDArray[np.float64], moneyness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Total deviation of out-of-the-money options; NaN where the steps do not settle."""
    inflection = np.sqrt(2.0 * moneyness)
    bend = 0.5 - mills_ratio(inflection) / ROOT_TWO_PI
    problem = _Problem(share, moneyness, inflection, bend)
    deviation = np.where(problem.low, _guess_below(problem), _guess_above(problem))
    side = np.where(problem.low, 1.0, -1.0)
    wanted = np.log(ROOT_TWO_PI * np.where(problem.low, share, 1.0 - share))
    step = deviation
    for _ in range(_STEPS):
        step = _householder(deviation, moneyness, side, wanted)
        deviation = deviation + step
    return np.where(np.abs(step) <= _SETTLED * deviation, deviation, np.nan)


def _householder(
    deviation: NDArray[np.float64],
    moneyness: NDArray[np.float64],
    side: NDArray[np.float64],
    wanted: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The next step towards the deviation at which the logarithm is ``wanted``.

    The time value is n(d1) (M(-d1) - M(-d2)) with the Mills ratio M, what is left to the upper
    bound n(d1) (M(d1) + M(-d2)), and the derivative of the price n(d1): so the density, which
    underflows, drops out of every quotient.
    """
    distance = moneyness / deviation
    d1 = deviation / 2 - distance
    ratio = mills_ratio(np.abs(d1)) - side * mills_ratio(deviation / 2 + distance)
    gap = np.log(ratio) - 0.5 * d1 * d1 - wanted
    slope = side / ratio
    # The second and third derivative of the price over its first.
    second = distance * distance / deviation - deviation / 4
    third = second * second - 3.0 * (distance / deviation) ** 2 - 0.25
    newton = -gap / slope
    curvature = second - slope
    twist = third - 3.0 * second * slope + 2.0 * slope * slope
    step: NDArray[np.float64] = (
        newton
        * (1.0 + 0.5 * curvature * newton)
        / (1.0 + newton * (curvature + twist * newton / 6.0))
    )
    return step


def _guess_below(problem: _Problem) -> NDArray[np.float64]:
    """A deviation within a half of the solution, below the inflection point.

    Near the money the price is that of a normal distribution and nearly straight in the
    deviation. Farther out it is mostly n(d1), so with the Mills ratios of a first deviation d1
    follows from the price, and the deviation from d1.
    """
    moneyness = problem.moneyness
    straight = ROOT_TWO_PI * (problem.share + moneyness / 2)
    first = np.minimum(problem.inflection, straight)
    near, far = moneyness / first - first / 2, moneyness / first + first / 2
    ratio = mills_ratio(near) - mills_ratio(far)
    d1 = np.sqrt(2.0 * np.log(np.maximum(ratio / (ROOT_TWO_PI * problem.share), 1.0)))
    refined = 2.0 * moneyness / (d1 + np.sqrt(d1 * d1 + 2.0 * moneyness))
    return np.where(moneyness < _NEAR_THE_MONEY * straight, first, refined)


def _guess_above(problem: _Problem) -> NDArray[np.float64]:
    """A deviation within a tenth of the solution, above the inflection point.

    At the money the price is erf(deviation / sqrt(8)); elsewhere what lies above the inflection
    point has nearly that shape. The inverse of erf is S. Winitzki's of 2008, good to 0.2 %.
    """
    above = np.where(problem.low, 0.0, (problem.share - problem.bend) / (1.0 - problem.bend))
    size = -np.log1p(-above * above)
    half = 2.0 / (np.pi * _WINITZKI) - size / 2.0
    # As a quotient, because the difference of the two roots is nothing for small prices.
    inverse = np.sqrt(size / _WINITZKI / (np.sqrt(half * half + size / _WINITZKI) + half))
    guess: NDArray[np.float64] = problem.inflection + np.sqrt(8.0) * inverse * (
        1.0 - problem.bend / 2.0
    )
    return guess
