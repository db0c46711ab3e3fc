"""The press of the house: edits aligned, editions with their byline, all proven, by the pipeline.

A playbook or a theme that changes on the disk is read again: an approval must not outlive the rules
that it was given under, and a desk runs for days.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from generator.editorial.press import Printed
from generator.editorial.sourcing import check_source
from generator.editorial.summaries import facts_of, record_of
from generator.errors import RefusedError
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import FACTS, MARKDOWN, PAGE, PDF, RECORD, charts_of, page_of
from generator.publish.parcel import MESSAGE
from generator.render.pdf import PdfRenderer
from generator.render.theme import load_theme, theme_folder
from generator.revising import edited_record, prove, rendered, with_correction, with_standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from generator.archive.archive import Archive
    from generator.audit.findings import Finding
    from generator.config import Settings
    from generator.editorial.press import Correction, Review
    from generator.narrative.plan import Playbook
    from generator.narrative.record import NoteRecord
    from generator.render.theme import Theme
    from generator.revising import Edited

_MEGABYTE: Final = 1024 * 1024


class HousePress:
    """Prints and proves by the settings; its renderer starts with the first PDF.

    Args:
        settings: Theme, paper, sender and limits of the renderer.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._renderer: PdfRenderer | None = None
        self._printing = threading.Lock()

    def close(self) -> None:
        """End the renderer."""
        with self._printing:
            if self._renderer is not None:
                self._renderer.__exit__(None, None, None)
                self._renderer = None

    def prove(self, files: Mapping[str, bytes], playbook: str) -> Sequence[Finding]:
        """See `generator.editorial.press.Press`."""
        found = prove(files, playbook_now(playbook), self._theme())
        return (*found, *_edited_outside(files))

    def edited(
        self,
        files: Mapping[str, bytes],
        playbook: str,
        text: str,
        editors: tuple[str, ...],
        correction: Correction | None = None,
    ) -> Printed:
        """See `generator.editorial.press.Press`."""
        edited = _edited(files, text, editors, correction)
        if any(item.severity == "error" for item in edited.findings):
            return Printed(files, edited.findings)
        return self._printed(files, edited.record, playbook, edited.findings)

    def tried(
        self,
        files: Mapping[str, bytes],
        playbook: str,
        text: str,
        editors: tuple[str, ...],
        correction: Correction | None = None,
    ) -> Printed:
        """See `generator.editorial.press.Press`."""
        edited = _edited(files, text, editors, correction)
        record, facts, theme = edited.record, facts_of(files), self._theme()
        rules = playbook_now(playbook)
        page = page_of(record, facts, rules, charts_of(record, facts, rules, theme), theme)
        made = {MARKDOWN: record.markdown.encode(), PAGE: page.encode()}
        return Printed(made, edited.findings)

    def edition(self, files: Mapping[str, bytes], playbook: str, review: Review) -> Printed:
        """See `generator.editorial.press.Press`."""
        record = record_of(files)
        standing = replace(
            record.standing,
            state="single_user" if review.single_user else "reviewed",
            reviewer=review.reviewer,
            editors=review.editors,
        )
        return self._printed(files, with_standing(record, standing), playbook, ())

    def check_source(self, files: Mapping[str, bytes], playbook: str, archive: Archive) -> None:
        """See `generator.editorial.press.Press`."""
        check_source(archive, files, playbook_now(playbook), self._settings)

    def rules_sha256(self, playbook: str) -> str:
        """See `generator.editorial.press.Press`."""
        return playbook_now(playbook).sha256

    def _printed(
        self,
        files: Mapping[str, bytes],
        record: NoteRecord,
        playbook: str,
        findings: Sequence[Finding],
    ) -> Printed:
        """All forms that the note had, made anew, in the theme as it is now."""
        self._theme()
        with self._printing:
            draft = rendered(
                record,
                facts_of(files),
                playbook_now(playbook),
                self._settings.model_copy(update={"paper": record.paper}),
                self._started() if PDF in files else None,
                email=MESSAGE in files,
            )
        known = set(map(str, draft.findings))
        more = [item for item in findings if str(item) not in known]
        return Printed(draft.files, (*more, *draft.findings))

    def _started(self) -> PdfRenderer:
        if self._renderer is None:
            memory = self._settings.render_memory_mb * _MEGABYTE
            self._renderer = PdfRenderer(self._settings.render_seconds, memory)
            self._renderer.__enter__()
        return self._renderer

    def _theme(self) -> Theme:
        return _theme_of(self._settings.theme, _state_of(theme_folder(self._settings.theme)))


def _edited_outside(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What is wrong with a text that somebody edited in its file, beyond that it was edited."""
    if not {MARKDOWN, RECORD, FACTS} <= files.keys():
        return ()
    record, text = record_of(files), files[MARKDOWN].decode(errors="replace")
    if text == record.markdown:
        return ()
    return edited_record(record, facts_of(files), text).findings


def _edited(
    files: Mapping[str, bytes],
    text: str,
    editors: tuple[str, ...],
    correction: Correction | None,
) -> Edited:
    """The record of an edited text; it says that it was edited, and what was corrected."""
    facts = facts_of(files)
    edited = edited_record(record_of(files), facts, text)
    standing = replace(edited.record.standing, state="draft", reviewer="", editors=editors)
    edited = replace(edited, record=with_standing(edited.record, standing))
    if correction is None:
        return edited
    try:
        corrected = with_correction(edited.record, facts, correction.day, correction.text)
    except ValueError as error:
        raise RefusedError("no_correction", str(error)) from error
    return replace(corrected, findings=(*edited.findings, *corrected.findings))


def playbook_now(name: str) -> Playbook:
    """The playbook as its files are now.

    Raises:
        InputError: It does not load.
    """
    folder = playbook_folder(name)
    return _playbook_of(folder, _state_of(folder))


@lru_cache(maxsize=8)
def _playbook_of(folder: Path, state: str) -> Playbook:
    del state
    return load_playbook(folder)


@lru_cache(maxsize=8)
def _theme_of(name: str, state: str) -> Theme:
    del state
    load_theme.cache_clear()
    return load_theme(name)


def _state_of(folder: Path) -> str:
    """The hash of all files of a folder, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
