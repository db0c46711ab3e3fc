"""Signs of a split: two strike grids, strikes that only a split makes, a price k times another.

A chain whose strikes and whose underlying stand on different sides of a split gives numbers that
are wrong by the ratio of the split, and nothing in them looks wrong one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.roots import INDEX_ROOTS, plain_symbol

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot

RATIOS: Final = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50)
"""Splits that companies make, k for 1 or 1 for k; 3 for 2 is told apart from no daily move."""
TOLERANCE: Final = 0.08
"""How far from its ratio a price may be, because the market moved as well (of the logarithm)."""
_HALF_DOLLAR: Final = 2
_LEAST_STRIKES: Final = 20
_PAIRED: Final = 0.9
_CENT: Final = 0.0051
"""Half a cent of rounding, and a float's noise."""


@dataclass(frozen=True, slots=True)
class Grids:
    """Two strike grids of one chain.

    Args:
        ratio: How many times the strikes of one are those of the other.
        upper: Rows whose strike is on the grid of before a forward split.
        price_is_upper: Whether the price stands on that grid.
    """

    ratio: int
    upper: NDArray[np.bool_]
    price_is_upper: bool


def near_ratio(multiple: float, tolerance: float) -> float | None:
    """The split ratio (k, or 1/k) that ``multiple`` is within ``tolerance`` of, if there is one."""
    if not multiple > 0 or not np.isfinite(multiple):
        return None
    for ratio in RATIOS:
        for candidate in (float(ratio), 1 / ratio):
            if abs(np.log(multiple / candidate)) <= tolerance:
                return candidate
    return None


def is_index(snapshot: Snapshot) -> bool:
    """Whether the underlying is an index, which is never split."""
    given = snapshot.context.get("instrument_type")
    return given == "index" or plain_symbol(snapshot.symbol) in INDEX_ROOTS


def bars_since_split(snapshot: Snapshot) -> pd.DataFrame:
    """The daily bars that stand on the scale of the price: those since the last step of a split.

    Prices as traded fall to a part at a split, and a source that adjusts for splits does so late
    at times. A step from one close to the next, or from the last to the price, of nearly 2 for 1
    or more is taken for one, because prices on two scales give numbers that are wrong and look
    right; a share that fell that far in a day loses its past here as well.
    """
    table = snapshot.bars.table
    spot = snapshot.quote.spot
    if is_index(snapshot) or not len(table) or not spot > 0:
        return table
    before = table[table["session"].to_numpy() < np.datetime64(snapshot.as_of_date, "s")]
    closes = np.append(before["close"].to_numpy(), spot)
    steps = np.flatnonzero(np.abs(np.diff(np.log(closes))) >= np.log(min(RATIOS)) - TOLERANCE)
    return table.iloc[steps[-1] + 1 :] if len(steps) else table


def odd_strikes(strikes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which strikes are on no half dollar, as those of a split are and listed ones are not."""
    doubled = strikes * _HALF_DOLLAR
    odd: NDArray[np.bool_] = np.abs(doubled - np.round(doubled)) > _CENT * _HALF_DOLLAR
    return odd


def grids_of(table: pd.DataFrame, spot: float) -> Grids | None:
    """The two grids of a chain that lists strikes of before and after a split; ``None`` if one.

    Nearly every odd strike must have its multiple listed for the same expiration.
    """
    strikes = table["strike"].to_numpy()
    odd = odd_strikes(strikes)
    if np.count_nonzero(odd) < _LEAST_STRIKES:
        return None
    days = table["expiration"].to_numpy().astype("datetime64[D]").astype(np.int64)
    for ratio in RATIOS:
        upper = _multiples(strikes, days, ratio)
        paired = _has_multiple(strikes[odd], days[odd], strikes, days, ratio)
        if paired.mean() >= _PAIRED and upper.any():
            centre = np.sqrt(np.median(strikes[upper]) * np.median(strikes[~upper]))
            return Grids(ratio, upper, bool(spot > centre))
    return None


def _multiples(
    strikes: NDArray[np.float64], days: NDArray[np.int64], ratio: int
) -> NDArray[np.bool_]:
    """Which strikes are ``ratio`` times another of the same expiration, to the cent."""
    smaller = np.round(strikes / ratio, 2)
    keys = set(zip(days.tolist(), np.round(strikes, 2).tolist(), strict=True))
    pairs = zip(days.tolist(), smaller.tolist(), strict=True)
    return np.array([pair in keys for pair in pairs], dtype=bool)


def _has_multiple(
    strikes: NDArray[np.float64],
    days: NDArray[np.int64],
    all_strikes: NDArray[np.float64],
    all_days: NDArray[np.int64],
    ratio: int,
) -> NDArray[np.bool_]:
    """Which strikes have ``ratio`` times theirs listed for the same expiration."""
    keys = set(zip(all_days.tolist(), np.round(all_strikes / ratio, 2).tolist(), strict=True))
    pairs = zip(days.tolist(), np.round(strikes, 2).tolist(), strict=True)
    return np.array([pair in keys for pair in pairs], dtype=bool)


def old_grid(table: pd.DataFrame, spot: float) -> NDArray[np.bool_]:
    """Rows on the grid of before a split that the price has left behind."""
    grids = grids_of(table, spot)
    if grids is None or grids.price_is_upper:
        return np.zeros(len(table), dtype=bool)
    return grids.upper


def split_strikes(strikes: NDArray[np.float64]) -> int | None:
    """The ratio k if most strikes are odd and k times each is a half dollar, to the rounding."""
    distinct = np.unique(strikes)
    odd = odd_strikes(distinct)
    if len(distinct) < _LEAST_STRIKES or odd.mean() <= 1 / 2:
        return None
    for ratio in RATIOS:
        multiple = distinct * ratio * _HALF_DOLLAR
        fits = np.abs(multiple - np.round(multiple)) <= _CENT * ratio * _HALF_DOLLAR
        by_chance = min(1.0, 2 * _CENT * ratio * _HALF_DOLLAR)
        if by_chance < 1 / 2 and fits.mean() >= _PAIRED:
            return ratio
    return None
