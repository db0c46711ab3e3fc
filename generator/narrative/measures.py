"""Text as runs of masked words: what two notes have in common when their figures are left out.

Masking, as section "repetition" of the house style asks for it:

- a number is one mask with all that belongs to it: sign, ``$``, commas, decimals, ``%``, ``K`` or
  ``M``; a word that hangs on it stays ("14-day" is ``#-day``); numbers in words stay words;
- a date is one mask, however it is written: weekday, month, day, year, clock and zone together
  ("Friday, Jan. 2, 2026"), a weekday or a month alone, an ISO date; "May" and "March" count as
  months only before a digit, or after "in", "of", "since" and the like;
- a ticker is one mask: two to five capitals that are no known abbreviation, with or without an
  ending ``'s``; a symbol that is given is masked whatever its length;
- everything else is a word in small letters, without the punctuation around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NUMBER: Final = "#"
"""Stands for a number."""
DATE: Final = "@"
"""Stands for a date."""
TICKER: Final = "&"
"""Stands for a ticker."""

RUN: Final = 5
"""Words of a run."""

_WEEKDAY: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH: Final = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Apr(?:il|\.)?|June?\b|Jun\.|July?\b|Jul\."
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
    r"|Mar\.|(?:May|March)(?=\s+\d)|(?<=\b[io][nf]\s)(?:May|March)|(?<=\bsince\s)(?:May|March))"
    r"(?![a-z])"
)
_CLOCK: Final = r"\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?(?:\s(?:E[SD]?T|UTC|GMT)\b)?"
_DATE: Final = (
    rf"(?:{_WEEKDAY},?\s+)?\b{_MONTH}(?:\s+\d{{1,2}}\b)?(?:,?\s+\d{{4}}\b)?"
    rf"|\b\d{{4}}-\d\d-\d\d\b|\b{_WEEKDAY}s?\b|\b{_CLOCK}"
)
_FIGURE: Final = (
    r"(?<![\w.])[-+\N{MINUS SIGN}]?\$?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
    r"(?:%|st\b|nd\b|rd\b|th\b|[KMBkx]\b)?"
)
_OCC: Final = r"\b[A-Z]{1,6}\d{6}[CP]\d{8}\b"
_WORD: Final = r"[^\W\d_]+(?:[.'\N{RIGHT SINGLE QUOTATION MARK}/-][^\W\d_]+)*"
_TOKEN: Final = re.compile(
    rf"(?P<date>{_DATE})|(?P<contract>{_OCC})"
    rf"|(?P<number>{_FIGURE})(?P<tail>(?:-[^\W\d_]+)*)|(?P<word>{_WORD})"
)
_CAPITALS: Final = re.compile(r"[A-Z]{2,5}\Z")
_ABBREVIATIONS: Final = frozenset(
    {
        "AM", "CEO", "CFO", "CPI", "EDT", "EPS", "EST", "ET", "ETF", "ETFS", "FOMC", "GDP", "IV",
        "MACD", "NYSE", "OCC", "OI", "OTM", "PDF", "PM", "RSI", "SEC", "SMA", "UK", "US", "USD",
        "UTC", "VWAP",
    }
)  # fmt: skip


def masked_words(text: str, symbol: str | None = None) -> list[str]:
    """The words of ``text`` in small letters, its numbers, dates and tickers masked.

    Args:
        text: Prose, without Markdown.
        symbol: The ticker of the note, where it is known; it is masked whatever its length.
    """
    words: list[str] = []
    for word in _masked(text, symbol):
        if not (word == DATE and words and words[-1] == DATE):
            words.append(word)
    return words


def runs(words: Sequence[str], length: int = RUN) -> list[tuple[str, ...]]:
    """All runs of ``length`` neighbouring words, in order; none where there are fewer words."""
    return [tuple(words[first : first + length]) for first in range(len(words) - length + 1)]


def frame(text: str, symbol: str | None = None) -> str:
    """The sentence that is left of ``text`` when its numbers, dates and tickers are masked."""
    return " ".join(masked_words(text, symbol))


def _masked(text: str, symbol: str | None) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "date":
            yield DATE
        elif kind == "contract":
            yield TICKER
        elif kind == "word":
            yield _word(match["word"], symbol)
        else:
            yield f"{NUMBER}{match['tail'].lower()}"


def _word(word: str, symbol: str | None) -> str:
    word = word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    name = word.removesuffix("'s")
    unknown = _CAPITALS.match(name) is not None and name not in _ABBREVIATIONS
    if unknown or name == symbol:
        return TICKER if word == name else f"{TICKER}s"
    return word.lower()
