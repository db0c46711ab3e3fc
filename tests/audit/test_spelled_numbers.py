"""A number that an editor writes in words is pointed at; the program's own words are proven."""

from __future__ import annotations

import pytest

from generator.audit.spelled_numbers import spelled_numbers
from generator.narrative.placed_span import PlacedSpan

BEFORE = "# IWM\n\nThree contracts, half of them puts, in two weeks.\n"


def words_in(text: str, *spans: PlacedSpan) -> list[str]:
    """The words that are pointed at, with their places."""
    found = spelled_numbers(BEFORE, text, spans, file="article.md")
    assert all(item.severity == "warning" for item in found)
    return [f"{item.line}:{item.column} {item.message.split(chr(39))[1]}" for item in found]


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The ratio is ninety-nine.", "ninety-nine"),
        ("It closed at eighty four dollars.", "eighty four"),
        ("Volume doubled.", "doubled"),
        ("It fell half a percent.", "half"),
        ("A hundredfold rise.", "hundredfold"),
        ("Twice as many puts.", "Twice"),
        ("A dozen strikes.", "dozen"),
    ],
)
def test_a_new_number_in_words_is_pointed_at(sentence: str, word: str) -> None:
    assert [item.split(" ", 1)[1] for item in words_in(f"{BEFORE}\n{sentence}\n")] == [word]


def test_what_stood_there_before_is_not_new() -> None:
    assert words_in(BEFORE) == []
    assert words_in(BEFORE.replace("puts", "calls")) == []
    assert words_in(f"{BEFORE}\nThree more.\n") == ["5:1 Three"]


def test_a_word_that_a_fact_gives_is_proven() -> None:
    text = f"{BEFORE}\nFour strikes.\n"
    start = text.index("Four")
    span = PlacedSpan(start, start + 4, "Four", "contracts_counted", "small_count")
    assert words_in(text, span) == []


@pytest.mark.parametrize(
    "sentence", ["One more day.", "The second week.", "No one knows.", "Often."]
)
def test_words_that_count_nothing_are_left_alone(sentence: str) -> None:
    assert words_in(f"{BEFORE}\n{sentence}\n") == []
