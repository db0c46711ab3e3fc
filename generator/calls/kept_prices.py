"""The stored prices of a symbol, read from the archive."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from generator.calls.prices import Chain, Prices
from generator.market.roots import INDEX_ROOTS, plain_symbol
from generator.market.sessions import Sessions
from generator.market.splits import TOLERANCE, near_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from generator.archive.archive import Archive, Entry
    from generator.calls.prices import Side
    from generator.market.snapshot import Snapshot

_CHAINS: Final = 64
"""Chains that are held at a time."""


def kept_prices(archive: Archive, symbol: str, until: date | None = None) -> Prices:
    """What the archive holds of ``symbol``, through the session ``until`` or all of it.

    A close is the price of a snapshot that was taken at or after it; where a session has none, it
    is the close of that session's daily bar, as the last snapshot has it.

    Raises:
        StoreError: The archive cannot be read.
    """
    entries = [
        entry
        for entry in archive.sessions(symbol)
        if entry.session is not None and (until is None or entry.session <= until)
    ]
    last = archive.load(entries[-1]) if entries else None
    bars = {} if last is None else _bar_closes(last)
    calendar = _calendar(entries, bars)
    closed = {
        entry.session: entry
        for entry in entries
        if entry.session is not None and entry.as_of >= calendar.close(entry.session)
    }
    numbers = archive.numbers(list(closed.values()), {"spot"})
    spots = {
        day: numbers[entry.id]["spot"]
        for day, entry in closed.items()
        if "spot" in numbers[entry.id]
    }
    closes = bars | spots

    @lru_cache(maxsize=_CHAINS)
    def chain_of(session: date) -> Chain | None:
        entry = closed.get(session)
        return None if entry is None else chain(archive.load(entry).contracts)

    return Prices(
        closes=dict(sorted(closes.items())),
        calendar=calendar,
        chain_of=chain_of,
        splits=split_sessions(symbol, last, closes),
    )


def _calendar(entries: Sequence[Entry], bars: Mapping[date, float]) -> Sessions:
    """From the first bar on, which may be years before the first snapshot."""
    days = [entry.as_of.date() for entry in entries] or [date(2000, 1, 3)]
    return Sessions.covering(min(days), *bars, max(days) + timedelta(days=3 * 365))


def chain(contracts: pd.DataFrame) -> Chain:
    """The chain of a snapshot, in prices halfway between bid and ask.

    A bid of nothing beside an ask counts: nobody bids for an option that has lost, and leaving it
    out would leave out losses.
    """
    bid, ask = contracts["bid"].to_numpy(), contracts["ask"].to_numpy()
    quoted = (bid >= 0) & (ask > 0) & (bid <= ask) & contracts["standard"].to_numpy()
    table = contracts[quoted]
    mids: dict[Side, dict[float, float]] = {}
    columns = (
        table["root"].tolist(),
        table["expiration"].to_numpy().astype("datetime64[D]").tolist(),
        (table["right"] == "call").tolist(),
        table["strike"].tolist(),
        ((table["bid"] + table["ask"]) / 2).tolist(),
    )
    for root, day, is_call, strike, mid in zip(*columns, strict=True):
        mids.setdefault((root, day, is_call), {})[strike] = mid
    return Chain(mids)


def _bar_closes(last: Snapshot) -> dict[date, float]:
    """The closes of daily bars before the day of a snapshot, where they are as traded."""
    if last.bars.adjustment != "none":
        return {}
    table = last.bars.table
    days = table["session"].to_numpy().astype("datetime64[D]").tolist()
    pairs = zip(days, table["close"].tolist(), strict=True)
    return {day: close for day, close in pairs if day < last.as_of_date and close > 0}


def split_sessions(
    symbol: str, last: Snapshot | None, closes: Mapping[date, float]
) -> tuple[date, ...]:
    """Sessions of splits: those that the bars name, and steps of closes near the ratio of one.

    A fall of another size is a fall, and voids no call: it is what its readers should know of.
    """
    if last is None or plain_symbol(symbol) in INDEX_ROOTS:
        return ()
    days = sorted(closes)
    named = {split.session for split in last.bars.splits}
    seen = {
        after
        for before, after in pairwise(days)
        if near_ratio(closes[after] / closes[before], TOLERANCE) is not None
    }
    return tuple(sorted(named | seen))
