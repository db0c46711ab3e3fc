"""Differences: facts that read differently, and words that came and went."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from generator.editorial.differences import (
    NOTHING,
    fact_differences,
    paragraphs_that_differ,
    text_differences,
    told_briefly,
)
from generator.editorial.summaries import facts_of
from generator.signals.facts import Unavailable
from tests.editorial.made_notes import note_files

if TYPE_CHECKING:
    from generator.signals.facts import Facts

WORDS = st.lists(st.sampled_from(["one", "two", "three.", "\n\n"]), max_size=12).map(" ".join)


def changed(facts: Facts, **values: object) -> Facts:
    """The facts with other values; ``None`` takes one away."""
    made = dict(facts.items())
    for name, value in values.items():
        missing = Unavailable("no_data", "none came") if value is None else None
        made[name] = replace(made[name], value=value, unavailable=missing)  # type: ignore[arg-type]
    return replace(facts, by_name=MappingProxyType(made))


def test_only_facts_that_read_differently_are_told() -> None:
    now = facts_of(note_files())
    assert fact_differences(now, now) == []
    before = changed(now, regime="quiet", spot=None)
    found = {item.name: item for item in fact_differences(before, now)}
    assert set(found) == {"regime", "spot"}
    assert (found["regime"].before, found["regime"].now) == ("quiet", "contested")
    assert found["spot"].before == NOTHING


def test_a_list_shows_the_telling_ones_in_one_order() -> None:
    now = facts_of(note_files())
    told = told_briefly(changed(now, spot=None, regime="quiet"), now)
    assert len(told) == 2
    assert told[0].endswith(": contested, was quiet")
    assert told_briefly(None, now) == ()


@given(WORDS, WORDS)
def test_pieces_give_both_texts_back(before: str, now: str) -> None:
    pieces = text_differences(before, now)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == now
    assert (before == now) == all(piece.kind == "same" for piece in pieces)


def test_paragraphs_that_stayed_are_left_out() -> None:
    [only] = paragraphs_that_differ("One.\n\nTwo here.", "One.\n\nTwo there.")
    assert [(piece.kind, piece.text) for piece in only if piece.kind != "same"] == [
        ("gone", "here."),
        ("new", "there."),
    ]
    [came] = paragraphs_that_differ("One.", "One.\n\nTwo.")
    assert [(piece.kind, piece.text) for piece in came] == [("new", "Two.")]
