"""The pace of a note costs nothing within the house style, and more the further it is beyond."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.narrative.house_figures import house_figures
from generator.narrative.pace import Pace
from generator.narrative.prose import prose_of

PLAIN = "Puts are concentrated at the nearest strike, and most of the positions expire in January. "
LONG = "The put wall at the nearest strike, " * 6 + "is there. "
SHORT = "It is so. "
EASY = "The cat sat on the mat, and then it ran up the hill to see the old dog. "


def after(text: str) -> Pace:
    return Pace().after(text)


def test_a_note_within_the_house_style_costs_nothing() -> None:
    assert after(PLAIN * 30).cost == 0


@pytest.mark.parametrize("text", [LONG, SHORT, EASY])
def test_long_sentences_short_ones_and_short_words_cost(text: str) -> None:
    assert after(text * 60).cost > 1


def test_the_first_words_are_left_to_chance() -> None:
    assert after(SHORT * 20).cost == 0
    assert Pace().cost == 0


def test_what_brings_a_note_back_costs_less() -> None:
    easy = after(EASY * 25)
    assert easy.after(PLAIN).cost < easy.cost


@given(st.lists(st.sampled_from([PLAIN, LONG, SHORT, EASY]), min_size=1, max_size=12))
def test_sentences_one_after_the_other_are_counted_as_all_of_them(texts: list[str]) -> None:
    pace = Pace()
    for text in texts:
        pace = pace.after(text)
    assert pace == after("".join(texts))


def test_the_mean_is_that_of_the_house_figures() -> None:
    text = PLAIN * 5 + LONG
    figures = {item.name: item.value for item in house_figures(prose_of(text))}
    pace = after(text)
    assert figures["words a sentence, mean"] == pace.words / pace.sentences
