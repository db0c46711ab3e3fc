"""``strikedesk import``: other vendors' files into one snapshot."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from generator.cli.progress import progress

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
@click.option("-o", "--output", required=True, type=_FILE, help="Snapshot to write.")
def import_(files: tuple[Path, ...], symbol: str, output: Path, **options: Any) -> None:  # noqa: ANN401
    """Read the option chain of FILE... into a snapshot; its layout is recognised."""
    from generator.files import check_symbol  # noqa: PLC0415
    from generator.market.bundle import save_snapshot  # noqa: PLC0415
    from generator.market.vendors.importing import ImportRequest, import_snapshot  # noqa: PLC0415

    with progress() as step:
        step(f"reading {', '.join(file.name for file in files)}")
        snapshot = import_snapshot(
            ImportRequest(
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
        )
        step(f"writing {output}")
        digest = save_snapshot(snapshot, output)
    click.echo(
        f"{snapshot.symbol} {snapshot.as_of.isoformat()}: {len(snapshot.contracts)} contracts"
    )
    for issue in snapshot.issues:
        click.echo(f"  {issue.verdict}: {issue.message} [{issue.code}]")
    click.echo(f"  {output} sha256 {digest}")


def _as_of(given: datetime | None) -> datetime | date | None:
    """A day, or a moment where a time of day was given."""
    if given is None or given.time() != time():
        return given
    return given.date()
