"""Forecasts: what a price is said to do, where a chain says only what is priced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.audit.claims import words
from generator.audit.claims.claim import Claim

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence


def forecast(note: Note) -> Iterator[Claim]:
    """What will happen to the price, told as if it were known."""
    for sentence in note.prose():
        if sentence.section != "method":
            for match in _foretold(sentence):
                message = f"{match[0]!r} foretells what no data shows"
                yield Claim(sentence, match.start(), message)
                break


def _foretold(sentence: Sentence) -> Iterator[re.Match[str]]:
    for match in sentence.find(words.FORECAST):
        start, _ = sentence.clause(match.start())
        before = sentence.own[start : match.start()]
        excused = words.FORECAST_EXCUSED.search(before) or words.OF_A_POSITION.search(before)
        if not excused and not sentence.negated(match.start()):
            yield match
    for match in sentence.find(words.FORECAST_LIKELY):
        if not sentence.negated(match.start()) and not words.PROBABILITY_SOURCE.search(
            sentence.own
        ):
            yield match
