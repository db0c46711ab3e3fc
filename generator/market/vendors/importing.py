"""Building a snapshot out of files: the chain, the spot, the bars, the benchmark's bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from generator.errors import ImportFileError, UsageError
from generator.market.issues import Issue
from generator.market.sessions import FIRST_YEAR, Sessions
from generator.market.snapshot import Bars, Benchmark, Quote, Rate, Snapshot, Source
from generator.market.vendors import eod_pairs
from generator.market.vendors.daily_bars import read_daily_bars
from generator.market.vendors.spots import read_spot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What to import.

    Args:
        files: The chain's files.
        symbol: The underlying's ticker.
        as_of: The day to import; may be left out where the file holds one day only.
        bars: Daily price files; later ones add the sessions that earlier ones lack.
        benchmark_bars: Daily price file of the benchmark.
        benchmark_symbol: The benchmark's ticker.
        spots: File of spot prices.
        spot: The spot price itself, dollars.
        rate: Risk-free rate, fraction a year.
    """

    files: Sequence[Path]
    symbol: str
    as_of: date | None = None
    bars: Sequence[Path] = ()
    benchmark_bars: Path | None = None
    benchmark_symbol: str = "SPY"
    spots: Path | None = None
    spot: float | None = None
    rate: float | None = None


def import_snapshot(request: ImportRequest) -> Snapshot:
    """Read the files of ``request`` into one snapshot.

    Raises:
        ImportFileError: A file cannot be read or lacks what was asked of it.
        UsageError: The request itself is incomplete.
    """
    path, pairs = _read_chain(request.files)
    return snapshot_of_day(request, pairs, path, _chosen_day(request, pairs, path))


def snapshot_of_day(request: ImportRequest, pairs: pd.DataFrame, path: Path, day: date) -> Snapshot:
    """One day of a chain file that is already read (`import_snapshot` reads it first)."""
    if day.year < FIRST_YEAR:
        raise UsageError(f"{day} is before {FIRST_YEAR}, where the exchange's calendar starts")
    contracts = eod_pairs.contracts_of_day(pairs, symbol=request.symbol, day=day, path=path)
    sessions = Sessions.covering(day, contracts["expiration"].max().date())
    bars, bar_issues = _bars_on_sessions(request.bars, day)
    return Snapshot(
        symbol=request.symbol,
        as_of=sessions.end_of_day(day),
        quote=_quote(_spot(request, bars, day), bars, day),
        contracts=contracts,
        source=Source(
            name="end-of-day chain",
            layout=eod_pairs.LAYOUT,
            files=tuple(file.name for file in (path, *request.bars)),
        ),
        bars=bars,
        benchmark=_benchmark(request, day),
        open_interest_date=sessions.before(sessions.on_or_before(day)),
        expirations_listed=None,
        rate=None if request.rate is None else Rate(value=request.rate, source="--rate"),
        issues=bar_issues,
    )


def _read_chain(files: Sequence[Path]) -> tuple[Path, pd.DataFrame]:
    if len(files) != 1:
        raise UsageError("one chain file at a time: this layout holds a whole chain in one file")
    return files[0], eod_pairs.read_pairs(files[0])


def _chosen_day(request: ImportRequest, pairs: pd.DataFrame, path: Path) -> date:
    if request.as_of is not None:
        return request.as_of
    days = np.unique(pairs["date"].to_numpy()).astype("datetime64[D]").tolist()
    if len(days) == 1:
        only: date = days[0]
        return only
    if not days:
        raise ImportFileError(path, "holds no row at all")
    raise UsageError(f"{path} holds {len(days)} days: choose one with --as-of")


def _bars_on_sessions(files: Sequence[Path], day: date) -> tuple[Bars, tuple[Issue, ...]]:
    """Join the bars of several files; the first file that has a session gives its bar."""
    if not files:
        return Bars(), ()
    import pandas as pd  # noqa: PLC0415 - kept beside its one use

    parts = [read_daily_bars(file, until=day) for file in files]
    table = pd.concat([part.table for part in parts], ignore_index=True)
    table = table.drop_duplicates("session").sort_values("session", ignore_index=True)
    table = table[table["session"] >= np.datetime64(f"{FIRST_YEAR}-01-01", "s")]
    adjusted = any(part.adjustment == "dividends" for part in parts)
    issues: tuple[Issue, ...] = ()
    if len(table):
        calendar = Sessions.covering(table["session"].min().date(), day)
        traded = np.isin(table["session"].to_numpy().astype("datetime64[D]"), calendar.days)
        if not traded.all():
            message = "bars dated on days without a session were left out"
            issues = (Issue("bars_off_session", "note", message, int((~traded).sum())),)
        table = table[traded].reset_index(drop=True)
    return Bars(table=table, adjustment="dividends" if adjusted else "none"), issues


def _spot(request: ImportRequest, bars: Bars, day: date) -> float:
    if request.spot is not None:
        if not np.isfinite(request.spot):
            raise UsageError(f"--spot {request.spot}: a price is a finite number")
        return request.spot
    if request.spots is not None:
        return read_spot(request.spots, symbol=request.symbol, day=day)
    today = _bar_of(bars, day)
    if today is None or bars.adjustment == "dividends":
        msg = f"{request.symbol}: no spot price for {day}; give --spot, --spots or --bars with it"
        raise UsageError(msg)
    return float(today["close"])


def _quote(spot: float, bars: Bars, day: date) -> Quote:
    today = _bar_of(bars, day)
    if today is None or bars.adjustment == "dividends":
        return Quote(spot=spot)

    def known(name: str) -> float | None:
        return float(today[name]) if np.isfinite(today[name]) else None

    return Quote(
        spot=spot,
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
    bars, _ = _bars_on_sessions([request.benchmark_bars], day)
    return Benchmark(symbol=request.benchmark_symbol, bars=bars)
