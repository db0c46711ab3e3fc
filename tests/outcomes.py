"""What becomes of every file of the real market data: a note, or a refusal with its code.

``python -m tests.outcomes FOLDER`` prints the table of outcomes by group and code, and each refusal
by name.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.errors import ImportFileError, RefusedError
from generator.market.vendors.importing import (
    ImportRequest,
    chosen_day,
    open_request,
    snapshot_of_day,
)
from tests.replays import draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from generator.market.issues import Issue
    from generator.market.snapshot import Snapshot
    from generator.pipeline import Draft

GROUPS: Final = (
    "yahoo_options",
    "yahoo_options_aapl_2025",
    "cboe",
    "yfinance_csv",
    "lean",
    "other_vendors",
    "eod_series",
)
_SEVERAL: Final = [
    "AAL", "AAPL", "AMD", "BA", "BAC", "BRK-B", "GILD", "MSFT", "NKLA", "PFE", "WFC",
]  # fmt: skip
_LATER: Final = ["CMCS", "DIS", "INTC", "T", "UNH"]
_WITH_BARS: Final = frozenset({"IWM", "SPY", "SMH"})


@dataclass(frozen=True, slots=True)
class Source:
    """One symbol of one file."""

    group: str
    file: Path
    symbol: str
    request: ImportRequest


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one symbol and day: "note", or "refused" or "blocked" with a code."""

    group: str
    name: str
    symbol: str
    day: str
    kind: str
    code: str
    issues: tuple[Issue, ...] = ()
    findings: tuple[str, ...] = ()


def sources(folder: Path, groups: Iterable[str] = GROUPS) -> Iterator[Source]:
    """Every symbol of every chain file below ``folder``."""
    for group in groups:
        for file in sorted((folder / group).rglob("*")):
            if file.is_file() and not file.name.startswith(("chart_", "headers", "iv_summary")):
                for symbol in _symbols(file):
                    yield Source(group, file, symbol, _request(folder, group, file, symbol))


def _symbols(file: Path) -> list[str]:
    name = file.name
    if name.startswith("multi_"):
        return [*_SEVERAL, *(_LATER if "12-31" in name else [])]
    if name.startswith("fe621_"):
        return ["NVDA", "^VIX"]
    if name.startswith(("series_", "wide_")):
        return [name.split("_")[1]]
    if name.startswith("IDX_"):
        return [f"^{name.split('_')[1]}"]
    return [name.removesuffix(".parquet").split("_")[0].removesuffix("-expired-date")]


def _request(folder: Path, group: str, file: Path, symbol: str) -> ImportRequest:
    if group != "eod_series":
        return ImportRequest(files=[file], symbol=symbol)
    bars = [folder / "prices" / f"av_{symbol}_2026.csv"] if symbol in _WITH_BARS else []
    spots = None if file.suffix == ".json" else folder / "eod_series" / "headers.csv"
    return ImportRequest(files=[file], symbol=symbol, bars=bars, spots=spots)


def snapshots(source: Source) -> Iterator[Snapshot | Outcome]:
    """The snapshots of one source, day by day; an outcome in place of one that is refused."""

    def refused(day: str, error: ImportFileError) -> Outcome:
        return Outcome(source.group, source.file.name, source.symbol, day, "refused", error.code)

    try:
        chain = open_request(source.request)
        days: list[tuple[date, tuple[Issue, ...]]] = (
            [(day, ()) for day in chain.days]
            if len(chain.days) > 1
            else [chosen_day(source.request, chain)]
        )
    except ImportFileError as error:
        yield refused("", error)
        return
    for day, issues in days:
        try:
            yield snapshot_of_day(source.request, chain, day, issues)
        except ImportFileError as error:
            yield refused(str(day), error)


def outcome_of(source: Source, snapshot: Snapshot) -> tuple[Outcome, Draft | None]:
    """Draft the note of a snapshot, without its PDF."""
    day = str(snapshot.as_of_date)
    common = (source.group, source.file.name, source.symbol, day)
    try:
        made = draft(snapshot)
    except RefusedError as error:
        return Outcome(*common, "blocked", error.code), None
    findings = tuple(str(finding) for finding in made.findings)
    kind = "note" if made.passed else "failed"
    degraded = any(issue.verdict == "degrade" for issue in made.issues)
    code = "degraded" if degraded else "sound"
    return Outcome(*common, kind, code, made.issues, findings), made


def outcomes(folder: Path, step: int = 1, groups: Iterable[str] = GROUPS) -> Iterator[Outcome]:
    """Every outcome; of long series each ``step``-th day."""
    for source in sources(folder, groups):
        for place, item in enumerate(snapshots(source)):
            if isinstance(item, Outcome):
                yield item
            elif place % step == 0:
                yield outcome_of(source, item)[0]


def table(found: Iterable[Outcome]) -> str:
    """Counts by group, kind and code."""
    counts = Counter((item.group, item.kind, item.code) for item in found)
    rows = [
        f"{group:26}{kind:10}{code:24}{count:6}"
        for (group, kind, code), count in sorted(counts.items())
    ]
    return "\n".join(rows)


def report(found: Iterable[Outcome]) -> str:
    """The table, and each refusal by name."""
    everything = list(found)
    refusals = [
        " ".join((one.kind, one.code, one.name, one.symbol, one.day, *one.findings))
        for one in everything
        if one.kind != "note"
    ]
    return "\n".join([table(everything), *refusals])


if __name__ == "__main__":
    step = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    sys.stdout.write(report(outcomes(Path(sys.argv[1]), step)) + "\n")
