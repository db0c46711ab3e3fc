"""Where a chain says that its underlying is: from its prices by put-call parity, else from trading.

The spot that comes with a chain is a single figure, often from another moment or another source.
The chain is a second witness: where a call and the put of a strike cost the same, the forward is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.counting import two_sided

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

_NEAR_DAYS: Final = 45
_STRIKES: Final = 5
_LEAST: Final = 3
_LEAST_TRADED: Final = 20


def parity_price(contracts: pd.DataFrame, as_of: date) -> float | None:
    """The median over near expirations of the price at which calls and puts cost the same.

    Args:
        contracts: Counted contracts; mids where there are quotes, else closes of what traded.
        as_of: Exchange date.

    Returns:
        Dollars, undiscounted (within 45 days that is less than a per cent); ``None`` where fewer
        than three strikes of every near expiration have both prices.
    """
    near = near_contracts(contracts, as_of)
    price = _prices(near)
    near, price = near[np.isfinite(price)], price[np.isfinite(price)]
    found = [
        centre
        for rows in near.groupby(["expiration", "root"], sort=False).indices.values()
        if (centre := _centre(near, price, np.asarray(rows))) is not None
    ]
    return float(np.median(found)) if found else None


def _centre(
    contracts: pd.DataFrame, price: NDArray[np.float64], rows: NDArray[np.intp]
) -> float | None:
    """Where calls and puts of one expiration cost the same."""
    strike = contracts["strike"].to_numpy()[rows]
    calls = contracts["right"].to_numpy()[rows] == "call"
    strikes, at_call, at_put = np.intersect1d(strike[calls], strike[~calls], return_indices=True)
    if len(strikes) < _LEAST:
        return None
    difference = price[rows][calls][at_call] - price[rows][~calls][at_put]
    nearest = np.argsort(np.abs(difference), kind="stable")[:_STRIKES]
    return float(np.median(strikes[nearest] + difference[nearest]))


def near_contracts(contracts: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The contracts that expire within 45 days."""
    days = (
        contracts["expiration"].to_numpy().astype("datetime64[D]") - np.datetime64(as_of)
    ).astype(np.int64)
    return contracts[(days >= 0) & (days <= _NEAR_DAYS)]


def _prices(contracts: pd.DataFrame) -> NDArray[np.float64]:
    quoted = two_sided(contracts)
    if quoted.any() or contracts["bid"].notna().any():
        middle = (contracts["bid"].to_numpy() + contracts["ask"].to_numpy()) / 2
        return np.where(quoted, middle, np.nan)
    traded = (contracts["volume"].to_numpy() > 0) & (contracts["last"].to_numpy() > 0)
    return np.where(traded, contracts["last"].to_numpy(), np.nan)


def traded_strike(contracts: pd.DataFrame, as_of: date) -> float | None:
    """The median strike of near contracts by volume, dollars; ``None`` where few traded."""
    near = near_contracts(contracts, as_of)
    volume = near["volume"].fillna(0).to_numpy()
    if np.count_nonzero(volume > 0) < _LEAST_TRADED:
        return None
    order = np.argsort(near["strike"].to_numpy(), kind="stable")
    total = np.cumsum(volume[order])
    return float(near["strike"].to_numpy()[order][np.searchsorted(total, total[-1] / 2)])
