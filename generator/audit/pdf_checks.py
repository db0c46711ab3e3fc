"""The register of what is checked in a PDF beside its text, and how grave each problem is.

An error is what harms a reader or acts on his machine. Who listens to a PDF instead of seeing it is
harmed by missing tags, language, title, alternatives, heads of tables or an order of headings that
is none; everybody is harmed by letters that another machine has to guess, and by a file that was
cut off or added to. Code that runs, files that lie inside and links that open something local are
errors in any PDF. A warning is what costs comfort: bookmarks, the title in the window's bar, the
mark of PDF/UA, a typeface that the page did not ask for, a link without encryption.

A PDF from elsewhere was not promised to be accessible: what it lacks of that is a warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.audit.findings import Severity


@dataclass(frozen=True, slots=True)
class PdfCheck:
    """One thing that a PDF is held to.

    Args:
        code: The class of its findings.
        refuses: What is found, for the documentation.
        severity: In a PDF of this program.
        elsewhere: In a PDF from elsewhere.
    """

    code: str
    refuses: str
    severity: Severity
    elsewhere: Severity


CHECKS: Final = (
    PdfCheck(
        "pdf_active",
        "JavaScript, a program to start, a form that is sent or filled from a file, rich media, an "
        "action that runs by itself, except the view that a file opens with",
        "error",
        "error",
    ),
    PdfCheck("pdf_attachment", "a file inside the file", "error", "error"),
    PdfCheck(
        "pdf_link",
        "a link that is neither https nor http nor mailto (http and mailto are a warning)",
        "error",
        "error",
    ),
    PdfCheck("pdf_end", "a file that does not end with its end mark", "error", "error"),
    PdfCheck("pdf_tags", "a file without tags, or not marked as having them", "error", "warning"),
    PdfCheck("pdf_language", "a file that does not name its language", "error", "warning"),
    PdfCheck("pdf_title", "a file without a title", "error", "warning"),
    PdfCheck(
        "pdf_alternative",
        "a figure without an alternative text for those who do not see it",
        "error",
        "warning",
    ),
    PdfCheck(
        "pdf_headings",
        "no heading of the first level or several, a level that is left out, headings that are not "
        "those of the page",
        "error",
        "warning",
    ),
    PdfCheck("pdf_table", "a table without a single head", "error", "warning"),
    PdfCheck("pdf_font", "a font that is not embedded", "error", "warning"),
    PdfCheck(
        "pdf_typeface",
        "a typeface that the page does not declare, as where its own have no such letter and the "
        "machine's stand in",
        "warning",
        "note",
    ),
    PdfCheck(
        "pdf_bookmarks", "no bookmarks, or others than the page's headings", "warning", "warning"
    ),
    PdfCheck(
        "pdf_conformance",
        "no mark of PDF/UA, or a window that shows the file's name instead of its title",
        "warning",
        "note",
    ),
)
"""In the order of the documentation; each code is a class of `generator.audit.findings`."""

BY_CODE: Final[Mapping[str, PdfCheck]] = {check.code: check for check in CHECKS}


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found.

    Args:
        code: Of the check.
        message: What is wrong, as a sentence.
        page: From 1; 0 where it is the file as a whole.
        severity: Where it is not the one of the check.
    """

    code: str
    message: str
    page: int = 0
    severity: Severity | None = None
