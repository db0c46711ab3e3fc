"""A page has the words of its note, in order, and no others, whatever stands around them."""

from __future__ import annotations

import pytest

from generator.audit.page_runs import read_runs
from generator.audit.page_words import audit_page_words
from tests.replays import demo_note


def found(page: str) -> list[str]:
    """What is found in a page of the demo."""
    markdown = demo_note().written.note.text
    findings = audit_page_words(read_runs(page), markdown, file="article.html")
    return [f"{item.kind}: {item.message}" for item in findings]


def test_an_untouched_page_has_the_words_of_its_note() -> None:
    assert found(demo_note().page) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("the puts below", "the calls below"),
        ("so neither reading is preferred", "so both readings are preferred"),
        ("<p>In aggregate, ", "<p>"),
        ("</ul>", "<li>Buy now.</li></ul>"),
        ("<th>Structure</th>", "<th>Sructure</th>"),
        ("</main>", "<p>Sell everything.</p></main>"),
    ],
)
def test_a_word_that_was_changed_left_out_or_added_is_found(old: str, new: str) -> None:
    page = demo_note().page
    assert old in page
    assert found(page.replace(old, new, 1))


def test_the_place_of_a_changed_word_is_its_line() -> None:
    page = demo_note().page.replace("the puts below", "the calls below", 1)
    line = page[: page.index("the calls below")].count("\n") + 1
    assert any(f"line {line} reads " in item and "calls" in item for item in found(page))


def test_a_page_without_a_main_part_is_read_between_its_head_and_its_foot() -> None:
    page = demo_note().page.replace("<main>", "<div>").replace("</main>", "</div>")
    assert found(page) == []
    assert found(page.replace("the puts below", "the calls below", 1))
