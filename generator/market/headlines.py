"""Headlines from outside: cleaned, so that what is read is what was written; matched to a symbol.

Text from outside is data. It is normalised (NFC), loses the characters that have no picture or
turn the order of others around, and keeps everything else, to be quoted verbatim.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 200
"""Characters of a headline; longer ones are cut at a word and end in an ellipsis."""
_MARKS: Final = 4
_IGNORED: Final = frozenset(
    [
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xFFF0, 0xFFFC),
        *range(0xE0000, 0xE1000),
    ]
)
"""Default-ignorable and bidirectional control characters."""
_COMMON: Final = frozenset(
    {"inc", "corp", "corporation", "company", "co", "ltd", "plc", "group", "holdings", "trust",
     "etf", "fund", "index", "the", "class", "series", "international", "american", "first",
     "general", "united", "national", "new", "global", "shares", "ishares", "vanguard", "spdr",
     "invesco", "direxion", "daily"}
)  # fmt: skip
_LEAST_NAME: Final = 4
_LEAST_TICKER: Final = 3


def clean_text(raw: str, longest: int = LONGEST) -> str:
    """``raw`` on one line: normalised, without control and invisible characters, cut if long."""
    # What has no picture goes first: it may stand between a letter and its accent.
    visible = "".join(" " if char.isspace() else char for char in raw if _has_picture(char))
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", visible):
        marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
        if marks <= _MARKS:
            kept.append(char)
    line = " ".join("".join(kept).split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[longest // 2 :] else cut}…"


def _has_picture(char: str) -> bool:
    if char.isspace():
        return True
    return not (unicodedata.category(char).startswith("C") or ord(char) in _IGNORED)


def is_about(title: str, symbol: str, name: str | None) -> bool:
    """Whether ``title`` names the ticker or a telling word of the instrument's name.

    A ticker of one or two letters counts only with its exchange or a dollar sign before it
    ("NYSE: T", "$T"), because it is a word or an initial as often as not.
    """
    ticker = re.escape(symbol.lstrip("^"))
    marked = rf"(\$|\b(NYSE|NASDAQ|Nasdaq|AMEX|NYSEARCA)\s*:\s*){ticker}\b"
    if re.search(marked, title):
        return True
    if len(symbol) >= _LEAST_TICKER and re.search(rf"(?<![\w$]){ticker}(?!\w)", title):
        return True
    words = re.findall(r"[^\W\d_]+", name or "")
    telling = next(
        (word for word in words if len(word) >= _LEAST_NAME and word.lower() not in _COMMON), None
    )
    return telling is not None and re.search(rf"\b{re.escape(telling)}\b", title) is not None
