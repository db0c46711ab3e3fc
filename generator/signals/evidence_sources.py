"""The tables that the rows behind a number are of, and the form of an entry that picks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.signals.catalogue import CATALOGUE
from generator.signals.facts import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd


@dataclass(frozen=True, slots=True)
class Source:
    """A table that rows are of.

    Args:
        name: What it is called.
        units: Units of its columns.
    """

    name: str
    units: Mapping[str, Unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """Which rows some facts rest on.

    Args:
        facts: Their names.
        what: What the rows are, in words; empty where the table says it.
        source: The table that they are of.
        of: Facts, quantities and roots of the register that the selection asks for.
        rows: The selection; it is given what ``of`` names.
        adds: The column whose sum is the fact, where it is a sum.
    """

    facts: tuple[str, ...]
    what: str
    source: Source
    of: tuple[str, ...]
    rows: Callable[..., pd.DataFrame]
    adds: str | None = None


CONTRACTS: Final = Source(
    "contracts",
    {
        "contract": Unit.CONTRACT,
        "expiration": Unit.DATE,
        "strike": Unit.USD,
        "right": Unit.TEXT,
        "open_interest": Unit.CONTRACTS,
        "volume": Unit.CONTRACTS,
        "bid": Unit.USD,
        "ask": Unit.USD,
        "last": Unit.USD,
        "premium": Unit.USD_NOTIONAL,
        "implied_volatility": Unit.FRACTION,
        "delta": Unit.RATIO,
        "gamma": Unit.USD_NOTIONAL,
        "before": Unit.CONTRACTS,
        "change": Unit.CONTRACTS,
    },
)
BARS: Final = Source(
    "daily bars and quote",
    {
        "session": Unit.DATE,
        "high": Unit.USD,
        "low": Unit.USD,
        "close": Unit.USD,
        "volume": Unit.SHARES,
        "from": Unit.TEXT,
        "benchmark_close": Unit.USD,
    },
)
GIVEN_BARS: Final = Source("daily bars", {**BARS.units, "open": Unit.USD})
QUOTE: Final = Source(
    "quote",
    {
        **dict.fromkeys(("spot", "open", "high", "low", "previous_close"), Unit.USD),
        "volume": Unit.SHARES,
        "delay_minutes": Unit.MINUTES,
        "currency": Unit.TEXT,
    },
)
SNAPSHOT: Final = Source(
    "snapshot",
    {
        "symbol": Unit.TEXT,
        "as_of": Unit.TIME,
        "source": Unit.TEXT,
        "layout": Unit.TEXT,
        "files": Unit.TEXT,
        "modelled": Unit.TEXT,
        "note": Unit.TEXT,
        "open_interest_date": Unit.DATE,
        "expirations_listed": Unit.COUNT,
        "rate": Unit.FRACTION,
        "rate_source": Unit.TEXT,
        "rate_observed": Unit.DATE,
        "dividend_yield": Unit.FRACTION,
        "benchmark": Unit.TEXT,
    },
)
CONTEXT: Final = Source(
    "context",
    {name: entry.unit or Unit.TEXT for name, entry in CATALOGUE.items()}
    | {"earnings_time": Unit.TEXT},
)
HEADLINES: Final = Source(
    "headlines",
    {"title": Unit.TEXT, "publisher": Unit.TEXT, "published": Unit.TIME, "url": Unit.TEXT},
)
TRADES: Final = Source(
    "trades",
    {
        "time": Unit.TIME,
        "contract": Unit.CONTRACT,
        "size": Unit.CONTRACTS,
        "price": Unit.USD,
        "side": Unit.TEXT,
        "premium": Unit.USD_NOTIONAL,
    },
)
STORED: Final = Source(
    "stored sessions",
    {
        "session": Unit.DATE,
        "put_call_oi_ratio_tradable": Unit.RATIO,
        "put_call_oi_change_1d": Unit.RATIO,
        "iv_30d": Unit.FRACTION,
    },
)
