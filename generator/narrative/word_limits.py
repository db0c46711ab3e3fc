"""How many words a section or each of its sentences may have, and by how many it misses that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.narrative.plan import SectionPlan


def sentence_limits(plan: SectionPlan) -> tuple[int, int] | None:
    """Least and most words of a sentence, where the section limits each of its sentences."""
    if plan.words is None:
        return None
    low, high = plan.words
    if plan.kind in ("headline", "bullets"):
        return 1, high
    return (low, high) if len(plan.slots) == 1 else None


def words_beyond(count: int, limits: tuple[int, int] | None) -> int:
    """How many words there are too many; negative where there are too few."""
    if limits is None:
        return 0
    low, high = limits
    return max(count - high, 0) or min(count - low, 0)
