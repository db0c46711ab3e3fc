"""``strikedesk edition``: one newsletter of a watchlist."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.draft import formats_of, told
from generator.cli.handing import Hands
from generator.cli.progress import progress

if TYPE_CHECKING:
    from generator.drafting.edition import Wanted

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
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write to; output unless set."
)
def edition(watchlist: Path, name: str, **options: Any) -> int:  # noqa: ANN401 - as click gives them
    """Write one audited newsletter of all symbols of WATCHLIST.

    Its headline is what is most unusual that day; each symbol has a short note that leads to its
    whole one, where `strikedesk batch` has written that. Symbols of which no note can be made are
    named in it. Exit code 6 says that some were left out.
    """
    from generator.config import load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.drafting.drafter import playbook_of  # noqa: PLC0415 - brings the rooms
    from generator.drafting.edition import (  # noqa: PLC0415 - as above
        PLAYBOOK,
        Look,
        gather,
        write_edition,
    )
    from generator.drafting.material import keep_source  # noqa: PLC0415 - as above
    from generator.files import check_symbol  # noqa: PLC0415
    from generator.render.pdf import PdfRenderer  # noqa: PLC0415

    formats = formats_of(options["formats"])
    chosen = {key: options[key] for key in ("theme", "paper")}
    chosen["playbook"] = options["playbook"] or PLAYBOOK
    settings = load_settings(output=options["out"], **chosen)
    day = None if options["as_of"] is None else options["as_of"].date()
    with progress() as step, ExitStack() as stack:
        renderer = None
        if "pdf" in formats or ("email" in formats and settings.mail.attach_pdf):
            memory = settings.render_memory_mb * 1024 * 1024
            renderer = stack.enter_context(PdfRenderer(settings.render_seconds, memory))
        playbook = playbook_of(settings.playbook)
        gathered = gather(_wanted(watchlist, options["source"]), day, settings, step)
        step("writing")
        look = Look(check_symbol(name), playbook, formats)
        drafted = write_edition(gathered, look, settings, renderer)
    code = told(drafted.note, drafted.files)
    for problem in gathered.left_out.values():
        click.echo(f"  left out: {problem}")
    if options["desk"]:
        for material in gathered.materials:
            keep_source(material, settings)
        with Hands(settings) as hands:
            hands.give(drafted.note.files)
    return code or (_PARTLY if gathered.left_out else 0)


def _wanted(watchlist: Path, source: str | None) -> list[Wanted]:
    from generator.drafting.edition import Wanted  # noqa: PLC0415 - as above
    from generator.drafting.sources import checked_source, found_from  # noqa: PLC0415 - as above
    from generator.watchlist import read_watchlist  # noqa: PLC0415 - as above

    chosen = "" if source is None else found_from(Path(), checked_source(source))
    return [
        Wanted(entry.symbol, chosen or found_from(watchlist.parent, entry.source))
        for entry in read_watchlist(watchlist)
    ]
