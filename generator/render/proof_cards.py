"""Cards that show a number's formula, inputs, source and day on hover, focus and tap, scriptless.

A number is a link to the card of its fact. The card, at the end of the page, is shown where it is
the link's target, or while a link to it is pointed at or has the focus; a label of a chart shows
its card while it is pointed at. Nothing of this is printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from generator.signals.facts import Reference
from generator.wording.note_links import FORMAT, without_near_links
from generator.wording.proofs import proof_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.signals.facts import Facts

_NUMBER: Final = re.compile(
    r'<data value="[^"]*" data-fact="(?P<fact>[^"]*)" data-format="(?P<format>[^"]*)">'
    r"[^<]*\d[^<]*</data>"
)
_LABEL: Final = re.compile(r'<tspan data-fact="(?P<fact>[^"]*)"')
_LINKED: Final = re.compile(r'<a href="#p\d+">(?P<number><data [^>]*>[^<]*</data>)</a>')
_ASIDE: Final = re.compile(
    r'^<aside class="(?:hint|proofs)".*?</aside>\n?', re.DOTALL | re.MULTILINE
)
_WORDS: Final = frozenset({"quoted", "text", FORMAT})
"""Formats whose digits belong to a name or to a headline."""


@dataclass(frozen=True, slots=True)
class Cards:
    """A note's body whose numbers are links, the cards that they open, and the style for that."""

    body: str
    html: str
    style: str


def with_cards(body: str, facts: Facts) -> Cards:
    """The note's body with each of its own numbers a link to the card of its fact.

    The card of a table shows the rows that the note prints.
    """
    rows: dict[str, set[int]] = {}

    def linked(match: re.Match[str]) -> str:
        reference = Reference.parse(match["fact"])
        if reference.field == "label" or match["format"] in _WORDS:
            return match[0]
        shown = rows.setdefault(reference.name, set())
        if reference.row is not None:
            shown.add(reference.row)
        return f'<a href="#p{list(rows).index(reference.name) + 1}">{match[0]}</a>'

    text = _NUMBER.sub(linked, body)
    cards = {name: f"p{place}" for place, name in enumerate(rows, 1)}
    html = "\n".join(_card(name, sorted(rows[name]), facts, cards) for name in cards)
    return Cards(text, html, _rules(cards, text))


def without_screen_parts(page: str) -> str:
    """The page as it is printed: numbers are no links, and nothing explains how to use a screen."""
    return without_near_links(_ASIDE.sub("", _LINKED.sub(r"\g<number>", page)))


def _rules(cards: Mapping[str, str], body: str) -> str:
    """The style that shows a card while its number, or its label in a chart, is pointed at."""
    labels = {Reference.parse(match["fact"]).name for match in _LABEL.finditer(body)}
    selectors = ",\n".join(
        f"body:has({_pointers(card, name if name in labels else None)}) #{card}"
        for name, card in cards.items()
    )
    return f"{selectors} {{ opacity: 1; visibility: visible; }}" if selectors else ""


def _pointers(card: str, labelled: str | None) -> str:
    """What is pointed at, or has the focus, while the card is shown."""
    number = f'main [href="#{card}"]:is(:hover,:focus-visible)'
    if labelled is None:
        return number
    return f'{number},tspan:is([data-fact="{labelled}"],[data-fact^="{labelled}["]):hover'


def _card(name: str, rows: Sequence[int], facts: Facts, cards: Mapping[str, str]) -> str:
    proof = proof_of(name, facts, rows)
    inputs = "".join(f"<li>{_input(given, text, cards)}</li>" for given, text in proof.inputs)
    parts = (
        f"<b>{escape(proof.what)}</b>",
        *(f"<p>{escape(row)}</p>" for row in proof.rows),
        f"<p>{escape(proof.how)}</p>" if proof.how else "",
        f"<ul>{inputs}</ul>" if inputs else "",
        f"<i>{escape(proof.source)}</i>" if proof.source else "",
    )
    of = f"{name}[{','.join(map(str, rows))}]" if rows else name
    return f'<div id="{cards[name]}" data-of="{of}">{"".join(parts)}</div>'


def _input(name: str, text: str, cards: Mapping[str, str]) -> str:
    words = escape(text)
    return f'<a href="#{cards[name]}">{words}</a>' if name in cards else words
