"""``strikedesk site``: the finished notes as a site of plain files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.progress import progress
from generator.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from generator.site.issues import LeftOut, Reading

_PARTLY: Final = 6


@click.command()
@click.argument("notes", metavar="[NOTES_DIR]", type=click.Path(path_type=Path), required=False)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the site.")
@click.option("--url", help="Address that the site will have; feeds are written only with it.")
@click.option("--title", default="Options Focus", show_default=True, help="Of pages and feeds.")
@click.option("--theme", help="Theme name or folder; house unless set.")
@click.option("--markdown", is_flag=True, help="Write index.md with front matter beside each page.")
@click.option("--include-modelled", is_flag=True, help="Take modelled notes too, for a try.")
def site(notes: Path | None, out: Path, **options: Any) -> int:  # noqa: ANN401 - click's own
    """Make a site of the notes below NOTES_DIR (the output folder unless given).

    Only notes that pass their audit, proven again as they are now, and none of modelled data.
    What is left out is named with the reason. Exit code 6 says that a folder could not be read.
    """
    from generator.config import load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.render.theme import load_theme  # noqa: PLC0415 - as above
    from generator.site.address import Address  # noqa: PLC0415
    from generator.site.issues import read_issues  # noqa: PLC0415
    from generator.site.writing import Site, check_folder, write_site  # noqa: PLC0415

    address = None if options["url"] is None else Address.parse(options["url"])
    title = _title(options["title"])
    settings = load_settings(theme=options["theme"])
    theme = load_theme(settings.theme)
    notes = settings.output if notes is None else notes
    check_folder(out, notes)
    with progress() as step:
        step(f"reading {notes}")
        reading = read_issues(notes, include_modelled=options["include_modelled"])
        _tell_left_out(reading.left_out)
        if not reading.issues and not reading.withdrawn:
            problem = f"{notes} holds no note that may be shown; {out} is left as it was"
            raise RefusedError("no_issues", problem)
        step(f"writing {out}")
        wanted = Site(title, theme, address, markdown=options["markdown"])
        count = write_site(reading.issues, out, wanted, reading.withdrawn)
    click.echo(_summary(reading, count))
    if address is None:
        click.echo("  no feeds: they need absolute links, so give --url")
    click.echo(f"  {out / 'index.html'}")
    return _PARTLY if any(item.damaged for item in reading.left_out) else 0


def _title(text: str) -> str:
    """The title without what neither a page nor XML can hold."""
    from generator.market.headlines import clean_text  # noqa: PLC0415

    title = clean_text(text)
    if not title:
        raise UsageError("--title is empty; give the site a name")
    return title


def _tell_left_out(left_out: tuple[LeftOut, ...]) -> None:
    for item in left_out:
        click.echo(f"left out: {item.folder}: {item.reason}", err=True)


def _summary(reading: Reading, files: int) -> str:
    if not reading.issues:
        return f"site: no issue, {len(reading.withdrawn)} withdrawn, {_counted(files, 'file')}"
    symbols = {issue.symbol for issue in reading.issues}
    corrected = sum(bool(issue.corrections) for issue in reading.issues)
    first, last = reading.issues[-1].day, reading.issues[0].day
    counts = [
        _counted(len(reading.issues), "issue"),
        _counted(len(symbols), "symbol"),
        f"{first} to {last}" if first != last else str(last),
        f"{corrected} corrected",
        f"{len(reading.left_out)} left out",
        _counted(files, "file"),
    ]
    return f"site: {', '.join(counts)}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
