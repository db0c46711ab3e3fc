"""Symbols that nobody trades: the demo at another price, with other positions; each is its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.bundle import save_snapshot
from generator.market.demo import demo_snapshot
from generator.market.snapshot import Bars
from generator.market.tables import bar_table, contract_table

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

SCALES: Final = (0.25, 0.5, 1.0, 2.0)
_PRICES: Final = ("strike", "bid", "ask", "last")
_OF_A_BAR: Final = ("open", "high", "low", "close")


def made_symbol(number: int) -> Snapshot:
    """The snapshot of the symbol of this number, the same at every call."""
    demo, random = demo_snapshot(), np.random.default_rng(number)
    scale = SCALES[number % len(SCALES)]
    symbol = name_of(number)
    table = demo.contracts
    columns = {name: table[name].to_numpy() for name in table.columns}
    for name in _PRICES:
        columns[name] = np.round(columns[name] * scale, 4)
    for name in ("open_interest", "volume"):
        columns[name] = np.rint(columns[name] * random.lognormal(0.0, 0.35, len(table)))
    columns["root"] = np.full(len(table), symbol)
    quote = demo.quote
    assert quote.open is not None
    assert quote.high is not None
    assert quote.low is not None
    scaled = replace(
        quote,
        spot=quote.spot * scale,
        open=quote.open * scale,
        high=quote.high * scale,
        low=quote.low * scale,
    )
    bars = demo.bars.table
    days = {name: bars[name].to_numpy() for name in bars.columns}
    for name in _OF_A_BAR:
        days[name] = np.round(days[name] * scale, 4)
    return replace(
        demo,
        symbol=symbol,
        quote=scaled,
        contracts=contract_table(columns),
        bars=Bars(table=bar_table(days)),
        headlines=(),
        context={},
    )


def of_a_market(snapshot: Snapshot) -> Snapshot:
    """The same data, told as if a market had made it: for tests of what is published."""
    source = replace(snapshot.source, name="made", layout="file", modelled=False)
    return replace(snapshot, source=source)


def name_of(number: int) -> str:
    """The ticker of the symbol of this number."""
    letters = []
    for _ in range(4):
        number, rest = divmod(number, 26)
        letters.append(chr(ord("A") + rest))
    return "Q" + "".join(reversed(letters))


def written_symbols(folder: Path, count: int) -> Path:
    """Snapshot files of the first ``count`` symbols, and the watchlist that names them."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number in range(count):
        file = f"{name_of(number)}.snapshot.zip"
        if not (folder / file).exists():
            save_snapshot(made_symbol(number), folder / file)
        lines.append(f"- {{symbol: {name_of(number)}, source: {file}}}\n")
    watchlist = folder / "watchlist.yaml"
    watchlist.write_text("".join(lines), encoding="utf-8")
    return watchlist
