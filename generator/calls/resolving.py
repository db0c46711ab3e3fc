"""Resolving: what stored prices say of a predicate: hit, miss, void, or open.

A call is decided when the last session that it speaks of has closed, and not before: misses show
sooner than hits, and would weigh on a record that runs. What has ended and cannot be told from what
is stored is void, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from generator.archive.calls import Verdict
from generator.calls.predicates import Closes, Gains, Interval, Stays
from generator.market.occ import parse_occ_symbol
from generator.market.roots import settlement_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from generator.calls.predicates import Leg, Predicate
    from generator.calls.prices import Prices

REASONS: Final = {
    "no_close": "the close of the session that decides is not stored",
    "split": "the shares were split in between",
    "not_entered": "the close that the idea waited for never came",
    "ended_before_entry": "the level that ends the idea came before the one that it waited for",
    "no_chain": "the chain of the session that decides is not stored",
    "no_quote": "a contract of the idea has no bid and ask in the chain that decides",
    "opening_settlement": "the contracts are settled at an open, which is not stored",
}
"""Why a call is void, by code."""

_OPEN: Final = Verdict()


def first_session(prices: Prices, as_of: datetime) -> date:
    """The first session that ends after the note: number 1."""
    return prices.calendar.first_ending_after(as_of)


def resolve(predicate: Predicate, first: date, prices: Prices) -> Verdict:
    """What became of ``predicate``; open until the session that it ends with has closed.

    Args:
        predicate: What was said.
        first: The first session that ends after it was said.
        prices: What is stored.
    """
    until = prices.until
    if until is None or until < predicate.on:
        return _OPEN
    if prices.split_between(prices.calendar.before(first), predicate.on):
        return _void("split", predicate.on)
    match predicate:
        case Closes():
            return _closes(predicate, prices)
        case Stays():
            return _stays(predicate, first, prices)
        case Gains():
            return _gains(predicate, first, prices)


def _void(reason: str, session: date) -> Verdict:
    return Verdict(state="void", reason=reason, resolved_at=session)


def _decided(session: date, *, hit: bool, **numbers: Any) -> Verdict:  # noqa: ANN401 - JSON
    return Verdict(state="hit" if hit else "miss", resolved_at=session, numbers=numbers)


def _closes(said: Closes, prices: Prices) -> Verdict:
    close = prices.closes.get(said.on)
    if close is None:
        return _void("no_close", said.on)
    return _decided(said.on, hit=said.inside.holds(close), close=close)


def _stays(said: Stays, first: date, prices: Prices) -> Verdict:
    """Every close is needed, also after one that is beyond: a gap voids hits and misses alike."""
    closes = {day: prices.closes.get(day) for day in _sessions(prices, first, said.on)}
    if None in closes.values():
        return _void("no_close", said.on)
    for session, close in closes.items():
        if close is not None and said.beyond.passed(close):
            return _decided(said.on, hit=False, close=close, broken=str(session))
    return _decided(said.on, hit=True, close=closes[said.on])


def _sessions(prices: Prices, first: date, last: date) -> Iterator[date]:
    session = first
    while session <= last:
        yield session
        session = prices.calendar.on_or_after(session + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A position that was entered: when, for how much, and from which session on it may be left."""

    entered: date | None
    cost: float
    next_session: date


def _gains(said: Gains, first: date, prices: Prices) -> Verdict:
    entry = _entry(said, first, prices)
    if isinstance(entry, str):
        return _void(entry, said.on)
    left = _first_beyond(said.leave, entry.next_session, said.on, prices) or said.on
    worth = _worth(said.legs, left, prices)
    if isinstance(worth, str):
        return _void(worth, said.on)
    return _decided(
        said.on,
        hit=worth > entry.cost,
        entered=None if entry.entered is None else str(entry.entered),
        cost=entry.cost,
        left=str(left),
        worth=worth,
        close=prices.closes.get(left),
    )


def _entry(said: Gains, first: date, prices: Prices) -> _Entry | str:
    """How the position was entered, or why the call is void."""
    if said.enter is None:
        paid = sum((leg.quantity * (leg.price or 0.0) for leg in said.legs), 0.0)
        return _Entry(None, paid, first)
    entered = _first_beyond(said.enter, first, said.on, prices)
    ended = _first_beyond(said.leave, first, said.on, prices)
    if ended is not None and (entered is None or ended < entered):
        return "ended_before_entry"
    if entered is None or entered >= said.on:
        return "not_entered"
    cost = _worth(said.legs, entered, prices)
    if isinstance(cost, str):
        return cost
    return _Entry(entered, cost, prices.calendar.on_or_after(entered + timedelta(days=1)))


def _first_beyond(limits: Interval, first: date, last: date, prices: Prices) -> date | None:
    """The first session with a stored close beyond a limit."""
    for session in _sessions(prices, first, last):
        close = prices.closes.get(session)
        if close is not None and limits.passed(close):
            return session
    return None


def _worth(legs: Sequence[Leg], session: date, prices: Prices) -> float | str:
    """What a position is worth at the close of ``session``, a share; or why nobody can tell."""
    total = 0.0
    for leg in legs:
        worth = _worth_of_leg(leg, session, prices)
        if isinstance(worth, str):
            return worth
        total += leg.quantity * worth
    return total


def _worth_of_leg(leg: Leg, session: date, prices: Prices) -> float | str:
    close = prices.closes.get(session)
    if close is None:
        return "no_close"
    if leg.contract is None:
        return close
    contract = parse_occ_symbol(leg.contract)
    strike = float(contract.strike)
    if session >= prices.calendar.on_or_before(contract.expiration):
        if settlement_of(contract.root) == "AM":
            return "opening_settlement"
        return max(close - strike if contract.is_call else strike - close, 0.0)
    chain = prices.chain_of(session)
    if chain is None:
        return "no_chain"
    mid = chain.mid((contract.root, contract.expiration, contract.is_call), strike)
    return "no_quote" if mid is None else mid
