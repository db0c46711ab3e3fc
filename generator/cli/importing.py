"""``strikedesk import``: vendors' files into a snapshot, or days of them into the archive."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.progress import progress
from generator.errors import ImportFileError, UsageError

if TYPE_CHECKING:
    from generator.cli.progress import Step
    from generator.market.snapshot import Snapshot
    from generator.market.vendors.importing import ImportRequest

_PARTLY: Final = 6
_FILE = click.Path(path_type=Path)


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--symbol", required=True, help="Ticker of the underlying.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="Day to import, or day and exchange time where the file says none.",
)
@click.option("--bars", type=_FILE, multiple=True, help="Daily prices (CSV); may be repeated.")
@click.option("--benchmark-bars", type=_FILE, help="Daily prices of the benchmark (CSV).")
@click.option("--benchmark", default="SPY", show_default=True, help="Ticker of the benchmark.")
@click.option("--spots", type=_FILE, help="Spot prices (CSV: date, symbol, spot).")
@click.option(
    "--spot", type=click.FloatRange(min=0, min_open=True), help="The spot price, dollars."
)
@click.option("--rate", type=click.FloatRange(-0.05, 0.5), help="Risk-free rate, 0.04 for 4%.")
@click.option("--headlines", type=_FILE, help="Headlines: CSV, JSON list, or Yahoo's news JSON.")
@click.option("--context", type=_FILE, multiple=True, help="Context: Yahoo's quoteSummary JSON.")
@click.option("--tape", type=_FILE, help="Single trades (CSV: time, contract, size, price, side).")
@click.option("--columns", type=_FILE, help="Map of the columns of another CSV (YAML).")
@click.option("-o", "--output", type=_FILE, help="Snapshot to write; the archive if left out.")
@click.option("--all-days", is_flag=True, help="Import every day of the file into the archive.")
def import_(
    files: tuple[Path, ...],
    symbol: str,
    output: Path | None,
    *,
    all_days: bool,
    **options: Any,  # noqa: ANN401 - click hands over options by name
) -> int:
    """Read the option chain of FILE... into a snapshot; its layout is recognised.

    Without -o the snapshot goes into the archive, where drafts find it and its history.
    """
    from generator.files import check_symbol  # noqa: PLC0415
    from generator.market.vendors.importing import ImportRequest  # noqa: PLC0415

    if all_days and (output is not None or options["as_of"] is not None):
        raise UsageError("--all-days imports into the archive: leave out -o and --as-of")
    request = ImportRequest(
        files=files,
        symbol=check_symbol(symbol),
        as_of=_as_of(options["as_of"]),
        bars=options["bars"],
        benchmark_bars=options["benchmark_bars"],
        benchmark_symbol=check_symbol(options["benchmark"]),
        spots=options["spots"],
        spot=options["spot"],
        rate=options["rate"],
        headlines=options["headlines"],
        context=options["context"],
        columns=options["columns"],
        tape=options["tape"],
    )
    with progress() as step:
        step(f"reading {', '.join(file.name for file in files)}")
        if all_days:
            return _all_days(request, step)
        return _one_day(request, output, step)


def _one_day(request: ImportRequest, output: Path | None, step: Step) -> int:
    from generator.market.bundle import save_snapshot  # noqa: PLC0415
    from generator.market.vendors.importing import import_snapshot  # noqa: PLC0415

    snapshot = import_snapshot(request)
    if output is None:
        kept = _Kept()
        step(f"keeping {snapshot.symbol}")
        where = kept.keep(snapshot)
    else:
        step(f"writing {output}")
        where = f"{output} sha256 {save_snapshot(snapshot, output)}"
    _describe(snapshot)
    click.echo(f"  {where}")
    return 0


def _all_days(request: ImportRequest, step: Step) -> int:
    """Every day of the file, into the archive; days that cannot be imported are named."""
    from generator.market.vendors.importing import open_request, snapshot_of_day  # noqa: PLC0415

    chain = open_request(request)
    if not chain.dated or not chain.days:
        problem = "says of no row of what day it is: import it with --as-of"
        raise ImportFileError(chain.files[0], problem, code="no_date")
    kept, code, refused = _Kept(), 0, 0
    for day in chain.days:
        step(f"{request.symbol} {day}")
        try:
            snapshot = snapshot_of_day(request, chain, day)
            kept.keep(snapshot)
        except ImportFileError as error:
            click.echo(f"strikedesk: {error}", err=True)
            code, refused = error.exit_code, refused + 1
        else:
            _describe(snapshot)
    if not refused:
        return 0
    count = len(chain.days)
    click.echo(
        f"{request.symbol}: {count - refused} of {count} days kept, {refused} refused", err=True
    )
    return code if refused == count else _PARTLY


class _Kept:
    """The archive of the settings, opened once."""

    def __init__(self) -> None:
        from generator.config import load_settings  # noqa: PLC0415
        from generator.keeping import open_archive  # noqa: PLC0415 - brings the database

        self._settings = load_settings()
        self._archive = open_archive(self._settings)

    def keep(self, snapshot: Snapshot) -> str:
        """Keep ``snapshot``; where it lies."""
        from generator.keeping import keep_snapshot  # noqa: PLC0415 - as above

        entry = keep_snapshot(self._archive, snapshot, self._settings)
        return f"{self._archive.place.url}/{entry.object_key}"


def _describe(snapshot: Snapshot) -> None:
    click.echo(
        f"{snapshot.symbol} {snapshot.as_of.isoformat()}: {len(snapshot.contracts)} contracts"
    )
    for issue in snapshot.issues:
        click.echo(f"  {issue.verdict}: {issue.message} [{issue.code}]")


def _as_of(given: datetime | None) -> datetime | date | None:
    """A day, or a moment where a time of day was given."""
    if given is None or given.time() != time():
        return given
    return given.date()
