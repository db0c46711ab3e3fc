"""``strikedesk inspect``: the gates and the coverage of a snapshot, as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.text_tables import text_table

if TYPE_CHECKING:
    import pandas as pd

    from generator.market.issues import Issue
    from generator.market.snapshot import Snapshot

_BLOCKED = 1


@click.command()
@click.argument("snapshot", type=click.Path(path_type=Path))
def inspect(snapshot: Path) -> int:
    """Show what SNAPSHOT holds and what is wrong with it.

    Exit code 1 says that no note may be made from it.
    """
    from generator.config import load_settings  # noqa: PLC0415
    from generator.market.bundle import load_snapshot  # noqa: PLC0415
    from generator.market.quality import assess  # noqa: PLC0415

    loaded, digest = load_snapshot(snapshot)
    issues = assess(loaded, load_settings().gates)
    for line in _header(loaded, digest):
        click.echo(line)
    click.echo()
    click.echo(text_table(["gate", "verdict", "contracts", "what"], _gate_rows(issues)))
    click.echo()
    click.echo(
        text_table(
            ["expiration", "calls", "puts", "two-sided", "traded", "call OI", "put OI"],
            _coverage_rows(loaded),
        )
    )
    return _BLOCKED if any(issue.verdict == "block" for issue in issues) else 0


def _header(snapshot: Snapshot, digest: str) -> list[str]:
    bars = snapshot.bars.table
    span = (
        f"{bars['session'].min():%Y-%m-%d} to {bars['session'].max():%Y-%m-%d}" if len(bars) else ""
    )
    return [
        f"symbol       {snapshot.symbol}",
        f"as of        {snapshot.as_of.isoformat()}",
        f"source       {snapshot.source.name} ({snapshot.source.layout})",
        f"spot         {snapshot.quote.spot}",
        f"expirations  {_expirations(snapshot)}",
        f"counted      {snapshot.open_interest_date or 'the source does not say when'}",
        f"contracts    {len(snapshot.contracts)}",
        f"daily bars   {len(bars)} {span}",
        f"sha256       {digest}",
    ]


def _expirations(snapshot: Snapshot) -> str:
    """How many of the listed expirations the file holds."""
    held = snapshot.contracts["expiration"].nunique()
    listed = snapshot.expirations_listed
    return f"{held} in the file, {'unknown' if listed is None else listed} listed"


def _gate_rows(issues: tuple[Issue, ...]) -> list[list[str]]:
    """What was found, the worst first, then the gates that found nothing."""
    from generator.market.quality import gates  # noqa: PLC0415

    order = ("block", "degrade", "note")
    found = [
        [issue.code, issue.verdict, "-" if issue.rows is None else f"{issue.rows:,}", issue.message]
        for issue in sorted(issues, key=lambda item: order.index(item.verdict))
    ]
    codes = {issue.code for issue in issues}
    return found + [
        [gate.code, "pass", "-", f"no sign of {gate.faults}"]
        for gate in gates()
        if gate.code not in codes
    ]


def _coverage_rows(snapshot: Snapshot) -> list[list[str]]:
    from generator.market.counting import counted_mask, two_sided  # noqa: PLC0415

    table = snapshot.contracts[counted_mask(snapshot)]
    quoted = two_sided(table)
    return [
        _coverage_row(f"{day:%Y-%m-%d}", rows, int(quoted[table["expiration"] == day].sum()))
        for day, rows in table.groupby("expiration")
    ]


def _coverage_row(day: str, rows: pd.DataFrame, quoted: int) -> list[str]:
    calls, puts = rows[rows["right"] == "call"], rows[rows["right"] == "put"]
    counts = [
        len(calls), len(puts), quoted, int((rows["volume"] > 0).sum()),
        int(calls["open_interest"].sum()), int(puts["open_interest"].sum()),
    ]  # fmt: skip
    return [day, *(f"{count:,}" for count in counts)]
