"""Handing notes to the desk, for the commands that make or find them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import click

from generator.errors import ArticleError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.audit.findings import Finding
    from generator.config import Settings
    from generator.editorial.notes import Note


@dataclass(frozen=True, slots=True)
class Given:
    """A note that was handed in.

    Args:
        standing: Its number at the desk and where it stands there.
        errors: The findings that keep it a draft.
    """

    standing: str
    errors: tuple[Finding, ...]


class Hands:
    """Gives notes to the desk, and says where each stands there; opened by the first.

    Args:
        settings: Name the archive and the playbook.
        replacing_edits: Whether a note may take the place of a text edited by hand.
    """

    def __init__(self, settings: Settings, *, replacing_edits: bool = False) -> None:
        self._settings = settings
        self._replacing_edits = replacing_edits
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Open the newsroom.

        Raises:
            StoreError: The archive cannot be opened.
        """
        from generator.editorial.newsrooms import opened_newsroom  # noqa: PLC0415 - all rooms

        self._newsroom = self._open.enter_context(opened_newsroom(self._settings))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def give(self, files: Mapping[str, bytes]) -> Given:
        """Hand in the note of these files, and say where it stands.

        Raises:
            RefusedError: The desk does not take it.
            StoreError: It cannot be kept.
        """
        from generator.editorial.actors import THE_PROGRAM  # noqa: PLC0415 - as above
        from generator.editorial.handing_in import Drafted, hand_in  # noqa: PLC0415
        from generator.editorial.states import in_words  # noqa: PLC0415

        now = datetime.now(UTC)
        drafted = Drafted(files, self._settings.playbook, THE_PROGRAM, now)
        note = hand_in(self._newsroom, drafted, replacing_edits=self._replacing_edits)
        summary = self._newsroom.revision(note.id, note.head).summary
        given = Given(
            f"note {note.id}, {in_words(note.state)}",
            tuple(item for item in summary.findings if item.severity == "error"),
        )
        click.echo(f"  at the desk: {given.standing}")
        self._tell_what_keeps_it(note, summary.data_kind, now)
        return given

    def _tell_what_keeps_it(self, note: Note, kind: str, now: datetime) -> None:
        """Say now what would else be said when somebody approves it."""
        from generator.editorial.decisions import check_age, check_kind  # noqa: PLC0415 - as above

        try:
            check_kind(note, kind)
            check_age(self._newsroom, note, note.as_of, now)
        except RefusedError as error:
            click.echo(f"  {error}")


def note_files_in(folder: Path) -> dict[str, bytes]:
    """The files of the note in a folder, by relative name; others that lie there are left out.

    Raises:
        InputError: It is no folder of a note, or one cannot be read.
    """
    from generator.editorial.handing_in import PART_OF_A_NOTE  # noqa: PLC0415 - all rooms
    from generator.files import read_bytes  # noqa: PLC0415 - keeps --help quick

    if not (folder / "article.json").is_file():
        raise ArticleError(folder, "is no folder of a note; name one that draft has written")
    found = [*folder.glob("*"), *folder.glob("charts/*.svg")]
    names = {path.relative_to(folder).as_posix(): path for path in sorted(found)}
    return {
        name: read_bytes(path)
        for name, path in names.items()
        if path.is_file() and PART_OF_A_NOTE.fullmatch(name)
    }
