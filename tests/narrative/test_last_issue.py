"""What a note knows of the issue before it."""

from __future__ import annotations

from datetime import date

import pytest

from generator.market.demo import demo_snapshot
from generator.narrative.last_issue import last_issue_facts, remembered
from generator.narrative.novelty import Memory, PastIssue
from tests.replays import demo_note

AS_OF = "2025-12-26T16:00:00-05:00"


def after(**facts: float | str) -> dict[str, object]:
    """The facts of the last issue, for the demo after an issue that said ``facts``."""
    issue = PastIssue(AS_OF, frozenset(), frozenset(), frozenset(), facts)
    found = last_issue_facts(demo_note().written.composition.facts, Memory((issue,)))
    return {fact.name: fact.value if fact.ok else fact.unavailable for fact in found}


def test_the_change_is_taken_from_the_price_of_that_issue() -> None:
    spot = demo_snapshot().quote.spot
    found = after(spot=240.0, resistance=245.0, support=230.0, regime="contested")
    assert found["last_issue_date"] == date(2025, 12, 26)
    assert found["change_since_last_issue"] == pytest.approx(spot / 240 - 1)
    assert found["regime_since_last_issue"] == "same"


@pytest.mark.parametrize(
    ("resistance", "support", "crossed"),
    [(240.0, 230.0, "resistance"), (270.0, 260.0, "support"), (260.0, 240.0, "neither")],
)
def test_a_level_is_crossed_when_the_price_is_beyond_it(
    resistance: float, support: float, crossed: str
) -> None:
    found = after(spot=245.0, resistance=resistance, support=support, regime="quiet")
    assert found["last_issue_crossed"] == crossed
    assert found["regime_since_last_issue"] == "another"


def test_without_an_issue_or_its_price_each_fact_says_that_there_is_none() -> None:
    facts = demo_note().written.composition.facts
    for found in (last_issue_facts(facts, Memory()), last_issue_facts(facts, Memory(()))):
        assert {fact.unavailable.code for fact in found if fact.unavailable} == {"no_issue"}
        assert not any(fact.ok for fact in found)
    assert all(getattr(value, "code", "") == "no_issue" for value in after().values())


def test_what_the_next_issue_needs_is_remembered() -> None:
    found = remembered(demo_note().written.composition.facts)
    assert set(found) == {"spot", "resistance", "support", "regime"}
