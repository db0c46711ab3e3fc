"""The proof of what is shown: the files as they are now, not as they were when drafted.

``audit.json`` says what was true when the note was written. A page, a PDF or a chart that was
changed since would be shown under a verdict that is not its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.audit.findings import verdict
from generator.audit.hypertext import audit_html
from generator.audit.pdf_file import audit_note_pdf
from generator.audit.provenance import audit_unedited
from generator.errors import ArticleError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.audit.findings import Finding
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
    page = _text("article.html", shown["article.html"])
    findings: list[Finding] = [*audit_unedited(record.markdown, record, facts, file="article.md")]
    findings += audit_html(page, record, facts, file="article.html")
    if "article.pdf" in shown:
        findings += audit_note_pdf(shown["article.pdf"], page, file="article.pdf")
    if verdict(findings) == "fail":
        first = next(item for item in findings if item.severity == "error")
        raise RefusedError("audit_failed", str(first))
    for name, content in shown.items():
        if name.endswith(".svg") and _text(name, content) not in page:
            raise RefusedError("audit_failed", f"{name} is not the chart of the page")


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(name, "is not UTF-8 text") from error
