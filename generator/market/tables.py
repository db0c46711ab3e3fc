"""The declared columns of the tables in a snapshot, and the one way to build them.

Unknown is ``NaN`` (or ``NaT``), never 0. Rows are sorted and indexed from 0, so that equal
contents are equal bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTRACT_KEY: Final = ("root", "expiration", "strike", "right", "settlement")
"""What makes a contract itself; contract symbols are made from it, not read."""

CONTRACT_COLUMNS: Final[Mapping[str, str]] = {
    "root": "object",  # option root, such as SPXW
    "expiration": "datetime64[s]",  # exchange date
    "strike": "float64",  # dollars
    "right": "object",  # "call" or "put"
    "settlement": "object",  # "PM" or "AM"
    "bid": "float64",  # dollars a share
    "ask": "float64",
    "last": "float64",  # last trade, or the closing price of an end-of-day file
    "volume": "float64",  # contracts, this session
    "open_interest": "float64",  # contracts
    "vendor_implied_volatility": "float64",  # fraction a year
    "contract_size": "float64",  # shares
    "standard": "bool",  # deliverable not adjusted by a corporate action
}

BAR_COLUMNS: Final[Mapping[str, str]] = {
    "session": "datetime64[s]",  # exchange date
    "open": "float64",  # dollars; NaN in close-only files
    "high": "float64",
    "low": "float64",
    "close": "float64",
    "volume": "float64",  # shares
}

TRADE_COLUMNS: Final[Mapping[str, str]] = {
    "time": "datetime64[us]",  # UTC
    "contract": "object",  # OCC symbol
    "size": "float64",  # contracts
    "price": "float64",  # dollars a share
    "side": "object",  # who began the trade, by `TRADE_SIDES`
}

TRADE_SIDES: Final = ("buy", "sell", "")
"""What a tape may say of who began a trade; nothing where it does not know."""

_CONTRACT_DEFAULTS: Final[Mapping[str, object]] = {
    "settlement": "PM",
    "contract_size": 100.0,
    "standard": True,
}


def contract_table(columns: Mapping[str, object]) -> pd.DataFrame:
    """Build the table of contracts from named columns; absent ones become unknown.

    Rows are sorted by their key; rows that share one by all their columns, the largest volume last,
    so that the order of the columns given does not matter.

    Args:
        columns: Arrays or scalars by the names of `CONTRACT_COLUMNS`.

    Raises:
        ValueError: A column is not one of the schema.
    """
    table = _conform(columns, CONTRACT_COLUMNS, _CONTRACT_DEFAULTS)
    table = table.sort_values(list(CONTRACT_KEY), kind="stable", ignore_index=True)
    if not table.duplicated(list(CONTRACT_KEY)).any():
        return table
    rest = ["volume", *(name for name in CONTRACT_COLUMNS if name not in {*CONTRACT_KEY, "volume"})]
    by = [*CONTRACT_KEY, *rest]
    return table.sort_values(by, kind="stable", ignore_index=True, na_position="first")


def bar_table(columns: Mapping[str, object]) -> pd.DataFrame:
    """Build the table of daily bars, oldest first, from named columns."""
    table = _conform(columns, BAR_COLUMNS, {})
    return table.sort_values("session", kind="stable", ignore_index=True)


def empty_bar_table() -> pd.DataFrame:
    """A table of bars with no rows."""
    return bar_table({name: [] for name in BAR_COLUMNS})


def trade_table(columns: Mapping[str, object]) -> pd.DataFrame:
    """Build the table of single trades, oldest first, from named columns."""
    table = _conform(columns, TRADE_COLUMNS, {"side": ""})
    return table.sort_values(list(TRADE_COLUMNS), kind="stable", ignore_index=True)


def empty_trade_table() -> pd.DataFrame:
    """A table of trades with no rows."""
    return trade_table({name: [] for name in TRADE_COLUMNS})


def _conform(
    columns: Mapping[str, object], schema: Mapping[str, str], defaults: Mapping[str, object]
) -> pd.DataFrame:
    unknown = sorted(set(columns) - set(schema))
    if unknown:
        msg = f"no such column: {', '.join(unknown)}"
        raise ValueError(msg)
    rows = max((np.asarray(value).size for value in columns.values()), default=0)
    table = {}
    for name, dtype in schema.items():
        value = columns.get(name, defaults.get(name, _missing(dtype)))
        series = pd.Series(value, index=range(rows) if np.asarray(value).ndim == 0 else None)
        table[name] = series.astype(np.dtype(dtype)).reset_index(drop=True)
    return pd.DataFrame(table, columns=list(schema))


def _missing(dtype: str) -> object:
    return pd.NaT if dtype.startswith("datetime64") else np.nan
