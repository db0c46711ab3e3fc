"""Standings: a rank, percentile or deviation told beside the value that it is the standing of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim
from generator.audit.claims.readings import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.quantities import Quantity

_FAMILIES: Final = (
    frozenset({"put_call_oi_ratio", "put_call_oi_ratio_tradable", "put_call_oi_ratio_front"}),
    frozenset({"iv_30d", "iv_90d", "model_free_iv_30d"}),
)
"""Facts that go by one name in a sentence; one of each family is the one that is ranked."""
_RANKED: Final = re.compile(r"percentile|\branks?\b|stored sessions", re.IGNORECASE)
_OF_THE_PRICE: Final = re.compile(r"\bprice\b", re.IGNORECASE)


def standing_of_another(note: Note) -> Iterator[Claim]:
    """The place of one series in its past, told of a value of another in the same clause.

    Both numbers can be right and the sentence still false: a ratio of all open contracts beside
    the percentile of the ratio of those that still trade.
    """
    before = ""
    for sentence in note.prose():
        found = {
            claim.start: claim
            for standing, at in _told(note, sentence, before)
            for claim in _beside_another(note, sentence, standing, at)
        }
        yield from found.values()
        before = sentence.own


def _told(note: Note, sentence: Sentence, before: str) -> Iterator[tuple[str, int]]:
    """The standings that ``sentence`` tells, in numbers or in words, and where."""
    named = standing_of(sentence, before)
    is_ranked = _RANKED.search(sentence.own) is not None
    for item in sentence.numbers:
        standing = item.base or (named if is_ranked and item.kind == "percent" else None)
        if standing is not None and _is_figure_of(note, standing, item):
            yield standing, item.start
    if named is not None and _subject(note, named) is not None:
        for pattern in words.STANDING:
            for match in pattern.finditer(sentence.own):
                yield named, match.start("word")


def _is_figure_of(note: Note, standing: str, item: Quantity) -> bool:
    """Whether a number is the standing itself, and not how many sessions it is taken over."""
    value = note.number(standing)
    return _subject(note, standing) is not None and value is not None and item.shows(value)


def _subject(note: Note, name: str) -> str | None:
    """The fact whose place among earlier sessions ``name`` is, or ``None``."""
    fact = note.facts.get(name)
    if fact is None or not fact.ok or fact.sessions is None or len(fact.inputs) != 1:
        return None
    return fact.inputs[0]


def _beside_another(note: Note, sentence: Sentence, standing: str, at: int) -> Iterator[Claim]:
    subject = _subject(note, standing)
    value = None if subject is None else note.number(subject)
    family = next((names for names in _FAMILIES if subject in names), None)
    if subject is None or value is None or family is None:
        return
    start, end = sentence.clause(at)
    within = [item for item in sentence.numbers if start <= item.start < end]
    if any(item.base == subject or item.shows(value) for item in within):
        return
    for item in within:
        between = sentence.own[min(item.start, at) : max(item.start, at)]
        if _is_of(note, item, family - {subject}) and not _OF_THE_PRICE.search(between):
            message = f"{item.text!r} is told with {standing}, which is the standing of {subject}"
            yield Claim(sentence, item.start, message, (subject, standing))


def _is_of(note: Note, item: Quantity, names: frozenset[str]) -> bool:
    """Whether a number is the value of one of ``names``, by the record or by what it shows."""
    if item.base is not None:
        return item.base in names
    values = [note.number(name) for name in names]
    return item.kind in ("plain", "percent") and any(
        value is not None and item.shows(value) for value in values
    )
