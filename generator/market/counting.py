"""Which rows of a chain are counted contracts, and which of them have a quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.splits import old_grid
from generator.market.tables import CONTRACT_KEY

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot

_FIGURES: Final = ("open_interest", "volume", "bid", "ask", "last")
_SAME: Final = ("open_interest", "standard", "contract_size")
"""What listings of one contract a moment apart agree on."""
_MOST: Final = 1e9
"""More contracts than the whole market holds, and dollars than any share costs."""


def counted_mask(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Which rows of ``snapshot.contracts`` are counted contracts.

    Standard deliverable, key unique (see `repeats`), strike above 0, no negative figure, expiration
    not before the as-of date, and not on the strike grid of before a split that the price has left
    behind. Unknown open interest or volume does not disqualify a row.
    """
    table = snapshot.contracts
    repeated, conflicting = repeats(table)
    mask: NDArray[np.bool_] = (
        table["standard"].to_numpy(dtype=bool)
        & ~repeated
        & ~conflicting
        & ~impossible(table)
        & (table["expiration"].to_numpy() >= np.datetime64(snapshot.as_of_date, "s"))
        & ~old_grid(table, snapshot.quote.spot)
    )
    return mask


def impossible(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows with a strike that is not above 0, or a figure below 0 or beyond all markets."""
    strike = table["strike"].to_numpy()
    wrong: NDArray[np.bool_] = ~((strike > 0) & (strike <= _MOST))
    for name in _FIGURES:
        values = table[name].to_numpy()
        wrong |= (values < 0) | (values > _MOST)
    return wrong


def repeats(table: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Rows of a contract that is counted in another row, and rows that contradict each other.

    Of rows with one key, one open interest and one deliverable the last counts: they are listings
    of the same contract a moment apart, and the table is sorted so that the largest volume, the
    latest, comes last. Rows with one key that differ in these contradict each other: none counts.
    The table is sorted by its key, so equal keys are neighbours and the usual answer, that there
    are none, costs one look at each pair.
    """
    none = np.zeros(len(table), dtype=bool)
    same = np.ones(max(len(table) - 1, 0), dtype=bool)
    for name in CONTRACT_KEY:
        values = table[name].to_numpy()
        same &= values[1:] == values[:-1]
    if not same.any():
        return none, none
    key = table[list(CONTRACT_KEY)]
    shared = key.duplicated(keep=False).to_numpy()
    counts = table[[*CONTRACT_KEY, *_SAME]].drop_duplicates()
    contradicted = counts[counts.duplicated(list(CONTRACT_KEY), keep=False)]
    conflicting = shared & key.apply(tuple, axis=1).isin(
        set(contradicted[list(CONTRACT_KEY)].apply(tuple, axis=1))
    ).to_numpy(dtype=bool)
    repeated = key.duplicated(keep="last").to_numpy() & ~conflicting
    return repeated, conflicting


def two_sided(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which contracts have a quote with ``0 < bid <= ask``."""
    bid = table["bid"].to_numpy()
    ask = table["ask"].to_numpy()
    return (bid > 0) & (bid <= ask)
