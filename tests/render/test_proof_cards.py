"""Each number of the page opens the card of its fact, by style alone, and none of it is printed."""

from __future__ import annotations

import re
from html import unescape

from generator.render.proof_cards import with_cards, without_screen_parts
from tests.replays import demo_note

NUMBER = re.compile(
    r'(<a href="#(p\d+)">)?<data [^>]*data-fact="([^"]+)" data-format="(\w+)">([^<]*)<'
)
CARD = re.compile(r'<div id="(p\d+)" data-of="([a-z0-9_.]+)(?:\[([\d,]+)\])?">(.*?)</div>')


def cards() -> dict[str, tuple[str, set[str], str]]:
    """What each card of the demo's page is of, the rows it shows, and its HTML."""
    found = CARD.findall(demo_note().page)
    return {
        card: (name, set(filter(None, rows.split(","))), text) for card, name, rows, text in found
    }


def card_of(name: str) -> str:
    """The lines of one card, parted by strokes."""
    text = next(text for of, _, text in cards().values() if of == name)
    return re.sub(r"(?:<[^>]+>)+", "|", unescape(text)).strip("|")


def test_every_number_of_the_note_is_a_link_to_the_card_of_its_fact_and_row() -> None:
    linked = 0
    for link, target, reference, name, text in NUMBER.findall(demo_note().page):
        ours = bool(re.search(r"\d", text)) and name not in ("quoted", "text")
        assert bool(link) == ours, (reference, text)
        if link:
            of, rows, _ = cards()[target]
            assert of == re.split(r"[\[:]", reference)[0]
            row = re.search(r"\[(\d+)\]", reference)
            assert row is None or row[1] in rows
            linked += 1
    assert linked > 100
    assert len(cards()) > 30


def test_a_quoted_headline_and_a_name_are_no_links_for_their_digits_are_not_ours() -> None:
    for name in ("quoted", "text"):
        words = f'<data value="Up 3%" data-fact="headlines[0].title" data-format="{name}">3%</data>'
        assert with_cards(words, demo_note().written.composition.facts).body == words


def test_a_card_shows_formula_inputs_source_and_day() -> None:
    assert card_of("put_call_oi_ratio").split("|") == [
        "put/call open-interest ratio: 2.17",
        "put / call open interest, all counted contracts",
        "put open interest: 4,304,503",
        "call open interest: 1,983,646",
        "contracts, observed Dec. 26, 2025",
    ]


def test_the_card_of_a_table_shows_the_rows_that_the_note_prints() -> None:
    lines = card_of("levels").split("|")
    assert lines[0] == "levels"
    assert lines[1].startswith("level: $260.00; role: call wall")
    assert "strike: $260; expiration: Jan. 2, 2026; open interest: 17,177" in card_of(
        "top_otm_calls_front"
    )


def test_an_input_that_has_a_card_itself_is_a_link_to_it() -> None:
    assert re.search(r'<li><a href="#p\d+">price: \$249\.52</a></li>', demo_note().page)


def test_cards_are_shown_by_style_alone_on_hover_and_focus_and_as_target() -> None:
    page = demo_note().page
    assert "<script" not in page
    assert re.search(
        r'body:has\(main \[href="#p1"\]:is\(:hover,:focus-visible\)[^\n]*\) #p1,', page
    )
    assert ".proofs > :target { opacity: 1;" in page


def test_a_label_of_a_chart_shows_its_card_too() -> None:
    drawn = (
        '<tspan data-fact="spot" data-format="price">$1</tspan>'
        '<data value="1.0" data-fact="spot" data-format="price">$1</data>'
    )
    made = with_cards(drawn, demo_note().written.composition.facts)
    assert 'tspan:is([data-fact="spot"],[data-fact^="spot["]):hover' in made.style


def test_the_printed_page_has_neither_links_nor_cards_and_all_its_numbers() -> None:
    page = demo_note().page
    printed = without_screen_parts(page)
    assert "<aside" not in printed
    assert "<a " not in printed
    assert printed.count("<data ") == page.count("<data ")


def test_what_only_looks_like_a_card_is_printed() -> None:
    page = '<style>/* <aside class="proofs"> */</style><p>2.17</p>\n<aside>said</aside>\n'
    assert without_screen_parts(page) == page
