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
) -> frozenset[str]:
    """The slots that are told beside a core of ``core`` words.

    They are taken in order while the section has not reached the middle of ``limits``, each only
    if the section stays within them.
    """
    low, high = limits
    ranked = sorted(
        enumerate(candidates), key=lambda item: (item[0] * _STEP + item[1].told, item[0])
    )
    total, taken = core, set()
    for _, satellite in ranked:
        fits = total + satellite.words <= high
        if total * 2 < low + high and fits and not satellite.strains:
            taken.add(satellite.slot)
            total += satellite.words
    return frozenset(taken)
