"""The chains that are measured: the demo, and with the data folder real ones."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from generator.market.demo import demo_snapshot
from generator.market.vendors.importing import ImportRequest, import_snapshot
from generator.signals.black import black_price

if TYPE_CHECKING:
    from generator.market.snapshot import Snapshot

DAY = date(2026, 8, 21)
SYMBOLS = ("IWM", "SPY")
RATE = 0.04
CBOE = {
    "RUT": "RUT_2023-09-21_cboe_delayed.json.gz",
    "SPX": "SPX_2022-12-12_quotedata.csv.gz",
}


def data_folder() -> Path | None:
    """The folder with the real market data, where STRIKEDESK_DATA names one."""
    named = os.environ.get("STRIKEDESK_DATA")
    return Path(named) if named else None


def note_chains() -> dict[str, Snapshot]:
    """The demo, and with the data folder IWM and SPY of one day, made of closing prices."""
    folder = data_folder()
    return {"demo": demo_snapshot()} | {
        symbol: _end_of_day(folder, symbol) for symbol in (SYMBOLS if folder else ()) if folder
    }


def index_chains() -> dict[str, Snapshot]:
    """With the data folder RUT with live quotes, and SPX as it is and with quotes.

    The file of SPX was taken when the options no longer traded: its quotes are dead. Beside it is
    the same chain with quotes remade from the file's own volatilities, so that every volatility is
    solved as it is in a session.
    """
    folder = data_folder()
    if folder is None:
        return {}
    chains = {
        symbol: import_snapshot(ImportRequest(files=[folder / "cboe" / name], symbol=symbol))
        for symbol, name in CBOE.items()
    }
    return chains | {"SPX, quotes remade": with_quotes(chains["SPX"])}


def with_quotes(snapshot: Snapshot) -> Snapshot:
    """The chain with two-sided quotes from the file's volatilities, 2% wide."""
    table = snapshot.contracts
    volatility = table["vendor_implied_volatility"].to_numpy()
    days = (table["expiration"].to_numpy() - np.datetime64(snapshot.as_of_date)) / np.timedelta64(
        1, "D"
    )
    years = np.maximum(days, 0.2) / 365
    price = np.exp(-RATE * years) * black_price(
        forward=snapshot.quote.spot * np.exp(RATE * years),
        strike=table["strike"].to_numpy(),
        deviation=volatility * np.sqrt(years),
        is_call=table["right"].to_numpy() == "call",
    )
    known = (volatility > 0) & (price >= 0.01)
    bid, ask = np.where(known, 0.99 * price, 0.0), np.where(known, 1.01 * price, 0.0)
    return replace(snapshot, contracts=table.assign(bid=bid, ask=ask))


def _end_of_day(folder: Path, symbol: str) -> Snapshot:
    return import_snapshot(
        ImportRequest(
            files=[folder / "eod_series" / f"{symbol}.parquet"],
            symbol=symbol,
            as_of=DAY,
            bars=[folder / "prices" / f"av_{symbol}_2026.csv"],
            spots=folder / "eod_series" / "headers.csv",
        )
    )
