"""Where in a text something stands: lines, columns, and the numerals of it."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Lines:
    """Line and column of the characters of a text; both count from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        for place, char in enumerate(text):
            if char == "\n":
                self._starts.append(place + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at ``offset``."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def is_numeric(char: str) -> bool:
    """Whether ``char`` is a digit or numeral of any script, superscripts and fractions too."""
    return char.isnumeric()


def numerals(text: str) -> Iterator[tuple[int, int]]:
    """Runs (start, end) of ``text`` that read as one numeral: digits with inner , . : / marks."""
    place, length = 0, len(text)
    while place < length:
        if not is_numeric(text[place]):
            place += 1
            continue
        start = place
        while place < length and (
            is_numeric(text[place])
            or (text[place] in ",.:/" and place + 1 < length and is_numeric(text[place + 1]))
        ):
            place += 1
        yield start, place
