"""Choices inside a sentence: ``the [largest|biggest] build``.

A choice may stand wherever text stands, its alternatives may hold facts, and one of them is taken
when the note is written. An alternative whose fact has no value falls away. Choices are not nested,
and each stands for whole words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.narrative.text import Piece, Text, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OPEN: Final = "\ue010"
BAR: Final = "\ue011"
CLOSE: Final = "\ue012"
MISSING: Final = "\ue013"
"""Stands where a fact has no value."""
MARKS: Final = frozenset({OPEN, BAR, CLOSE, MISSING})
"""Characters that outside text cannot hold, in place of the brackets while a fragment is parsed."""

_TAGS: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_TO_MARKS: Final = str.maketrans({"[": OPEN, "|": BAR, "]": CLOSE})
_MARK: Final = re.compile(f"([{OPEN}{BAR}{CLOSE}{MISSING}])")


@dataclass(frozen=True, slots=True)
class Choice:
    """Texts of which one is taken."""

    alternatives: tuple[tuple[Piece, ...], ...]


Wording = tuple[Piece | Choice, ...]
"""A sentence with its choices still open."""


def with_marks(text: str) -> str:
    """The template ``text`` with its brackets as marks; those inside tags are left alone.

    Raises:
        ValueError: A bracket has no partner, or a choice is nested or has one alternative.
    """
    parts = _TAGS.split(text)
    marked = [part if place % 2 else part.translate(_TO_MARKS) for place, part in enumerate(parts)]
    bars: int | None = None
    for char in _MARK.findall("".join(marked)):
        if char == OPEN:
            if bars is not None:
                msg = "has a choice inside a choice"
                raise ValueError(msg)
            bars = 0
        elif bars is None:
            msg = "has a ] or | without its ["
            raise ValueError(msg)
        elif char == BAR:
            bars += 1
        elif bars == 0:
            msg = "has a choice of one: [one|another]"
            raise ValueError(msg)
        else:
            bars = None
    if bars is not None:
        msg = "has a [ without its ]"
        raise ValueError(msg)
    return "".join(marked)


def open_choices(pieces: Iterable[Piece]) -> Wording:
    """Pieces with marks as a wording, without the alternatives whose fact is missing."""
    wording: list[Piece | Choice] = []
    alternatives: list[list[Piece]] | None = None
    for piece in pieces:
        for part in _MARK.split(piece) if isinstance(piece, str) else (piece,):
            if part == OPEN:
                alternatives = [[]]
            elif part == BAR and alternatives is not None:
                alternatives.append([])
            elif part == CLOSE and alternatives is not None:
                whole = (tuple(item) for item in alternatives if MISSING not in item)
                wording.append(Choice(tuple(whole)))
                alternatives = None
            elif part != "":
                (wording if alternatives is None else alternatives[-1]).append(part)
    return tuple(wording)


def lacks_a_fact(wording: Wording) -> bool:
    """Whether a fact is missing that no choice can avoid."""
    return any(item == MISSING or item == Choice(()) for item in wording)


def closed(wording: Wording, chosen: Sequence[int]) -> Text:
    """The text that takes alternative ``chosen[n]`` of the n-th choice."""
    taken = iter(chosen)
    pieces: list[Piece] = []
    for item in wording:
        if isinstance(item, Choice):
            pieces += item.alternatives[next(taken)]
        else:
            pieces.append(item)
    return tidy(pieces)


def first_of_each(wording: Wording) -> Text:
    """The text that takes the first alternative of each choice."""
    return closed(wording, [0] * sum(isinstance(item, Choice) for item in wording))
