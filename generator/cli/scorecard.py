"""``strikedesk scorecard``: what notes said would come, and what came."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from generator.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.archive.calls import Origin
    from generator.config import Settings
    from generator.scorecard.card import Card


@click.command()
@click.argument("symbols", metavar="[SYMBOL]...", nargs=-1)
@click.option(
    "--origin",
    type=click.Choice(["published", "replay", "all"]),
    default="all",
    show_default=True,
    help="Calls of published notes, of replays, or of both.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "html"]),
    default="table",
    show_default=True,
)
@click.option("--theme", help="Theme name or folder of the page; house unless set.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write to.")
def scorecard(symbols: tuple[str, ...], out: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Count what the notes on each SYMBOL, or on all, said would come, and what came.

    Calls that stored prices decide by now are resolved first and kept so. Every call counts: hits,
    misses, what is open and what is void; withdrawn notes too.
    """
    from generator.config import load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.files import check_symbol, write_atomically  # noqa: PLC0415
    from generator.keeping import kept_archive  # noqa: PLC0415 - brings the database
    from generator.scorecard.card import cards  # noqa: PLC0415 - as above

    settings = load_settings(theme=options["theme"])
    wanted = [check_symbol(symbol) for symbol in symbols]
    origin = None if options["origin"] == "all" else cast("Origin", options["origin"])
    with progress() as step:
        found = cards(kept_archive(settings), wanted, origin, step)
    text = _written(found, origin, options["form"], settings)
    if out is None:
        click.echo(text)
    else:
        write_atomically(out, f"{text}\n".encode())
        click.echo(f"  {out}")


def _written(found: Sequence[Card], origin: Origin | None, form: str, settings: Settings) -> str:
    if form == "json":
        from generator.scorecard.card import cards_json  # noqa: PLC0415 - as above

        return json.dumps(cards_json(found, origin), ensure_ascii=False, indent=1)
    if form == "html":
        from generator.render.theme import load_theme  # noqa: PLC0415 - as above
        from generator.scorecard.page import cards_page  # noqa: PLC0415 - as above

        return cards_page(found, origin or "all", load_theme(settings.theme)).rstrip("\n")
    from generator.scorecard.table import cards_table  # noqa: PLC0415 - as above

    return cards_table(found) or "no call is kept; publish a note, or replay the archive"
