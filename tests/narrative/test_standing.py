"""What a note says of its review, in words and as JSON."""

from __future__ import annotations

from datetime import date

import pytest

from generator.narrative.placed_span import PlacedSpan
from generator.narrative.standing import Correction, Standing


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        (Standing(), "Draft, not reviewed."),
        (Standing(editors=("Ann",)), "Draft, edited by Ann, not reviewed."),
        (Standing("reviewed", "Bob"), "Reviewed by Bob before publication."),
        (
            Standing("reviewed", "Bob", ("Ann", "Cy")),
            "Edited by Ann and Cy, reviewed by Bob before publication.",
        ),
        (
            Standing("reviewed", "Bob", ("Ann", "Cy", "Di")),
            "Edited by Ann, Cy and Di, reviewed by Bob before publication.",
        ),
        (Standing("single_user", "Bob"), "Approved by Bob, the only person at this desk."),
        (Standing("single_user", "Bob", ("Bob",)), "Edited and approved by Bob alone."),
        (Standing("single_user", "Bob", ("Ann",)), "Edited by Ann, approved by Bob alone."),
    ],
)
def test_each_standing_has_its_sentence(standing: Standing, sentence: str) -> None:
    assert standing.sentence() == sentence


@pytest.mark.parametrize(
    "name",
    [
        "", " Ann", "Ann ", "<b>Ann</b>", "*Ann*", "Ann_Lee", "[Ann](x)", "Ann\nLee", "Ann 2",
        "Ann, not reviewed", "Ann  Lee", "Ann..", "-Ann", "\ue000Ann", "三", "A" * 81,
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused(name: str) -> None:
    """Markup, digits, other marks and lengths, for editors and reviewers alike."""
    with pytest.raises(ValueError, match="name"):
        Standing(editors=(name,))
    with pytest.raises(ValueError, match="name"):
        Standing("reviewed", name)


@pytest.mark.parametrize("name", ["Ann", "Bob O'Hara", "J. P. Smith-Jones", "Zoë", "A" * 80])
def test_names_of_letters_are_names(name: str) -> None:
    assert Standing("reviewed", name).reviewer == name


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="none of draft"):
        Standing("published", "Ann")  # type: ignore[arg-type]


def test_the_newest_correction_comes_first_and_of_one_day_the_later() -> None:
    first, second, third = (
        Correction(date(2026, 7, 2), "one"),
        Correction(date(2026, 7, 1), "two"),
        Correction(date(2026, 7, 2), "three"),
    )
    standing = Standing(corrections=(first, second, third))
    assert standing.newest_first() == [third, first, second]


def test_a_standing_is_read_back_as_it_was_written() -> None:
    span = PlacedSpan(0, 4, "2.17", "put_call_oi_ratio", "ratio")
    correction = Correction(date(2026, 7, 2), "2.17 is right.", (span,))
    standing = Standing("reviewed", "Bob", ("Ann",), (correction,))
    assert Standing.from_json(standing.as_json()) == standing


def test_a_record_that_says_nothing_is_that_of_a_draft() -> None:
    assert Standing.from_json(None) == Standing()
