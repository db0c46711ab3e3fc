"""Words that the house style never prints, words it prints rarely, and words that give advice."""

from __future__ import annotations

import re
from typing import Final

_QUOTED: Final = re.compile(
    "(?<=\N{LEFT DOUBLE QUOTATION MARK})[^\N{RIGHT DOUBLE QUOTATION MARK}]*"
)

FORBIDDEN: Final = re.compile(
    r"\b(scream\w*|whisper\w*|shout\w*|whales?|smart money|(?:is|are) betting|tells? a story"
    r"|not just noise|break it down|think of it like|here's the (?:catch|kicker|twist))\b",
    re.IGNORECASE,
)
"""Never, in any note."""

SECOND_PERSON: Final = re.compile(r"\b(you|your|yours|yourself)\b", re.IGNORECASE)
"""A note informs; it does not tell its reader what to do."""

IDIOMS: Final = (
    "tug-of-war", "tug of war", "battle", "line in the sand", "magnet", "gravity", "tailwind",
    "headwind", "powder keg", "dry powder", "coiled", "crossroads", "tightrope", "knife edge",
    "make or break", "all eyes", "on the fence", "the dust settles", "cuts both ways",
    "calm before", "tipping point", "the jury is out", "heavy lifting", "elephant in the room",
)  # fmt: skip
"""Figures of speech, each at most once in ten issues of a ticker."""


def without_quotations(text: str) -> str:
    """``text`` with one letter for what is in curly quotation marks: those are others' words."""
    return _QUOTED.sub("Q", text)


def idioms_of(text: str) -> tuple[str, ...]:
    """The idioms of ``text``, each once, in the order of the list."""
    own = without_quotations(text).lower()
    return tuple(idiom for idiom in IDIOMS if re.search(rf"\b{re.escape(idiom)}s?\b", own))
