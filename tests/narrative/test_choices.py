"""Choices inside sentences: what may be written, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.narrative.choices import (
    MARKS,
    MISSING,
    Choice,
    closed,
    first_of_each,
    lacks_a_fact,
    open_choices,
    with_marks,
)
from generator.narrative.text import Span, plain_text

if TYPE_CHECKING:
    from generator.narrative.choices import Wording
    from generator.narrative.text import Piece


def opened(text: str) -> tuple[object, ...]:
    """The wording of a text without tags."""
    return open_choices([with_marks(text)])


def test_a_choice_is_one_of_its_alternatives() -> None:
    wording = open_choices([with_marks("the [largest|biggest] build")])
    assert wording == ("the ", Choice((("largest",), ("biggest",))), " build")
    assert plain_text(closed(wording, [1])) == "the biggest build"
    assert plain_text(first_of_each(wording)) == "the largest build"


def test_an_alternative_may_be_empty_or_hold_a_fact() -> None:
    span = Span("$255", "call_wall", "strike")
    opening, bar, closing = (with_marks("[a|b]")[place] for place in (0, 2, 4))
    wording = open_choices(["at ", opening, "the ", bar, span, " or ", closing, "once"])
    assert plain_text(closed(wording, [0])) == "at the once"
    assert closed(wording, [1]) == ("at ", span, " or once")
    assert plain_text(first_of_each(open_choices([with_marks("it [|still] holds")]))) == "it holds"


def test_brackets_inside_tags_are_left_alone() -> None:
    text = "{{ leaders[0].strike | strike }} [leads|is first]"
    marked = with_marks(text)
    assert marked.startswith("{{ leaders[0].strike | strike }} ")
    assert "[" not in marked.removeprefix("{{ leaders[0].strike | strike }} ")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a [b|c", "without its ]"),
        ("a b|c", "without its ["),
        ("a b] c", "without its ["),
        ("a [b] c", "a choice of one"),
        ("a [b|[c|d]] e", "inside a choice"),
    ],
)
def test_a_choice_that_is_not_whole_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem.replace("[", r"\[").replace("]", r"\]")):
        with_marks(text)


words = st.text(alphabet="abc ,.", max_size=6)


@given(st.lists(st.one_of(words, st.lists(words, min_size=2, max_size=4)), max_size=6), st.data())
def test_every_way_to_choose_gives_the_text_that_it_spells(
    parts: list[str | list[str]], data: st.DataObject
) -> None:
    text = "".join(part if isinstance(part, str) else f"[{'|'.join(part)}]" for part in parts)
    chosen = [
        data.draw(st.integers(0, len(part) - 1)) for part in parts if not isinstance(part, str)
    ]
    taken = iter(chosen)
    expected = "".join(part if isinstance(part, str) else part[next(taken)] for part in parts)
    made = plain_text(closed(open_choices([with_marks(text)]), chosen))
    assert made.split() == expected.split()
    assert not MARKS & set(made)


def with_facts(text: str, *facts: Span | str) -> Wording:
    """The wording of a text in which each ``@`` is the next of ``facts``."""
    parts = with_marks(text).split("@")
    known = iter(facts)
    pieces: list[Piece] = [parts[0]]
    for part in parts[1:]:
        pieces += [next(known), part]
    return open_choices(pieces)


SPAN = Span("$255", "call_wall", "strike")


def test_an_alternative_whose_fact_is_missing_falls_away() -> None:
    wording = with_facts("it [holds @|stands at @|moves]", MISSING, SPAN)
    assert wording == ("it ", Choice((("stands at ", SPAN), ("moves",))))
    assert not lacks_a_fact(wording)


def test_a_fact_that_is_missing_outside_a_choice_is_lacking() -> None:
    assert lacks_a_fact(with_facts("at @ it [holds|stands]", MISSING))


def test_a_choice_all_of_whose_facts_are_missing_is_lacking() -> None:
    assert lacks_a_fact(with_facts("it [holds @|stands at @]", MISSING, MISSING))
    assert not lacks_a_fact(with_facts("it [holds @|stands at @]", SPAN, MISSING))


def test_an_empty_alternative_stands_in_for_a_missing_fact() -> None:
    wording = with_facts("it holds[| above @] today", MISSING)
    assert not lacks_a_fact(wording)
    assert plain_text(first_of_each(wording)) == "it holds today"


@given(st.lists(st.lists(st.booleans(), min_size=2, max_size=4), max_size=4))
def test_a_text_is_written_unless_some_choice_has_no_fact(there: list[list[bool]]) -> None:
    """And whatever is written, no mark of a missing fact is in it."""
    text = "".join(f"[{'|'.join('@' for _ in known)}]" for known in there)
    wording = with_facts(
        text, *(SPAN if is_there else MISSING for row in there for is_there in row)
    )
    assert lacks_a_fact(wording) == any(not any(row) for row in there)
    if not lacks_a_fact(wording):
        assert plain_text(first_of_each(wording)) == "$255" * len(there)
