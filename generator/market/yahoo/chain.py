"""The chain of one symbol: every listed expiration, or a refusal that says how many there were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ImportFileError
from generator.market.issues import Issue
from generator.market.vendors.yahoo_options import INSTRUMENT_TYPES, read_options
from generator.market.yahoo.answers import json_of
from generator.market.yahoo.faults import (
    NO_LISTED_OPTIONS,
    RATE_LIMITED,
    Fault,
    FaultError,
    fault_of_answer,
)
from generator.market.yahoo.library import ask, ticker_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import yfinance

    from generator.market.vendors.chain_day import ChainDay
    from generator.market.yahoo.answers import RawAnswer
    from generator.market.yahoo.session import YahooSession

OPTIONS_PATH: Final = "/v7/finance/options/"
_LEAST_SHARE: Final = 0.8
"""Share of the listed expirations under which a chain is refused."""
_FATAL: Final = frozenset({RATE_LIMITED, "symbol_mismatch", "blocked_redirect"})
"""What says more than that one expiration is missing."""
_NOT_FOUND: Final = 404
_REFUSED: Final = frozenset({401, 403})
_ATTEMPTS: Final = 2


@dataclass(frozen=True, slots=True)
class _First:
    """The answer that lists the expirations and holds the chain of the nearest."""

    ticker: yfinance.Ticker
    body: Any
    day: ChainDay
    listed: Sequence[str]


def fetch_chain(symbol: str, session: YahooSession) -> ChainDay:
    """Ask for every listed expiration of ``symbol``.

    Raises:
        FaultError: Yahoo refuses, does not know the symbol, lists no options, answers in another
            shape, or fewer than four fifths of the expirations could be fetched.
    """
    first = _first(symbol, session)
    bodies, failed = [first.body], dict[str, Fault]()
    there = _expirations(first.day)
    for name in first.listed:
        if name in there:
            continue
        try:
            bodies.append(_one(first.ticker, name, symbol, session))
        except FaultError as error:
            if error.fault.code in _FATAL:
                raise
            session.resume()
            failed[name] = error.fault
            _check_share(len(first.listed), failed)
    made = _read(bodies, symbol, "the chain")
    return made if not failed else _partial(made, len(first.listed), failed)


def _first(symbol: str, session: YahooSession) -> _First:
    """List the expirations; an empty list of what may have options is asked for once more."""
    for attempt in range(1, _ATTEMPTS + 1):
        ticker = ticker_of(symbol, session)
        listed: list[str] = []
        answers = _options(ask(session, lambda: listed.extend(ticker.options)))  # noqa: B023 - called at once
        body = _body(answers, symbol)
        try:
            day = _read([body], symbol, "the options")
        except FaultError as error:
            lists_none = error.fault.code == NO_LISTED_OPTIONS and _may_have_options(body)
            if not lists_none or attempt == _ATTEMPTS:
                raise
            continue
        if not listed:
            happened = "yfinance reads no expirations in an answer that holds a chain"
            raise FaultError(Fault("library_failed", happened))
        return _First(ticker, body, day, listed)
    raise AssertionError("the last attempt returns or raises")


def _may_have_options(body: Any) -> bool:  # noqa: ANN401 - JSON is any value
    """Lists of expirations come and go, but never for a currency."""
    return body["optionChain"]["result"][0]["quote"].get("quoteType") in INSTRUMENT_TYPES


def _one(ticker: yfinance.Ticker, name: str, symbol: str, session: YahooSession) -> Any:  # noqa: ANN401 - JSON
    """The answer for one expiration, if it is for that one and holds contracts."""
    answers = _options(ask(session, lambda: ticker.option_chain(name)))
    body = _body(answers, symbol)
    found = _expirations(_read([body], symbol, f"the expiration {name}"))
    if found != {name}:
        happened = f"the answer for {name} is for {', '.join(sorted(found))}"
        raise FaultError(Fault("wrong_expiration", happened))
    return body


def _options(answers: Sequence[RawAnswer]) -> Sequence[RawAnswer]:
    return [answer for answer in answers if answer.path.startswith(OPTIONS_PATH)]


def _body(answers: Sequence[RawAnswer], symbol: str) -> Any:  # noqa: ANN401 - JSON is any value
    """The value of the last answer, the one that the library took.

    yfinance gives an empty list where its crumb was refused; here that has a name.
    """
    if not answers:
        happened = "Yahoo sends to another page, as for consent to cookies, instead of the options"
        raise FaultError(Fault("no_expirations", happened))
    if answers[-1].status in _REFUSED:
        happened = f"Yahoo lists no expirations: it refuses the crumb (HTTP {answers[-1].status})"
        raise FaultError(Fault("no_expirations", happened))
    last = answers[-1]
    if last.status == _NOT_FOUND:
        raise FaultError(Fault("unknown_symbol", f"Yahoo does not know {symbol}"))
    return json_of(last, "the options")


def _read(bodies: Sequence[Any], symbol: str, what: str) -> ChainDay:
    try:
        return read_options(bodies, file=Path(what), symbol=symbol)
    except ImportFileError as error:
        raise FaultError(fault_of_answer(error, symbol)) from error


def _expirations(day: ChainDay) -> set[str]:
    return {f"{value:%Y-%m-%d}" for value in day.contracts["expiration"].unique()}


def _check_share(listed: int, failed: Mapping[str, Fault]) -> None:
    """Stop as soon as too many are missing: asking for the rest could not help."""
    most = listed - len(failed)
    if most < _LEAST_SHARE * listed:
        reason = next(iter(failed.values())).happened
        happened = f"at most {most} of {listed} expirations can be fetched ({reason})"
        raise FaultError(Fault("partial_expirations", happened))


def _partial(made: ChainDay, listed: int, failed: Mapping[str, Fault]) -> ChainDay:
    name, fault = next(iter(failed.items()))
    message = (
        f"{listed - len(failed)} of {listed} listed expirations could be fetched; "
        f"{name} could not: {fault.happened}"
    )
    issue = Issue("partial_expirations", "degrade", message, len(failed))
    return replace(made, issues=(*made.issues, issue))
