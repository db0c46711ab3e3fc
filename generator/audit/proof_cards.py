"""Proof of the cards that explain a page's numbers: each says what its fact says, and no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.places import numerals
from generator.signals.facts import Reference
from generator.wording.proofs import proof_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.signals.facts import Facts

_LINES: Final = frozenset({"b", "p", "li", "i"})


@dataclass(slots=True)
class _Card:
    """A card as it stands: its lines, and where it begins."""

    line: int
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Link:
    """A number that opens a card."""

    target: str
    reference: str
    line: int
    column: int


class _Reader(HTMLParser):
    """Collects the cards of a page, the links of its numbers, and what stands beside the cards."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cards: dict[str, _Card] = {}
        self.links: list[_Link] = []
        self.beside: list[tuple[str, int]] = []
        self._aside = False
        self._card: _Card | None = None
        self._target: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        line, column = self.getpos()
        if tag == "aside":
            self._aside = True
        elif self._aside and tag == "div":
            self._card = self.cards.setdefault(values.get("id", ""), _Card(line))
        elif self._card is not None and tag in _LINES:
            self._card.lines.append("")
        elif tag == "a":
            self._target = values.get("href", "").removeprefix("#")
        elif tag == "data" and self._target is not None:
            reference = values.get("data-fact", "")
            self.links.append(_Link(self._target, reference, line, column + 1))

    def handle_endtag(self, tag: str) -> None:
        if tag == "aside":
            self._aside = False
        elif tag == "div":
            self._card = None
        elif tag == "a":
            self._target = None

    def handle_data(self, data: str) -> None:
        if self._card is not None and self._card.lines:
            self._card.lines[-1] += data
        elif self._aside:
            self.beside.append((data, self.getpos()[0]))


def audit_proof_cards(html: str, facts: Facts, *, file: str) -> list[Finding]:
    """Prove the cards of a page: their words, and that each number opens the card of its own fact.

    Args:
        html: The page.
        facts: What the cards explain.
        file: Name of the file, for the findings.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = (*_cards(reader, facts), *_links(reader), *_beside(reader))
    return [
        Finding(kind=kind, message=message, file=file, line=line, column=column)
        for kind, message, line, column in found
    ]


_Problem = tuple[str, str, int, int]


def _cards(reader: _Reader, facts: Facts) -> Iterator[_Problem]:
    for name, card in reader.cards.items():
        if name not in facts:
            yield "unproven_number", f"the card {name!r} explains no fact", card.line, 1
            continue
        wanted = proof_of(name, facts).lines
        if tuple(card.lines) != wanted:
            said = next((line for line in card.lines if line not in wanted), " / ".join(card.lines))
            message = f"the card of {name} reads {said!r}, and its fact does not"
            yield "changed_number", message, card.line, 1


def _links(reader: _Reader) -> Iterator[_Problem]:
    for link in reader.links:
        try:
            name = Reference.parse(link.reference).name
        except ValueError:
            continue  # the element itself is a finding
        if link.target != name:
            message = f"the number of {name} opens the card of {link.target}"
            yield "label", message, link.line, link.column
        elif name not in reader.cards:
            yield "empty_slot", f"the number of {name} opens no card", link.line, link.column


def _beside(reader: _Reader) -> Iterator[_Problem]:
    for text, line in reader.beside:
        for start, end in numerals(text):
            yield "unproven_number", f"{text[start:end]!r} comes from no fact", line, 1
