"""How old a quote is, in the exchange's own minutes, and whether that is too old.

A quote of Friday's close is not old on Sunday. The clock is an argument: age is judged only where
data is fetched and where a note is approved or published, never inside a note.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from generator.market.issues import Issue
from generator.market.sessions import Sessions

if TYPE_CHECKING:
    from datetime import datetime

    from generator.config import GateLimits


SESSION_MINUTES: Final = 390
_LONG_DAYS: Final = 14
_LEAST_MINUTES: Final = 1500
"""Fewer minutes of trading no two weeks have."""


def trading_minutes(start: datetime, end: datetime) -> float:
    """Minutes that the exchange was open between two moments; 0 if ``end`` is not later."""
    if end <= start:
        return 0.0
    sessions = Sessions.covering(start.date(), end.date())
    day = sessions.on_or_before(start.date())
    open_time = timedelta(0)
    while day <= end.date():
        begin, close = max(sessions.open(day), start), min(sessions.close(day), end)
        open_time += max(close - begin, timedelta(0))
        day = sessions.on_or_after(day + timedelta(days=1))
    return open_time.total_seconds() / 60


def age_in_words(as_of: datetime, now: datetime) -> str:
    """How old a quote is: in minutes of trading below a session of them, in days from then on."""
    days = (now - as_of).days
    # Nobody asks how many minutes it is then, and to count the sessions of a year takes a while.
    minutes = trading_minutes(as_of, now) if days < _LONG_DAYS else _LEAST_MINUTES
    if minutes < SESSION_MINUTES:
        return f"{minutes:,.0f} minutes of trading"
    return "1 day" if days == 1 else f"{days:,} days"


def assess_age(as_of: datetime, now: datetime, limits: GateLimits) -> Issue | None:
    """What is wrong with the age of a quote at ``now``; both moments carry their offset.

    ``future_data`` blocks, ``stale`` remarks on the age or blocks.
    """
    if as_of - now > timedelta(minutes=limits.future_minutes):
        message = f"the quote is of {as_of.isoformat()}, which is not yet"
        return Issue("future_data", "block", message)
    long_ago = (now - as_of).days >= _LONG_DAYS and limits.error_after_minutes < _LEAST_MINUTES
    minutes = _LEAST_MINUTES if long_ago else trading_minutes(as_of, now)
    if minutes <= limits.warn_after_minutes:
        return None
    message = f"the quote is {age_in_words(as_of, now)} old"
    too_old = minutes > limits.error_after_minutes
    return Issue("stale", "block" if too_old else "note", message)
