"""Proof of a whole PDF: its text, what it holds beside the text, and what it never may hold.

We say of it that it is tagged, and checked by ourselves. It is not certified: what is checked here
is a part of PDF/UA, and ``docs/pdf.md`` says how to run a validator of all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.audit.findings import Finding
from generator.audit.page_outline import page_outline
from generator.audit.page_text import audit_pdf, pdf_pages
from generator.audit.pdf_checks import BY_CODE

if TYPE_CHECKING:
    from pathlib import Path

    from generator.audit.pdf_checks import Problem


def make_ready() -> None:
    """Load what reads PDFs, a tenth of a second, while there is something to wait for."""
    import pypdfium2  # noqa: F401, PLC0415

    import generator.audit.pdf_structure  # noqa: F401, PLC0415


def audit_note_pdf(content: bytes | Path, html: str, *, file: str) -> list[Finding]:
    """Prove a PDF of ``html``, which is proven: text, tags, fonts, and nothing that acts.

    Raises:
        InputError: It is no PDF, is damaged, or wants a password.
    """
    from generator.audit.pdf_structure import structure_problems  # noqa: PLC0415 - brings pikepdf

    findings = audit_pdf(pdf_pages(content), html, file=file)
    problems = structure_problems(content, page_outline(html))
    return findings + [_finding(problem, file, elsewhere=False) for problem in problems]


def audit_foreign_pdf(content: bytes | Path, *, file: str) -> list[Finding]:
    """What a PDF from elsewhere holds that acts or reaches outside, and what it lacks.

    Raises:
        InputError: It is no PDF, is damaged, or wants a password.
    """
    from generator.audit.pdf_structure import structure_problems  # noqa: PLC0415 - brings pikepdf

    return [_finding(problem, file, elsewhere=True) for problem in structure_problems(content)]


def _finding(problem: Problem, file: str, *, elsewhere: bool) -> Finding:
    check = BY_CODE[problem.code]
    usual = check.elsewhere if elsewhere else check.severity
    return Finding(
        kind=problem.code,
        message=problem.message,
        file=file,
        line=max(problem.page, 1),
        column=1,
        severity=problem.severity or usual,
    )
