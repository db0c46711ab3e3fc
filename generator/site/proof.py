"""The proof of what is shown: a note whose files are not proven as they are is no issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.audit.note_files import audit_shown
from generator.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts


def prove(record: NoteRecord, facts: Facts, shown: Mapping[str, bytes]) -> None:
    """Prove the text, the page, the PDF and the charts of a note.

    Args:
        record: The note as it was written.
        facts: What it was made from.
        shown: ``article.html``, and ``article.pdf`` and ``charts/*.svg`` where there are any.

    Raises:
        InputError: The page is no text, or the PDF cannot be read.
        RefusedError: One of them is not proven (``audit_failed``); the first finding is named.
    """
    findings = audit_shown(record, facts, shown)
    first = next((item for item in findings if item.severity == "error"), None)
    if first is not None:
        raise RefusedError("audit_failed", str(first))
