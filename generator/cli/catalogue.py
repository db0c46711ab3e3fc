"""``strikedesk signals`` and ``explain``: the catalogue, and one number down to its rows."""

from __future__ import annotations

from pathlib import Path

import click

from generator.errors import ArticleError, UsageError
from generator.text_tables import text_table


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True
)
def signals(form: str) -> None:
    """List every fact that a note may print."""
    from generator.narrative.catalogue_page import catalogue_entries, catalogue_page  # noqa: PLC0415

    if form == "markdown":
        click.echo(catalogue_page(), nl=False)
        return
    rows = [[entry.name, str(entry.unit), entry.label] for entry in catalogue_entries()]
    click.echo(text_table(["name", "unit", "what it is"], rows))


@click.command()
@click.argument("fact")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--snapshot",
    "snapshot_file",
    type=click.Path(path_type=Path),
    help="The note's snapshot (*.snapshot.zip); looked for in the archive unless given.",
)
def explain(fact: str, folder: Path, snapshot_file: Path | None) -> None:
    """Show how FACT of the note in DIR was made, down to the rows that it was made from."""
    from generator.config import load_settings  # noqa: PLC0415
    from generator.explaining import explained  # noqa: PLC0415
    from generator.narrative.record import read_facts  # noqa: PLC0415

    file = folder / "facts.json"
    if not file.is_file():
        what = "is no folder of a note" if folder.exists() else "does not exist"
        raise ArticleError(folder, f"{what}; name a folder that draft has written")
    facts = read_facts(file)
    if fact not in facts:
        import difflib  # noqa: PLC0415

        near = difflib.get_close_matches(fact, list(facts), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"{folder}: no fact is called {fact!r}{hint}")
    for line in explained(facts, fact, snapshot_file, load_settings()):
        click.echo(line)
