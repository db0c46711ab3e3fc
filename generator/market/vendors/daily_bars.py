"""Daily price files: CSV in any order and any case of column names, or Yahoo's chart JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.errors import ImportFileError
from generator.market.snapshot import BarAdjustment, Bars
from generator.market.tables import bar_table
from generator.market.vendors.content import read_content
from generator.market.vendors.delimited import dates, find_column, numbers, parse_delimited
from generator.market.vendors.yahoo_chart import is_chart, read_chart

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

_DATE_NAMES: Final = ("date", "timestamp", "datetime", "session")
_CENT_TOLERANCE: Final = 2e-6
"""Relative noise of a price kept as a 32-bit float, several times over."""
_OFF_GRID_SHARE: Final = 0.2
_YEAR: Final = 252


def read_daily_bars(path: Path, *, until: date, symbol: str | None = None) -> Bars:
    """Read the bars of ``path`` up to and including ``until``.

    Args:
        path: A CSV file with a date column and ``close``, and perhaps ``open``, ``high``,
            ``low`` and ``volume``; or Yahoo's chart JSON.
        symbol: Whose they have to be, where the file names a symbol.
        until: The as-of date; later bars would be knowledge of the future and are left out.

    Raises:
        ImportFileError: A column is missing, a cell does not parse, or one session is given
            twice with different prices, or it names another symbol.
    """
    content = read_content(path)
    if is_chart(content.json):
        return read_chart(content.json, file=path, until=until, symbol=symbol)
    if content.text is None:
        problem = f"is no daily price file: it is {content.seen()}"
        raise ImportFileError(path, problem, code="unknown_layout")
    table = parse_delimited(content.text, path)
    day_column = find_column(table.columns, *_DATE_NAMES)
    close_column = find_column(table.columns, "close")
    if day_column is None or close_column is None:
        problem = (
            f"is no daily price file: it has the columns {', '.join(table.columns)}; known are "
            f"{' or '.join(_DATE_NAMES)} with close, and perhaps open, high, low and volume"
        )
        raise ImportFileError(path, problem, code="unknown_layout")
    columns: dict[str, object] = {"session": dates(table, day_column, path)}
    for name in ("open", "high", "low", "close", "volume"):
        column = find_column(table.columns, name)
        if column is not None:
            columns[name] = numbers(table, column, path)
    bars = bar_table(columns).drop_duplicates(ignore_index=True)
    twice = bars["session"].duplicated()
    if twice.any():
        day = bars.loc[twice, "session"].iloc[0].date()
        problem = f"gives {day} twice with different prices"
        raise ImportFileError(path, problem, code="conflicting_bars")
    bars = bars[(bars["close"] > 0) & (bars["session"] <= np.datetime64(until, "s"))]
    bars = bars.reset_index(drop=True)
    return Bars(table=bars, adjustment=_adjustment(bars["close"].to_numpy()))


def _adjustment(closes: NDArray[np.float64]) -> BarAdjustment:
    """Closes off the cent grid were lowered for dividends: exchanges trade in cents.

    Only the last year counts, so that old splits, which move closes off the grid as well, do
    not.
    """
    cents = closes[-_YEAR:] * 100
    off_grid = np.abs(cents - np.round(cents)) > np.maximum(_CENT_TOLERANCE * cents, 1e-3)
    return "dividends" if off_grid.size and off_grid.mean() > _OFF_GRID_SHARE else "none"
