"""Proof of the numbers of a PDF: its text is the text of the page it was made from.

Layout may move line ends and spaces, and a chart's labels to the end of the text of its page;
nothing else. Without spaces both texts are the same, character by character, apart from the
running foot of each page, and the heads of a table that goes on overleaf, which are repeated.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.page_runs import visible_text
from generator.audit.places import numerals
from generator.audit.text_differences import Place, differences
from generator.audit.wounds import wounds
from generator.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from generator.audit.page_runs import VisibleText

_INVISIBLE: Final = "\u00ad\ufffe\u2022"
"""Soft hyphens, pdfium's mark for a hyphen at a line end, and list bullets."""
_LINE_END_HYPHEN: Final = "\x02"
"""What pdfium gives for a hyphen of the text itself where the line ends with it."""


def pdf_pages(content: bytes | Path) -> list[str]:
    """The text of each page of a PDF, as pdfium reads it.

    Raises:
        InputError: It is no PDF, is damaged, or wants a password.
    """
    import pypdfium2  # noqa: PLC0415 - only where a PDF is audited

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        name = "the PDF" if isinstance(content, bytes) else content
        raise InputError(name, f"is no PDF that can be read: {error}") from error
    try:
        texts = [
            document[number].get_textpage().get_text_bounded() for number in range(len(document))
        ]
    finally:
        document.close()
    return [text.replace("\r\n", "\n").replace(_LINE_END_HYPHEN, "-") for text in texts]


def audit_pdf(pages: list[str], html: str, *, file: str) -> list[Finding]:
    """Prove that the PDF's text is the text of ``html``, which is proven."""
    visible = visible_text(html)
    found, places = _squeezed_pages(pages, visible)
    wanted = _squeeze(visible.body)
    findings = []
    if not any(True for _ in numerals(found)):
        message = "the PDF's text holds no numeral at all: it cannot be read, or is empty"
        findings.append(Finding(kind="no_numbers", message=message, file=file, line=1, column=1))
    for number, page in enumerate(pages, start=1):
        if not page.strip():
            message = f"page {number} has no text"
            findings.append(
                Finding(kind="layout", message=message, file=file, line=number, column=1)
            )
    for chart in visible.charts:
        found, places, missing = _without_chart(found, places, _squeeze(chart))
        if missing:
            message = f"a chart does not read {missing[:60]!r} as it does in the note"
            findings.append(
                Finding(kind="changed_number", message=message, file=file, line=1, column=1)
            )
    if found == wanted:
        # The page was searched for what no text may show, and what it quotes may show anything.
        return findings
    findings += differences(found, wanted, lambda at: _page(at, places), file=file)
    findings += [
        item
        for item in wounds("\n".join(pages), file=file, sheltered=[], layout=True)
        if item.kind == "forbidden_token"
    ]
    return findings


def _page(at: int, places: list[int]) -> Place:
    """The page of the character ``at``."""
    number = places[min(at, len(places) - 1)] if places else 1
    return Place(f"page {number}", number)


def _without_chart(text: str, places: list[int], chart: str) -> tuple[str, list[int], str]:
    """The text without the labels of one chart; the last part says what was not found."""
    at = text.find(chart)
    if at < 0:
        return text, places, chart
    end = at + len(chart)
    return text[:at] + text[end:], places[:at] + places[end:], ""


def _squeezed_pages(pages: list[str], visible: VisibleText) -> tuple[str, list[int]]:
    """The pages without spaces, running feet and repeated heads; the page of each character."""
    text, places = "", []
    heads = [_squeeze(head) for head in visible.heads]
    for number, page in enumerate(pages, start=1):
        body = _squeeze(page)
        count = _squeeze(f"{number} / {len(pages)}")
        foot = _squeeze(visible.foot)
        for running in filter(None, (foot + count, foot, count)):
            if body.endswith(running):
                body = body.removesuffix(running)
            elif body.startswith(running):
                body = body.removeprefix(running)
        body = _without_repeated_heads(body, text, heads)
        text += body
        places += [number] * len(body)
    return text, places


def _without_repeated_heads(body: str, before: str, heads: list[str]) -> str:
    """A page's text without the heads of a table that began on a page before.

    Heads are words; were there a numeral among them, it would be read as one more number.
    """
    for head in heads:
        repeats = head and head in before and body.startswith(head)
        if repeats and not any(True for _ in numerals(head)):
            return body.removeprefix(head)
    return body


def _squeeze(text: str) -> str:
    """``text`` without white space and invisible marks, ligatures as letters."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(char for char in normal if not char.isspace() and char not in _INVISIBLE)
