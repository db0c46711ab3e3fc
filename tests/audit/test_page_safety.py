"""A note's page runs, fetches and asks for nothing, hides nothing, and says no number unseen."""

from __future__ import annotations

import pytest

from generator.audit.page_safety import audit_page_safety
from tests.replays import demo_note


def kinds(page: str) -> list[str]:
    """The classes of what is found."""
    found = audit_page_safety(page, own_words=frozenset({"Desk 42"}), file="article.html")
    return [item.kind for item in found]


def test_the_page_of_a_note_is_safe() -> None:
    assert kinds(demo_note().page) == []


@pytest.mark.parametrize(
    "tag",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//h.test/x>",
        '<img src="https://h.test/x.png">',
        '<img src="x.png">',
        '<img srcset="https://h.test/x.png 1x">',
        '<link rel="stylesheet" href="https://h.test/x.css">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="https://h.test/">x</a>',
        '<p onclick="alert(1)">x</p>',
        '<svg><image href="https://h.test/x"/></svg>',
        '<svg><use xlink:href="https://h.test/x#a"/></svg>',
        '<svg onload="alert(1)"></svg>',
        "<iframe></iframe>",
        '<object data="data:text/html,x"></object>',
        '<embed src="x">',
        '<form action="https://h.test/"></form>',
        '<input value="IWM 9.99">',
        "<button>x</button>",
        '<base href="https://h.test/">',
        '<meta http-equiv="refresh" content="0; url=https://h.test/">',
        '<video poster="x"></video>',
        '<svg><animate attributeName="x" to="1"/></svg>',
    ],
)
def test_what_runs_fetches_or_asks_is_found(tag: str) -> None:
    page = demo_note().page.replace("</main>", f"{tag}</main>")
    assert "active_content" in kinds(page)


@pytest.mark.parametrize("name", ["alt", "title", "aria-label", "placeholder"])
def test_a_number_in_what_some_readers_hear_is_found(name: str) -> None:
    page = demo_note().page
    assert kinds(page.replace("<main>", f'<main {name}="$9.99">')) == ["unproven_number"]
    assert kinds(page.replace("<main>", f'<main {name}="Desk 42">')) == []


def test_the_page_s_own_address_fetches_nothing() -> None:
    link = '<link rel="canonical" href="https://h.test/2026-01-02/IWM/article.html">'
    assert kinds(demo_note().page.replace("</head>", f"{link}</head>")) == []


@pytest.mark.parametrize(
    "words",
    [
        '<p data-fact="a" data-fact="b">x</p>',
        '<a href="https://h.test/" href="#p1">x</a>',
        '<p ALT="9.99" alt="">x</p>',
    ],
)
def test_an_attribute_that_is_given_twice_is_found(words: str) -> None:
    page = demo_note().page.replace("</main>", f"{words}</main>")
    assert kinds(page) == ["active_content"]


@pytest.mark.parametrize(
    "element",
    [
        "<p hidden>x</p>",
        "<p popover>x</p>",
        '<p style="display:none">x</p>',
        '<p style="max-height:0;overflow:hidden">x</p>',
        '<p style="color:#fff">x</p>',
        '<svg><text visibility="hidden">x</text></svg>',
        '<svg><g display="none"><text>x</text></g></svg>',
        '<svg><text opacity="0.0">x</text></svg>',
        '<svg><text fill-opacity="0%">x</text></svg>',
        '<svg><text font-size="0px">x</text></svg>',
        '<svg><text fill="none">x</text></svg>',
        "<details>x</details>",
        "<dialog>x</dialog>",
        "<noscript>x</noscript>",
    ],
)
def test_what_hides_words_of_the_note_is_found(element: str) -> None:
    page = demo_note().page.replace("</main>", f"{element}</main>")
    assert kinds(page) == ["active_content"]


@pytest.mark.parametrize(
    "unseen",
    [
        "<!-- a remark -->",
        "<!--> Buy IWM now <!-- -->",
        "<!---> Buy IWM now <!-- -->",
        "<!-- --!> Buy IWM now -->",
        "<svg><![CDATA[Buy IWM now]]></svg>",
        "<?php Buy IWM now ?>",
        "<!ENTITY a>",
        "</ Buy IWM now>",
    ],
)
def test_what_one_program_shows_and_another_does_not_is_found(unseen: str) -> None:
    page = demo_note().page.replace("</main>", f"{unseen}</main>")
    assert set(kinds(page)) == {"forbidden_token"}
