"""How often each rule fired and each fragment was written over a number of days."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.narrative.choosing import Fate, outcomes_of, slot_stories

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.narrative.compose import Composition
    from generator.narrative.plan import Playbook


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts of days by rule and by fragment, all of the playbook's in its order.

    Args:
        days: How many days were looked at.
        rules: On how many each rule fired.
        fragments: On how many each fragment was written, captions of charts included.
    """

    days: int
    rules: Mapping[str, int]
    fragments: Mapping[str, int]

    @property
    def unused_rules(self) -> tuple[str, ...]:
        """Rules that fired on no day."""
        return tuple(name for name, count in self.rules.items() if not count)

    @property
    def unused_fragments(self) -> tuple[str, ...]:
        """Fragments that were written on no day."""
        return tuple(name for name, count in self.fragments.items() if not count)

    def as_json(self) -> dict[str, Any]:
        """The counts as plain JSON."""
        return {"days": self.days, "rules": dict(self.rules), "fragments": dict(self.fragments)}


def usage_of(compositions: Iterable[Composition], playbook: Playbook) -> Usage:
    """Count over ``compositions``, which are looked at one after another and not kept."""
    days = 0
    fired: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for composition in compositions:
        days += 1
        fired.update(rule for rule, item in outcomes_of(composition).items() if item.truth)
        written.update(
            item.fragment.id
            for story in slot_stories(composition, playbook)
            for item in story.candidates
            if item.fate is Fate.WRITTEN
        )
    fragments = [item.id for section in playbook.sections for item in section.fragments]
    return Usage(
        days,
        {rule: fired[rule] for rule in playbook.rules},
        {fragment: written[fragment] for fragment in fragments},
    )
