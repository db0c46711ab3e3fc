"""A rank is told beside the value that it ranks, and beside no other of the same name."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pytest

from generator.audit.claims.note import read_note
from generator.audit.claims.standings import standing_of_another
from generator.narrative.placed_span import PlacedSpan
from tests.audit.claims.notes import DEMO_FACTS, told

if TYPE_CHECKING:
    from generator.signals.facts import Facts


def _with_a_past() -> Facts:
    """A ratio of all contracts, another of those that still trade, and the latter's percentile."""
    facts = told(DEMO_FACTS, put_call_oi_ratio=2.96, put_call_oi_ratio_tradable=2.17)
    ranked = replace(facts["put_call_oi_percentile"], value=0.95, sessions=48, unavailable=None)
    return replace(facts, by_name=MappingProxyType(dict(facts.by_name) | {ranked.name: ranked}))


FACTS: Final = _with_a_past()
OF_ANOTHER: Final = (
    "The put/call ratio of 2.96 is very high for its 48 stored sessions.",
    "A put/call ratio of 2.96 is very high for the past 48 stored sessions.",
    "The put/call ratio of 2.96 ranks at 95% of its 48 stored sessions.",
    "At 2.96 the put/call ratio is in a percentile of 95% of its 48 stored sessions.",
    "There are 2.96 puts for each call, a ratio very high for its 48 stored sessions.",
)
ITS_OWN: Final = (
    "The put/call ratio of 2.17 is very high for its 48 stored sessions.",
    "The put/call ratio is 2.96, and the archive holds 48 stored sessions of it.",
    (
        "Of all contracts the put/call ratio is 2.96; that of those which still trade, a put/call"
        " ratio of 2.17, is very high for its 48 stored sessions."
    ),
    "Its ratio is very high for the past 48 stored sessions.",
    "The put/call ratio is 2.96.",
    "A put/call ratio of 2.96 stands beside a price that is high for its past.",
    "The put/call ratio was 2.01 a day earlier and is now very high for its 48 stored sessions.",
)


def _found(sentence: str, spans: tuple[PlacedSpan, ...] = ()) -> list[tuple[str, ...]]:
    note = read_note(f"# IWM at $249.52\n\n{sentence}\n", FACTS, spans, foreign=not spans)
    return [claim.facts for claim in standing_of_another(note)]


@pytest.mark.parametrize("sentence", OF_ANOTHER)
def test_a_standing_in_words_beside_a_value_of_another_series_is_found(sentence: str) -> None:
    assert _found(sentence) == [("put_call_oi_ratio_tradable", "put_call_oi_percentile")]


@pytest.mark.parametrize("sentence", ITS_OWN)
def test_a_standing_beside_its_own_value_or_beside_none_is_right(sentence: str) -> None:
    assert _found(sentence) == []


def _span(text: str, at: int, reference: str, form: str) -> PlacedSpan:
    return PlacedSpan(at, at + len(text), text, reference, form)


def test_a_clause_of_its_own_is_held_to_nothing_in_another() -> None:
    sentence = (
        "The put/call ratio is 2.96 over all contracts, and without the expired ones it is higher"
        " than in 95% of the 48 stored sessions."
    )
    start = len("# IWM at $249.52\n\n")
    spans = (
        _span("2.96", start + sentence.index("2.96"), "put_call_oi_ratio", "ratio"),
        _span("95%", start + sentence.index("95%"), "put_call_oi_percentile", "percent_whole"),
        _span("48", start + sentence.index("48"), "put_call_oi_percentile", "sessions"),
    )
    assert _found(sentence, spans) == []


@pytest.mark.parametrize(
    ("ratio", "reference", "findings"),
    [("2.96", "put_call_oi_ratio", 1), ("2.17", "put_call_oi_ratio_tradable", 0)],
)
def test_a_standing_in_numbers_is_held_to_the_facts_of_the_record(
    ratio: str, reference: str, findings: int
) -> None:
    sentence = f"There are {ratio} puts for each call, more than in 95% of the days before."
    start = len("# IWM at $249.52\n\n")
    spans = (
        _span(ratio, start + sentence.index(ratio), reference, "ratio"),
        _span("95%", start + sentence.index("95%"), "put_call_oi_percentile", "percent_whole"),
    )
    assert len(_found(sentence, spans)) == findings
