"""Tables that yfinance wrote with the call and the put of a strike side by side.

The file says neither its day nor its spot in so many words. Its day is that of its newest trade,
and the spot follows from the distances to the strikes that it gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.market.roots import plain_symbol
from generator.market.snapshot import Quote
from generator.market.vendors.chain_day import ChainDay, ChainFile
from generator.market.vendors.delimited import numbers, parse_delimited
from generator.market.vendors.layout import Layout, only_one
from generator.market.vendors.moments import date_column, newest_time, trade_days
from generator.market.vendors.raw_contracts import contracts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from generator.market.vendors.content import Content

NAME: Final = "yfinance calls and puts side by side"
_SIDES: Final[Mapping[str, Mapping[str, str]]] = {
    right: {
        "contract": f"{initial}_contractSymbol",
        "last_trade": f"{initial}_lastTrade",
        "last": f"{word}_LastPrice",
        "bid": f"{initial}_bid",
        "ask": f"{initial}_ask",
        "volume": f"{word}_Volume",
        "open_interest": f"{word}_OI",
        "vendor_implied_volatility": f"{word}_IV",
    }
    for right, initial, word in (("call", "c", "Call"), ("put", "p", "Put"))
}
_DISTANCE: Final = "Calls_dollarsFromStrike"
_CENT: Final = 0.01
_MOST: Final = 0.9


def _recognises(content: Content) -> bool:
    wanted = {name for side in _SIDES.values() for name in side.values()} | {"ExpDate", "Strike"}
    return wanted <= set(content.header())


def _open(contents: Sequence[Content], symbol: str) -> ChainFile:
    content = only_one(contents, NAME)
    table = parse_delimited(content.text or "", content.path, repeated_names=True)
    newest = newest_time(table, *(side["last_trade"] for side in _SIDES.values()))
    days = [] if newest is None else [newest.date()]

    def read(day: date) -> ChainDay:
        as_of = newest if newest is not None and newest.date() == day else day
        parts = [_side(table, right, content.path, symbol) for right in _SIDES]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        contracts, issues = contracts_of(columns, symbol=symbol, as_of=as_of)
        spot = _spot(table, content.path)
        return ChainDay(
            as_of=as_of,
            contracts=contracts,
            source_name="saved Yahoo Finance",
            quote=None if spot is None else Quote(spot=spot),
            issues=issues,
        )

    return ChainFile(layout=NAME, days=days, read=read, files=(content.path,), dated=False)


LAYOUT: Final = Layout(
    name=NAME,
    shape="CSV with a row a strike: ExpDate, Strike, c_bid, c_ask, Call_OI, Call_Volume, p_bid, "
    "p_ask, Put_OI, Put_Volume",
    recognises=_recognises,
    open=_open,
)


def _side(table: pd.DataFrame, right: str, path: Path, symbol: str) -> dict[str, Any]:
    names = _SIDES[right]
    contracts = table[names["contract"]].str.strip().to_numpy(dtype=object)
    listed = contracts != ""
    part = table[listed]
    figures = {
        ours: numbers(part, names[ours], path)
        for ours in names
        if ours not in {"contract", "last_trade"}
    }
    return figures | {
        "root": np.full(len(part), plain_symbol(symbol), dtype=object),
        "expiration": date_column(part, "ExpDate", path),
        "strike": numbers(part, "Strike", path),
        "right": np.full(len(part), right, dtype=object),
        "contract": contracts[listed],
        "last_trade_day": trade_days(part, names["last_trade"]),
    }


def _spot(table: pd.DataFrame, path: Path) -> float | None:
    """The price whose distance to nearly every strike is the one given, or ``None``."""
    if _DISTANCE not in table.columns or table.empty:
        return None
    strike, distance = numbers(table, "Strike", path), numbers(table, _DISTANCE, path)
    for spot in (strike[0] + distance[0], strike[0] - distance[0]):
        fits = np.abs(np.abs(strike - spot) - distance) < _CENT
        if spot > 0 and fits.mean() >= _MOST:
            return round(float(spot), 4)
    return None
