"""The register of what a PDF is held to, and its page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from generator.audit.findings import CLASSES
from generator.audit.pdf_checks import BY_CODE, CHECKS

ROOT: Final = Path(__file__).parents[2]


def test_the_page_of_the_pdf_lists_every_check_with_its_severities() -> None:
    page = (ROOT / "docs" / "pdf.md").read_text(encoding="utf-8")
    rows = [
        f"| `{check.code}` | {check.refuses} | {check.severity} | {check.elsewhere} |"
        for check in CHECKS
    ]
    assert [line for line in page.splitlines() if line.startswith("| `pdf_")] == rows


def test_every_code_is_a_class_of_findings_and_no_class_is_left_over() -> None:
    assert len(BY_CODE) == len(CHECKS)
    assert set(BY_CODE) == {name for name in CLASSES if name.startswith("pdf_")}


def test_every_code_that_a_check_reports_is_in_the_register_and_the_reverse() -> None:
    sources = (ROOT / "generator" / "audit").glob("pdf_*.py")
    text = "".join(path.read_text("utf-8") for path in sources if path.name != "pdf_checks.py")
    assert set(re.findall(r'Problem\(\s*"(pdf_[a-z]+)"', text)) == set(BY_CODE)


def test_what_acts_is_an_error_in_any_pdf_and_nothing_is_graver_elsewhere() -> None:
    order = ("note", "warning", "error")
    for check in CHECKS:
        assert order.index(check.elsewhere) <= order.index(check.severity), check.code
    for code in ("pdf_active", "pdf_attachment", "pdf_link"):
        assert BY_CODE[code].elsewhere == "error"
