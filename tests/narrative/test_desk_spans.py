"""Numbers with a source and days of corrections: what they may read, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.narrative.desk_spans import (
    DAY,
    LONGEST_SOURCE,
    SOURCE,
    SOURCED,
    clean_source,
    day_reference,
    expected_markdown,
    expected_words,
    sourced_markdown,
    split_sourced,
)
from generator.wording.markup import unescape_markdown

NUMBERS = ("41%", "$4.2 billion", "−3 points", "1,234 contracts", "+0.5%")


@given(number=st.sampled_from(NUMBERS), source=st.text(min_size=1, max_size=60))
def test_what_is_printed_with_a_source_is_told_from_everything_else(
    number: str, source: str
) -> None:
    """Any text from outside is either refused, or printed so that it reads as it was given."""
    try:
        clean = clean_source(source)
    except ValueError:
        return
    printed = sourced_markdown(number, clean)
    assert "\n" not in printed
    assert split_sourced(unescape_markdown(printed)) == (number, clean)
    assert expected_markdown(SOURCE, SOURCED, printed, ()) == printed


@pytest.mark.parametrize(
    "source", ["", " \u200b", "x" * (LONGEST_SOURCE + 1), "a) b", "<b>", "{a}", "a|b"]
)
def test_a_source_that_could_be_more_than_one_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="has a source"):
        clean_source(source)


@pytest.mark.parametrize(
    "text",
    [
        "41%", "41% (source: )", "41% (OCC)", "about 41% (source: OCC)", "41% (source: OCC) 42%",
        "41% and 42% (source: OCC)", "41% (source: a  b)", "41% (source: OCC", "(source: OCC)",
        "41% (source: a) and 5 (source: b)", "41.(source: OCC)", "41. (source: OCC)",
        f"41% (source: {'x' * 81})", "41% (source: a\nb)",
    ],
)  # fmt: skip
def test_a_text_that_is_no_number_with_a_source_is_given_by_nothing(text: str) -> None:
    assert expected_words(SOURCE, SOURCED, text, ()) is None


def test_markup_in_a_source_must_be_escaped() -> None:
    assert expected_markdown(SOURCE, SOURCED, "4 (source: a*b)", ()) == r"4 (source: a\*b)"


def test_a_sourced_span_names_the_source_and_no_fact() -> None:
    assert expected_words("spot", SOURCED, "4 (source: OCC)", ()) is None


def test_the_day_of_a_correction_is_given_by_the_corrections_alone() -> None:
    day = date(2026, 7, 2)
    assert expected_words(day_reference(day), DAY, "", {day}) == "July 2, 2026"
    assert expected_words(day_reference(date(2026, 7, 3)), DAY, "July 3, 2026", {day}) is None
    assert expected_words("correction", DAY, "July 2, 2026", {day}) is None
