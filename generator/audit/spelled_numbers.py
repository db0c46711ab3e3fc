"""Numbers in words that an editor has written: nothing proves them, so a person has to look.

The program's own words for numbers ("three contracts") are formats of facts and are proven.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.narrative.placed_span import PlacedSpan

_UNITS: Final = "two|three|four|five|six|seven|eight|nine"
_TEENS: Final = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE: Final = "hundreds?|thousands?|millions?|billions?|trillions?|dozens?|scores?"
_PARTS: Final = "half|halves|thirds?|quarters?|fifths?|tenths?|hundredths?"
_TIMES: Final = (
    r"double[sd]?|doubling|triple[sd]?|tripling|quadruple[sd]?|quadrupling|halve[sd]?|halving"
    r"|twice|thrice|\w+fold|tenfold"
)
_ONE_WORD: Final = f"{_UNITS}|{_TEENS}|{_TENS}|{_LARGE}|{_PARTS}|{_TIMES}"
_WORD: Final = re.compile(rf"\b(?:(?:{_TENS})[- ](?:one|{_UNITS})|{_ONE_WORD})\b", re.IGNORECASE)


def spelled_numbers(
    before: str, text: str, spans: Sequence[PlacedSpan], *, file: str
) -> list[Finding]:
    """Numbers in words that ``text`` has and ``before`` has not, or has less often.

    Args:
        before: The text before the edit.
        text: The edited text.
        spans: Its proven numbers, which may be words.
        file: Name of the file, for the findings.
    """
    left = Counter(match[0].lower() for match in _WORD.finditer(before))
    return list(_new(text, left, spans, file))


def _new(
    text: str, left: Counter[str], spans: Sequence[PlacedSpan], file: str
) -> Iterator[Finding]:
    proven = [(span.start, span.end) for span in spans]
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if left[word] > 0:
            left[word] -= 1
            continue
        if any(start <= match.start() < end for start, end in proven):
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        advice = "write it in digits, with its fact or its source"
        yield Finding(
            kind="unproven_number",
            message=f"{match[0]!r} is a number in words, which nothing proves: {advice}",
            file=file,
            line=text.count("\n", 0, match.start()) + 1,
            column=match.start() - start + 1,
            severity="warning",
        )
