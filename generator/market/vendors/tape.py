"""A tape: single trades from a CSV of time, contract, size, price and perhaps side."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.errors import ImportFileError
from generator.market.issues import Issue
from generator.market.occ import parse_occ_symbol
from generator.market.roots import belongs
from generator.market.sessions import EXCHANGE_ZONE
from generator.market.tables import TRADE_SIDES, trade_table
from generator.market.vendors.delimited import (
    distinct_cells,
    find_column,
    line_of,
    numbers,
    read_delimited,
)
from generator.market.vendors.moments import parse_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

_NEEDED: Final = ("time", "contract", "size", "price")
_MOST: Final = 1e9
"""More contracts than the whole market holds, and dollars than any option costs."""


def read_tape(path: Path, *, symbol: str) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """The trades of a tape in options on ``symbol``, by `generator.market.tables.TRADE_COLUMNS`.

    Args:
        path: CSV, gzipped or not; times are exchange times unless they have an offset.
        symbol: The underlying's ticker.

    Returns:
        The trades, and a remark on how many are in options on something else.

    Raises:
        ImportFileError: A column is missing, or a cell is not what its column holds; with its line.
    """
    table = read_delimited(path)
    named = _named_columns(table, path)
    times = _cells(table, named["time"], path, _moment, "a time like 2026-08-21T14:30:00")
    contracts = _cells(table, named["contract"], path, _contract, "an OCC option symbol")
    sides = np.full(len(table), "", dtype=object)
    if "side" in named:
        sides = _cells(table, named["side"], path, _side, "buy, sell or blank")
    trades = trade_table(
        {
            "time": times.astype("datetime64[us]"),
            "contract": contracts,
            "size": _positive(table, named["size"], path),
            "price": _positive(table, named["price"], path),
            "side": sides,
        }
    )
    own = np.array([belongs(_root(name), symbol) for name in trades["contract"]], dtype=bool)
    return trades[own].reset_index(drop=True), _foreign(int((~own).sum()), symbol)


def _foreign(count: int, symbol: str) -> tuple[Issue, ...]:
    if not count:
        return ()
    message = f"trades in options that are not on {symbol} were left out"
    return (Issue("trades_foreign", "note", message, count),)


def _named_columns(table: pd.DataFrame, path: Path) -> Mapping[str, str]:
    found = {name: find_column(table.columns, name) for name in (*_NEEDED, "side")}
    if any(found[name] is None for name in _NEEDED):
        problem = (
            f"has the columns {', '.join(table.columns)}; a tape needs {', '.join(_NEEDED)} and "
            "may have side"
        )
        raise ImportFileError(path, problem, code="unknown_layout")
    return {name: column for name, column in found.items() if column is not None}


def _cells(
    table: pd.DataFrame,
    column: str,
    path: Path,
    parse: Callable[[str], object | None],
    wanted: str,
) -> NDArray[np.object_]:
    cells, places = distinct_cells(table, column)
    parsed = np.empty(len(cells), dtype=object)
    for index, cell in enumerate(cells):
        parsed[index] = parse(cell)
        if parsed[index] is None:
            problem = f"{column} is {cell!r:.60}, not {wanted}"
            line = line_of(table, places, index)
            raise ImportFileError(path, problem, line, code="bad_cell")
    values: NDArray[np.object_] = parsed[places]
    return values


def _moment(cell: str) -> datetime | None:
    if len(cell.strip()) <= len("2026-08-21"):
        return None  # a date alone is no time of a trade
    found = parse_time(cell, EXCHANGE_ZONE)
    return None if found is None else found.astimezone(UTC).replace(tzinfo=None)


def _contract(cell: str) -> str | None:
    """The symbol without the blanks that the clearing house fills its root up with."""
    try:
        return parse_occ_symbol(cell.replace(" ", "")).symbol
    except ValueError:
        return None


def _side(cell: str) -> str | None:
    side = cell.strip().lower()
    return side if side in TRADE_SIDES else None


def _positive(table: pd.DataFrame, column: str, path: Path) -> NDArray[np.float64]:
    values = numbers(table, column, path)
    wrong = ~((values > 0) & (values <= _MOST))
    if wrong.any():
        cells, places = distinct_cells(table, column)
        index = int(places[int(np.argmax(wrong))])
        problem = f"{column} is {cells[index]!r:.60}, not a number above 0"
        raise ImportFileError(path, problem, line_of(table, places, index), code="bad_cell")
    return values


def _root(symbol: str) -> str:
    return parse_occ_symbol(symbol).root
