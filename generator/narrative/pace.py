"""The pace of a note while it is written: how long its sentences and its words are so far.

Of wordings that repeat earlier issues equally, the one is better that keeps the note within the
house style: a note of long sentences goes on with a shorter one, one of short words with longer
ones. The first words count little, so the opening of a note is left to chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from generator.narrative.readability import sentences, syllables, words

_MEAN: Final = (14.4, 17.4)
"""Words of a sentence, the mean: the house style, a little drawn in."""
_GRADE: Final = (9.3, 10.7)
"""Flesch-Kincaid grade: the house style, a little drawn in."""
_COST: Final = 30.0
"""Cost of a word of the mean, or of a grade, beyond its range, once the pace is settled."""
_OPENING, _SETTLED = 60, 310
"""Words that do not count, and words from which on the pace counts in full."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What was written so far.

    Args:
        sentences: Sentences.
        words: Words, figures among them.
        spoken: Words without a digit.
        syllables: Syllables of those.
    """

    sentences: int = 0
    words: int = 0
    spoken: int = 0
    syllables: int = 0

    def after(self, text: str) -> Pace:
        """The pace once ``text`` is written as well."""
        more = _counts(text)
        return Pace(
            self.sentences + more[0],
            self.words + more[1],
            self.spoken + more[2],
            self.syllables + more[3],
        )

    @property
    def cost(self) -> float:
        """How far the text is beyond the house style; 0 within it."""
        if not self.sentences or not self.spoken:
            return 0.0
        mean = self.words / self.sentences
        grade = 0.39 * mean + 11.8 * self.syllables / self.spoken - 15.59
        beyond = _beyond(mean, _MEAN) + _beyond(grade, _GRADE)
        weight = (self.words - _OPENING) / (_SETTLED - _OPENING)
        return _COST * beyond * min(1.0, max(0.0, weight))


def _beyond(value: float, limits: tuple[float, float]) -> float:
    return max(limits[0] - value, value - limits[1], 0.0)


@lru_cache(maxsize=4096)
def _counts(text: str) -> tuple[int, int, int, int]:
    found = words(text)
    spoken = [word for word in found if not any(char.isdigit() for char in word)]
    return len(sentences(text)), len(found), len(spoken), sum(syllables(word) for word in spoken)
