"""A symbol of an edition leads to its own note alone; from paper it leads nowhere near."""

from __future__ import annotations

from typing import Final

from generator.narrative.edition_facts import Member, edition_facts
from generator.wording.note_links import links_of, with_note_links, without_near_links
from tests.narrative.test_edition_facts import facts_of

SYMBOL: Final = (
    '<data value="{0}" data-fact="edition_notes[{1}].symbol" data-format="note_link">{0}</data>'
)
FACTS: Final = edition_facts(
    "EDITION",
    [
        Member(facts_of("IWM"), "../IWM/article.html"),
        Member(facts_of("SPY"), "https://example.com/SPY?a=1&b=2"),
        Member(facts_of("KO")),
    ],
)
BODY: Final = (
    f"<p>{SYMBOL.format('IWM', 0)} and {SYMBOL.format('SPY', 1)}, {SYMBOL.format('KO', 2)}</p>"
)


def test_each_symbol_with_a_note_leads_to_it() -> None:
    page = with_note_links(BODY, FACTS)
    assert page.count('<a class="note" href=') == 2
    assert f'<a class="note" href="../IWM/article.html">{SYMBOL.format("IWM", 0)}</a>' in page
    assert 'href="https://example.com/SPY?a=1&amp;b=2"' in page
    assert links_of(FACTS) == {"../IWM/article.html", "https://example.com/SPY?a=1&b=2"}


def test_paper_keeps_the_links_that_lead_somewhere_from_it() -> None:
    printed = without_near_links(with_note_links(BODY, FACTS))
    assert "../IWM" not in printed
    assert "https://example.com" in printed
    assert without_near_links(BODY) == BODY
