"""A card that does not say what its fact says is found, and so is a number that opens another's."""

from __future__ import annotations

import re

import pytest

from generator.audit.proof_cards import audit_proof_cards
from tests.replays import demo_note


def kinds(page: str) -> set[str]:
    """The classes of the findings of a changed page of the demo."""
    assert page != demo_note().page
    facts = demo_note().written.composition.facts
    return {item.kind for item in audit_proof_cards(page, facts, file="article.html")}


def test_the_cards_of_an_untouched_page_have_no_finding() -> None:
    note = demo_note()
    facts = note.written.composition.facts
    assert audit_proof_cards(note.page, facts, file="article.html") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("put open interest: 4,304,503</a>", "put open interest: 4,304,504</a>"),
        ("put / call open interest, all", "put / call open interest, half of all"),
        ("ratio: 2.17</b>", "ratio: 2.18</b>"),
        ("level: $251.50; role: 52-week high", "level: $251.00; role: 52-week high"),
        ("contracts, observed Dec. 26, 2025</i>", "contracts, observed Dec. 27, 2025</i>"),
        ("<b>price: $249.52</b>", "<b>price: $249.52</b><p>rounded to 5</p>"),
    ],
)
def test_a_changed_line_of_a_card_is_found(old: str, new: str) -> None:
    assert kinds(demo_note().page.replace(old, new, 1)) == {"changed_number"}


def card_id(name: str) -> str:
    """The id of the card of a fact."""
    found = re.search(rf'<div id="(p\d+)" data-of="{name}[\["]', demo_note().page)
    assert found is not None
    return found[1]


def test_a_number_that_opens_the_card_of_another_fact_is_found() -> None:
    spot, support = card_id("spot"), card_id("support")
    page = demo_note().page.replace(f'<a href="#{spot}"><data', f'<a href="#{support}"><data', 1)
    assert kinds(page) == {"label"}


def test_a_number_whose_card_is_gone_is_found() -> None:
    page = re.sub(rf'<div id="{card_id("spot")}".*?</div>', "", demo_note().page)
    assert kinds(page) == {"empty_slot"}


@pytest.mark.parametrize("of", ["spott", "spot[0]", "levels[99]", "levels[0", ""])
def test_a_card_of_no_fact_and_no_row_is_found(of: str) -> None:
    page = demo_note().page.replace('data-of="spot"', f'data-of="{of}"', 1)
    assert "unproven_number" in kinds(page)


def test_a_card_without_the_row_of_its_number_is_found() -> None:
    page = re.sub(r'data-of="levels\[0,', 'data-of="levels[', demo_note().page)
    assert kinds(page) == {"changed_number", "label"}


def test_two_cards_of_one_name_are_found() -> None:
    page = demo_note().page.replace(f'<div id="{card_id("spot")}"', '<div id="p1"', 1)
    assert kinds(page) >= {"doubled", "label"}


def test_a_number_beside_the_cards_is_found() -> None:
    page = demo_note().page.replace("opens its proof.", "opens its 1 proof.")
    assert kinds(page) == {"unproven_number"}
