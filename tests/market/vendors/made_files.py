"""Small made-up files in the shapes of vendors, and short ways to import them.

Nothing here is anybody's data: symbols, dates and figures are invented.
"""

from __future__ import annotations

import copy
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from generator.market.vendors.importing import ImportRequest, import_snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.market.issues import Issue
    from generator.market.snapshot import Snapshot

JSON_VALUES: Final[st.SearchStrategy[Any]] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
"""Any value of JSON."""


def write(folder: Path, text: str, name: str = "chain.csv", *, packed: bool = False) -> Path:
    """A file with this text, gzipped or not."""
    path = folder / name
    content = text.encode()
    path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    return path


def write_json(folder: Path, value: object, name: str = "answer.json") -> Path:
    """A file with this JSON."""
    return write(folder, json.dumps(value), name)


def imported(*files: Path, **parts: object) -> Snapshot:
    """The snapshot of these files, of IWM unless another symbol is given."""
    asked = ImportRequest(files=files, symbol="IWM")
    return import_snapshot(replace(asked, **parts))  # type: ignore[arg-type]


def rows_of(made: Snapshot) -> list[dict[str, Any]]:
    """The contracts, as dictionaries."""
    return [
        {str(name): value for name, value in row.items()}
        for row in made.contracts.to_dict("records")
    ]


def counted(issues: Sequence[Issue]) -> dict[str, int | None]:
    """How many rows each issue concerns, by its code."""
    return {issue.code: issue.rows for issue in issues}


def stamp(text: str) -> int:
    """The Unix stamp of an ISO time; of a date alone, its midnight UTC."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def places(value: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """The place of each value inside of a JSON value."""
    if isinstance(value, dict):
        inner: list[Any] = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    return [(), *((key, *rest) for key, item in inner for rest in places(item))]


def put(value: Any, place: tuple[Any, ...], new: Any) -> Any:  # noqa: ANN401 - JSON is any value
    """A copy of ``value`` with ``new`` at ``place``."""
    if not place:
        return new
    changed = copy.copy(value)
    changed[place[0]] = put(changed[place[0]], place[1:], new)
    return changed


def damaged(draw: st.DrawFn, value: Any) -> Any:  # noqa: ANN401 - JSON is any value
    """``value`` with something else in one or two places."""
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from(places(value)))
        value = put(value, place, draw(JSON_VALUES))
    return value


def yahoo_row(contract: str, strike: float, **parts: object) -> dict[str, Any]:
    """A contract as Yahoo writes it."""
    return {
        "contractSymbol": contract,
        "strike": strike,
        "currency": "USD",
        "lastPrice": 2.5,
        "volume": 40,
        "openInterest": 300,
        "bid": 2.4,
        "ask": 2.6,
        "contractSize": "REGULAR",
        "expiration": stamp("2026-08-28"),
        "lastTradeDate": stamp("2026-08-21T15:00:00-04:00"),
        "impliedVolatility": 0.25,
        "inTheMoney": False,
    } | parts


def yahoo_quote(**parts: object) -> dict[str, Any]:
    """A quote as Yahoo writes it."""
    return {
        "quoteType": "ETF",
        "symbol": "IWM",
        "longName": "Made-up Small Caps",
        "currency": "USD",
        "marketState": "REGULAR",
        "regularMarketPrice": 101.5,
        "regularMarketTime": stamp("2026-08-21T15:30:00-04:00"),
        "regularMarketOpen": 100,
        "regularMarketDayHigh": 102,
        "regularMarketDayLow": 99,
        "regularMarketPreviousClose": 100.5,
        "regularMarketVolume": 123456,
        "exchangeDataDelayedBy": 15,
    } | parts


def yahoo_answer(
    calls: Sequence[object] | None = None,
    puts: Sequence[object] | None = None,
    *,
    expiration: str = "2026-08-28",
    listed: Sequence[str] = ("2026-08-28", "2026-09-18"),
    **quote: object,
) -> dict[str, Any]:
    """An answer of Yahoo's options address, with one call and one put unless others are given."""
    return {
        "optionChain": {
            "result": [
                {
                    "underlyingSymbol": "IWM",
                    "expirationDates": [stamp(day) for day in listed],
                    "strikes": [100],
                    "quote": yahoo_quote(**quote),
                    "options": [
                        {
                            "expirationDate": stamp(expiration),
                            "calls": [yahoo_row("IWM260828C00100000", 100)]
                            if calls is None
                            else list(calls),
                            "puts": [yahoo_row("IWM260828P00100000", 100)]
                            if puts is None
                            else list(puts),
                        }
                    ],
                }
            ],
            "error": None,
        }
    }


def cboe_answer(**data: object) -> dict[str, Any]:
    """Cboe's delayed quotes."""
    figures = {
        "bid": 2.4,
        "ask": 2.6,
        "iv": 0.25,
        "open_interest": 300.0,
        "volume": 40.0,
        "last_trade_price": 2.5,
        "last_trade_time": "2026-08-21T15:00:00",
    }
    return {
        "timestamp": "2026-08-21 19:45:00",
        "data": {
            "symbol": "IWM",
            "security_type": "etf",
            "current_price": 101.5,
            "open": 100.0,
            "high": 102.0,
            "low": 99.0,
            "prev_day_close": 100.5,
            "volume": 123456,
            "last_trade_time": "2026-08-21T15:30:00",
            "options": [
                figures | {"option": "IWM260828C00100000"},
                figures | {"option": "IWM260828P00100000"},
            ],
        }
        | data,
    }


def ameritrade_row(**parts: object) -> dict[str, Any]:
    """A contract as TD Ameritrade wrote it."""
    return {
        "bid": 2.4,
        "ask": 2.6,
        "last": 2.5,
        "totalVolume": 40,
        "openInterest": 300,
        "volatility": 25.0,
        "strikePrice": 100.0,
        "multiplier": 100.0,
        "nonStandard": False,
        "mini": False,
        "quoteTimeInLong": stamp("2026-08-21T15:30:00-04:00") * 1000,
        "tradeTimeInLong": stamp("2026-08-21T15:00:00-04:00") * 1000,
    } | parts


def ameritrade_answer(*rows: object, **parts: object) -> dict[str, Any]:
    """TD Ameritrade's chain, with these calls and one put."""
    return {
        "symbol": "IWM",
        "underlyingPrice": 101.5,
        "interestRate": 4.25,
        "isIndex": False,
        "callExpDateMap": {"2026-08-28:7": {"100.0": list(rows) or [ameritrade_row()]}},
        "putExpDateMap": {"2026-08-28:7": {"100.0": [ameritrade_row()]}},
    } | parts


PAIRS: Final = (
    "date,expiration,strike,callPrice,callVolume,callIv,callOi,putPrice,putVolume,putIv,putOi\n"
    "2026-08-21,2026-08-28,100,2.5,40,25.5,300,1.25,50,26.5,400\n"
)

LEAN: Final = (
    "#expiry,strike,right,open,high,low,close,volume,open_interest,implied_volatility,delta\n"
    ",,,100,102,99,101.5,123456,,,\n"
    "20260828,100,C,2,3,1,2.5,40,300,0.25,0.6\n"
    "20260828,100,P,1,2,1,1.25,50,400,0.26,-0.4\n"
)

QUOTE_TABLE: Final = (
    "\n"
    "Made-up Small Caps,Last: 101.50,Change:  1.25\n"
    '"Date: August 21, 2026 at 3:30 PM EDT",Bid: 101.49,Ask: 101.51,Size: 1*1,"Volume: 123,456"\n'
    "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,"
    "Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest\n"
    "Fri Aug 28 2026,IWM260828C00100000,2.5,0,2.4,2.6,40,0.25,0.6,0.1,300,100.00,"
    "IWM260828P00100000,1.25,0,1.2,1.3,50,0.26,-0.4,0.1,400\n"
)

WIDE: Final = (
    ",ExpDate,Strike,c_contractSymbol,c_lastTrade,c_lastTrade,Call_LastPrice,c_bid,c_ask,"
    "Call_Volume,Call_OI,Call_IV,Calls_dollarsFromStrike,p_contractSymbol,p_lastTrade,p_lastTrade,"
    "Put_LastPrice,p_bid,p_ask,Put_Volume,Put_OI,Put_IV\n"
    "0,260828,100.0,IWM260828C00100000,2026-08-21 19:00:00+00:00,260821_1900,2.5,2.4,2.6,"
    "40.0,300,0.25,1.5,IWM260828P00100000,2026-08-21 19:30:00+00:00,260821_1930,"
    "1.25,1.2,1.3,50.0,400,0.26\n"
)

ROWS: Final = (
    "ticker,quote_date,expiration,strike,type,bid,ask,lastPrice,volume,openInterest,"
    "impliedVolatility,contractSymbol,lastTradeDate,spot_price\n"
    "IWM,2026-08-21,2026-08-28,100,call,2.4,2.6,2.5,40,300,0.25,IWM260828C00100000,"
    "2026-08-21 19:00:00+00:00,101.5\n"
    "IWM,2026-08-21,2026-08-28,100,put,1.2,1.3,1.25,50,400,0.26,IWM260828P00100000,"
    "2026-08-21 19:30:00+00:00,101.5\n"
)
