"""Cards that show a number's formula, inputs, source and day on hover, focus and tap, scriptless.

A number is a link to the card of its fact. The card, at the end of the page, is shown where it is
the link's target, or while a link to it is pointed at or has the focus; a label of a chart shows
its card while it is pointed at. Nothing of this is printed.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from generator.signals.facts import Reference
from generator.wording.proofs import proof_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.signals.facts import Facts
    from generator.wording.proofs import Proof

_NUMBER: Final = re.compile(
    r'<data value="[^"]*" data-fact="(?P<fact>[^"]*)" data-format="(?P<format>[^"]*)">'
    r"[^<]*\d[^<]*</data>"
)
_LABEL: Final = re.compile(r'<tspan data-fact="(?P<fact>[^"]*)"')
_LINKED: Final = re.compile(
    r'<a href="#(?P<name>[a-z0-9_.]+)">(?P<number><data [^>]*>[^<]*</data>)</a>'
)
_ASIDE: Final = re.compile(r"<aside\b.*?</aside>\n?", re.DOTALL)
_ESCAPED_DOT: Final = r"\."
_WORDS: Final = frozenset({"quoted", "text"})
"""Formats whose digits belong to a name or to a headline."""


def with_links(body: str) -> str:
    """The note's body, each of its own numbers a link to the card of its fact."""

    def linked(match: re.Match[str]) -> str:
        reference = Reference.parse(match["fact"])
        if reference.field == "label" or match["format"] in _WORDS:
            return match[0]
        return f'<a href="#{reference.name}">{match[0]}</a>'

    return _NUMBER.sub(linked, body)


def without_screen_parts(page: str) -> str:
    """The page as it is printed: numbers are no links, and nothing explains how to use a screen."""
    return _ASIDE.sub("", _LINKED.sub(r"\g<number>", page))


def proof_cards(linked: str, facts: Facts) -> str:
    """A card for each fact that ``linked`` links to, in the order of the first links, as HTML."""
    names = _linked_facts(linked)
    return "\n".join(_card(proof_of(name, facts), names) for name in names)


def proof_rules(linked: str) -> str:
    """The style that shows a card while its number, or its label in a chart, is pointed at."""
    labels = {Reference.parse(match["fact"]).name for match in _LABEL.finditer(linked)}
    selectors = ",\n".join(
        f"body:has({_pointers(name, labels)}) #{name.replace('.', _ESCAPED_DOT)}"
        for name in _linked_facts(linked)
    )
    return f"{selectors} {{ opacity: 1; visibility: visible; }}" if selectors else ""


def _pointers(name: str, labels: Collection[str]) -> str:
    """What is pointed at, or has the focus, while the card of ``name`` is shown."""
    number = f'[href="#{name}"]:is(:hover,:focus-visible)'
    if name not in labels:
        return number
    return f'{number},tspan:is([data-fact="{name}"],[data-fact^="{name}["]):hover'


def _linked_facts(linked: str) -> list[str]:
    return list(dict.fromkeys(match["name"] for match in _LINKED.finditer(linked)))


def _card(proof: Proof, shown: Collection[str]) -> str:
    inputs = "".join(f"<li>{_input(name, text, shown)}</li>" for name, text in proof.inputs)
    parts = (
        f"<b>{escape(proof.what)}</b>",
        f"<p>{escape(proof.how)}</p>" if proof.how else "",
        f"<ul>{inputs}</ul>" if inputs else "",
        f"<i>{escape(proof.source)}</i>" if proof.source else "",
    )
    return f'<div id="{proof.name}">{"".join(parts)}</div>'


def _input(name: str, text: str, shown: Collection[str]) -> str:
    words = escape(text)
    return f'<a href="#{name}">{words}</a>' if name in shown else words
