"""Settling: the open calls of a symbol, resolved with what the archive holds now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from generator.archive.calls import keep_verdicts, kept_calls
from generator.calls.base_rates import BaseRates
from generator.calls.kept_prices import kept_prices
from generator.calls.predicates import predicate_of
from generator.calls.resolving import first_session, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from generator.archive.archive import Archive
    from generator.archive.calls import KeptCall, Verdict
    from generator.calls.prices import Prices

_TRIED_AGAIN: Final = ("open", "void")


def settle(archive: Archive, symbols: Sequence[str] = ()) -> int:
    """Resolve the calls of ``symbols``, or of all, and keep what became of them; how many.

    A hit and a miss stay what they are. What is open, or void for want of a price, is tried again:
    the price may have come in since. The base rate of a hit or a miss is kept beside it, over the
    sessions that were stored through the one that decided.

    Raises:
        StoreError: The archive cannot be read or written.
    """
    with archive.database.reading() as connection:
        kept = kept_calls(connection, symbols)
    calls = [call for call in kept if call.verdict.state in _TRIED_AGAIN]
    settled = []
    for symbol in dict.fromkeys(call.note.symbol for call in calls):
        prices = kept_prices(archive, symbol)
        of_symbol = [call for call in calls if call.note.symbol == symbol]
        found = [(call, verdict_of(call, prices)) for call in of_symbol]
        settled += [
            replace(call, verdict=verdict) for call, verdict in found if verdict != call.verdict
        ]
    if settled:
        with archive.database.writing() as connection:
            keep_verdicts(connection, settled)
    return len(settled)


def verdict_of(call: KeptCall, prices: Prices) -> Verdict:
    """What became of ``call``, with its base rate where it was decided."""
    predicate = predicate_of(call.predicate)
    verdict = resolve(predicate, first_session(prices, call.note.as_of), prices)
    if verdict.state not in ("hit", "miss") or verdict.resolved_at is None:
        return verdict
    hits, days = BaseRates(through(prices, verdict.resolved_at)).of(predicate)
    return replace(verdict, base_hits=hits, base_n=days)


def through(prices: Prices, last: date) -> Prices:
    """What was stored through the session ``last``."""
    closes = {day: close for day, close in prices.closes.items() if day <= last}
    splits = tuple(day for day in prices.splits if day <= last)
    return replace(prices, closes=closes, splits=splits)
