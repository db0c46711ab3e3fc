"""TD Ameritrade's former chain JSON: expirations, in them strikes, in them contracts."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ImportFileError
from generator.market.roots import plain_symbol
from generator.market.snapshot import Quote
from generator.market.vendors.chain_day import ChainDay, ChainFile
from generator.market.vendors.json_values import drift, items, mapping, moment, number, text
from generator.market.vendors.layout import Layout, only_one
from generator.market.vendors.moments import parse_date, quoted_at
from generator.market.vendors.raw_contracts import contracts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from generator.market.vendors.content import Content

NAME: Final = "TD Ameritrade chain JSON"
_MAPS: Final = {"call": "callExpDateMap", "put": "putExpDateMap"}
_PERCENT: Final = 100.0
_SHARES: Final = 100.0
_FIGURES: Final = {
    "strike": "strikePrice",
    "bid": "bid",
    "ask": "ask",
    "last": "last",
    "volume": "totalVolume",
    "open_interest": "openInterest",
}


def _recognises(content: Content) -> bool:
    body = content.json
    return isinstance(body, dict) and all(name in body for name in _MAPS.values())


def _open(contents: Sequence[Content], symbol: str) -> ChainFile:
    content = only_one(contents, NAME)
    file = content.path
    body = mapping(content.json, "the answer", file)
    named = text(body.get("symbol"), "symbol", file)
    if named is not None and plain_symbol(named.replace("$", "")) != plain_symbol(symbol):
        raise ImportFileError(file, f"is about {named}, not {symbol}", code="symbol_mismatch")
    rows = [row for right in _MAPS for row in _rows(body, right, symbol, file)]
    if not rows:
        raise ImportFileError(file, "holds no contract", code="empty_chain")
    times = [row.pop("quoted") for row in rows]
    newest = max((time for time in times if time is not None), default=None)
    if newest is None:
        raise drift("quoteTimeInLong", None, "a time", file)

    def read(_: date) -> ChainDay:
        as_of = quoted_at(newest)
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        contracts, issues = contracts_of(columns, symbol=symbol, as_of=as_of)
        spot = number(body.get("underlyingPrice"), "underlyingPrice", file)
        rate = number(body.get("interestRate"), "interestRate", file)
        return ChainDay(
            as_of=as_of,
            contracts=contracts,
            source_name="TD Ameritrade",
            quote=None if not spot else Quote(spot=spot),
            rate=None if rate is None else rate / _PERCENT,
            context={"instrument_type": "index"} if body.get("isIndex") is True else {},
            issues=issues,
        )

    return ChainFile(layout=NAME, days=[newest.date()], read=read, files=(file,))


LAYOUT: Final = Layout(
    name=NAME,
    shape="JSON with callExpDateMap and putExpDateMap",
    recognises=_recognises,
    open=_open,
)


def _rows(body: Mapping[str, Any], right: str, symbol: str, file: Path) -> Iterator[dict[str, Any]]:
    for label, strikes in mapping(body[_MAPS[right]], _MAPS[right], file).items():
        day = parse_date(label.partition(":")[0])
        if day is None:
            raise drift(f"{_MAPS[right]} key", label, "a date", file)
        for values in mapping(strikes, _MAPS[right], file).values():
            for value in items(values, _MAPS[right], file):
                row = mapping(value, f"{_MAPS[right]}[…]", file)
                yield _row(row, file) | {
                    "root": plain_symbol(symbol),
                    "expiration": day,
                    "right": right,
                }


def _row(row: Mapping[str, Any], file: Path) -> dict[str, Any]:
    figures: dict[str, Any] = {
        ours: number(row.get(name), name, file) for ours, name in _FIGURES.items()
    }
    if figures["strike"] is None:
        raise drift("strikePrice", row.get("strikePrice"), "a number", file)
    volatility = number(row.get("volatility"), "volatility", file)
    traded = moment(row.get("tradeTimeInLong"), "tradeTimeInLong", file)
    multiplier = number(row.get("multiplier"), "multiplier", file)
    return figures | {
        "vendor_implied_volatility": None if volatility is None else volatility / _PERCENT,
        "standard": not (row.get("nonStandard") is True or row.get("mini") is True)
        and multiplier in {None, _SHARES},
        "last_trade_day": None if traded is None else traded.date(),
        "quoted": (quoted := moment(row.get("quoteTimeInLong"), "quoteTimeInLong", file))
        and quoted.astimezone(UTC),
    }
