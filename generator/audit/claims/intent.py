"""Intent, probability and idiom: words that the data cannot carry, whatever the number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence

_ACTED: Final = re.compile(
    rf"\b{words.ACTOR}\s+(?:(?:have|has|had|is|are|was|were|been|be|seem|seems|appear|appears|to"
    rf"|clearly|already|still|now|also|actively|heavily|who)\s+){{0,4}}{words.INTENT_VERB}\b",
    re.IGNORECASE,
)


def intent(note: Note) -> Iterator[Claim]:
    """Somebody's purpose, where nobody can see who holds what."""
    if any(row.get("side") for row in note.table("block_trades")):
        return
    for sentence in note.prose():
        for match in sorted(_asserted(sentence), key=lambda item: item.start())[:1]:
            message = f"{match[0]!r} gives a purpose to contracts whose holders nobody can see"
            yield Claim(sentence, match.start(), message)


def _asserted(sentence: Sentence) -> Iterator[re.Match[str]]:
    if sentence.section == "method":
        return
    for match in (*_ACTED.finditer(sentence.own), *sentence.find(words.INTENT_ALWAYS)):
        start, _ = sentence.clause(match.start())
        around = sentence.own[start : match.end() + _REACH]
        if not words.INTENT_EXCUSED.search(around):
            yield match


_REACH: Final = 12
"""An excuse may follow the verb: "bought or sold"."""


def probability(note: Note) -> Iterator[Claim]:
    """A chance that no model on the chain was named for."""
    for sentence in note.prose():
        if words.PROBABILITY_SOURCE.search(sentence.own):
            continue
        always = list(sentence.find(words.PROBABILITY_ALWAYS))
        beside = [
            match
            for match in sentence.find(words.PROBABILITY)
            if any(number.kind == "percent" for number in sentence.numbers)
            or any(char.isdigit() for char in match[0])
        ]
        for match in (always or beside)[:1]:
            if not sentence.negated(match.start()):
                message = f"{match[0]!r} is a probability that is not named model-implied"
                yield Claim(sentence, match.start(), message)


def idiom(note: Note) -> Iterator[Claim]:
    """Wording that the house does not print."""
    for sentence in note.prose():
        for match in sentence.find(words.IDIOMS):
            yield Claim(sentence, match.start(), f"{match[0]!r} is not our wording")
