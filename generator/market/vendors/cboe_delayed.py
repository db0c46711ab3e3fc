"""Cboe's delayed-quote JSON: the underlying, and a list of contracts named by their OCC symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from generator.errors import ImportFileError
from generator.market.occ import parse_occ_symbol
from generator.market.roots import plain_symbol
from generator.market.sessions import EXCHANGE_ZONE
from generator.market.snapshot import Quote
from generator.market.vendors.chain_day import ChainDay, ChainFile
from generator.market.vendors.json_values import drift, items, mapping, number, text
from generator.market.vendors.layout import Layout, only_one
from generator.market.vendors.moments import parse_time, quoted_at
from generator.market.vendors.raw_contracts import contracts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from generator.market.vendors.content import Content

NAME: Final = "Cboe delayed-quote JSON"
_TYPES: Final = {"index": "index", "stock": "equity", "etf": "etf"}
_FIGURES: Final = {
    "bid": "bid",
    "ask": "ask",
    "last": "last_trade_price",
    "volume": "volume",
    "open_interest": "open_interest",
    "vendor_implied_volatility": "iv",
}


def _recognises(content: Content) -> bool:
    body = content.json
    if not isinstance(body, dict) or not isinstance(body.get("data"), dict):
        return False
    return "options" in body["data"] and "current_price" in body["data"]


def _open(contents: Sequence[Content], symbol: str) -> ChainFile:
    content = only_one(contents, NAME)
    file = content.path
    data = mapping(content.json["data"], "data", file)
    named = text(data.get("symbol"), "data.symbol", file)
    if named is not None and plain_symbol(named) != plain_symbol(symbol):
        raise ImportFileError(file, f"is about {named}, not {symbol}", code="symbol_mismatch")
    traded = _time(data.get("last_trade_time"), "data.last_trade_time", file)
    if traded is None:
        raise drift("data.last_trade_time", data.get("last_trade_time"), "a time", file)
    as_of = quoted_at(traded)

    def read(_: date) -> ChainDay:
        rows = [_row(value, file) for value in items(data["options"], "data.options", file)]
        if not rows:
            raise ImportFileError(file, "holds no contract", code="empty_chain")
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        contracts, issues = contracts_of(columns, symbol=symbol, as_of=as_of)
        kind = text(data.get("security_type"), "data.security_type", file)
        return ChainDay(
            as_of=as_of,
            contracts=contracts,
            source_name="Cboe delayed-quote",
            quote=_quote(data, file),
            context={"instrument_type": _TYPES[kind]} if kind in _TYPES else {},
            issues=issues,
        )

    return ChainFile(layout=NAME, days=[traded.date()], read=read, files=(file,))


LAYOUT: Final = Layout(
    name=NAME,
    shape="JSON with data.options (a list of contracts) and data.current_price",
    recognises=_recognises,
    open=_open,
)


def _row(value: Any, file: Path) -> dict[str, Any]:  # noqa: ANN401 - JSON is any value
    row = mapping(value, "data.options[…]", file)
    named = text(row.get("option"), "data.options.option", file)
    try:
        contract = parse_occ_symbol(named or "")
    except ValueError as error:
        raise ImportFileError(file, f"data.options: {error}", code="bad_cell") from error
    traded = _time(row.get("last_trade_time"), "data.options.last_trade_time", file)
    return {
        ours: number(row.get(name), f"data.options.{name}", file) for ours, name in _FIGURES.items()
    } | {
        "root": contract.root,
        "contract": named,
        "expiration": contract.expiration,
        "strike": float(contract.strike),
        "right": "call" if contract.is_call else "put",
        "last_trade_day": None if traded is None else traded.date(),
    }


def _time(value: Any, what: str, file: Path) -> datetime | None:  # noqa: ANN401 - JSON
    """Cboe writes exchange time without an offset."""
    given = text(value, what, file)
    if given is None:
        return None
    found = parse_time(given, EXCHANGE_ZONE)
    if found is None:
        raise drift(what, value, "a time", file)
    return found.astimezone(EXCHANGE_ZONE)


def _quote(data: Mapping[str, Any], file: Path) -> Quote | None:
    def figure(name: str) -> float | None:
        value = number(data.get(name), f"data.{name}", file)
        return value or None

    spot = figure("current_price")
    if spot is None:
        return None
    return Quote(
        spot=spot,
        open=figure("open"),
        high=figure("high"),
        low=figure("low"),
        previous_close=figure("prev_day_close"),
        volume=figure("volume"),
    )
