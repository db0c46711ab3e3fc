"""Whether a note may leave the house: made of a market's data, and not too old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import RefusedError
from generator.market.age import assess_age

if TYPE_CHECKING:
    from datetime import datetime

    from generator.config import GateLimits
    from generator.signals.facts import Facts

_MODELLED = "modelled"


def check_fitness(facts: Facts, now: datetime, limits: GateLimits) -> None:
    """Refuse a note that readers must not get.

    Args:
        facts: What it was made from.
        now: The time, with its offset.
        limits: For the age of its quotes.

    Raises:
        RefusedError: ``modelled``, ``stale`` or ``future_data``.
    """
    kind = facts["data_kind"]
    if kind.value == _MODELLED:
        problem = "its data is modelled, and such a note is never sent; --dry-run shows it"
        raise RefusedError("modelled", f"{facts.symbol}: {problem}")
    issue = assess_age(facts.as_of, now, limits)
    if issue is not None and issue.verdict == "block":
        remedy = "draft it again from newer data"
        raise RefusedError(issue.code, f"{facts.symbol}: {issue.message}; {remedy}")
