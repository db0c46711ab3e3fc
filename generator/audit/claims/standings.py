"""Standings: a rank, percentile or deviation told beside the value that it is the standing of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.audit.claims import words
from generator.audit.claims.claim import Claim
from generator.audit.claims.readings import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.quantities import Quantity


def standing_of_another(note: Note) -> Iterator[Claim]:
    """The place of one series in its past, told of a value of another series.

    Both numbers can be right and the sentence still false: a ratio of all open contracts beside
    the percentile of the ratio of those that still trade.
    """
    before = ""
    for sentence in note.prose():
        for standing in _told(note, sentence, before):
            yield from _beside_another(note, sentence, standing)
        before = sentence.own


def _told(note: Note, sentence: Sentence, before: str) -> set[str]:
    """The standings that ``sentence`` tells, in numbers or in words."""
    bases = [item.base for item in sentence.numbers]
    if any(pattern.search(sentence.own) for pattern in words.STANDING):
        bases.append(standing_of(sentence, before))
    return {base for base in bases if base is not None and _subject(note, base) is not None}


def _subject(note: Note, name: str) -> str | None:
    """The fact whose place among earlier sessions ``name`` is, or ``None``."""
    fact = note.facts.get(name)
    if fact is None or not fact.ok or fact.sessions is None or len(fact.inputs) != 1:
        return None
    return fact.inputs[0]


def _beside_another(note: Note, sentence: Sentence, standing: str) -> Iterator[Claim]:
    subject = _subject(note, standing)
    value = None if subject is None else note.number(subject)
    if subject is None or value is None:
        return
    beside = _called_alike(sentence, subject)
    if not beside or any(item.base == subject or item.shows(value) for item in beside):
        return
    message = (
        f"{beside[0].text!r} is told with {standing}, which is the standing of {subject},"
        " a value that the sentence does not give"
    )
    yield Claim(sentence, beside[0].start, message, (subject, standing))


def _called_alike(sentence: Sentence, subject: str) -> list[Quantity]:
    """Numbers of the sentence that go by a name which ``subject`` has as well."""
    family = {name for label in words.LABELS if subject in label.facts for name in label.facts}
    named = {item.quantity.start for item in sentence.named if subject in item.label.facts}
    return [item for item in sentence.numbers if item.start in named or item.base in family]
