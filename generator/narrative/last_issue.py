"""Facts of the issue before: what it said, and what has become of it.

They come from the memory of issues, so a note that is not one of a series has none of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from generator.market.splits import TOLERANCE, near_ratio
from generator.narrative.derived import DERIVED, made
from generator.signals.facts import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.narrative.novelty import Memory
    from generator.signals.facts import Fact, Facts, Value

_NAMES: Final = (
    "last_issue_date",
    "change_since_last_issue",
    "last_issue_resistance",
    "last_issue_support",
    "last_issue_crossed",
    "regime_since_last_issue",
)
_NONE: Final = Unavailable("no_issue", "no earlier issue is remembered")
_SPLIT: Final = Unavailable("split", "the price may have been split since the last issue")
_REMEMBERED: Final = ("spot", "resistance", "support", "regime")


def remembered(facts: Facts) -> dict[str, Any]:
    """What the next issue will compare with."""
    found = {name: facts[name].value for name in _REMEMBERED if name in facts}
    return {name: value for name, value in found.items() if isinstance(value, float | int | str)}


def last_issue_facts(facts: Facts, memory: Memory) -> list[Fact]:
    """One fact of each name; unavailable without an issue that says enough."""
    values: Mapping[str, Value | Unavailable] = {}
    if memory.issues:
        last = memory.issues[-1]
        values = _values(facts, datetime.fromisoformat(last.as_of), last.facts)
    day = facts.as_of.date()
    return [made(DERIVED[name], values.get(name, _NONE), observed=day) for name in _NAMES]


def _values(
    facts: Facts, moment: datetime, before: Mapping[str, float | str]
) -> dict[str, Value | Unavailable]:
    spot, then = facts["spot"].number, before.get("spot")
    if spot is None or not isinstance(then, float | int) or not then:
        return {}
    if near_ratio(spot / then, TOLERANCE) is not None:  # on another scale, its levels as well
        return dict.fromkeys(_NAMES, _SPLIT)
    values: dict[str, Value | Unavailable] = {
        "last_issue_date": moment.date(),
        "change_since_last_issue": spot / then - 1,
        "last_issue_crossed": "neither",
    }
    for name, sign in (("resistance", 1), ("support", -1)):
        level = before.get(name)
        if isinstance(level, float | int):
            values[f"last_issue_{name}"] = float(level)
            if sign * (spot - level) > 0:
                values["last_issue_crossed"] = name
    if facts["regime"].ok and "regime" in before:
        same = facts["regime"].value == before["regime"]
        values["regime_since_last_issue"] = "same" if same else "another"
    return values
