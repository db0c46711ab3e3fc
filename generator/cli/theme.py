"""``strikedesk theme``: what a publication looks like around its notes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import click

from generator.errors import UsageError

_WORDS: Final = re.compile(r"^(?P<key>masthead|publisher):.*$", re.MULTILINE)


@click.group()
def theme() -> None:
    """Make a theme of your own: colours, faces, masthead, logo, disclosure."""


@theme.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Write a theme into FOLDER, the one of the house under a name of its own, ready to be edited.

    FOLDER must not be there yet. The next commands to type are printed.
    """
    from generator.files import replace_folder  # noqa: PLC0415 - keeps --help quick
    from generator.render.theme import FILE, HOUSE, STYLE, load_theme, theme_folder  # noqa: PLC0415

    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder}: is there already, and nothing is overwritten; name another")
    name = _name_of(folder)
    if folder.name == HOUSE:
        raise UsageError(
            f"{folder}: {HOUSE} is the theme that comes with the program; name another"
        )
    house = theme_folder(HOUSE)
    text = _WORDS.sub(
        lambda match: f"{match['key']}: {json.dumps(name, ensure_ascii=False)}",
        (house / FILE).read_text(encoding="utf-8"),
    )
    replace_folder(folder, {FILE: text.encode(), STYLE: (house / STYLE).read_bytes()})
    load_theme(str(folder))
    click.echo(f"{folder}: a theme of your own, with the looks of the house. Edit, then:")
    click.echo(f"  {folder / FILE}: colours, faces, masthead, logo, disclosure")
    click.echo(f"  {folder / STYLE}: what is added to the style of the page")
    click.echo(f"  strikedesk theme check {folder}")
    click.echo(f"  strikedesk draft IWM --source demo --theme {folder} --out output/{folder.name}")


@theme.command()
@click.argument("name")
def check(name: str) -> None:
    """Check the theme NAME (or the folder NAME): its keys, colours, faces, logo, style.

    Exit code 4 names the line of what is wrong.
    """
    from generator.render.theme import load_theme, theme_folder  # noqa: PLC0415 - as above
    from generator.render.theme_check import check_faces, check_words  # noqa: PLC0415 - as above

    found = load_theme(name)
    check_faces(found)
    check_words(found, theme_folder(name))
    click.echo(f"{theme_folder(name)}: {found.imprint.masthead}, sound")


def _name_of(folder: Path) -> str:
    """The name that readers see: that of the folder, in words."""
    words = re.sub(r"[\W_]+", " ", folder.resolve().name).split()
    if not words:
        raise UsageError(f"{folder}: a theme is called after its folder; give it a name in words")
    return " ".join(words).capitalize()
