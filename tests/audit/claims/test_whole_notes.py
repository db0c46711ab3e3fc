"""Classes that speak of a whole note: headline, disclosure, repeated levels, idiom, two stances."""

from __future__ import annotations

import pytest

from generator.audit.claims.checks import audit_claims
from tests.audit.claims.notes import DEMO_FACTS, told
from tests.replays import demo_note

WRITTEN = demo_note().written
STANDING = (
    "\n\n## Method and disclosure\n\nAs of Monday, Dec. 29, 2025, 12:37 p.m. EST. It is not "
    "investment advice. Options involve risk.\n"
)


def kinds(text: str, severity: str = "error") -> list[str]:
    """The classes of what is found in ``text``."""
    found = audit_claims(text, DEMO_FACTS, file="note.md", foreign=True)
    return [item.kind for item in found if item.severity == severity]


@pytest.mark.parametrize(
    "headline",
    [
        "IWM and what its chain holds",
        "A quiet Monday for IWM at $249.52",
        "IWM at $4,711.47: what the chain holds",
    ],
)
def test_a_headline_without_proven_number_or_with_another_stance_is_refused(headline: str) -> None:
    assert "headline" in kinds(f"# {headline}\n\nNothing more.{STANDING}")


@pytest.mark.parametrize(
    "headline",
    [
        "IWM at $249.52: two sides",
        "2.17 puts per call on IWM",
        "IWM holds 17,177 contracts at $260",
    ],
)
def test_a_headline_with_a_number_of_the_facts_is_accepted(headline: str) -> None:
    assert kinds(f"# {headline}\n\nNothing more.{STANDING}") == []


@pytest.mark.parametrize(
    "gone", ["not investment advice", "Options involve risk", "12:37 p.m. EST", "Dec. 29, 2025"]
)
def test_a_note_that_leaves_out_what_every_note_says_is_refused(gone: str) -> None:
    text = f"# IWM at $249.52\n\nNothing more.{STANDING}"
    assert kinds(text) == []
    assert kinds(text.replace(gone, "nothing")) == ["disclosure"]


def test_a_bullish_headline_over_a_bearish_bottom_line_is_refused() -> None:
    text = f"# A bullish IWM at $249.52\n\n## Bottom line\n\nThe view is bearish.{STANDING}"
    assert "contradiction" in kinds(text)


def test_a_level_more_than_twice_in_the_prose_is_a_remark_that_fails_nothing() -> None:
    text = f"# IWM at $249.52\n\nAt $260 it ends. Past $260 it begins. So $260 it is.{STANDING}"
    assert kinds(text) == []
    assert kinds(text, "warning") == ["repeated_level"]
    assert kinds(text.replace("So $260", "So there"), "warning") == []


def test_wording_that_the_house_does_not_print_is_a_remark() -> None:
    text = f"# IWM at $249.52\n\nThe chain is screaming. Let's break it down.{STANDING}"
    assert kinds(text, "warning") == ["idiom", "idiom"]


def test_what_stands_in_a_quotation_is_not_the_notes_own_claim() -> None:
    text = (
        "# IWM at $249.52\n\n“IWM traders look to Tuesday's minutes of the Fed's December meeting” "
        f"(Sample Wire, Dec. 29) was printed.{STANDING}"
    )
    assert kinds(text) == []


def test_the_verb_of_a_change_is_judged_by_its_own_history() -> None:
    facts = told(DEMO_FACTS, put_call_oi_change_zscore=3.4)
    text = f"# IWM at $249.52\n\nThe put/call ratio surged. The ratio slid.{STANDING}"
    found = audit_claims(text, facts, file="note.md")
    assert [(item.kind, item.expected) for item in found] == [("change_verb", "surged")]


def test_a_company_may_have_a_margin_and_a_fund_an_expense_ratio() -> None:
    text = f"# IWM at $249.52\n\nIt has an operating margin. It has an expense ratio.{STANDING}"
    company = told(DEMO_FACTS, instrument_type="equity")
    for facts, refused in ((DEMO_FACTS, "operating margin"), (company, "expense ratio")):
        found = audit_claims(text, facts, file="note.md")
        assert [item.message.split("'")[1] for item in found] == [refused]


def test_the_demo_has_no_claim_that_fails_it() -> None:
    found = audit_claims(
        WRITTEN.note.text, WRITTEN.composition.facts, WRITTEN.record.spans, file="article.md"
    )
    assert [str(item) for item in found if item.severity == "error"] == []
