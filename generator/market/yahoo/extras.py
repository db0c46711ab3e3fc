"""What stands around a chain: daily bars, context, headlines. Each may fail alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from generator.errors import ImportFileError
from generator.market.issues import Issue
from generator.market.roots import plain_symbol
from generator.market.sessions import FIRST_YEAR, Sessions
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


def fetch_bars(symbol: str, session: YahooSession, until: date) -> Bars:
    """Daily bars of two years as traded, up to ``until``.

    Raises:
        FaultError: They cannot be had, or are of another symbol.
    """
    ticker = ticker_of(symbol, session)
    answers = ask(session, lambda: ticker.history(period=_YEARS, auto_adjust=False, actions=True))
    # The library asks for the time zone first, with a chart of one day.
    whole = [answer for answer in answers if f"range={_YEARS}" in answer.url]
    body = json_of(_last(whole, _CHART_PATH, "prices"), "prices")
    try:
        bars = read_chart(body, file=Path("prices"), until=until)
    except ImportFileError as error:
        raise FaultError(fault_of_answer(error, symbol)) from error
    _check_symbol(body["chart"]["result"][0]["meta"].get("symbol"), symbol, "prices")
    return _on_sessions(bars, until)


def _on_sessions(bars: Bars, until: date) -> Bars:
    """Yahoo dates a bar on a holiday now and then, without a trade in it."""
    sessions = bars.table["session"].to_numpy()
    late = sessions >= np.datetime64(f"{FIRST_YEAR}-01-01", "s")
    if not late.any():
        return bars
    calendar = Sessions.covering(bars.table["session"][late].min().date(), until)
    kept = late & np.isin(sessions.astype("datetime64[D]"), calendar.days)
    return replace(bars, table=bars.table[kept].reset_index(drop=True))


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
        context = read_summary(bodies, file=Path("the summary"))
    except ImportFileError as error:
        raise FaultError(fault_of_answer(error, symbol)) from error
    for body in bodies:
        _check_summary(body, symbol)
    return context


def _check_summary(body: Any, symbol: str) -> None:  # noqa: ANN401 - JSON is any value
    for result in body["quoteSummary"].get("result") or []:
        kind = result.get("quoteType")
        if isinstance(kind, dict):
            _check_symbol(kind.get("symbol"), symbol, "the summary")


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


def _check_symbol(found: object, symbol: str, what: str) -> None:
    if found is not None and plain_symbol(str(found)) != plain_symbol(symbol):
        happened = f"the answer for {what} is about {found}, not {symbol}"
        raise FaultError(Fault("symbol_mismatch", happened))
