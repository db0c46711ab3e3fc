"""How much a section says: its core always, of the rest what is fresh, until it is long enough.

A satellite is a slot that a paragraph can do without. They are listed by importance; one that the
last issues told steps back behind those that they left out, so a series turns to other facts
before it turns to other words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEP: Final = 0.34
"""Importance that one place in the list is worth: three places stand for having just been told."""
_ENOUGH: Final = 0.75
"""How far between its limits a section is long enough."""


@dataclass(frozen=True, slots=True)
class Satellite:
    """A slot that may be left out.

    Args:
        slot: Its name.
        words: How many words it would add.
        told: How much the issues before told it; the last one counts 1, the one before 1/2.
        strains: Whether it would say once more what the note has said often enough.
    """

    slot: str
    words: int
    told: float
    strains: bool = False


def chosen_satellites(
    candidates: Iterable[Satellite], core: int, limits: tuple[int, int]
) -> tuple[str, ...]:
    """The slots that are told beside a core of ``core`` words, the most important first.

    They are taken in order while the section is not well within ``limits``, each only if the
    section stays within them.
    """
    low, high = limits
    enough = low + _ENOUGH * (high - low)
    ranked = sorted(
        enumerate(candidates), key=lambda item: (item[0] * _STEP + item[1].told, item[0])
    )
    total, taken = core, []
    for _, satellite in ranked:
        fits = total + satellite.words <= high
        if total < enough and fits and not satellite.strains:
            taken.append(satellite.slot)
            total += satellite.words
    return tuple(taken)
