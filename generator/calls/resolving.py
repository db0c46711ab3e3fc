"""Resolving: what stored prices say of a predicate: hit, miss, void, or open.

Whatever has not ended is open; what has ended and cannot be told from what is stored is void, with
the reason. Sessions are counted on the exchange's calendar, whether they are stored or not.
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
    """What became of ``predicate``.

    Args:
        predicate: What was said.
        first: The first session that ends after it was said.
        prices: What is stored.
    """
    until = prices.until
    if until is None or until < first:
        return _OPEN
    if prices.split_between(prices.calendar.before(first), min(predicate.on, until)):
        return _void("split", min(predicate.on, until))
    match predicate:
        case Closes():
            return _closes(predicate, until, prices)
        case Stays():
            return _stays(predicate, first, until, prices)
        case Gains():
            return _gains(predicate, first, until, prices)


def _void(reason: str, session: date) -> Verdict:
    return Verdict(state="void", reason=reason, resolved_at=session)


def _decided(session: date, *, hit: bool, **numbers: Any) -> Verdict:  # noqa: ANN401 - JSON
    return Verdict(state="hit" if hit else "miss", resolved_at=session, numbers=numbers)


def _closes(said: Closes, until: date, prices: Prices) -> Verdict:
    if until < said.on:
        return _OPEN
    close = prices.closes.get(said.on)
    if close is None:
        return _void("no_close", said.on)
    return _decided(said.on, hit=said.inside.holds(close), close=close)


def _stays(said: Stays, first: date, until: date, prices: Prices) -> Verdict:
    """One close beyond decides at once; that there was none takes every close."""
    missing = False
    for session in _sessions(prices, first, min(said.on, until)):
        close = prices.closes.get(session)
        if close is None:
            missing = True
        elif said.beyond.passed(close):
            return _decided(session, hit=False, close=close)
    if until < said.on:
        return _OPEN
    if missing:
        return _void("no_close", said.on)
    return _decided(said.on, hit=True, close=prices.closes[said.on])


def _sessions(prices: Prices, first: date, last: date) -> Iterator[date]:
    session = first
    while session <= last:
        yield session
        session = prices.calendar.on_or_after(session + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A position that was entered: when, for how much a share, and from when on it may be left."""

    entered: date | None
    cost: float
    next_session: date


def _gains(said: Gains, first: date, until: date, prices: Prices) -> Verdict:
    entry = _entry(said, first, until, prices)
    if isinstance(entry, Verdict):
        return entry
    left = _first_beyond(said.leave, entry.next_session, min(said.on, until), prices)
    session = said.on if left is None else left
    if until < session:
        return _OPEN
    worth = _worth(said.legs, session, prices)
    if isinstance(worth, str):
        return _void(worth, session)
    return _decided(
        session,
        hit=worth > entry.cost,
        entered=None if entry.entered is None else str(entry.entered),
        cost=entry.cost,
        worth=worth,
        close=prices.closes.get(session),
    )


def _entry(said: Gains, first: date, until: date, prices: Prices) -> _Entry | Verdict:
    """How the position was entered, or what became of the call instead."""
    if said.enter is None:
        paid = sum((leg.quantity * (leg.price or 0.0) for leg in said.legs), 0.0)
        return _Entry(None, paid, first)
    last = min(said.on, until)
    entered = _first_beyond(said.enter, first, last, prices)
    ended = _first_beyond(said.leave, first, last, prices)
    if ended is not None and (entered is None or ended < entered):
        return _void("ended_before_entry", ended)
    if entered is None or entered >= said.on:
        return _void("not_entered", said.on) if until >= said.on else _OPEN
    cost = _worth(said.legs, entered, prices)
    if isinstance(cost, str):
        return _void(cost, entered)
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
