"""Reasons: each comparison of a rule in words, with what it hangs by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.editorial.reasons import Reason, judgements
from generator.editorial.summaries import facts_of, record_of
from tests.editorial.made_notes import note_files


def reason(**comparison: Any) -> Reason:  # noqa: ANN401
    """The one reason of a rule with one comparison."""
    whole = {
        "text": "put_call_oi_ratio > 2",
        "left": 2.17,
        "right": 2,
        "truth": True,
        "margin": 0.17,
        "margin_fraction": 0.085,
    } | comparison
    trace = {"rule": "a_rule", "truth": whole["truth"], "comparisons": [whole]}
    record = replace(record_of(note_files()), traces=[trace])
    [judgement] = judgements(record, facts_of(note_files()))
    assert judgement.rule == "a_rule"
    [found] = judgement.reasons
    assert judgement.close == found.close
    return found


def test_a_comparison_is_told_with_its_values_and_its_margin() -> None:
    told = reason().told
    assert told.startswith("2.17 against 2")
    assert "margin 0.17" in told
    assert told.endswith("of the threshold")


@pytest.mark.parametrize(
    ("fraction", "close"), [(0.049, True), (-0.049, True), (0.05, False), (None, False)]
)
def test_close_is_what_a_twentieth_would_turn_over(fraction: float | None, *, close: bool) -> None:
    assert reason(margin_fraction=fraction).close == close


def test_a_missing_fact_leaves_the_outcome_open() -> None:
    found = reason(left=None, margin=None, margin_fraction=None, truth=None)
    assert found.holds is None
    assert found.told.startswith("not available against ")


def test_words_are_told_as_they_are() -> None:
    found = reason(
        text="regime == 'contested'", left="contested", right="contested", margin=None,
        margin_fraction=None,
    )  # fmt: skip
    assert found.told == "contested against contested"


def test_every_rule_of_a_real_note_can_be_told() -> None:
    files = note_files()
    found = judgements(record_of(files), facts_of(files))
    assert len(found) == len(record_of(files).traces) > 20
    assert all(each.told for item in found for each in item.reasons)
