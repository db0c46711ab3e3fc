"""How old a note's data is, in words, and whether it may still go out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.market.age import age_in_words, assess_age, trading_minutes

if TYPE_CHECKING:
    from datetime import datetime

    from generator.config import GateLimits


@dataclass(frozen=True, slots=True)
class Age:
    """The age of a quote.

    Args:
        text: In words.
        kind: Of its badge: ok, warn or bad.
        problem: Why it may not go out; empty where it may.
    """

    text: str
    kind: str
    problem: str = ""


def age_of(as_of: datetime, now: datetime, limits: GateLimits) -> Age:
    """The age at ``now``: its minutes stand still while the exchange is shut."""
    return _age(as_of, now.replace(second=0, microsecond=0), limits)


@lru_cache(maxsize=2048)
def _age(as_of: datetime, now: datetime, limits: GateLimits) -> Age:
    issue = assess_age(as_of, now, limits)
    if issue is None and trading_minutes(as_of, now) < 1:
        return Age("fresh", "ok")
    text = f"{age_in_words(as_of, now)} old"
    if issue is None:
        return Age(text, "ok")
    if issue.verdict != "block":
        return Age(text, "warn")
    return Age("of the future" if issue.code == "future_data" else text, "bad", issue.message)
