"""Files of spot prices: ``date, symbol, spot``, or published chain totals with their price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from generator.errors import ImportFileError
from generator.market.vendors.delimited import dates, find_column, numbers, read_delimited

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def read_spot(path: Path, *, symbol: str, day: date) -> float:
    """The spot price of ``symbol`` on ``day``, in dollars.

    Raises:
        ImportFileError: The layout is not known, or the file has no price for that day.
    """
    table = read_delimited(path)
    spot_column = find_column(table.columns, "spot", "underlyingprice")
    day_column = find_column(table.columns, "date")
    symbol_column = find_column(table.columns, "symbol")
    if spot_column is None or day_column is None or symbol_column is None:
        problem = (
            f"is no file of spot prices: it has the columns {', '.join(table.columns)}; known "
            "are date, symbol, spot (or underlyingPrice)"
        )
        raise ImportFileError(path, problem, code="unknown_layout")
    wanted = (dates(table, day_column, path) == np.datetime64(day, "s")) & (
        table[symbol_column].str.strip().str.upper().to_numpy() == symbol
    )
    prices = numbers(table, spot_column, path)[wanted]
    prices = np.unique(prices[np.isfinite(prices)])
    if len(prices) != 1:
        found = "no" if len(prices) == 0 else "more than one"
        problem = f"has {found} spot price of {symbol} for {day}; give --spot"
        raise ImportFileError(path, problem, code="no_spot")
    return float(prices[0])
