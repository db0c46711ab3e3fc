"""How old a note's data is, in words, and whether it may still go out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from generator.market.age import assess_age, trading_minutes
from generator.wording.numbers import count

if TYPE_CHECKING:
    from datetime import datetime

    from generator.config import GateLimits


_LONG_DAYS: Final = 14
_LEAST_MINUTES: Final = 1500
"""Fewer minutes of trading no two weeks have."""


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
    """The age at ``now``, in minutes of trading, which stand still while the exchange is shut."""
    return _age(as_of, now.replace(second=0, microsecond=0), limits)


@lru_cache(maxsize=2048)
def _age(as_of: datetime, now: datetime, limits: GateLimits) -> Age:
    days = (now - as_of).days
    if days >= _LONG_DAYS and limits.error_after_minutes < _LEAST_MINUTES:
        # Nobody asks how many minutes it is, and to count the sessions of a year takes a while.
        return Age(f"{count(days)} days old", "bad", f"the quote is {count(days)} days old")
    minutes = trading_minutes(as_of, now)
    text = f"{count(round(minutes))} min. of trading old" if minutes >= 1 else "fresh"
    issue = assess_age(as_of, now, limits)
    if issue is None:
        return Age(text, "ok")
    if issue.verdict != "block":
        return Age(text, "warn")
    return Age("of the future" if issue.code == "future_data" else text, "bad", issue.message)
