"""``strikedesk playbook coverage``: what of a playbook is ever used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.progress import progress
from generator.text_tables import text_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from generator.cli.playbook_days import Day
    from generator.config import Settings
    from generator.narrative.compose import Composition
    from generator.narrative.plan import Playbook
    from generator.narrative.usage import Usage


@click.command()
@click.argument("snapshots", nargs=-1, metavar="SNAPSHOT...", type=click.Path(path_type=Path))
@click.option("--archive", "symbol", help="Also every kept session of this symbol.")
@click.option("--playbook", "name", help="Playbook name or folder; options_focus unless set.")
@click.option("--json", "as_json", is_flag=True, help="Print all counts as JSON.")
def coverage(
    snapshots: tuple[Path, ...], symbol: str | None, name: str | None, *, as_json: bool
) -> None:
    """Count which rules fire and which fragments are written over the demo and each SNAPSHOT.

    A day whose data a gate blocks is named and left out. Exit code 4 says that the playbook or a
    snapshot does not load.
    """
    from generator.config import load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415
    from generator.narrative.usage import usage_of  # noqa: PLC0415

    settings = load_settings(playbook=name)
    playbook = load_playbook(playbook_folder(settings.playbook))
    with progress() as step:
        days = _days(snapshots, symbol, settings)
        usage = usage_of(_compositions(days, playbook, settings, step), playbook)
    if as_json:
        click.echo(json.dumps(usage.as_json()))
        return
    click.echo(_report(usage))


def _days(snapshots: Sequence[Path], symbol: str | None, settings: Settings) -> Iterator[Day]:
    from generator.cli.playbook_days import days_of_archive, days_of_files  # noqa: PLC0415

    yield from days_of_files(snapshots)
    if symbol is not None:
        yield from days_of_archive(symbol, settings)


def _compositions(
    days: Iterator[Day], playbook: Playbook, settings: Settings, step: Callable[[str], None]
) -> Iterator[Composition]:
    from generator.cli.playbook_days import composed  # noqa: PLC0415 - as above
    from generator.errors import RefusedError  # noqa: PLC0415

    for day in days:
        step(day.name)
        try:
            yield composed(day, playbook, settings)
        except RefusedError as error:
            click.echo(f"{day.name}: left out, {error}", err=True)


def _report(usage: Usage) -> str:
    days = "one day" if usage.days == 1 else f"{usage.days} days"
    lines = []
    for kind, counts, unused in (
        ("rule", usage.rules, usage.unused_rules),
        ("fragment", usage.fragments, usage.unused_fragments),
    ):
        lines += [_counts(kind, counts), ""]
        lines += [f"{len(unused)} of {len(counts)} {kind}s never used over {days}"]
        lines += [*(f"  {name}" for name in unused), ""]
    return "\n".join(lines).rstrip()


def _counts(kind: str, counts: Mapping[str, int]) -> str:
    used = sorted((-count, name) for name, count in counts.items() if count)
    return text_table([kind, "days"], [[name, str(-count)] for count, name in used])
