"""Base rates: how often the same predicate came true on the days that are stored.

On each stored day it is said again, in the shape that fits the day: every price at the same
distance from the price of the underlying, in per cent; the same number of sessions; of options
those of that day's chain that are nearest in days to expiration and then in strike.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from generator.calls.close_series import CloseSeries
from generator.calls.predicates import Closes, Gains, Leg, Stays
from generator.calls.resolving import resolve
from generator.market.occ import OptionContract, parse_occ_symbol

if TYPE_CHECKING:
    from datetime import date

    from generator.calls.predicates import Predicate
    from generator.calls.prices import Chain, Prices


class BaseRates:
    """The base rates of calls on one symbol.

    Args:
        prices: What is stored.
    """

    def __init__(self, prices: Prices) -> None:
        self._prices = prices
        self._series = CloseSeries.of(prices)

    def of(self, predicate: Predicate) -> tuple[int, int]:
        """How often ``predicate`` came true, and on how many stored days it was decided at all."""
        if self._series is None or isinstance(predicate, Gains):
            return counted_day_by_day(predicate, self._prices)
        return self._series.base_of(predicate)


def counted_day_by_day(predicate: Predicate, prices: Prices) -> tuple[int, int]:
    """What `BaseRates.of` gives, by saying the call again on each stored day and resolving it."""
    hits = decided = 0
    for day in sorted(prices.closes):
        again = said_again(predicate, day, prices)
        if again is None:
            continue
        first = prices.calendar.on_or_after(day + timedelta(days=1))
        state = resolve(again, first, prices).state
        hits += state == "hit"
        decided += state in ("hit", "miss")
    return hits, decided


def said_again(predicate: Predicate, day: date, prices: Prices) -> Predicate | None:
    """``predicate`` as it would be said at the close of ``day``; ``None`` where it cannot be."""
    spot = prices.closes[day]
    factor = spot / predicate.spot
    on = _session_after(day, predicate.sessions, prices)
    match predicate:
        case Closes():
            return replace(predicate, spot=spot, inside=predicate.inside.times(factor), on=on)
        case Stays():
            return replace(predicate, spot=spot, beyond=predicate.beyond.times(factor), on=on)
        case Gains():
            legs = _legs_on(predicate, day, on, prices)
            if legs is None:
                return None
            return replace(
                predicate,
                spot=spot,
                legs=legs,
                enter=None if predicate.enter is None else predicate.enter.times(factor),
                leave=predicate.leave.times(factor),
                on=on,
                said_on=day,
            )


def _session_after(day: date, count: int, prices: Prices) -> date:
    session = day
    for _ in range(count):
        session = prices.calendar.on_or_after(session + timedelta(days=1))
    return session


def _legs_on(said: Gains, day: date, on: date, prices: Prices) -> tuple[Leg, ...] | None:
    """The legs of that day; ``None`` where its chain has none, or not as many different ones."""
    if all(leg.contract is None for leg in said.legs):
        return tuple(_shares(leg, day, prices) for leg in said.legs)
    chain = prices.chain_of(day)
    if chain is None:
        return None
    factor = prices.closes[day] / said.spot
    legs = []
    for leg in said.legs:
        if leg.contract is None:
            legs.append(_shares(leg, day, prices))
            continue
        contract = parse_occ_symbol(leg.contract)
        days = (contract.expiration - said.said_on).days
        found = _contract_on(contract, day + timedelta(days=days), on, factor, chain)
        if found is None:
            return None
        legs.append(Leg(contract=found[0].symbol, quantity=leg.quantity, price=found[1]))
    distinct = len({leg.contract for leg in legs}) == len(legs)
    return tuple(legs) if distinct else None


def _shares(leg: Leg, day: date, prices: Prices) -> Leg:
    return replace(leg, price=None if leg.price is None else prices.closes[day])


def _contract_on(
    contract: OptionContract, wanted: date, on: date, factor: float, chain: Chain
) -> tuple[OptionContract, float] | None:
    """The contract nearest to what is wanted that is alive on ``on``, with its price."""
    listed = [
        day for day in chain.expirations(contract.root, is_call=contract.is_call) if day >= on
    ]
    nearest = min(listed, key=lambda day: (abs((day - wanted).days), day), default=None)
    if nearest is None:
        return None
    side = (contract.root, nearest, contract.is_call)
    strike = chain.nearest_strike(side, float(contract.strike) * factor)
    if strike is None:
        return None
    symbol = parse_occ_symbol(_symbol(contract, nearest, strike))
    return symbol, chain.mids[side][strike]


def _symbol(contract: OptionContract, expiration: date, strike: float) -> str:
    side = "C" if contract.is_call else "P"
    return f"{contract.root}{expiration:%y%m%d}{side}{round(strike * 1000):08d}"
