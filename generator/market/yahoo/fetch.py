"""One symbol from Yahoo: everything that a snapshot holds, and the raw answers it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from generator.market.sessions import EXCHANGE_ZONE
from generator.market.snapshot import Bars, Benchmark, Snapshot, Source
from generator.market.vendors.yahoo_options import NAME, SOURCE_NAME
from generator.market.yahoo.chain import fetch_chain
from generator.market.yahoo.extras import attempt, fetch_bars, fetch_context, fetch_headlines
from generator.market.yahoo.faults import Fault, FaultError, provider_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.market.issues import Issue
    from generator.market.snapshot import Headline, Quote
    from generator.market.vendors.chain_day import ChainDay
    from generator.market.yahoo.answers import RawAnswer
    from generator.market.yahoo.session import YahooSession

BENCHMARK: Final = "SPY"
_SKEW: Final = timedelta(minutes=5)
"""How far two clocks that are set may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A snapshot that was fetched.

    Args:
        snapshot: What Yahoo said.
        answers: How it said it, in order.
    """

    snapshot: Snapshot
    answers: tuple[RawAnswer, ...]


def fetch_snapshot(symbol: str, *, session: YahooSession, now: datetime) -> Fetched:
    """Ask Yahoo for ``symbol``.

    Prices, context and headlines may fail alone; they become issues of the snapshot.

    Args:
        symbol: The ticker.
        session: To ask through; what it recorded before is dropped.
        now: When this is, to date the fetch and to refuse quotes of the future.

    Raises:
        ProviderError: There is no chain that a note could be made from; the code says why.
        StoreError: The pace cannot be kept.
    """
    session.begin()
    try:
        snapshot = _snapshot(symbol, session, now)
    except FaultError as error:
        raise provider_error(symbol, error.fault) from error
    return Fetched(snapshot=snapshot, answers=tuple(session.answers))


def _snapshot(symbol: str, session: YahooSession, now: datetime) -> Snapshot:
    chain = fetch_chain(symbol, session)
    as_of = _moment(chain, now)
    around = _Around(symbol, session, as_of, chain)
    bars, benchmark = around.bars(), around.benchmark()
    context = around.context()
    headlines = around.headlines(context)
    return Snapshot(
        symbol=symbol,
        as_of=as_of,
        quote=_quote(chain),
        contracts=chain.contracts,
        source=Source(name=SOURCE_NAME, layout=NAME),
        bars=bars,
        benchmark=benchmark,
        open_interest_date=chain.open_interest_date,
        expirations_listed=chain.expirations_listed,
        headlines=headlines,
        context=context,
        issues=(*chain.issues, *around.issues),
        fetched_at=now.astimezone(EXCHANGE_ZONE),
    )


def _moment(chain: ChainDay, now: datetime) -> datetime:
    as_of = chain.as_of
    if not isinstance(as_of, datetime):
        raise FaultError(Fault("schema_drift", "the quote has a date without a time"))
    if as_of > now + _SKEW:
        happened = f"the quote is of {as_of:%Y-%m-%d %H:%M %Z}, which has not come yet"
        raise FaultError(Fault("future_data", happened))
    return as_of


def _quote(chain: ChainDay) -> Quote:
    if chain.quote is None or not chain.quote.spot > 0:
        raise FaultError(Fault("schema_drift", "quote.regularMarketPrice is missing or 0"))
    return chain.quote


class _Around:
    """What stands around one chain, with the issues of what could not be had."""

    def __init__(
        self, symbol: str, session: YahooSession, as_of: datetime, chain: ChainDay
    ) -> None:
        self._symbol = symbol
        self._session = session
        self._until = as_of.date()
        self._chain = chain
        self.issues: tuple[Issue, ...] = ()

    def bars(self) -> Bars:
        """The symbol's own."""
        nothing: tuple[Bars, tuple[Issue, ...]] = (Bars(), ())
        (bars, left_out), issues = attempt(
            self._session,
            lambda: fetch_bars(self._symbol, self._session, self._until),
            nothing,
            code="history_unavailable",
            verdict="degrade",
        )
        self.issues += (*left_out, *issues)
        return bars

    def benchmark(self) -> Benchmark | None:
        """What beta is measured against, unless that is the symbol itself."""
        if self._symbol == BENCHMARK:
            return None
        found, issues = attempt(
            self._session,
            lambda: fetch_bars(BENCHMARK, self._session, self._until),
            None,
            code="benchmark_unavailable",
            verdict="note",
        )
        self.issues += issues
        return None if found is None else Benchmark(symbol=BENCHMARK, bars=found[0])

    def context(self) -> dict[str, str | float]:
        """What the chain's quote says of the instrument, and what summaries add."""
        known = dict(self._chain.context)
        kind = str(known.get("instrument_type", ""))
        nothing: Mapping[str, str | float] = {}
        value, issues = attempt(
            self._session,
            lambda: fetch_context(self._symbol, self._session, kind),
            nothing,
            code="context_unavailable",
            verdict="note",
        )
        self.issues += issues
        return known | dict(value)

    def headlines(self, context: dict[str, str | float]) -> tuple[Headline, ...]:
        """Those that are about the symbol."""
        name = context.get("name")
        known = name if isinstance(name, str) else None
        nothing: tuple[tuple[Headline, ...], tuple[Issue, ...]] = ((), ())
        value, issues = attempt(
            self._session,
            lambda: fetch_headlines(self._symbol, self._session, known),
            nothing,
            code="news_unavailable",
            verdict="note",
        )
        headlines, left_out = value
        self.issues += (*issues, *left_out)
        return headlines
