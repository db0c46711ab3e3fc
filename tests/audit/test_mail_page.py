"""The HTML part of an e-mail is read as any program could show it, whatever frame it stands in."""

from __future__ import annotations

import pytest

from generator.audit.mail_page import read_mail_page

PART = (
    "<!DOCTYPE html><html><head><title>t</title><style>{sheet}</style></head><body>{around}"
    '<table><tr><td id="note"><h1>IWM</h1>{note}</td></tr></table></body></html>'
)
CONDITIONAL = '<!--[if mso]><table width="640"><tr><td><![endif]-->'
SHEET = """
/* content: what a frame's writer says of it */
@media (max-width: 480px) { h1 { font: 17px/1 serif; text-transform: uppercase } }
"""


def suspect(sheet: str = "", around: str = "", note: str = "") -> list[str]:
    """What no note has."""
    return read_mail_page(PART.format(sheet=sheet, around=around, note=note)).suspect


def test_a_frame_has_styles_and_comments_for_outlook() -> None:
    assert suspect(SHEET, CONDITIONAL, "<p>up</p>") == []
    assert suspect(around="<!--[if gte mso 9]> <table><tr><td> <![endif]-->") == []


@pytest.mark.parametrize(
    "element",
    [
        '<a href="https://evil.example/" href="https://h.test/">x</a>',
        '<img src="https://h.test/x.png" alt="" src="cid:x">',
        '<p STYLE="display:none" style="">x</p>',
    ],
)
def test_an_attribute_that_is_given_twice_is_found(element: str) -> None:
    assert suspect(note=element)
    assert suspect(around=element)


@pytest.mark.parametrize(
    "rule",
    [
        'h1::after { content: " to $999" }',
        "h1:before { color: red }",
        "h1 { content /**/ : attr(class) }",
        "h1 { counter-reset: x 9 }",
        "@font-face { font-family: x; src: local(y) }",
        '@import "x.css";',
        "h1 { background: URL(x) }",
        "h1 { d\\69splay: none }",
        "td { position: absolute; left: -999px }",
        "td { max-height: 0; overflow: hidden }",
        "td { font: 0/0 a }",
        "td { color: transparent }",
        "td { transform: scale(0) }",
    ],
)
def test_a_rule_that_writes_asks_or_hides_is_found(rule: str) -> None:
    assert suspect(sheet=rule)


@pytest.mark.parametrize(
    "unseen",
    [
        "<!--> up <!-- -->",
        "<!---> up <!-- -->",
        "<!-- --!> up -->",
        "<!-- up -->",
        "<!--[if mso]>buy<![endif]-->",
        '<!--[if mso]><img src="https://h.test/x.png"><![endif]-->',
        "<!--[if mso]><table>--!>buy<![endif]-->",
        "<![CDATA[up]]>",
        "<?up ?>",
        "<!ENTITY up>",
    ],
)
def test_what_one_program_shows_and_another_does_not_is_found(unseen: str) -> None:
    assert suspect(around=unseen)
    assert suspect(note=unseen)
