"""A quote ages only while the exchange is open; too old or from the future is blocked."""

from __future__ import annotations

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from generator.config import GateLimits
from generator.market.age import age_in_words, assess_age, trading_minutes
from tests.snapshots import new_york

FRIDAY_CLOSE = new_york("2026-08-21T16:00:00")


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-08-21T16:00:00", "2026-08-23T12:00:00", 0),  # a weekend
        ("2026-08-21T16:00:00", "2026-08-24T09:30:00", 0),  # Monday's open
        ("2026-08-21T15:00:00", "2026-08-24T10:00:00", 90),
        ("2026-08-21T12:00:00", "2026-08-21T12:05:00", 5),
        ("2026-09-04T16:00:00", "2026-09-08T10:30:00", 60),  # Labor Day between
        ("2026-11-25T16:00:00", "2026-11-30T09:30:00", 210),  # a half day between
        ("2026-08-21T12:00:00", "2026-08-21T11:00:00", 0),
    ],
)
def test_only_minutes_of_trading_count(start: str, end: str, minutes: float) -> None:
    assert trading_minutes(new_york(start), new_york(end)) == minutes


@pytest.mark.parametrize(
    ("minutes", "verdict"), [(0, None), (60, None), (61, "note"), (390, "note"), (391, "block")]
)
def test_an_old_quote_is_remarked_on_and_then_blocked(minutes: int, verdict: str | None) -> None:
    """Both limits are inclusive: at 60 and at 390 minutes of trading nothing new happens."""
    opened = new_york("2026-08-24T09:30:00")
    whole, rest = divmod(minutes, 390)
    now = opened + timedelta(days=whole, minutes=rest)
    issue = assess_age(FRIDAY_CLOSE, now, GateLimits())
    assert (None if issue is None else issue.verdict) == verdict
    assert issue is None or issue.code == "stale"


def test_a_quote_from_the_future_is_blocked_beyond_a_difference_of_clocks() -> None:
    quote = new_york("2026-08-21T12:00:00")
    assert assess_age(quote, quote - timedelta(minutes=5), GateLimits()) is None
    for early in (timedelta(minutes=6), timedelta(days=1), timedelta(days=365)):
        issue = assess_age(quote, quote - early, GateLimits())
        assert issue is not None
        assert (issue.code, issue.verdict) == ("future_data", "block")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_zone_of_the_clock_says_nothing(zone: str) -> None:
    now = new_york("2026-08-24T11:00:00").astimezone(ZoneInfo(zone))
    issue = assess_age(FRIDAY_CLOSE.astimezone(UTC), now, GateLimits())
    assert issue is not None
    assert issue.message == "the quote is 90 minutes of trading old"


def test_every_minute_around_the_limits_is_judged_by_its_own_side() -> None:
    opened = new_york("2026-08-24T09:30:00")
    for minute in range(55, 66):
        issue = assess_age(FRIDAY_CLOSE, opened + timedelta(minutes=minute), GateLimits())
        assert (issue is not None) == (minute > 60)


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ({"hours": 12}, "0 minutes of trading"),
        ({"days": 2, "hours": 18, "minutes": 30}, "60 minutes of trading"),
        ({"days": 3}, "3 days"),
        ({"days": 4}, "4 days"),
        ({"days": 4000}, "4,000 days"),
    ],
)
def test_an_age_is_told_in_minutes_of_trading_and_beyond_a_session_in_days(
    later: dict[str, float], told: str
) -> None:
    assert age_in_words(FRIDAY_CLOSE, FRIDAY_CLOSE + timedelta(**later)) == told
