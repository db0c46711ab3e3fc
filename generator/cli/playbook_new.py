"""``strikedesk playbook new``: a playbook of one's own, from one that is there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import click

from generator.errors import UsageError

_MAIN: Final = "playbook.yaml"
_FRAGMENTS: Final = "fragments"
_NAME: Final = re.compile(r"^name:.*$", re.MULTILINE)
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 ]*\Z")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "source", default="options_focus", show_default=True, help="What to copy.")
def new(folder: Path, source: str) -> None:
    """Copy a playbook into FOLDER under a name of its own, ready to be edited.

    FOLDER must not be there yet. The next commands to type are printed.
    """
    from generator.files import replace_folder  # noqa: PLC0415 - keeps --help quick
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415

    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder}: is there already, and nothing is overwritten; name another")
    original = playbook_folder(source)
    name = _name_of(folder)
    replace_folder(folder, _renamed(original, name))
    load_playbook(folder)
    click.echo(f"{folder}: the playbook {name!r}, a copy of {source}. Next:")
    click.echo(f"  strikedesk playbook lint {folder}")
    click.echo(f"  strikedesk playbook preview --playbook {folder}")
    click.echo(
        f"  strikedesk draft IWM --source demo --playbook {folder} --out output/{folder.name}"
    )


def _name_of(folder: Path) -> str:
    """The name that readers see: that of the folder, in words."""
    words = re.sub(r"[\W_]+", " ", folder.resolve().name).split()
    if not words:
        raise UsageError(
            f"{folder}: a playbook is called after its folder; give it a name in words"
        )
    return " ".join(words).capitalize()


def _renamed(original: Path, name: str) -> dict[str, bytes]:
    """Rules and sentences of ``original`` under another name.

    Pages, style sheets and charts are not copied: what is not there is taken from the program, and
    so gets better with it.
    """
    files = {
        path.relative_to(original).as_posix(): path.read_bytes()
        for path in (original / _MAIN, *sorted((original / _FRAGMENTS).glob("*.yaml")))
    }
    quoted = name if _PLAIN.match(name) else json.dumps(name, ensure_ascii=False)
    text = files[_MAIN].decode()
    files[_MAIN] = _NAME.sub(lambda _: f"name: {quoted}", text, count=1).encode()
    return files
