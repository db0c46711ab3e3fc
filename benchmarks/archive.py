"""Measure the archive: a percentile over a year of sessions, and snapshots written and read.

Beside the percentile stands one query of the same file by ``sqlite3`` with numpy, beside the
snapshots pandas with Parquet files of the same tables. What is projected is called so.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

from benchmarks.chains import data_folder
from benchmarks.timing import Row, alternating
from generator.archive.archive import Archive
from generator.archive.database import open_database
from generator.archive.places import Folder
from generator.config import Settings
from generator.errors import ImportFileError
from generator.market.demo import demo_snapshot
from generator.market.vendors.importing import ImportRequest, open_request, snapshot_of_day
from generator.pipeline import facts_of
from generator.signals.catalogue import CATALOGUE, depends_on_history, recompute
from generator.signals.facts import Unavailable
from generator.signals.history import REMEMBERED, History

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from generator.archive.archive import Entry
    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Facts

RUNS = 9
SESSIONS = 252
SYMBOLS = 100
FACT = "put_call_oi_percentile"
RATIO = "put_call_oi_ratio_tradable"
PERCENTILE_LIMIT = 5.0
MEASURED_SYMBOLS = (
    "AAPL", "ABT", "BCE", "EWH", "IWM", "KO", "LCID", "NIO", "SMH", "SNN", "VXX", "VZ",
)  # fmt: skip
MEASURED_SESSIONS = 10
YEAR_CONTRACTS = 500


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Kept:
    """Snapshots with the facts that are kept with them."""

    snapshot: Snapshot
    facts: Facts


def archive_rows(*, whole_year: bool) -> Iterator[Row]:
    """The percentile, real snapshots in full, then a year: projected, or with the flag done."""
    yield from percentile_rows()
    sample = real_sample() or [_kept(item) for item in _days(demo_snapshot(), MEASURED_SESSIONS)]
    measured = written_and_read("snapshots", len(sample), sample.__getitem__)
    yield from measured
    yield from projected(measured, len(sample))
    if whole_year:
        what = f"snapshots of {YEAR_CONTRACTS} contracts"
        yield from written_and_read(what, SYMBOLS * SESSIONS, year_of_symbols())


def percentile_rows() -> list[Row]:
    """A percentile from 252 kept sessions, beside one query of the same file."""
    with tempfile.TemporaryDirectory() as name:
        archive = _archive(Path(name))
        snapshot = replace(demo_snapshot(), contracts=demo_snapshot().contracts.head(50))
        facts = _kept(demo_snapshot()).facts
        for day in _days(snapshot, SESSIONS + 1)[:-1]:
            archive.keep(day, facts)
        last, now = snapshot.as_of_date, {RATIO: float(facts[RATIO].number or 0)}
        bare = sqlite3.connect(Path(name) / "archive.db")

        def as_kept() -> float:
            entries = archive.sessions_before(snapshot.symbol, last, SESSIONS)
            return _percentile(_history(entries, archive.numbers(entries, REMEMBERED)), now)

        def in_sqlite() -> float:
            query = (
                "SELECT value FROM facts JOIN snapshots ON snapshots.id = snapshot_id "
                "WHERE facts.name = ? AND symbol = ? AND session < ? ORDER BY session"
            )
            found = bare.execute(query, (RATIO, snapshot.symbol, last.isoformat())).fetchall()
            return float(np.mean(np.array(found)[-SESSIONS:] < now[RATIO]))

        assert as_kept() == in_sqlite()
        times = alternating([as_kept, in_sqlite], RUNS)
        bare.close()
    beside = "sqlite3 and numpy"
    title = f"percentile over {SESSIONS} sessions"
    return [
        Row(title, times[0], beside, times[1], limit=PERCENTILE_LIMIT),
    ]


def _history(entries: Sequence[Entry], numbers: dict[int, dict[str, float]]) -> History:
    return History({entry.session: numbers[entry.id] for entry in entries if entry.session})


def _percentile(history: History, now: dict[str, float]) -> float:
    found = recompute(FACT, now, history)
    assert not isinstance(found, Unavailable)
    assert found.sessions == SESSIONS
    return float(found.value)


def real_sample() -> list[Kept]:
    """Real chains of some symbols over some sessions; none without the data folder."""
    folder = data_folder()
    if folder is None:
        return []
    return [
        _kept(snapshot)
        for symbol in MEASURED_SYMBOLS
        for snapshot in islice(_real_days(folder, symbol), MEASURED_SESSIONS)
    ]


def _real_days(folder: Path, symbol: str) -> Iterator[Snapshot]:
    """The sessions of a symbol for which the data has a price, the last first."""
    request = ImportRequest(
        files=[folder / "eod_series" / f"{symbol}.parquet"],
        symbol=symbol,
        spots=folder / "eod_series" / "headers.csv",
    )
    chain = open_request(request)
    bars = demo_snapshot().bars
    for day in reversed(list(chain.days)):
        with contextlib.suppress(ImportFileError):
            snapshot = snapshot_of_day(request, chain, day)
            if snapshot.sessions().is_session(day):
                yield replace(snapshot, bars=bars)


def year_of_symbols() -> Callable[[int], Kept]:
    """A hundred symbols over a year, each made when it is asked for, and unlike the others."""
    demo = demo_snapshot()
    chain = demo.contracts.sample(YEAR_CONTRACTS, random_state=1).sort_index(ignore_index=True)
    facts = _kept(demo).facts
    days = _days(demo, SESSIONS)

    def made(place: int) -> Kept:
        symbol, day = divmod(place, SESSIONS)
        contracts = _moved(chain, place)
        return Kept(replace(days[day], symbol=f"S{symbol}", contracts=contracts), facts)

    return made


def _moved(chain: pd.DataFrame, step: int) -> pd.DataFrame:
    """The chain with other open interest and volume, as another day's has."""
    random = np.random.default_rng(step)
    factor = random.uniform(0.5, 1.5, len(chain))
    return chain.assign(
        open_interest=np.round(chain["open_interest"] * factor),
        volume=np.round(chain["volume"] * factor[::-1]),
    )


def written_and_read(what: str, count: int, made: Callable[[int], Kept]) -> list[Row]:
    """Snapshots into an archive and out of it, beside their tables in Parquet by pandas."""
    title = f"{count:,} {what}"
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        archive = _archive(Path(ours))
        written, bare_written = _taken(
            map(made, range(count)),
            lambda kept, _: archive.keep(kept.snapshot, kept.facts),
            lambda kept, place: _to_parquet(kept.snapshot, Path(theirs) / str(place)),
        )
        entries = archive.entries()
        assert len(entries) == count
        read, bare_read = _taken(
            entries,
            lambda entry, _: archive.load(entry),
            lambda _, place: _from_parquet(Path(theirs) / str(place)),
        )
        archive.database.engine.dispose()
        size, bare_size = _kilobytes(Path(ours)), _kilobytes(Path(theirs))
    beside = "tables in Parquet by pandas"
    return [
        Row(f"{title} written", written, beside, bare_written),
        Row(f"{title} read and proven", read, beside, bare_read),
        Row(f"{title} on disk", size, beside, bare_size, unit="kB"),
    ]


def _taken(
    items: Iterable[Item],
    ours: Callable[[Item, int], object],
    theirs: Callable[[Item, int], object],
) -> tuple[float, float]:
    """Milliseconds of both over all items, given with their number, taken in turns."""
    spent = [0.0, 0.0]
    for place, item in enumerate(items):
        for side, action in enumerate((ours, theirs)):
            start = time.perf_counter()
            action(item, place)
            spent[side] += (time.perf_counter() - start) * 1000
    return spent[0], spent[1]


def projected(measured: Sequence[Row], count: int) -> list[Row]:
    """What a year of a hundred such symbols would take, by the mean of what was measured."""
    times = SYMBOLS * SESSIONS / count
    what = f"{SYMBOLS} symbols x {SESSIONS} sessions, projected:"
    return [
        replace(
            row,
            what=f"{what} {row.what.partition(' snapshots ')[2]}",
            ours=row.ours * times,
            theirs=None if row.theirs is None else row.theirs * times,
        )
        for row in measured
    ]


def _to_parquet(snapshot: Snapshot, folder: Path) -> None:
    folder.mkdir()
    snapshot.contracts.to_parquet(folder / "contracts.parquet", compression="zstd")
    snapshot.bars.table.to_parquet(folder / "bars.parquet", compression="zstd")


def _from_parquet(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return (
        pd.read_parquet(folder / "contracts.parquet"),
        pd.read_parquet(folder / "bars.parquet"),
    )


def _archive(folder: Path) -> Archive:
    return Archive(Folder(folder), open_database(f"sqlite:///{folder / 'archive.db'}"))


def _kept(snapshot: Snapshot) -> Kept:
    facts = facts_of(snapshot, "", Settings())
    return Kept(snapshot, facts.only(name for name in CATALOGUE if not depends_on_history(name)))


def _days(snapshot: Snapshot, count: int) -> list[Snapshot]:
    """The snapshot as of each of the last ``count`` sessions up to its own."""
    days = snapshot.sessions().last(count, until=snapshot.as_of_date)
    return [replace(snapshot, as_of=_on(snapshot, day)) for day in days]


def _on(snapshot: Snapshot, day: date) -> datetime:
    return snapshot.as_of.replace(year=day.year, month=day.month, day=day.day)


def _kilobytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1000
