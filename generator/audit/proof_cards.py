"""Proof of the cards that explain a page's numbers: each says what its fact says, and no more."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.page_reader import PageReader
from generator.audit.places import numerals
from generator.signals.facts import Reference
from generator.wording.proofs import proof_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.page_reader import Attributes
    from generator.signals.facts import Facts

_SUBJECT: Final = re.compile(r"(?P<name>[a-z0-9_.]+)(?:\[(?P<rows>\d+(?:,\d+)*)\])?", re.ASCII)
_LINES: Final = frozenset({"b", "p", "li", "i"})


@dataclass(slots=True)
class _Card:
    """A card as it stands: what it says it proves, its lines, and where it begins."""

    of: str
    line: int
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Link:
    """A number that opens a card."""

    target: str
    reference: str
    line: int
    column: int


class _Reader(PageReader):
    """Collects the cards of a page, the links of its numbers, and what stands beside the cards."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, _Card] = {}
        self.links: list[_Link] = []
        self.doubled: list[tuple[str, int]] = []
        self.beside: list[tuple[str, int]] = []
        self._aside = False
        self._card: _Card | None = None
        self._target: str | None = None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        values = {name: value or "" for name, value in attrs}
        line, column = self.getpos()
        if tag == "aside":
            self._aside = True
        elif self._aside and tag == "div":
            card = _Card(values.get("data-of", ""), line)
            name = values.get("id", "")
            self.doubled += [(name, line)] if name in self.cards else []
            self._card = self.cards[name] = card
        elif self._card is not None and tag in _LINES:
            self._card.lines.append("")
        elif tag == "a":
            target = values.get("href", "")
            # What does not begin so leads to a note of an edition, and is audited as that.
            self._target = target.removeprefix("#") if target.startswith("#") else None
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
    reader.read(html)
    found = (*_cards(reader, facts), *_links(reader), *_beside(reader))
    return [
        Finding(kind=kind, message=message, file=file, line=line, column=column)
        for kind, message, line, column in found
    ]


_Problem = tuple[str, str, int, int]


def _cards(reader: _Reader, facts: Facts) -> Iterator[_Problem]:
    for name, line in reader.doubled:
        yield "doubled", f"two cards are called {name!r}", line, 1
    for card in reader.cards.values():
        wanted = _wanted(card.of, facts)
        if wanted is None:
            yield "unproven_number", f"the card of {card.of!r} explains no fact", card.line, 1
        elif tuple(card.lines) != wanted:
            said = next((line for line in card.lines if line not in wanted), " / ".join(card.lines))
            message = f"the card of {card.of} reads {said!r}, and its fact does not"
            yield "changed_number", message, card.line, 1


def _wanted(of: str, facts: Facts) -> tuple[str, ...] | None:
    """What a card of ``of`` must read; ``None`` where there is no such fact or row."""
    subject = _subject(of)
    try:
        return None if subject is None else proof_of(subject[0], facts, subject[1]).lines
    except (KeyError, IndexError):
        return None


def _subject(of: str) -> tuple[str, tuple[int, ...]] | None:
    """The fact and the rows of ``levels[0,2]``."""
    match = _SUBJECT.fullmatch(of)
    if match is None:
        return None
    return match["name"], tuple(map(int, match["rows"].split(","))) if match["rows"] else ()


def _links(reader: _Reader) -> Iterator[_Problem]:
    for link in reader.links:
        try:
            reference = Reference.parse(link.reference)
        except ValueError:
            continue  # the element itself is a finding
        card = reader.cards.get(link.target)
        subject = None if card is None else _subject(card.of)
        if card is None:
            problem = f"the number of {link.reference} opens no card"
            yield "empty_slot", problem, link.line, link.column
        elif subject is not None and not _covers(subject, reference):
            problem = f"the number of {link.reference} opens the card of {card.of}"
            yield "label", problem, link.line, link.column


def _covers(subject: tuple[str, tuple[int, ...]], reference: Reference) -> bool:
    name, rows = subject
    return name == reference.name and (reference.row is None or reference.row in rows)


def _beside(reader: _Reader) -> Iterator[_Problem]:
    for text, line in reader.beside:
        for start, end in numerals(text):
            yield "unproven_number", f"{text[start:end]!r} comes from no fact", line, 1
