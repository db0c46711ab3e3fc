"""Each number of the page opens the card of its fact, by style alone, and none of it is printed."""

from __future__ import annotations

import re
from html import unescape

from generator.render.proof_cards import proof_rules, with_links, without_screen_parts
from tests.replays import demo_note

NUMBER = re.compile(
    r'(<a href="#([a-z0-9_.]+)">)?<data [^>]*data-fact="([^"]+)" '
    r'data-format="(\w+)">([^<]*)<'
)


def test_every_number_of_the_note_is_a_link_to_the_card_of_its_fact() -> None:
    page = demo_note().page
    cards = set(re.findall(r'<div id="([a-z0-9_.]+)">', page))
    linked = 0
    for link, target, reference, name, text in NUMBER.findall(page):
        ours = bool(re.search(r"\d", text)) and name not in ("quoted", "text")
        assert bool(link) == ours, (reference, text)
        if link:
            assert target == re.split(r"[\[:]", reference)[0]
            assert target in cards
            linked += 1
    assert linked > 100
    assert len(cards) > 40


def test_a_quoted_headline_is_no_link_for_its_digits_are_not_ours() -> None:
    quoted = (
        '<data value="Up 3%" data-fact="headlines[0].title" data-format="quoted">“Up 3%”</data>'
    )
    assert with_links(quoted) == quoted


def test_a_card_shows_formula_inputs_source_and_day() -> None:
    card = re.search(r'<div id="put_call_oi_ratio">.*?</div>', demo_note().page)
    assert card is not None
    lines = re.sub(r"(?:<[^>]+>)+", "|", unescape(card[0])).strip("|").split("|")
    assert lines == [
        "put/call open-interest ratio: 2.17",
        "put / call open interest, all counted contracts",
        "put open interest: 4,304,503",
        "call open interest: 1,983,646",
        "contracts, observed Dec. 26, 2025",
    ]


def test_an_input_that_has_a_card_itself_is_a_link_to_it() -> None:
    assert '<li><a href="#spot">price: $249.52</a></li>' in demo_note().page


def test_cards_are_shown_by_style_alone_on_hover_and_focus_and_as_target() -> None:
    page = demo_note().page
    assert "<script" not in page
    assert 'body:has([href="#rsi_14"]:is(:hover,:focus-visible)) #rsi_14' in page
    assert ".proofs > :target { opacity: 1;" in page


def test_a_label_of_a_chart_shows_its_card_too() -> None:
    linked = (
        '<tspan data-fact="spot" data-format="price">$1</tspan>'
        '<a href="#spot"><data value="1.0" data-fact="spot" data-format="price">$1</data></a>'
    )
    assert 'tspan:is([data-fact="spot"],[data-fact^="spot["]):hover' in proof_rules(linked)


def test_a_name_with_a_dot_is_escaped_in_the_style() -> None:
    linked = '<a href="#threshold.a"><data value="2" data-fact="threshold.a">2</data></a>'
    assert r" #threshold\.a {" in proof_rules(linked)


def test_the_printed_page_has_neither_links_nor_cards_and_all_its_numbers() -> None:
    page = demo_note().page
    printed = without_screen_parts(page)
    assert "<aside" not in printed
    assert "<a " not in printed
    assert printed.count("<data ") == page.count("<data ")
