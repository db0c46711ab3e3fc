"""What stands around a chain: daily bars, context, headlines. Each may fail alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from generator.errors import ImportFileError
from generator.market.bars_on_sessions import bars_on_sessions
from generator.market.issues import Issue
from generator.market.vendors.news import read_news
from generator.market.vendors.yahoo_chart import read_chart
from generator.market.vendors.yahoo_summary import read_summary
from generator.market.yahoo.answers import json_of
from generator.market.yahoo.faults import RATE_LIMITED, Fault, FaultError, fault_of_answer
from generator.market.yahoo.library import ask, ticker_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from generator.market.issues import Verdict
    from generator.market.snapshot import Bars, Headline
    from generator.market.yahoo.answers import RawAnswer
    from generator.market.yahoo.session import YahooSession

_CHART_PATH: Final = "/v8/finance/chart/"
_SUMMARY_PATH: Final = "/v10/finance/quoteSummary/"
_NEWS_PATH: Final = "/xhr/ncp"
_YEARS: Final = "2y"
_GOOD: Final = 200
_INDEX: Final = "index"
_FUND: Final = "etf"

Part = TypeVar("Part")


def attempt(
    session: YahooSession, call: Callable[[], Part], otherwise: Part, *, code: str, verdict: Verdict
) -> tuple[Part, tuple[Issue, ...]]:
    """What ``call`` fetches, or ``otherwise`` with an issue that says why.

    Raises:
        FaultError: Yahoo refuses all requests, so that nothing more will come of this symbol.
    """
    try:
        return call(), ()
    except FaultError as error:
        if error.fault.code == RATE_LIMITED:
            raise
        session.resume()
        happened = " ".join(error.fault.happened.split())
        return otherwise, (Issue(code, verdict, f"{happened} ({error.fault.code})"),)


def fetch_bars(symbol: str, session: YahooSession, until: date) -> tuple[Bars, tuple[Issue, ...]]:
    """Daily bars of two years as traded, up to ``until``, and what was left out of them.

    Raises:
        FaultError: They cannot be had, or are of another symbol.
    """
    ticker = ticker_of(symbol, session)
    answers = ask(session, lambda: ticker.history(period=_YEARS, auto_adjust=False, actions=True))
    # The library asks for the time zone first, with a chart of one day.
    whole = [answer for answer in answers if f"range={_YEARS}" in answer.url]
    body = json_of(_last(whole, _CHART_PATH, "prices"), "prices")
    try:
        bars = read_chart(body, file=Path("prices"), until=until, symbol=symbol)
    except ImportFileError as error:
        raise FaultError(fault_of_answer(error, symbol)) from error
    return bars_on_sessions(bars, until)


def fetch_context(symbol: str, session: YahooSession, kind: str) -> Mapping[str, str | float]:
    """Context in the catalogue's names.

    Args:
        symbol: The ticker.
        session: To ask through.
        kind: ``equity``, ``etf`` or ``index``: what there is to ask for.

    Raises:
        FaultError: It cannot be had, or is of another symbol.
    """
    ticker = ticker_of(symbol, session)
    answers = [*ask(session, ticker.get_info)]
    if kind != _INDEX:
        answers += ask(session, ticker.get_calendar)
    if kind == _FUND:
        answers += ask(session, lambda: ticker.get_funds_data().fund_overview)
    found = [
        answer
        for answer in answers
        if answer.path.startswith(_SUMMARY_PATH) and answer.status == _GOOD
    ]
    if not found:
        raise FaultError(Fault("no_context", "Yahoo gives no summary"))
    bodies = [json_of(answer, "the summary") for answer in found]
    try:
        return read_summary(bodies, file=Path("the summary"), symbol=symbol)
    except ImportFileError as error:
        raise FaultError(fault_of_answer(error, symbol)) from error


def fetch_headlines(
    symbol: str, session: YahooSession, name: str | None
) -> tuple[tuple[Headline, ...], tuple[Issue, ...]]:
    """Dated headlines about the symbol, and how many were left out and why.

    Raises:
        FaultError: They cannot be had.
    """
    ticker = ticker_of(symbol, session)
    answers = ask(session, ticker.get_news)
    body = json_of(_last(answers, _NEWS_PATH, "the news"), "the news")
    try:
        return read_news(body, file=Path("the news"), symbol=symbol, name=name)
    except ImportFileError as error:
        raise FaultError(fault_of_answer(error, symbol)) from error


def _last(answers: Sequence[RawAnswer], path: str, what: str) -> RawAnswer:
    found = [answer for answer in answers if answer.path.startswith(path)]
    if not found:
        raise FaultError(Fault("library_failed", f"yfinance does not ask for {what}"))
    return found[-1]
