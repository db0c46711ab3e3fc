"""``strikedesk archive``: a fact over time, is all there, keep it safe, bring it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli.progress import progress
from generator.errors import UsageError
from generator.text_tables import text_table

if TYPE_CHECKING:
    from generator.archive.archive import Archive

_FAULTY: Final = 1
_LARGE: Final = 100_000


@click.group()
def archive() -> None:
    """Look after what is kept."""


@archive.command()
@click.argument("symbol")
@click.argument("fact")
@click.option("--chart", type=click.Path(path_type=Path), help="Also draw it (SVG).")
def history(symbol: str, fact: str, chart: Path | None) -> None:
    """Show FACT of SYMBOL session by session."""
    from generator.files import check_symbol, write_atomically  # noqa: PLC0415
    from generator.keeping import fact_over_time  # noqa: PLC0415

    kept = _opened()
    found = fact_over_time(kept, check_symbol(symbol), fact)
    if not found:
        holds = ", ".join(kept.symbols()) or "nothing"
        problem = f"holds no session of {check_symbol(symbol)}; it holds {holds}"
        raise UsageError(f"{kept.place.url}: {problem}")
    rows = [[str(point.session), _shown(point.value), point.reason] for point in found]
    click.echo(text_table(["session", fact, "why not"], rows))
    if chart is not None:
        from generator.render.line_chart import line_chart  # noqa: PLC0415

        points = [(point.session, point.value) for point in found if point.value is not None]
        svg = line_chart(f"{check_symbol(symbol)}: {fact}", points)
        write_atomically(chart, svg.encode())
        click.echo(f"  {chart}")


def _shown(value: float | None) -> str:
    """Whole numbers whole, others with six digits, never with an exponent."""
    if value is None:
        return ""
    if value.is_integer():
        return f"{value:,.0f}"
    if abs(value) >= _LARGE:
        return f"{value:,.2f}"
    short = f"{value:.6g}"
    return f"{value:.8f}" if "e" in short else short


@archive.command()
def verify() -> int:
    """Prove that all that is kept is there and is what was kept, and so is what was published.

    Snapshots, their facts, issues, notes with their texts, the trail of the desk, and the files in
    the folders and buckets that notes were published to. Exit code 1 says that something is
    missing, damaged, or was changed. It prints how much it has looked at.
    """
    from generator.archive.verifying import verify_archive  # noqa: PLC0415
    from generator.editorial.inventory import inventory_of  # noqa: PLC0415
    from generator.editorial.verifying import desk_problems  # noqa: PLC0415

    with progress() as step:
        step("reading every snapshot")
        kept = _opened()
        report = verify_archive(kept)
        step("reading the desk")
        problems = [*report.problems, *desk_problems(kept)]
        desk = inventory_of(kept)
    for problem in problems:
        click.echo(f"strikedesk: {problem}", err=True)
    held = f"{report.snapshots} snapshots, {desk}"
    click.echo(f"{kept.place.url}: {held}, {len(problems)} faults")
    return _FAULTY if problems else 0


@archive.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write all that is kept into FILE, as it is at one moment."""
    from generator.archive.backup import back_up  # noqa: PLC0415

    with progress() as step:
        step(f"writing {file}")
        count = back_up(_opened(), file)
    click.echo(f"{count} snapshots in {file}")


@archive.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Bring back what FILE holds, into an archive that is empty."""
    from generator.archive.backup import restore as bring_back  # noqa: PLC0415

    with progress() as step:
        step(f"reading {file}")
        count = bring_back(_opened(), file)
    click.echo(f"{count} snapshots restored")


def _opened() -> Archive:
    from generator.config import load_settings  # noqa: PLC0415
    from generator.keeping import open_archive  # noqa: PLC0415 - brings the database

    return open_archive(load_settings())
