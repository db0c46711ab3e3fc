"""``strikedesk edition``: one newsletter of a watchlist."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, nullcontext, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.draft import formats_of, told
from generator.cli.handing import Hands
from generator.cli.progress import progress
from generator.cli.reporting import Reports, reporting
from generator.errors import NoNotesError, StrikedeskError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from generator.batch.jobs import Outcome
    from generator.config import Settings
    from generator.drafting.edition import DraftedEdition, Gathered, Look, Wanted
    from generator.render.pdf import PdfRenderer

_PARTLY: Final = 6


@click.command()
@click.argument("watchlist", type=click.Path(path_type=Path))
@click.option("--name", default="EDITION", show_default=True, help="What the edition is called.")
@click.option(
    "--source", help="Where all data is from: yahoo or archive; as the list says unless set."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The date of the data.")
@click.option("--playbook", help="Playbook name or folder; morning_letter unless set.")
@click.option("--theme", help="Theme name or folder; house unless set.")
@click.option(
    "--formats", default="md,html,pdf", show_default=True, help="Among md, html, pdf, email."
)
@click.option(
    "--paper", type=click.Choice(["a4", "letter"]), help="Paper of the PDF; a4 unless set."
)
@click.option("--desk", is_flag=True, help="Hand the edition to the desk as well.")
@click.option("--offline", is_flag=True, help="Refuse a list that asks a data provider.")
@reporting
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write to; output unless set."
)
def edition(watchlist: Path, name: str, **options: Any) -> int:  # noqa: ANN401 - as click gives them
    """Write one audited newsletter of all symbols of WATCHLIST.

    Its headline is what is most unusual that day; each symbol has a short note that leads to its
    whole one, where `strikedesk batch` has written that. Symbols of which no note can be made are
    named in it. Exit code 6 says that some were left out.
    """
    begun = time.monotonic()
    reports = Reports.of(options)
    reports.begin()
    left_out: dict[str, StrikedeskError] = {}
    try:
        with progress() as step, _alone(reports):
            gathered, drafted, settings = _written(watchlist, name, options, left_out, step)
    except StrikedeskError as error:
        reports.tell_failure(_refused({name: error, **left_out}), error)
        raise
    return _told(gathered, drafted, settings, options, begun)


def _written(
    watchlist: Path,
    name: str,
    options: dict[str, Any],
    left_out: dict[str, StrikedeskError],
    step: Callable[[str], None],
) -> tuple[Gathered, DraftedEdition, Settings]:
    """Write the edition; symbols that it has no note of go into ``left_out``, if it fails too."""
    from generator.config import load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.drafting.drafter import playbook_of  # noqa: PLC0415 - brings the rooms
    from generator.drafting.edition import (  # noqa: PLC0415 - as above
        PLAYBOOK,
        Look,
        check_look,
        gather,
        write_edition,
    )
    from generator.files import check_symbol  # noqa: PLC0415

    chosen = {key: options[key] for key in ("theme", "paper")}
    chosen["playbook"] = options["playbook"] or PLAYBOOK
    settings = load_settings(output=options["out"], **chosen)
    formats = formats_of(options["formats"])
    look = Look(check_symbol(name), playbook_of(settings.playbook), formats)
    wanted = _wanted(watchlist, options["source"], offline=options["offline"])
    check_look(look, wanted, settings)
    day = None if options["as_of"] is None else options["as_of"].date()
    with ExitStack() as stack:
        renderer = _renderer(look, settings, stack)
        try:
            gathered = gather(wanted, day, settings, step)
        except NoNotesError as error:
            left_out.update(error.refusals)
            raise
        left_out.update(gathered.left_out)
        step("writing")
        return gathered, write_edition(gathered, look, settings, renderer), settings


def _alone(reports: Reports) -> AbstractContextManager[object]:
    """Keep the standard output for JSON alone, where that is asked for."""
    return redirect_stdout(sys.stderr) if reports.as_json else nullcontext()


def _renderer(look: Look, settings: Settings, stack: ExitStack) -> PdfRenderer | None:
    from generator.render.pdf import PdfRenderer  # noqa: PLC0415 - keeps --help quick

    attached = "email" in look.formats and settings.mail.attach_pdf
    if "pdf" not in look.formats and not attached:
        return None
    memory = settings.render_memory_mb * 1024 * 1024
    return stack.enter_context(PdfRenderer(settings.render_seconds, memory))


def _told(
    gathered: Gathered,
    drafted: DraftedEdition,
    settings: Settings,
    options: dict[str, Any],
    begun: float,
) -> int:
    """Hand the edition in where that is asked for, and say what became of all; the exit code."""
    from generator.batch.drafting_jobs import outcome_of, refused_late  # noqa: PLC0415 - as above

    left_out = _refused(gathered.left_out)
    reports = Reports.of(options)
    try:
        with _alone(reports):
            code = _told_to_people(gathered, drafted)
            standing = _handed_in(gathered, drafted, settings) if options["desk"] else ""
    except StrikedeskError as error:
        reports.tell_failure([refused_late(outcome_of(drafted), error), *left_out], error)
        raise
    seconds = round(time.monotonic() - begun, 3)
    reports.tell([replace(outcome_of(drafted, standing), seconds=seconds), *left_out], code)
    return code


def _told_to_people(gathered: Gathered, drafted: DraftedEdition) -> int:
    code = told(drafted.note, drafted.files)
    for problem in gathered.left_out.values():
        click.echo(f"  left out: {problem}")
    return code or (_PARTLY if gathered.left_out else 0)


def _refused(refusals: Mapping[str, StrikedeskError]) -> list[Outcome]:
    from generator.batch.drafting_jobs import refusal  # noqa: PLC0415 - as above

    return [refusal(symbol, error) for symbol, error in refusals.items()]


def _handed_in(gathered: Gathered, drafted: DraftedEdition, settings: Settings) -> str:
    from generator.drafting.material import keep_source  # noqa: PLC0415 - as above

    for material in gathered.materials:
        keep_source(material, settings)
    with Hands(settings) as hands:
        return hands.give(drafted.note.files).standing


def _wanted(watchlist: Path, source: str | None, *, offline: bool) -> list[Wanted]:
    from generator.drafting.edition import Wanted  # noqa: PLC0415 - as above
    from generator.drafting.sources import (  # noqa: PLC0415 - as above
        check_offline,
        checked_source,
        found_from,
    )
    from generator.watchlist import read_watchlist  # noqa: PLC0415 - as above

    chosen = "" if source is None else found_from(Path(), checked_source(source))
    wanted = [
        Wanted(entry.symbol, chosen or found_from(watchlist.parent, entry.source))
        for entry in read_watchlist(watchlist)
    ]
    if offline:
        check_offline([(each.symbol, each.source) for each in wanted], watchlist)
    return wanted
