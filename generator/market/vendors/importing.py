"""Building a snapshot out of files: the chain, the spot, bars, context, headlines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.errors import ImportFileError, UsageError
from generator.market.bars_on_sessions import bars_on_sessions
from generator.market.issues import Issue
from generator.market.sessions import EXCHANGE_ZONE, FIRST_YEAR, Sessions
from generator.market.snapshot import Bars, Benchmark, Quote, Rate, Snapshot, Source
from generator.market.tables import empty_trade_table
from generator.market.vendors.column_map import read_column_map
from generator.market.vendors.content import read_content
from generator.market.vendors.context_file import read_context
from generator.market.vendors.daily_bars import read_daily_bars
from generator.market.vendors.layouts import open_chain
from generator.market.vendors.moments import date_in_name
from generator.market.vendors.news import read_headlines
from generator.market.vendors.spots import read_spot
from generator.market.vendors.tape import read_tape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from generator.market.snapshot import Headline
    from generator.market.vendors.chain_day import ChainDay, ChainFile


_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What to import.

    Args:
        files: The chain's files.
        symbol: The underlying's ticker.
        as_of: The day to import, with its time where the file says none; may be left out where
            the file holds one day only, or its name has a date.
        bars: Daily price files; later ones add the sessions that earlier ones lack.
        benchmark_bars: Daily price file of the benchmark.
        benchmark_symbol: The benchmark's ticker.
        spots: File of spot prices.
        spot: The spot price itself, dollars.
        rate: Risk-free rate, fraction a year.
        headlines: File of headlines.
        context: Files of context.
        columns: Map of the columns of a CSV file that is of no known layout.
        tape: File of single trades.
    """

    files: Sequence[Path]
    symbol: str
    as_of: datetime | date | None = None
    bars: Sequence[Path] = ()
    benchmark_bars: Path | None = None
    benchmark_symbol: str = "SPY"
    spots: Path | None = None
    spot: float | None = None
    rate: float | None = None
    headlines: Path | None = None
    context: Sequence[Path] = ()
    columns: Path | None = None
    tape: Path | None = None


def import_snapshot(request: ImportRequest) -> Snapshot:
    """Read the files of ``request`` into one snapshot.

    Raises:
        ImportFileError: A file cannot be read or lacks what was asked of it.
        UsageError: The request itself is incomplete.
    """
    chain = open_request(request)
    day, issues = chosen_day(request, chain)
    return snapshot_of_day(request, chain, day, issues)


def open_request(request: ImportRequest) -> ChainFile:
    """The chain's files of ``request``, opened; their days may be imported one after the other."""
    contents = [read_content(file) for file in request.files]
    if request.columns is None:
        return open_chain(contents, request.symbol)
    if len(contents) > 1:
        raise UsageError("one file at a time with --columns")
    return read_column_map(request.columns).open(contents[0], request.symbol)


def snapshot_of_day(
    request: ImportRequest, chain: ChainFile, day: date, issues: tuple[Issue, ...] = ()
) -> Snapshot:
    """One day of a chain that is already opened (`import_snapshot` opens it first)."""
    if day.year < FIRST_YEAR:
        raise UsageError(f"{day} is before {FIRST_YEAR}, where the exchange's calendar starts")
    made = chain.read(day)
    path = chain.files[0]
    if made.contracts.empty:
        raise ImportFileError(
            path, f"has no contract of {request.symbol} for {day}", code="empty_chain"
        )
    sessions = Sessions.covering(day, made.contracts["expiration"].max().date())
    as_of = _moment(request, made, sessions, chain)
    bars, bar_issues = _joined_bars(request.bars, day, request.symbol)
    context, context_issues = _context(request, made)
    headlines, headline_issues = _headlines(request, context)
    trades, tape_issues = _trades(request)
    dividend_yield = context.pop("dividend_yield", None)
    return Snapshot(
        symbol=request.symbol,
        as_of=as_of,
        quote=_quote(request, made, bars, day, path),
        contracts=made.contracts,
        source=Source(
            name=made.source_name,
            layout=chain.layout,
            files=tuple(file.name for file in (*chain.files, *request.bars)),
        ),
        bars=bars,
        benchmark=_benchmark(request, day),
        open_interest_date=made.open_interest_date,
        expirations_listed=made.expirations_listed,
        rate=_rate(request, made, day),
        dividend_yield=dividend_yield if isinstance(dividend_yield, float) else None,
        headlines=headlines,
        context=context,
        issues=(
            *made.issues,
            *issues,
            *bar_issues,
            *context_issues,
            *headline_issues,
            *tape_issues,
        ),
        trades=trades,
    )


def _moment(
    request: ImportRequest, made: ChainDay, sessions: Sessions, chain: ChainFile
) -> datetime:
    """The time of the quote: as the file says, else as asked for, else the end of its day.

    A file that names trades and no time of its own is not older than the newest of them.

    Raises:
        ImportFileError: The time asked for contradicts the file.
    """
    asked, said = request.as_of, made.as_of
    if not isinstance(asked, datetime):
        return said if isinstance(said, datetime) else sessions.end_of_day(said)
    moment = asked.replace(tzinfo=EXCHANGE_ZONE)
    if isinstance(said, datetime):
        early = said - moment
        if early >= _MINUTE or (chain.dated and -early >= _MINUTE):
            problem = f"is of {said:%Y-%m-%d %H:%M}: a time in --as-of is for files that say none"
            if not chain.dated:
                problem = f"holds trades of {said:%Y-%m-%d %H:%M}: it is no earlier than these"
            raise ImportFileError(chain.files[0], problem, code="other_time")
        return said if chain.dated else moment
    return moment


def chosen_day(request: ImportRequest, chain: ChainFile) -> tuple[date, tuple[Issue, ...]]:
    """The day to import, and a remark where it is concluded.

    Raises:
        ImportFileError: The file does not hold the day asked for, or says no day at all.
        UsageError: It holds several, and none was asked for.
    """
    path, days = chain.files[0], chain.days
    asked = request.as_of.date() if isinstance(request.as_of, datetime) else request.as_of
    if asked is not None:
        if days and chain.dated and asked not in days:
            problem = f"has no chain for {asked}; it holds days from {days[0]} to {days[-1]}"
            raise ImportFileError(path, problem, code="no_such_day")
        return asked, ()
    if len(days) == 1:
        return days[0], ()
    if days:
        raise UsageError(f"{path} holds {len(days)} days: choose one with --as-of")
    named = date_in_name(path)
    if named is None:
        problem = "says neither inside nor in its name of what day it is: give --as-of"
        raise ImportFileError(path, problem, code="no_date")
    return named, (Issue("date_from_name", "note", f"the day, {named}, is from the file's name"),)


def _rate(request: ImportRequest, made: ChainDay, day: date) -> Rate | None:
    if request.rate is not None:
        if not np.isfinite(request.rate):
            raise UsageError(f"--rate {request.rate}: a rate is a finite number")
        return Rate(value=request.rate, source="--rate")
    return None if made.rate is None else Rate(value=made.rate, source="snapshot", observed=day)


def _context(
    request: ImportRequest, made: ChainDay
) -> tuple[dict[str, str | float], tuple[Issue, ...]]:
    context = dict(made.context)
    issues: tuple[Issue, ...] = ()
    for path in request.context:
        found = read_context(read_content(path), request.symbol)
        if not found:
            message = f"{path.name} holds no fact about {request.symbol}"
            issues += (Issue("context_empty", "note", message),)
        context |= found
    return context, issues


def _headlines(
    request: ImportRequest, context: Mapping[str, Any]
) -> tuple[tuple[Headline, ...], tuple[Issue, ...]]:
    if request.headlines is None:
        return (), ()
    content = read_content(request.headlines)
    return read_headlines(content, symbol=request.symbol, name=context.get("name"))


def _trades(request: ImportRequest) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    if request.tape is None:
        return empty_trade_table(), ()
    return read_tape(request.tape, symbol=request.symbol)


def _disagreeing(bars: pd.DataFrame) -> tuple[Issue, ...]:
    """A remark where several files close a session differently."""
    closes = bars[["session", "close"]].drop_duplicates()
    twice = int(closes["session"].duplicated().sum())
    if not twice:
        return ()
    message = "sessions that the daily price files close differently are taken from the first"
    return (Issue("conflicting_bars", "note", message, twice),)


def _joined_bars(files: Sequence[Path], day: date, symbol: str) -> tuple[Bars, tuple[Issue, ...]]:
    """Join the bars of several files; the first file that has a session gives its bar."""
    if not files:
        return Bars(), ()
    import pandas as pd  # noqa: PLC0415 - kept beside its one use

    parts = [read_daily_bars(file, until=day, symbol=symbol) for file in files]
    table = pd.concat([part.table for part in parts], ignore_index=True)
    issues = _disagreeing(table)
    table = table.drop_duplicates("session").sort_values("session", ignore_index=True)
    if not len(table):
        message = f"no daily price given is of {day} or earlier"
        issues += (Issue("bars_too_late", "note", message),)
    adjusted = any(part.adjustment == "dividends" for part in parts)
    splits = {split.session: split for part in parts for split in part.splits}
    joined = Bars(
        table=table,
        adjustment="dividends" if adjusted else "none",
        splits=tuple(splits[session] for session in sorted(splits)),
    )
    bars, off_session = bars_on_sessions(joined, day)
    return bars, (*issues, *off_session)


def _quote(request: ImportRequest, made: ChainDay, bars: Bars, day: date, path: Path) -> Quote:
    """The quote: as given on the command line, else by the chain's file, else the day's bar."""
    given = _given_spot(request, day)
    bar = _bar_quote(bars, day)
    if made.quote is not None and made.quote.spot > 0:
        return made.quote if given is None else replace(made.quote, spot=given)
    if given is not None:
        return Quote(spot=given) if bar is None else replace(bar, spot=given)
    if bar is not None:
        return bar
    problem = f"has no price of {request.symbol} for {day}; give --spot, --spots, or --bars with it"
    raise ImportFileError(path, problem, code="no_spot")


def _given_spot(request: ImportRequest, day: date) -> float | None:
    if request.spot is not None:
        if not np.isfinite(request.spot):
            raise UsageError(f"--spot {request.spot}: a price is a finite number")
        return request.spot
    if request.spots is not None:
        return read_spot(request.spots, symbol=request.symbol, day=day)
    return None


def _bar_quote(bars: Bars, day: date) -> Quote | None:
    today = _bar_of(bars, day)
    if today is None or bars.adjustment == "dividends":
        return None

    def known(name: str) -> float | None:
        return float(today[name]) if np.isfinite(today[name]) else None

    return Quote(
        spot=float(today["close"]),
        open=known("open"),
        high=known("high"),
        low=known("low"),
        volume=known("volume"),
    )


def _bar_of(bars: Bars, day: date) -> pd.Series | None:
    rows = bars.table[bars.table["session"].to_numpy() == np.datetime64(day, "s")]
    return None if rows.empty else rows.iloc[0]


def _benchmark(request: ImportRequest, day: date) -> Benchmark | None:
    if request.benchmark_bars is None:
        return None
    bars, _ = _joined_bars([request.benchmark_bars], day, request.benchmark_symbol)
    return Benchmark(symbol=request.benchmark_symbol, bars=bars)
