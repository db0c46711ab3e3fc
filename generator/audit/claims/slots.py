"""Empty and doubled slots: a parenthesis without its strike, a sentence that stands twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note

_SHORT: Final = 25
"""Characters under which a sentence may stand twice."""


def empty_slot(note: Note) -> Iterator[Claim]:
    """Words that only a value can stand between."""
    for sentence in note.sentences:
        if sentence.kind in ("head", "row"):
            continue
        seen: set[int] = set()
        for match in sentence.find(words.EMPTY):
            if not any(abs(match.start() - place) < _NEAR for place in seen):
                seen.add(match.start())
                message = f"nothing stands where a value should: {match[0].strip()!r}"
                yield Claim(sentence, match.start(), message)


_NEAR: Final = 8


def doubled(note: Note) -> Iterator[Claim]:
    """One sentence twice."""
    seen: set[str] = set()
    for sentence in note.prose():
        key = " ".join(sentence.text.lower().split())
        if len(key) >= _SHORT and key in seen:
            yield Claim(sentence, 0, f"this sentence stands twice: {sentence.text[:60]!r}")
        seen.add(key)
