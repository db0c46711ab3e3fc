"""Cboe's quote table (CSV): a few lines about the underlying, then a row a strike, both sides."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.errors import ImportFileError, Position
from generator.market.headlines import clean_text
from generator.market.roots import plain_symbol
from generator.market.sessions import EXCHANGE_ZONE, FIRST_YEAR, LAST_YEAR
from generator.market.snapshot import Quote
from generator.market.vendors.chain_day import ChainDay, ChainFile
from generator.market.vendors.delimited import numbers, parse_delimited, parse_number
from generator.market.vendors.layout import Layout, only_one
from generator.market.vendors.moments import date_column, quoted_at
from generator.market.vendors.raw_contracts import contracts_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from generator.market.vendors.content import Content

NAME: Final = "Cboe quote table"
_HEADER: Final = "Expiration Date,Calls,Last Sale"
_BANNER_LINES: Final = 8
_DATE: Final = re.compile(
    r"Date: (?P<stamp>\w+ \d{1,2}, \d{4} at \d{1,2}:\d\d [AP]M) E[SD]?T", re.ASCII
)
_FIGURES: Final = {
    "last": "Last Sale",
    "bid": "Bid",
    "ask": "Ask",
    "volume": "Volume",
    "open_interest": "Open Interest",
    "vendor_implied_volatility": "IV",
}


def _header_line(content: Content) -> int | None:
    lines = (content.text or "").splitlines()[:_BANNER_LINES]
    found = (place for place, line in enumerate(lines, 1) if line.startswith(_HEADER))
    return next(found, None)


def _recognises(content: Content) -> bool:
    return content.text is not None and _header_line(content) is not None


def _open(contents: Sequence[Content], symbol: str) -> ChainFile:
    content = only_one(contents, NAME)
    header_line = _header_line(content) or 1
    banner = [
        cell.strip()
        for row in csv.reader((content.text or "").splitlines()[: header_line - 1])
        for cell in row
    ]
    fetched = _fetched(banner, content)
    as_of = quoted_at(fetched)

    def read(_: date) -> ChainDay:
        table = parse_delimited(
            content.text or "", content.path, header_line=header_line, repeated_names=True
        )
        _check_columns(table, content, header_line)
        parts = [_side(table, right, content, symbol) for right in ("call", "put")]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        contracts, issues = contracts_of(columns, symbol=symbol, as_of=as_of)
        return ChainDay(
            as_of=as_of,
            contracts=contracts,
            source_name="Cboe delayed-quote",
            quote=_quote(banner, content),
            context={"name": banner_name} if (banner_name := _name(banner)) else {},
            issues=issues,
        )

    return ChainFile(layout=NAME, days=[fetched.date()], read=read, files=(content.path,))


LAYOUT: Final = Layout(
    name=NAME,
    shape=f"CSV whose header begins {_HEADER}, below a line with the date",
    recognises=_recognises,
    open=_open,
)


def _check_columns(table: pd.DataFrame, content: Content, header_line: int) -> None:
    wanted = ["Calls", "Strike", "Puts", *_FIGURES.values()]
    wanted += [f"{name}#2" for name in _FIGURES.values()]
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        problem = f"has no column {', '.join(missing)} (#2: of the puts)"
        raise ImportFileError(content.path, problem, Position(header_line), code="unknown_layout")


def _fetched(banner: Sequence[str], content: Content) -> datetime:
    match = next((found for cell in banner if (found := _DATE.match(cell))), None)
    stamp = None if match is None else _stamp(match["stamp"])
    if stamp is None or not FIRST_YEAR <= stamp.year <= LAST_YEAR:
        problem = "has no line with its date above the header (Date: … at … ET)"
        raise ImportFileError(content.path, problem, Position(1), code="no_date")
    return stamp


def _stamp(text: str) -> datetime | None:
    try:
        stamp = datetime.strptime(text, "%B %d, %Y at %I:%M %p")  # noqa: DTZ007 - follows
    except ValueError:
        return None
    return stamp.replace(tzinfo=EXCHANGE_ZONE)


def _name(banner: Sequence[str]) -> str | None:
    """The cell before the last price."""
    last = next((place for place, cell in enumerate(banner) if cell.startswith("Last:")), 0)
    return clean_text(banner[last - 1]) or None if last else None


def _quote(banner: Sequence[str], content: Content) -> Quote | None:
    spot = _labelled(banner, "Last", content)
    if spot is None:
        return None
    change = _labelled(banner, "Change", content)
    return Quote(
        spot=spot,
        previous_close=None if change is None else round(spot - change, 4),
        volume=_labelled(banner, "Volume", content),
    )


def _labelled(banner: Sequence[str], label: str, content: Content) -> float | None:
    cell = next((cell for cell in banner if cell.startswith(f"{label}:")), None)
    if cell is None:
        return None
    value = parse_number(cell.partition(":")[2])
    if value is None:
        raise ImportFileError(content.path, f"{cell!r} holds no number", code="bad_cell")
    return None if np.isnan(value) else value


def _side(table: pd.DataFrame, right: str, content: Content, symbol: str) -> dict[str, Any]:
    """The columns of one side; those of puts come second and carry a ``#2``."""
    suffix = "" if right == "call" else "#2"
    figures = {
        ours: numbers(table, f"{name}{suffix}", content.path) for ours, name in _FIGURES.items()
    }
    return figures | {
        "root": np.full(len(table), plain_symbol(symbol), dtype=object),
        "contract": table["Calls" if right == "call" else "Puts"].to_numpy(dtype=object),
        "expiration": date_column(table, "Expiration Date", content.path),
        "strike": numbers(table, "Strike", content.path),
        "right": np.full(len(table), right, dtype=object),
    }
