"""Satellites: a section is as long as it may be, and no longer, with what matters most in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.narrative.satellites import Satellite, chosen_satellites

LIMITS = (40, 100)
"""A section is long enough at 40 + 0.7 x 60 = 82 words."""


def told(*candidates: Satellite, core: int = 40, limits: tuple[int, int] = LIMITS) -> list[str]:
    """The slots that are told beside a core of ``core`` words."""
    return list(chosen_satellites(candidates, core, limits))


def satellite(slot: str, words: int = 20, uses: float = 0.0, *, strains: bool = False) -> Satellite:
    """A satellite that the issues before did not tell."""
    return Satellite(slot, words, uses, strains)


def test_satellites_are_taken_in_their_order_until_the_section_is_long_enough() -> None:
    """40, 60, 80, and since 80 is less than 82, one more makes 100."""
    assert told(*map(satellite, "abcd")) == ["a", "b", "c"]
    assert told(*map(satellite, "abcd"), core=42) == ["a", "b"]


def test_one_that_would_make_the_section_too_long_is_passed_over() -> None:
    assert told(satellite("long", 61), satellite("short", 60)) == ["short"]
    assert told(satellite("long", 60), satellite("short", 1)) == ["long"]


def test_one_that_says_again_what_was_said_often_is_left_out() -> None:
    assert told(satellite("a", strains=True), satellite("b")) == ["b"]


def test_one_that_was_just_told_steps_back_behind_the_next_two_but_not_the_third() -> None:
    """A place is worth 0.34: 1 lies between places two (0.68) and three (1.02)."""
    order = told(satellite("a", 1, 1.0), *(satellite(slot, 1) for slot in "bcd"))
    assert order == ["b", "c", "a", "d"]


def test_of_equals_the_first_in_the_list_is_more_important() -> None:
    assert told(satellite("a", 1, 0.34), satellite("b", 1)) == ["a", "b"]


def test_a_core_that_is_long_enough_has_no_satellites() -> None:
    assert told(satellite("a", 1), core=82) == []


satellites = st.lists(
    st.builds(
        Satellite,
        slot=st.uuids().map(str),
        words=st.integers(1, 60),
        told=st.floats(0, 4),
        strains=st.booleans(),
    ),
    max_size=8,
)


@given(satellites, st.integers(0, 120), st.integers(0, 60), st.integers(0, 80))
def test_no_section_leaves_its_limits_by_a_satellite_and_none_is_told_twice(
    candidates: list[Satellite], core: int, low: int, room: int
) -> None:
    by_slot = {item.slot: item for item in candidates}
    chosen = told(*candidates, core=core, limits=(low, low + room))
    assert len(chosen) == len(set(chosen))
    assert not any(by_slot[slot].strains for slot in chosen)
    total = core + sum(by_slot[slot].words for slot in chosen)
    assert not chosen or total <= low + room


@given(satellites, st.integers(0, 120))
def test_what_is_left_out_of_a_section_that_is_too_short_would_not_fit_or_strains(
    candidates: list[Satellite], core: int
) -> None:
    chosen = told(*candidates, core=core)
    total = core + sum(item.words for item in candidates if item.slot in chosen)
    for item in candidates:
        if item.slot not in chosen and total < 82:
            assert item.strains or total + item.words > LIMITS[1]
