"""The figures of a note are those that a person counts, beside the ranges of the house style."""

from __future__ import annotations

from generator.narrative.house_figures import Figure, house_figures
from generator.narrative.prose import prose_of

NOTE = """# SPY holds $600, and puts lead

- SPY is at $600.00, up 1.2% in a day.
- The 14-day RSI is 55.4.

Puts lead at $600. Calls lead at $610, $620 and $630 for Friday, Jan. 2, 2026, with 1,200 contracts.

## Risks

Would you sell at $600? “Whales scream, says you?” is quoted, so whales are whispered about.
"""


def figures() -> dict[str, Figure]:
    return {figure.name: figure for figure in house_figures(prose_of(NOTE), "SPY")}


def test_words_are_counted_section_by_section() -> None:
    found = figures()
    assert found["headline words"].value == 6
    assert found["bullets"].value == 2
    assert found["words of the longest bullet"].value == 9
    assert found["words of lead"].value == 4 + 15
    assert found["words of risks"].value == 5 + 11
    assert found["words of prose"].value == 9 + 5 + 19 + 16


def test_a_date_and_a_parameter_of_a_name_are_no_numbers() -> None:
    """Two, one, one, four, one: nine in all; the fullest sentence has four."""
    found = figures()
    assert found["most numbers in a sentence"].value == 4
    assert found["most numbers in a sentence"].detail.startswith("Calls lead")
    assert found["numbers in the lead"].value == 5
    assert found["numbers a hundred words"].value == 100 * 9 / 49


def test_a_level_counts_whether_or_not_its_cents_are_written() -> None:
    level = figures()["most often a level"]
    assert (level.value, level.mark, level.detail) == (3, "high", "$600 3 times")


def test_large_amounts_are_no_levels() -> None:
    text = "The fund holds $72 billion. It held $72 billion. It will hold $72 billion at $72."
    found = {figure.name: figure for figure in house_figures(prose_of(text))}
    assert found["most often a level"].value == 1


def test_what_is_quoted_is_not_the_notes_own_word() -> None:
    found = figures()
    assert found["second person"].value == 1
    assert found["forbidden words"].detail == "whales, whispered"
    assert found["rhetorical questions"].value == 1


def test_the_mean_sentence_is_taken_over_all_prose() -> None:
    assert figures()["words a sentence, mean"].value == 49 / 6


def test_a_mark_says_on_which_side_of_its_range_a_figure_is() -> None:
    assert Figure("x", 5, 1, 4).mark == "high"
    assert Figure("x", 0, 1, 4).mark == "low"
    assert Figure("x", 0, 1, 4, excused=True).mark == "short"
    assert Figure("x", 4, 1, 4).mark == "ok"
    assert Figure("x", 99).mark == "ok"


def test_what_a_contract_makes_or_loses_is_no_level() -> None:
    text = "It buys the $165 put and loses at most $165 a contract. The $165 put costs money."
    found = {figure.name: figure for figure in house_figures(prose_of(text))}
    assert found["most often a level"].value == 2


def test_a_section_without_its_facts_is_excused_from_its_least_length_alone() -> None:
    prose = prose_of("## Risks\n\nNone today. Nor tomorrow.\n")
    found = {item.name: item for item in house_figures(prose, short={"risks"})}
    assert found["words of risks"].mark == "short"
    assert {item.name: item for item in house_figures(prose)}["words of risks"].mark == "low"
    long = prose_of("## Risks\n\n" + "A word and another one. " * 13)
    assert house_figures(long, short={"risks"})[1].mark == "high"


def test_what_an_excused_section_lacks_is_taken_off_the_least_length_of_the_note() -> None:
    prose = prose_of("## Risks\n\nNone today.\n")
    assert {item.name: item for item in house_figures(prose)}["words of prose"].low == 460 - 38


def test_a_section_of_one_sentence_is_excused_from_its_least_length() -> None:
    found = {figure.name: figure for figure in house_figures(prose_of("## Risks\n\nNone today.\n"))}
    assert found["words of risks"].mark == "short"
