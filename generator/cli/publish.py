"""``strikedesk publish``: send out what was approved, from a shell or from CI."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from generator.cli.progress import progress

if TYPE_CHECKING:
    from generator.cli.publishing_run import Chosen, Outcome


@click.command()
@click.argument("symbols", metavar="[SYMBOL]...", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Check all, say what would go out, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def publish(symbols: tuple[str, ...], *, dry_run: bool, as_json: bool) -> int:
    """Publish the approved notes of each SYMBOL, or all that are approved and not embargoed.

    It does what the desk's Publish does: the audit and the gates judge the exact bytes again, and
    only what was approved at the desk goes out, once to each destination of [publish]. What an
    earlier run did not finish is finished, of each SYMBOL or of all. Exit code 6 says that some of
    it did not go out, 1 that nothing did, 2 that nothing of a SYMBOL is there to go out. A dry run
    ends with the code that the run would end with if every destination took what it is given.
    """
    from generator.cli import publishing_run  # noqa: PLC0415 - keeps --help quick
    from generator.config import load_settings  # noqa: PLC0415
    from generator.editorial.newsrooms import opened_newsroom  # noqa: PLC0415 - brings all rooms
    from generator.files import check_symbol  # noqa: PLC0415

    settings = load_settings()
    wanted = frozenset(map(check_symbol, symbols))
    now = datetime.now(UTC)
    with opened_newsroom(settings) as newsroom, progress() as step:
        run = publishing_run.chosen(newsroom, wanted, now)
        if dry_run:
            outcome = publishing_run.foreseen(newsroom, run, now, step)
        else:
            outcome = publishing_run.carried_out(newsroom, settings, run, now, step)
    if as_json:
        _print_json(run, outcome, dry_run=dry_run)
    elif dry_run:
        _print_foreseen(run, outcome)
    else:
        _print_lines(outcome)
    return outcome.exit_code


def _print_json(run: Chosen, outcome: Outcome, *, dry_run: bool) -> None:
    import json  # noqa: PLC0415
    from dataclasses import asdict  # noqa: PLC0415

    published = [note.name for note in outcome.published]
    deliveries = [asdict(item) for item in (run.unfinished if dry_run else outcome.deliveries)]
    body = {
        "due" if dry_run else "published": published,
        "refused": outcome.refused,
        "waiting": [note.name for note in run.waiting],
        "unfinished" if dry_run else "deliveries": deliveries,
    }
    click.echo(json.dumps(body, ensure_ascii=False, indent=1))


def _print_foreseen(run: Chosen, outcome: Outcome) -> None:
    from generator.wording.dates import full_moment  # noqa: PLC0415

    for problem in outcome.refused:
        click.echo(f"would not be published: {problem}", err=True)
    for note in outcome.published:
        click.echo(f"{note.name}: would be published")
    for note in run.waiting:
        until = "" if note.embargo is None else full_moment(note.embargo)
        click.echo(f"{note.name}: would wait; it is embargoed until {until}")
    for item in run.unfinished:
        click.echo(f"  note {item.note_id} to {item.destination}: would be tried again")
    click.echo("nothing was published (--dry-run)")


def _print_lines(outcome: Outcome) -> None:
    for problem in outcome.refused:
        click.echo(f"not published: {problem}", err=True)
    for note in outcome.published:
        click.echo(f"{note.name}: published")
    for item in outcome.deliveries:
        told = f"  note {item.note_id} to {item.destination}: {item.state}"
        click.echo(f"{told}: {item.detail}" if item.detail else told, err=item in outcome.lost)
    if not outcome.refused and not outcome.published and not outcome.deliveries:
        click.echo("nothing is approved and due")
