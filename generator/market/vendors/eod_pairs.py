"""End-of-day chains with one row for a call and the put of the same strike.

As Parquet or CSV with a ``date`` column a file holds many days; as JSON it holds the chain of one
day, which stands in the file's name alone, and a header with the spot. The layout's volatilities
are percentages and its prices closing prices; it has no bid and no ask.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from generator.errors import ImportFileError
from generator.market.roots import plain_symbol, settlement_of
from generator.market.sessions import Sessions
from generator.market.snapshot import Quote
from generator.market.tables import contract_table
from generator.market.vendors.chain_day import ChainDay, ChainFile
from generator.market.vendors.delimited import dates, numbers, parse_delimited
from generator.market.vendors.json_values import drift, items, mapping, number, text
from generator.market.vendors.layout import Layout, only_one
from generator.market.vendors.moments import parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from generator.market.vendors.content import Content

NAME: Final = "end-of-day call/put pairs"
SOURCE_NAME: Final = "end-of-day chain"
_FIGURES: Final = tuple(
    f"{side}{what}" for side in ("call", "put") for what in ("Price", "Volume", "Iv", "Oi")
)
COLUMNS: Final = ("date", "expiration", "strike", *_FIGURES)
_NUMBER_COLUMNS: Final = COLUMNS[2:]
_PERCENT: Final = 100.0
_CONTRACT: Final = re.compile(
    r"(?P<expiration>\d{4}-\d\d-\d\d)_(?P<strike>\d+(\.\d+)?)_(Call|Put)\Z", re.ASCII
)


def _recognises(content: Content) -> bool:
    if content.table is not None:
        return set(COLUMNS) <= set(content.table.columns)
    if isinstance(content.json, dict):
        return set(content.json) == {"header", "contracts"}
    return set(COLUMNS) <= set(content.header())


def _open(contents: Sequence[Content], symbol: str) -> ChainFile:
    content = only_one(contents, NAME)
    if content.json is not None:
        return _open_json(content, symbol)
    pairs = _pairs(content)
    if pairs.empty:
        raise ImportFileError(content.path, "holds no row at all", code="empty_chain")
    days = np.unique(pairs["date"].to_numpy()).astype("datetime64[D]").tolist()

    def read(day: date) -> ChainDay:
        rows = pairs[pairs["date"].to_numpy() == np.datetime64(day, "s")]
        return _day(rows, symbol, day, None)

    return ChainFile(layout=NAME, days=days, read=read, files=(content.path,))


LAYOUT: Final = Layout(
    name=NAME,
    shape=f"Parquet or CSV with {', '.join(COLUMNS)}; or JSON with header and contracts",
    recognises=_recognises,
    open=_open,
)


def _day(rows: pd.DataFrame, symbol: str, day: date, quote: Quote | None) -> ChainDay:
    sessions = Sessions.covering(day)
    return ChainDay(
        as_of=day,
        contracts=_contracts(rows, symbol),
        source_name=SOURCE_NAME,
        quote=quote,
        open_interest_date=sessions.before(sessions.on_or_before(day)),
    )


def _pairs(content: Content) -> pd.DataFrame:
    """All rows of the file under `COLUMNS`, with parsed dates and numbers."""
    path = content.path
    raw = content.table if content.table is not None else parse_delimited(content.text or "", path)
    pairs: dict[str, object] = {
        "date": dates(raw, "date", path),
        "expiration": dates(raw, "expiration", path),
    }
    for name in _NUMBER_COLUMNS:
        pairs[name] = _numbers(raw, name, path)
    return pd.DataFrame(pairs)


def _numbers(raw: pd.DataFrame, name: str, path: Path) -> np.ndarray[Any, np.dtype[np.float64]]:
    column = raw[name]
    if not pd.api.types.is_numeric_dtype(column):
        return numbers(raw, name, path)
    values = column.to_numpy(dtype="float64")
    if np.isinf(values).any():
        raise ImportFileError(path, f"{name} is infinite in a row", code="bad_cell")
    return values


def _contracts(rows: pd.DataFrame, symbol: str) -> pd.DataFrame:
    """The chain, two contracts a row."""
    sides = [_side(rows, right) for right in ("call", "put")]
    columns: dict[str, object] = {
        name: np.concatenate([side[name] for side in sides]) for name in sides[0]
    }
    root = plain_symbol(symbol)
    return contract_table(columns | {"root": root, "settlement": settlement_of(root)})


def _side(rows: pd.DataFrame, right: str) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
    volatility = rows[f"{right}Iv"].to_numpy() / _PERCENT
    price = rows[f"{right}Price"].to_numpy()
    return {
        "expiration": rows["expiration"].to_numpy(),
        "strike": rows["strike"].to_numpy(),
        "right": np.full(len(rows), right, dtype=object),
        "last": np.where(price == 0, np.nan, price),
        "volume": rows[f"{right}Volume"].to_numpy(),
        "open_interest": rows[f"{right}Oi"].to_numpy(),
        "vendor_implied_volatility": np.where(volatility == 0, np.nan, volatility),
    }


def _open_json(content: Content, symbol: str) -> ChainFile:
    file = content.path
    rows = [_json_row(value, file) for value in items(content.json["contracts"], "contracts", file)]
    if not rows:
        problem = f"holds no contract of {symbol}"
        raise ImportFileError(file, problem, code="empty_chain")
    header = mapping(content.json["header"], "header", file)
    spot = number(header.get("underlyingPrice"), "header.underlyingPrice", file)
    table = pd.DataFrame(rows)
    table["expiration"] = table["expiration"].to_numpy().astype("datetime64[s]")
    quote = Quote(spot=spot) if spot else None

    def read(day: date) -> ChainDay:
        return _day(table, symbol, day, quote)

    return ChainFile(layout=NAME, days=(), read=read, files=(file,))


def _json_row(value: Any, file: Path) -> dict[str, Any]:  # noqa: ANN401 - JSON is any value
    row = mapping(value, "contracts[…]", file)
    named = text(row.get("callOption"), "contracts.callOption", file) or ""
    match = _CONTRACT.match(named)
    expiration = None if match is None else parse_date(match["expiration"])
    if match is None or expiration is None:
        raise drift("contracts.callOption", named, "a date, a strike and a side", file)
    figures: dict[str, Any] = {}
    for name in _FIGURES:
        figure = number(row.get(name), f"contracts.{name}", file)
        figures[name] = np.nan if figure is None else figure
    return figures | {"expiration": expiration, "strike": float(match["strike"])}
