"""A finished note beside the house style: length, pace, grade, numbers, levels, words.

Counted over the note's prose (`generator.narrative.prose`). Numbers are figures: a date, a clock
and a parameter inside a name ("14-day") are none. What stands in quotation marks is somebody
else's and is not held to the rules on words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.narrative.amounts import MOST, amounts_in
from generator.narrative.house_words import FORBIDDEN, SECOND_PERSON, without_quotations
from generator.narrative.measures import NUMBER, masked_words
from generator.narrative.readability import grade, sentences, words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal

    from generator.narrative.prose import Prose

SECTION_WORDS: Final[Mapping[str, tuple[int, int]]] = {
    "lead": (35, 55),
    "chain": (110, 150),
    "volatility": (50, 80),
    "news": (40, 90),
    "trades": (90, 130),
    "levels": (50, 70),
    "risks": (40, 60),
    "bottom_line": (30, 45),
}
"""Words of each section that has its facts; one without is a single sentence."""
PROSE_WORDS: Final = (460, 640)
"""Words of all; what an excused section lacks is taken off the least."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a note and the range of the house style.

    Args:
        name: What is counted.
        value: The count, or the mean.
        low: The least that the style allows, if it says.
        high: The most that it allows, if it says.
        detail: What was found, where that helps to find it.
        excused: Whether it may be less (a section of one sentence, or one without its facts).
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    detail: str = ""
    excused: bool = False

    @property
    def mark(self) -> str:
        """``low``, ``high``, or ``ok``; ``short`` for what is excused from its least length."""
        if self.high is not None and self.value > self.high:
            return "high"
        if self.low is not None and self.value < self.low:
            return "short" if self.excused else "low"
        return "ok"

    def as_json(self) -> dict[str, Any]:
        """The figure as plain JSON."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "low": self.low,
            "high": self.high,
            "mark": self.mark,
            "detail": self.detail,
        }


def house_figures(
    prose: Prose, symbol: str | None = None, short: Collection[str] = ()
) -> tuple[Figure, ...]:
    """All figures of a note, in the order of the house style.

    Args:
        prose: The note's prose.
        symbol: Its ticker, where it is known.
        short: Ids of the sections that lack facts of theirs, as the note's record says.
    """
    sections = _section_words(prose, short)
    lacking = sum((item.low or 0) - item.value for item in sections if item.mark == "short")
    low, high = PROSE_WORDS
    return (
        Figure("headline words", len(words(prose.headline)), high=16),
        *_bullets(prose),
        *sections,
        Figure("words of prose", _count(prose.paragraphs), low - lacking, high),
        *_pace(prose.paragraphs),
        *_numbers(prose, symbol),
        _levels(prose.paragraphs),
        *_wording(prose),
    )


def _count(paragraphs: Sequence[str]) -> int:
    return sum(len(words(text)) for text in paragraphs)


def _bullets(prose: Prose) -> tuple[Figure, ...]:
    section = prose.section("bullets")
    if section is None:
        return ()
    longest = max(section.paragraphs, key=lambda text: len(words(text)))
    return (
        Figure("bullets", len(section.paragraphs), 3, 4),
        Figure("words of the longest bullet", len(words(longest)), high=18, detail=longest),
    )


def _section_words(prose: Prose, short: Collection[str]) -> list[Figure]:
    figures = []
    for section in prose.sections:
        if section.id == "bullets":
            continue
        low, high = SECTION_WORDS.get(section.id, (None, None))
        count = _count(section.paragraphs)
        excused = section.id in short or len(_sentences(section.paragraphs)) == 1
        figures.append(Figure(f"words of {section.id}", count, low, high, excused=excused))
    return figures


def _sentences(paragraphs: Sequence[str]) -> list[str]:
    return [sentence for text in paragraphs for sentence in sentences(text)]


def _pace(paragraphs: Sequence[str]) -> tuple[Figure, ...]:
    lengths = [len(words(sentence)) for sentence in _sentences(paragraphs)]
    mean = sum(lengths) / len(lengths) if lengths else 0.0
    return (
        Figure("words a sentence, mean", mean, 14, 18),
        Figure("Flesch-Kincaid grade", grade(paragraphs), 9, 11),
    )


def _numbers(prose: Prose, symbol: str | None) -> tuple[Figure, ...]:
    """Numbers in all, in the fullest sentence, and in the lead."""
    counts = {sentence: _numbers_of(sentence, symbol) for sentence in _sentences(prose.paragraphs)}
    total = sum(_numbers_of(text, symbol) for text in prose.paragraphs)
    fullest = max(counts, key=lambda sentence: counts[sentence], default="")
    lead = prose.section("lead")
    return (
        Figure("numbers a hundred words", 100 * total / max(1, _count(prose.paragraphs)), 7, 11),
        Figure("most numbers in a sentence", counts.get(fullest, 0), high=4, detail=fullest),
        Figure("numbers in the lead", _numbers_of(lead.text, symbol) if lead else 0, high=1),
    )


def _numbers_of(text: str, symbol: str | None) -> int:
    return masked_words(text, symbol).count(NUMBER)


def _levels(paragraphs: Sequence[str]) -> Figure:
    """How often the dollar amount that comes most often comes; the detail names all above two."""
    found = Counter(amount for text in paragraphs for amount in amounts_in(text))
    often = [item for item in sorted(found.items()) if item[1] > MOST]
    detail = ", ".join(f"{_dollars(level)} {count} times" for level, count in often)
    most = max(found.values(), default=0)
    return Figure("most often a level", most, high=MOST, detail=detail)


def _dollars(level: Decimal) -> str:
    return f"${level:,.0f}" if level == int(level) else f"${level:,.2f}"


def _wording(prose: Prose) -> tuple[Figure, ...]:
    own = [without_quotations(text) for text in (prose.headline, *prose.paragraphs)]
    advice = [match[0] for text in own for match in SECOND_PERSON.finditer(text)]
    forbidden = [match[0] for text in own for match in FORBIDDEN.finditer(text)]
    questions = [item for item in _sentences(own) if item.endswith("?")]
    return (
        Figure("second person", len(advice), high=0, detail=", ".join(advice)),
        Figure("rhetorical questions", len(questions), high=1, detail=" ".join(questions)),
        Figure("forbidden words", len(forbidden), high=0, detail=", ".join(forbidden)),
    )
