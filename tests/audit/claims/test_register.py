"""The register of checks, its page, and what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from generator.audit.claims.checks import CHECKS, audit_claims
from generator.audit.claims.page import claims_page
from generator.audit.findings import CLASSES
from tests.audit.claims.notes import DEMO_FACTS

PAGE: Final = Path(__file__).parents[3] / "docs" / "audit.md"


def test_the_page_of_the_audit_is_the_one_that_the_register_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == claims_page()


def test_every_class_of_the_register_is_a_class_of_findings() -> None:
    assert {check.code for check in CHECKS} <= set(CLASSES)


def test_every_class_of_claims_of_the_house_style_has_a_check() -> None:
    wanted = {
        "intent", "empty_slot", "doubled", "stale_date", "arithmetic", "label", "probability",
        "level_order", "contradiction", "unit", "put_call", "indicator", "news", "direction",
        "change_verb", "inapplicable_field", "moneyness", "calendar", "duplicate_values",
        "worthless_target", "trade_terms", "disclosure", "window", "headline", "repeated_level",
    }  # fmt: skip
    assert wanted <= {check.code for check in CHECKS}


def test_a_finding_stands_at_the_line_and_column_of_its_words() -> None:
    text = "# IWM at $249.52\n\nQuiet so far.\nSupport at $250\nshould \\*hold\\*.\n"
    found = [item for item in audit_claims(text, DEMO_FACTS, file="a.md") if item.column > 1]
    assert [(item.kind, item.line, item.column) for item in found] == [("level_order", 4, 12)]
