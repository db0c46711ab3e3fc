"""A link of a page leads to the note of the one symbol that it stands on, however it is written."""

from __future__ import annotations

import pytest

from generator.audit.page_links import audit_page_links
from generator.wording.note_links import with_note_links
from tests.wording.test_note_links import BODY, FACTS, SYMBOL

PAGE = with_note_links(BODY, FACTS)
IWM = SYMBOL.format("IWM", 0)
SPY = SYMBOL.format("SPY", 1)


def kinds(page: str) -> list[str]:
    """The classes of what is found."""
    return [item.kind for item in audit_page_links(page, FACTS, file="article.html")]


def test_the_links_of_an_edition_and_of_its_own_numbers_are_right() -> None:
    assert kinds(PAGE) == []
    assert kinds(f'<a href="#p1">{IWM}</a><a id="x">here</a>') == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("../IWM/article.html", "../SPY/article.html"),
        ("../IWM/article.html", "https://evil.example/"),
        ("edition_notes[0]", "edition_notes[1]"),
        ("edition_notes[0]", "edition_notes[2]"),
        ("edition_notes[0]", "edition_notes[9]"),
        ("edition_notes[0]", "edition notes"),
    ],
)
@pytest.mark.parametrize("named", ['<a class="note" ', "<a ", '<a class="x" id="y" '])
def test_a_link_that_leads_elsewhere_is_found(right: str, wrong: str, named: str) -> None:
    page = PAGE.replace('<a class="note" ', named)
    assert kinds(page) == []
    assert kinds(page.replace(right, wrong)) == ["active_content"]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="../IWM/article.html">here</a>',
        f'<a href="../IWM/article.html">{IWM}{IWM}</a>',
        f'<a href="../IWM/article.html">{IWM} and {SPY}</a>',
        f'<a href="../IWM/article.html"><a href="#p1">{IWM}</a></a>',
        f'<a href="../IWM/article.html"></a>{IWM}',
        f'<a href="../IWM/article.html">{IWM.replace("note_link", "text")}</a>',
    ],
)
def test_a_link_stands_on_one_symbol(link: str) -> None:
    assert kinds(f"<p>{link}</p>") == ["active_content"]
