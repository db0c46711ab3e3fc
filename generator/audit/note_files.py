"""Proof of the files of a note as they are now, not as they were when they were written.

``audit.json`` says what was true then. A page, a PDF or a chart that was changed since would be
shown under a verdict that is not its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.hypertext import audit_html
from generator.audit.pdf_file import audit_note_pdf
from generator.audit.provenance import audit_unedited
from generator.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts

_MARKDOWN: Final = "article.md"
_PAGE: Final = "article.html"
_PDF: Final = "article.pdf"


def audit_shown(record: NoteRecord, facts: Facts, shown: Mapping[str, bytes]) -> list[Finding]:
    """Prove the text, the page, the PDF and the charts of a note.

    Args:
        record: The note as it was written.
        facts: What it was made from.
        shown: ``article.html``, and ``article.pdf`` and ``charts/*.svg`` where there are any;
            other names are not looked at.

    Raises:
        InputError: The page or a chart is no text, or the PDF cannot be read.
    """
    page = _text(_PAGE, shown[_PAGE])
    findings = audit_unedited(record.markdown, record, facts, file=_MARKDOWN)
    findings += audit_html(page, record, facts, file=_PAGE)
    if _PDF in shown:
        findings += audit_note_pdf(shown[_PDF], page, file=_PDF)
    for name, content in shown.items():
        if name.endswith(".svg") and _text(name, content) not in page:
            message = f"{name} is not the chart of the page"
            findings.append(Finding(kind="layout", message=message, file=name, line=1, column=1))
    return findings


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(name, "is not UTF-8 text") from error
