"""``strikedesk replay``: earlier issues again, as they would have been."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.progress import progress

if TYPE_CHECKING:
    from generator.scorecard.replaying import Replayed

_FAILED: Final = 1
_PARTLY: Final = 6
_DAY: Final = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("symbol")
@click.option("--from", "first", type=_DAY, required=True, help="First date.")
@click.option("--to", "last", type=_DAY, required=True, help="Last date, included.")
@click.option("--playbook", help="Playbook name or folder; options_focus unless set.")
@click.option("--json", "as_json", is_flag=True, help="Print the issues and their calls as JSON.")
@click.option("--write", type=click.Path(path_type=Path), help="Also write the notes below here.")
def replay(symbol: str, **options: Any) -> int:  # noqa: ANN401 - click's own
    """Write the issues of SYMBOL again, session by session, from what the archive holds.

    Each is made from its own data, the sessions before it and the issues before it in this replay,
    and from nothing later. What they say would come is kept and resolved for the scorecard; the
    memory of the newsletter stays as it is. Exit code 6 says that some sessions gave no note, 1
    that none did.
    """
    from generator.config import load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.drafting.drafter import note_playbook  # noqa: PLC0415 - brings the rooms
    from generator.errors import UsageError  # noqa: PLC0415
    from generator.files import check_symbol  # noqa: PLC0415
    from generator.keeping import kept_archive  # noqa: PLC0415 - brings the database
    from generator.scorecard import replaying  # noqa: PLC0415 - as above

    first, last = options["first"].date(), options["last"].date()
    if last < first:
        raise UsageError(f"--to {last} is before --from {first}")
    settings = load_settings(playbook=options["playbook"])
    span = replaying.Span(check_symbol(symbol), first, last)
    with progress() as step:
        archive = kept_archive(settings)
        made = replaying.replay(archive, span, note_playbook(settings.playbook), settings, step)
    for each in made:
        if each.problem:
            click.echo(f"strikedesk: {span.symbol} {each.session}: {each.problem}", err=True)
    if options["write"] is not None:
        replaying.write_issues(made, options["write"])
    if options["as_json"]:
        click.echo(json.dumps(replaying.replay_json(span, made), ensure_ascii=False, indent=1))
    else:
        click.echo(_summary(span.symbol, made))
    return _code(made)


def _summary(symbol: str, made: list[Replayed]) -> str:
    kinds = Counter(call.kind for each in made for call in each.calls)
    counted = ", ".join(f"{count} of {kind}" for kind, count in sorted(kinds.items()))
    issues = sum(not each.problem for each in made)
    return f"{symbol}: {issues} issues of {len(made)} sessions; calls: {counted or 'none'}"


def _code(made: list[Replayed]) -> int:
    failed = sum(bool(each.problem) for each in made)
    if not failed:
        return 0
    return _FAILED if failed == len(made) else _PARTLY
