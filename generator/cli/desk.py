"""``strikedesk desk``: the editorial web application, and who may use it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.handing import Hands, note_files_in
from generator.errors import StrikedeskError, UsageError
from generator.text_tables import text_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from generator.desk.start_rules import Start
    from generator.editorial.links import Links
    from generator.editorial.people import People
    from generator.editorial.person import Person

_FAILED: Final = 1
_PARTLY: Final = 6


@click.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8321, show_default=True, type=click.IntRange(0, 65535),
              help="Port to listen on; 0 takes a free one.")  # fmt: skip
@click.option("--single-user", is_flag=True, help="One person works alone and approves alone.")
@click.option("--allow-remote", is_flag=True, help="Let other machines reach it.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Further name of the desk.")
@click.option("--tls-cert", type=click.Path(path_type=Path, exists=True), help="Certificate (PEM).")
@click.option("--tls-key", type=click.Path(path_type=Path, exists=True), help="Its key (PEM).")
@click.option("--behind-proxy", metavar="HOST", help="Public name of a proxy that speaks https.")
@click.pass_context
def desk(context: click.Context, /, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Serve the desk, where notes are reviewed and published; Ctrl+C stops it."""
    context.obj = options
    if context.invoked_subcommand is not None:
        return
    from generator.config import load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.desk.serving import serve  # noqa: PLC0415 - as above
    from generator.keeping import open_archive  # noqa: PLC0415

    settings = load_settings()
    serve(_start(options), open_archive(settings), settings, _now, click.echo)


@desk.command()
@click.argument("name", required=False)
@click.pass_obj
def link(options: dict[str, Any], name: str | None) -> None:
    """Print a one-time link with which NAME sets a new password; without NAME, the very first.

    Give the options of the desk itself before the word link, so that the address is right.
    """
    from generator.archive.trail import PROGRAM  # noqa: PLC0415
    from generator.desk.serving import link_address  # noqa: PLC0415

    room = _opened()
    if name is None:
        token = room.links.for_the_first(by=PROGRAM, now=_now())
    else:
        person = room.people.named(name)
        if person is None:
            raise UsageError(_not_there(name, room.people.all()))
        token = room.links.for_person(person.id, by=PROGRAM, now=_now())
    click.echo(link_address(_start(options), token))


def _not_there(name: str, people: Sequence[Person]) -> str:
    problem = f"there is nobody called {name!r:.80}"
    if not people:
        remedy = "nobody is there at all: leave the name out, and the link makes the first person"
        return f"{problem}; {remedy}"
    known = ", ".join(each.name for each in people)
    return f"{problem}, but {known}; an admin adds others on the page of people (/people)"


@desk.command()
def people() -> None:
    """List who may use the desk."""
    found = _opened().people.all()
    rows = [
        [
            person.name,
            person.display_name,
            person.role.value,
            "active" if person.active else "not active",
            "set" if person.has_password else "none yet",
        ]
        for person in found
    ]
    click.echo(text_table(["name", "byline", "role", "state", "password"], rows))


@desk.command()
@click.argument("folders", metavar="NOTE_DIR...", nargs=-1, required=True,
                type=click.Path(path_type=Path))  # fmt: skip
@click.option("--playbook", help="Of the notes: name or folder; options_focus unless set.")
@click.option("--replace-edits", is_flag=True, help="Also in the place of texts edited by hand.")
def submit(folders: tuple[Path, ...], playbook: str | None, *, replace_edits: bool) -> int:
    """Hand the drafted notes in the NOTE_DIRs to the desk.

    One that passes its audit goes to review; of another the findings are printed, and it waits
    there as a draft. Exit code 1 says that all failed or were refused, 6 that some did.
    """
    from generator.config import load_settings  # noqa: PLC0415

    settings = load_settings(playbook=playbook)
    with Hands(settings, replacing_edits=replace_edits) as hands:
        passed = [_passes(hands, folder, alone=len(folders) == 1) for folder in folders]
    if all(passed):
        return 0
    return _PARTLY if any(passed) else _FAILED


def _passes(hands: Hands, folder: Path, *, alone: bool) -> bool:
    """Hand in one note, and say what is wrong with it; whether nothing is."""
    try:
        findings = hands.give(note_files_in(folder)).errors
    except StrikedeskError as error:
        if alone:
            raise
        click.echo(f"strikedesk: {error}", err=True)
        return False
    for finding in findings:
        click.echo(str(finding), err=True)
    if findings:
        kept = "fails its audit and is kept as a draft: edit it at the desk, or draft it again"
        click.echo(f"strikedesk: {folder}: {kept}", err=True)
    return not findings


@dataclass(frozen=True, slots=True)
class _Room:
    people: People
    links: Links


def _opened() -> _Room:
    from generator.config import load_settings  # noqa: PLC0415
    from generator.editorial.links import Links  # noqa: PLC0415
    from generator.editorial.people import People  # noqa: PLC0415
    from generator.keeping import open_archive  # noqa: PLC0415 - brings the database

    database = open_archive(load_settings()).database
    people = People(database)
    return _Room(people, Links(database, people.passwords))


def _start(options: dict[str, Any]) -> Start:
    from generator.desk.start_rules import Start  # noqa: PLC0415

    return Start(**options)


def _now() -> datetime:
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime.now(UTC)
