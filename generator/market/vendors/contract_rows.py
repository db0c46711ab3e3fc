"""Chains with one row a contract: tables that yfinance wrote, and others with the same columns.

Columns are known by their names, whatever case and punctuation. A file may hold many symbols and
many days. Where it has no day, the day follows from a time column, or from the expirations and the
years that are said to be left to them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.errors import ImportFileError, Position
from generator.market.roots import plain_symbol
from generator.market.sessions import EXCHANGE_ZONE
from generator.market.snapshot import Quote
from generator.market.vendors.chain_day import ChainDay, ChainFile
from generator.market.vendors.delimited import numbers, parse_delimited
from generator.market.vendors.layout import Layout, only_one
from generator.market.vendors.moments import (
    date_column,
    parse_date,
    parse_time,
    quoted_at,
    trade_days,
)
from generator.market.vendors.raw_contracts import contracts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from generator.market.vendors.content import Content

NAME: Final = "one row a contract"
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "symbol": ("ticker", "underlying", "underlyingsymbol", "symbol"),
    "contract": ("contractsymbol", "optionalias", "occsymbol", "optionsymbol"),
    "expiration": ("expiration", "expirationdate", "expiry", "expdate"),
    "strike": ("strike", "strikeprice"),
    "right": ("type", "optiontype", "opttype", "right", "callput", "putcall", "cpflag"),
    "bid": ("bid", "bidprice"),
    "ask": ("ask", "askprice"),
    "last": ("lastprice", "last", "close"),
    "volume": ("volume", "totalvolume"),
    "open_interest": ("openinterest", "oi"),
    "implied_volatility": ("impliedvolatility", "impliedvol", "iv"),
    "last_trade": ("lasttradedate", "lasttradetime"),
    "contract_size": ("contractsize",),
    "spot": ("spotprice", "spot", "currentpriceday", "underlyinglast", "underlyingprice"),
    "date": ("quotedate", "snapshotnydate", "tradedate", "date"),
    "time": ("snapshotutc", "mydatetime", "quotetime"),
    "years": ("timetomaturity",),
    "rate_percent": ("interestrate",),
}
"""Our columns, and the names that files give them, without case and punctuation."""
NEEDED: Final = ("expiration", "strike", "right")
_FIGURES: Final[Mapping[str, str]] = {
    "strike": "strike",
    "bid": "bid",
    "ask": "ask",
    "last": "last",
    "volume": "volume",
    "open_interest": "open_interest",
    "implied_volatility": "vendor_implied_volatility",
}
_RIGHTS: Final = {
    "c": "call",
    "call": "call",
    "calls": "call",
    "p": "put",
    "put": "put",
    "puts": "put",
}
_PERCENT: Final = 100.0
_DAYS_A_YEAR: Final = 365
_MOST_YEARS: Final = 100
"""To an expiration; options with more left are not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTable:
    """A table of one row a contract, with its columns named.

    Args:
        path: The file.
        table: Text cells, indexed by line.
        columns: The file's column of each of our names (`NAMES`).
        percent: Those of our names whose figures are percentages.
        constants: Values of our names that the file has no column for.
        layout: What to call the layout.
        source_name: What the byline calls the source.
    """

    path: Path
    table: pd.DataFrame
    columns: Mapping[str, str]
    percent: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)
    layout: str = NAME
    source_name: str = "option-chain file"


def columns_of(header: Sequence[str]) -> dict[str, str]:
    """The file's column for each of our names; the first of the known names wins."""
    plain = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in reversed(header)}
    found = {
        ours: next((plain[name] for name in known if name in plain), None)
        for ours, known in NAMES.items()
    }
    return {ours: name for ours, name in found.items() if name is not None}


def _recognises(content: Content) -> bool:
    found = columns_of(content.header())
    return all(name in found for name in NEEDED) and ("bid" in found or "last" in found)


def _open(contents: Sequence[Content], symbol: str) -> ChainFile:
    content = only_one(contents, NAME)
    table = parse_delimited(content.text or "", content.path)
    columns = columns_of(list(table.columns))
    yahoo = "contract" in columns and "last_trade" in columns
    made = RowTable(
        path=content.path,
        table=table,
        columns=columns,
        source_name="saved Yahoo Finance" if yahoo else "option-chain file",
    )
    return open_rows(made, symbol)


LAYOUT: Final = Layout(
    name=NAME,
    shape="CSV with a row a contract: expiration, strike, type (call or put), bid, ask or last, "
    "and perhaps volume, openInterest, impliedVolatility, contractSymbol, ticker, spot, date",
    recognises=_recognises,
    open=_open,
)


def open_rows(rows: RowTable, symbol: str) -> ChainFile:
    """The chains of ``symbol`` in a table of one row a contract.

    Raises:
        ImportFileError: The table has no row of the symbol, or a cell does not parse.
    """
    table = _of_symbol(rows, symbol)
    days = _days(rows, table)
    known = sorted(set(days.astype("datetime64[D]").tolist())) if days is not None else []

    def read(day: date) -> ChainDay:
        part = table if days is None else table[days == np.datetime64(day, "s")]
        return _read_day(rows, part, symbol, day)

    return ChainFile(layout=rows.layout, days=known, read=read, files=(rows.path,))


def _of_symbol(rows: RowTable, symbol: str) -> pd.DataFrame:
    column = rows.columns.get("symbol")
    if column is None:
        return rows.table
    plain = {name: plain_symbol(name) for name in rows.table[column].unique()}
    found = rows.table[column].map(plain) == plain_symbol(symbol)
    if not found.any():
        held = ", ".join(sorted(plain)[:20])
        raise ImportFileError(
            rows.path, f"has no row of {symbol}; it holds {held}", code="symbol_mismatch"
        )
    return rows.table[found]


def _days(rows: RowTable, table: pd.DataFrame) -> Any:  # noqa: ANN401 - dates or None
    """The day of each row, ``datetime64[s]``; ``None`` where the file does not say."""
    if "date" in rows.columns:
        return date_column(table, rows.columns["date"], rows.path)
    if "time" in rows.columns:
        return _quote_days(rows, table)
    if "years" in rows.columns:
        expirations = date_column(table, rows.columns["expiration"], rows.path)
        years = numbers(table, rows.columns["years"], rows.path)
        if not (np.abs(years) <= _MOST_YEARS).all():
            return None
        left = np.round(years * _DAYS_A_YEAR).astype("timedelta64[D]")
        days = expirations - left
        return days if len(np.unique(days)) == 1 else None
    return None


def _quote_days(rows: RowTable, table: pd.DataFrame) -> Any:  # noqa: ANN401 - an array of dates
    column = rows.columns["time"]
    days = trade_days(table, column)
    if np.isnat(days).any():
        place = int(np.argmax(np.isnat(days)))
        problem = f"{column} is {table[column].iloc[place]!r:.60}, not a time"
        line = Position(int(table.index[place]))
        raise ImportFileError(rows.path, problem, line, code="bad_cell")
    return days


def _read_day(rows: RowTable, part: pd.DataFrame, symbol: str, day: date) -> ChainDay:
    as_of = _as_of(rows, part, day)
    contracts, issues = contracts_of(_columns(rows, part, symbol), symbol=symbol, as_of=as_of)
    return ChainDay(
        as_of=as_of,
        contracts=contracts,
        source_name=rows.source_name,
        quote=_quote(rows, part),
        rate=_rate(rows, part),
        issues=issues,
    )


def _as_of(rows: RowTable, part: pd.DataFrame, day: date) -> datetime | date:
    column = rows.columns.get("time")
    if column is None or part.empty:
        return day
    newest = max(
        (time for cell in part[column].unique() if (time := parse_time(str(cell), UTC))),
        default=None,
    )
    if newest is None:
        return day
    found = quoted_at(newest)
    exact = newest.astimezone(EXCHANGE_ZONE)
    # A file of one day may have been fetched after midnight: then the day is what counts.
    return found if exact.date() == day else day


def _columns(rows: RowTable, part: pd.DataFrame, symbol: str) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "root": np.full(len(part), plain_symbol(symbol), dtype=object),
        "expiration": _expirations(rows, part),
        "right": _rights(rows, part),
    }
    for name, ours in _FIGURES.items():
        if name in rows.columns:
            values = numbers(part, rows.columns[name], rows.path)
            columns[ours] = values / _PERCENT if name in rows.percent else values
    if "contract" in rows.columns:
        cells = part[rows.columns["contract"]].str.strip()
        columns["contract"] = [cell or None for cell in cells]
    if "contract_size" in rows.columns:
        sizes = part[rows.columns["contract_size"]].str.strip().str.upper()
        columns["standard"] = sizes.isin(["", "REGULAR", "100", "100.0"]).to_numpy()
    if "last_trade" in rows.columns:
        columns["last_trade_day"] = trade_days(part, rows.columns["last_trade"])
    return columns


def _expirations(rows: RowTable, part: pd.DataFrame) -> Any:  # noqa: ANN401 - an array of dates
    if "expiration" in rows.columns:
        return date_column(part, rows.columns["expiration"], rows.path)
    expiration = parse_date(rows.constants["expiration"])
    return np.full(len(part), np.datetime64(expiration, "s"))


def _rights(rows: RowTable, part: pd.DataFrame) -> Any:  # noqa: ANN401 - an array of words
    column = rows.columns["right"]
    cells = part[column].str.strip().str.lower()
    known = cells.map(_RIGHTS)
    if known.isna().any():
        place = int(np.argmax(known.isna().to_numpy()))
        problem = f"{column} is {part[column].iloc[place]!r:.60}, neither call nor put"
        line = Position(int(part.index[place]))
        raise ImportFileError(rows.path, problem, line, code="bad_cell")
    return known.to_numpy(dtype=object)


def _single(rows: RowTable, part: pd.DataFrame, name: str) -> float | None:
    """The value of a column that says the same in every row; ``None`` where it says nothing."""
    if name not in rows.columns:
        given = rows.constants.get(name)
        return None if given is None else float(given)
    values = numbers(part, rows.columns[name], rows.path)
    values = np.unique(values[np.isfinite(values)])
    if len(values) > 1:
        problem = f"{rows.columns[name]} has {len(values)} values for one symbol and day"
        raise ImportFileError(rows.path, problem, code="ambiguous")
    return float(values[0]) if len(values) else None


def _quote(rows: RowTable, part: pd.DataFrame) -> Quote | None:
    spot = _single(rows, part, "spot")
    return None if spot is None else Quote(spot=spot)


def _rate(rows: RowTable, part: pd.DataFrame) -> float | None:
    percent = _single(rows, part, "rate_percent")
    return None if percent is None else percent / _PERCENT
