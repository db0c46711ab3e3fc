"""``strikedesk draft``: from a snapshot to an audited note in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.handing import Hands
from generator.cli.progress import progress
from generator.errors import StrikedeskError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.drafting.drafter import Drafter
    from generator.pipeline import Draft

_FAILED: Final = 1
_PARTLY: Final = 6


@click.command()
@click.argument("symbols", metavar="SYMBOL...", nargs=-1, required=True)
@click.option(
    "--source",
    default="yahoo",
    show_default=True,
    help="yahoo, archive, demo, a snapshot FILE (*.snapshot.zip), or an extension's provider.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The date of the data.")
@click.option("--playbook", help="Playbook name or folder; options_focus unless set.")
@click.option("--theme", help="Theme name or folder; house unless set.")
@click.option(
    "--formats", default="md,html,pdf", show_default=True, help="Among md, html, pdf, email."
)
@click.option(
    "--paper", type=click.Choice(["a4", "letter"]), help="Paper of the PDF; a4 unless set."
)
@click.option("--desk", is_flag=True, help="Hand each note to the desk as well.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write to; output unless set."
)
def draft(symbols: tuple[str, ...], source: str, formats: str, **options: Any) -> int:  # noqa: ANN401
    """Write the audited note of each SYMBOL.

    The note goes to OUT/<date>/<SYMBOL>/ with its facts, its record and its audit. Exit code 1
    says that the audit or a gate failed it.
    """
    from generator.config import load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.drafting.drafter import Drafter, note_playbook  # noqa: PLC0415 - brings the rooms

    wanted = formats_of(formats)
    chosen = {name: options[name] for name in ("playbook", "theme", "paper")}
    settings = load_settings(output=options["out"], **chosen)
    # The renderer is started first: it imports WeasyPrint while this process reads and computes.
    with progress() as step, Drafter(settings, wanted) as drafter:
        note_playbook(settings.playbook)
        session = _Session(drafter, wanted, options, step)
        alone = len(symbols) == 1
        codes = [session.draft(symbol, source, alone=alone) for symbol in symbols]
    if len(codes) == 1 or len(set(codes)) == 1:
        return codes[0]
    return _PARTLY


def formats_of(text: str) -> frozenset[str]:
    """The formats that an option names.

    Raises:
        UsageError: None, or one that there is not.
    """
    wanted = frozenset(part.strip() for part in text.split(",") if part.strip())
    from generator.drafting.drafter import FORMATS  # noqa: PLC0415 - as above

    unknown = sorted(wanted - set(FORMATS))
    if unknown or not wanted:
        raise UsageError(f"--formats {text}: known are {', '.join(FORMATS)}")
    return wanted


class _Session:
    """What several drafts of one call share: settings, day, drafter."""

    def __init__(self, drafter: Drafter, formats: frozenset[str], options: Any, step: Any) -> None:  # noqa: ANN401
        self._drafter = drafter
        self._formats = formats
        self._day = None if options["as_of"] is None else options["as_of"].date()
        self._to_desk = bool(options["desk"])
        self._step = step

    def draft(self, symbol: str, source: str, *, alone: bool) -> int:
        try:
            return self._draft(symbol, source)
        except StrikedeskError as error:
            if alone:
                raise
            click.echo(f"strikedesk: {error}", err=True)
            return error.exit_code

    def _draft(self, symbol: str, source: str) -> int:
        from generator.drafting.drafter import Order  # noqa: PLC0415 - as above
        from generator.drafting.material import keep_source  # noqa: PLC0415 - as above

        drafted = self._drafter.draft(Order(symbol, source, self._day, self._formats), self._step)
        code = told(drafted.note, drafted.files)
        if self._to_desk:
            keep_source(drafted.material, drafted.settings)
            with Hands(drafted.settings) as hands:
                hands.give(drafted.note.files)
        return code


def told(note: Draft, files: Sequence[Path]) -> int:
    """Say what became of the note; the exit code."""
    for finding in note.findings:
        click.echo(str(finding), err=True)
    state = "audit passed" if note.passed else "AUDIT FAILED"
    click.echo(f"{note.symbol} {note.as_of:%Y-%m-%d}: {state}, {note.numbers} spans proven")
    for issue in note.issues:
        click.echo(f"  {issue.verdict}: {issue.message} [{issue.code}]")
    for path in files:
        click.echo(f"  {path}")
    return 0 if note.passed else _FAILED
