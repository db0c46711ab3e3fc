"""Words are counted against the range of a sentence or of a section, on either side of it."""

from __future__ import annotations

from dataclasses import replace

from generator.narrative.word_limits import sentence_limits, words_beyond
from tests.replays import playbook

PLANS = {plan.id: plan for plan in playbook().sections}


def test_too_many_words_count_up_and_too_few_count_down() -> None:
    assert words_beyond(82, (50, 80)) == 2
    assert words_beyond(47, (50, 80)) == -3
    assert words_beyond(50, (50, 80)) == words_beyond(80, (50, 80)) == 0
    assert words_beyond(1000, None) == 0


def test_headline_and_bullets_limit_each_sentence_and_a_bullet_may_be_short() -> None:
    assert sentence_limits(PLANS["headline"]) == (1, 16)
    assert sentence_limits(PLANS["bullets"]) == (1, 18)


def test_a_section_of_one_slot_limits_its_sentence_and_one_of_several_its_whole() -> None:
    assert sentence_limits(PLANS["lead"]) == (35, 55)
    assert sentence_limits(PLANS["chain"]) is None
    assert sentence_limits(replace(PLANS["lead"], words=None)) is None
