"""A note with the defects of the one that this program set out to replace: each is named."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from generator.audit.claims.checks import audit_claims
from generator.audit.foreign import audit_foreign
from tests.audit.claims.notes import DEMO_FACTS, told
from tests.replays import demo_note

FILE: Final = Path(__file__).parent / "seed_note.md"
TEXT: Final = FILE.read_text(encoding="utf-8")
FACTS: Final = told(DEMO_FACTS, put_call_oi_change_1d=0.03, put_call_oi_change_zscore=0.4)
"""The figures of that day, with a past in which the ratio rose by 0.03."""

DEFECTS: Final = (
    ("stale_date", "Sept. 19, 2025"),
    ("arithmetic", "down 0.76% from its 52-week high"),
    ("label", "the intraday high is $251.50"),
    ("level_order", "Support at $250"),
    ("change_verb", "# IWM put/call ratio surges"),
    ("change_verb", "The put/call ratio surges"),
    ("put_call", "Puts dominate this week"),
    ("inapplicable_field", "operating margin of 12.4%"),
    ("inapplicable_field", "stock score of 71"),
    ("window", "Returns of 14.45% and 11.96%"),
    ("window", "17.6% volatility"),
    ("contradiction", "the stop, the trigger and the entry"),
    ("contradiction", "a high-conviction signal"),
    ("contradiction", "A high-conviction setup"),
    ("intent", "Institutions are betting"),
    ("trade_terms", "Buy the Jan. 9, 2026, $255 call"),
    ("news", "according to market reports"),
    ("disclosure", "could go either way"),
)


def found() -> list[tuple[str, str]]:
    """The class of each error with its line."""
    lines = TEXT.splitlines()
    return [
        (item.kind, lines[item.line - 1])
        for item in audit_foreign(TEXT, FACTS, file=FILE.name)
        if item.severity == "error"
    ]


@pytest.mark.parametrize(("code", "place"), DEFECTS)
def test_each_defect_is_named_by_its_class_at_its_line(code: str, place: str) -> None:
    assert any(kind == code and place in line for kind, line in found()), place


def test_each_of_the_nine_missing_contracts_is_an_empty_slot() -> None:
    kinds = [kind for kind, _ in found()]
    assert kinds.count("empty_slot") >= 9


def test_cost_loss_and_break_even_and_the_three_standing_sentences_are_missed_one_by_one() -> None:
    kinds = [kind for kind, _ in found()]
    assert kinds.count("trade_terms") == 3
    assert kinds.count("disclosure") == 3


def test_the_true_figures_of_the_note_are_proven_by_the_facts_they_speak_of() -> None:
    """Only what was made up comes from no fact."""
    messages = [
        item.message
        for item in audit_foreign(TEXT, FACTS, file=FILE.name)
        if item.kind == "unproven_number" and item.severity == "error"
    ]
    unknown = {message.split("'")[1].removesuffix(" contracts") for message in messages}
    assert unknown <= {"12.4%", "71", "1,900"}
    assert {"12.4%", "71"} <= unknown


def test_our_own_article_on_the_same_figures_has_no_defect() -> None:
    written = demo_note().written
    spans = written.record.spans
    claims = audit_claims(written.note.text, written.composition.facts, spans, file="article.md")
    assert [str(item) for item in claims if item.severity == "error"] == []
