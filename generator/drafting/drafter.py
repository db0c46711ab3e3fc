"""Drafting: one symbol's data, its note, and the folder that it is written to.

A drafter is made once and drafts many notes: it keeps the renderer and the playbooks warm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Self

from generator.errors import RefusedError, UsageError
from generator.files import check_symbol, folder_name, replace_folder
from generator.forms import FACTS
from generator.narrative.edition_definitions import EDITION
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import draft_note
from generator.render.pdf import PdfRenderer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from generator.config import Settings
    from generator.drafting.material import Material
    from generator.narrative.plan import Playbook
    from generator.pipeline import Draft

FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "md": "article.md",
        "html": "article.html",
        "pdf": "article.pdf",
        "email": "article.eml",
    }
)
"""The file of each format."""
EDITION_NOTES: Final = "edition_notes"
"""The fact that every edition has and no note."""
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Order:
    """A note that is wanted.

    Args:
        symbol: Ticker.
        source: yahoo, archive, demo, or a snapshot file.
        day: Of the data, where one is asked for.
        formats: Among those of `FORMATS`.
        playbook: Where it is not that of the settings.
        recipients: Whom the e-mail names, where they are not those of the settings.
        not_before: Date that the data may not be older than, where one is set.
    """

    symbol: str
    source: str
    day: date | None = None
    formats: frozenset[str] = frozenset({"md", "html", "pdf"})
    playbook: str | None = None
    recipients: tuple[str, ...] = ()
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A note that was drafted and written.

    Args:
        note: The note; its files are all that were made, also those not asked for.
        material: What it was made from.
        folder: Where it was written.
        files: What was written there, by relative name, those at its top first.
        settings: By which it was made: those of the drafter, with the playbook of the order.
    """

    note: Draft
    material: Material
    folder: Path
    files: tuple[Path, ...]
    settings: Settings


class Drafter:
    """Drafts notes; a context manager, for the renderer that it keeps.

    Args:
        settings: By which notes are made; where they are written.
        ready_for: Formats whose renderer is started at once, so that it is ready when the first
            page is.
    """

    def __init__(self, settings: Settings, ready_for: frozenset[str] = frozenset()) -> None:
        self._settings = settings
        self._ready_for = ready_for
        self._renderer: PdfRenderer | None = None

    def __enter__(self) -> Self:
        if self._wants_pdf(self._ready_for):
            self._started()
        return self

    def __exit__(self, *_: object) -> None:
        if self._renderer is not None:
            self._renderer.__exit__(None, None, None)
            self._renderer = None

    def draft(self, order: Order, step: Callable[[str], None] = lambda _: None) -> Drafted:
        """Read, write, prove and store one note, and remember it where its data is kept.

        Args:
            order: What is wanted.
            step: Told what is being done.

        Raises:
            StrikedeskError: There is no such data, a gate refuses it, or something broke; nothing
                was written then.
        """
        from generator.drafting.material import material_of  # noqa: PLC0415 - brings the archive

        symbol = check_symbol(order.symbol)
        settings = self._settings_for(order)
        playbook = note_playbook(settings.playbook)
        step(f"{symbol}: reading")
        material = material_of(symbol, order.source, order.day, settings)
        _check_day(material, order)
        step(f"{symbol}: writing")
        renderer = self._started() if self._wants_pdf(order.formats) else None
        email = "email" in order.formats
        note = draft_note(material.observed, playbook, settings, renderer, email=email)
        _check_place(note, settings.output)
        folder, files = stored(note, order.formats, settings.output)
        material.remember(note.record())
        return Drafted(note, material, folder, files, settings)

    def _settings_for(self, order: Order) -> Settings:
        changed: dict[str, object] = {}
        if order.playbook is not None:
            changed["playbook"] = order.playbook
        if order.recipients:
            mail = self._settings.mail.model_copy(update={"recipients": order.recipients})
            changed["mail"] = mail
        return self._settings.model_copy(update=changed)

    def _wants_pdf(self, formats: frozenset[str]) -> bool:
        return "pdf" in formats or ("email" in formats and self._settings.mail.attach_pdf)

    def _started(self) -> PdfRenderer:
        if self._renderer is None:
            memory = self._settings.render_memory_mb * _MEGABYTE
            self._renderer = PdfRenderer(self._settings.render_seconds, memory)
            self._renderer.__enter__()
        return self._renderer


@lru_cache(maxsize=16)
def playbook_of(name: str) -> Playbook:
    """The playbook of this name or folder, read once a process.

    Raises:
        InputError: It does not load.
    """
    return load_playbook(playbook_folder(name))


def note_playbook(name: str) -> Playbook:
    """The playbook of this name or folder, which has to write notes.

    Raises:
        InputError: It does not load.
        UsageError: It writes editions.
    """
    playbook = playbook_of(name)
    if writes_editions(playbook):
        problem = f"the playbook {playbook.name} writes editions of many symbols"
        raise UsageError(f"{problem}; `strikedesk edition` takes it, and a note one of its own")
    return playbook


def writes_editions(playbook: Playbook) -> bool:
    """Whether a playbook tells of many symbols, and not of one."""
    placed = (item for section in playbook.sections for item in section.fragments)
    return any(item.each in EDITION for item in placed)


def is_edition(folder: Path) -> bool:
    """Whether the folder of a note holds an edition."""
    try:
        text = (folder / FACTS).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return f'"{EDITION_NOTES}"' in text


def _check_place(note: Draft, output: Path) -> None:
    folder = output / str(note.as_of.date()) / folder_name(note.symbol)
    if is_edition(folder):
        problem = f"{folder}: an edition is called {note.symbol} too, and would be lost"
        raise UsageError(f"{problem}; name the edition otherwise, or move it")


def _check_day(material: Material, order: Order) -> None:
    snapshot = material.observed.snapshot
    if order.day is not None and order.day != snapshot.as_of_date:
        problem = f"the data is of {snapshot.as_of_date}, not {order.day}"
        raise UsageError(f"{snapshot.symbol}: {problem}")
    if order.not_before is not None and snapshot.as_of_date < order.not_before:
        problem = f"its newest data is of {snapshot.as_of_date}, and {order.not_before} has closed"
        raise RefusedError("other_day", f"{snapshot.symbol}: {problem} since; fetch it first")


def stored(note: Draft, formats: frozenset[str], output: Path) -> tuple[Path, tuple[Path, ...]]:
    """Write a note's folder, without the formats that were not asked for; it, and its files.

    Args:
        note: The note.
        formats: Among those of `FORMATS`.
        output: Folder of all notes.

    Raises:
        StoreError: It cannot be written.
    """
    folder = output / str(note.as_of.date()) / folder_name(note.symbol)
    left_out = {name for kind, name in FORMATS.items() if kind not in formats}
    files = {name: content for name, content in note.files.items() if name not in left_out}
    replace_folder(folder, files)
    names = sorted(files, key=lambda item: (item.count("/"), item))
    return folder, tuple(folder / name for name in names)
