"""The levels of a note: prices it speaks of, each with one role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.narrative.derived import DERIVED, made
from generator.signals.facts import Unavailable
from generator.wording.numbers import rounded

if TYPE_CHECKING:
    from generator.signals.facts import Fact, Facts, Row

_ROLES: Final = (
    ("resistance", "resistance"),
    ("support", "support"),
    ("call_wall", "call wall, within 45 days"),
    ("put_wall", "put wall, within 45 days"),
    ("high_52w", "52-week high"),
    ("sma_50", "50-day average"),
    ("sma_200", "200-day average"),
    ("max_pain_front", "max pain, front expiration"),
)
"""Facts that make a level, most important first; a price keeps the first role it gets."""


def levels_fact(facts: Facts) -> Fact:
    """The table ``levels``, highest price first."""
    spot = facts["spot"].number
    if spot is None:
        return made(DERIVED["levels"], Unavailable("no_spot", "the underlying has no price"))
    roles: dict[object, tuple[float, str]] = {}
    for name, role in _ROLES:
        value = facts[name].number
        if value is not None:
            roles.setdefault(rounded(value, 2), (value, role))
    rows: tuple[Row, ...] = tuple(
        {"level": level, "role": role, "side": _side(level, spot)}
        for level, role in sorted(roles.values(), reverse=True)
    )
    if not rows:
        return made(DERIVED["levels"], Unavailable("no_levels", "no level can be computed"))
    return made(DERIVED["levels"], rows, observed=facts.as_of.date())


def _side(level: float, spot: float) -> str:
    if rounded(level, 2) == rounded(spot, 2):
        return "at the price"
    return "above" if level > spot else "below"
