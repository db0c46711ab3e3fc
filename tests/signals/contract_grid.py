"""A hundred thousand contracts of every kind, priced by QuantLib, with its greeks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np

from tests import oracle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

_MINUTE: Final = 1 / (365 * 24 * 60)
_DAY: Final = 1 / 365
_ABOVE: Final = (1.0, 1.005, 1.01, 1.03, 1.06, 1.1, 1.2, 1.33, 1.6, 2.0, 2.7, 3.8, 5.0)
MONEYNESS: Final = (*(1 / ratio for ratio in _ABOVE[:0:-1]), *_ABOVE)
YEARS: Final = (
    *(minutes * _MINUTE for minutes in (5, 30, 90, 390)),
    *(days * _DAY for days in (1, 2, 4, 7, 14, 30, 60, 120)),
    *(0.5, 1.0, 2.2, 5.0),
)
VOLATILITIES: Final = tuple(0.01 * 500 ** (place / 24) for place in range(25))
RATES: Final = (-0.005, 0.0, 0.02, 0.05, 0.09)
SPOT: Final = 249.52
DIVIDEND_YIELD: Final = 0.013


class Terms(TypedDict):
    """One contract, as the oracle takes it."""

    spot: float
    forward: float
    strike: float
    years: float
    volatility: float
    discount: float
    is_call: bool


class Columns(TypedDict):
    """The contracts, as the product takes them."""

    forward: NDArray[np.float64]
    strike: NDArray[np.float64]
    years: NDArray[np.float64]
    discount: NDArray[np.float64]
    is_call: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Contracts side by side, and what QuantLib says of each.

    Args:
        columns: Forward, strike, years, discount factor and right.
        volatility: Fraction a year.
        theirs: QuantLib's price and greeks by name, in QuantLib's units.
    """

    columns: Columns
    volatility: NDArray[np.float64]
    theirs: Mapping[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.volatility)

    @property
    def deviation(self) -> NDArray[np.float64]:
        """Volatility times the root of years."""
        return self.volatility * np.sqrt(self.columns["years"])

    @property
    def undiscounted(self) -> NDArray[np.float64]:
        """QuantLib's price at settlement, dollars."""
        price: NDArray[np.float64] = self.theirs["price"] / self.columns["discount"]
        return price

    @property
    def intrinsic(self) -> NDArray[np.float64]:
        """Undiscounted intrinsic value on the forward, dollars."""
        sign = np.where(self.columns["is_call"], 1.0, -1.0)
        return np.maximum(sign * (self.columns["forward"] - self.columns["strike"]), 0.0)

    @property
    def bound(self) -> NDArray[np.float64]:
        """What no undiscounted price may reach: the forward for calls, the strike for puts."""
        return np.where(self.columns["is_call"], self.columns["forward"], self.columns["strike"])

    def slack(self, undiscounted: NDArray[np.float64]) -> NDArray[np.float64]:
        """Distance of prices to the nearer of their bounds, as a share of the forward."""
        nearer = np.minimum(undiscounted - self.intrinsic, self.bound - undiscounted)
        share: NDArray[np.float64] = nearer / self.columns["forward"]
        return share


def _terms() -> Iterator[Terms]:
    for ratio, years, volatility, rate, is_call in product(
        MONEYNESS, YEARS, VOLATILITIES, RATES, (True, False)
    ):
        forward = SPOT * math.exp((rate - DIVIDEND_YIELD) * years)
        yield {
            "spot": SPOT,
            "forward": forward,
            "strike": forward * ratio,
            "years": years,
            "volatility": volatility,
            "discount": math.exp(-rate * years),
            "is_call": is_call,
        }


@cache
def contract_grid() -> Grid:
    """A fifth to five times forward, five minutes to five years, 1 % to 500 %, five rates."""
    contracts = list(_terms())
    said = zip(*(oracle.greeks(**terms) for terms in contracts), strict=True)
    return Grid(
        columns={
            "forward": np.array([terms["forward"] for terms in contracts]),
            "strike": np.array([terms["strike"] for terms in contracts]),
            "years": np.array([terms["years"] for terms in contracts]),
            "discount": np.array([terms["discount"] for terms in contracts]),
            "is_call": np.array([terms["is_call"] for terms in contracts]),
        },
        volatility=np.array([terms["volatility"] for terms in contracts]),
        theirs=dict(zip(oracle.Greeks._fields, map(np.array, said), strict=True)),
    )
