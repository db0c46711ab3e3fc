"""The calendar: half days, holidays, named expirations, settlement, whatever the machine's zone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from typing import Final

import pytest

from generator.market.sessions import Sessions, named_expirations, years_between
from tests.reference import calendar as rules
from tests.snapshots import CALENDAR, new_york


def days(text: str) -> list[date]:
    """The dates of a line."""
    return [date.fromisoformat(day) for day in text.split()]


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_sessions_and_short_days_follow_the_exchange_s_rules(year: int) -> None:
    """Day by day, session and close are those of a second calendar made of the written rules."""
    day = date(year, 1, 1)
    while day.year == year:
        assert CALENDAR.is_session(day) == rules.is_session(day), day
        assert CALENDAR.end_of_day(day) == rules.snapshot_time(day), day
        if rules.is_session(day):
            assert CALENDAR.close(day).isoformat() == rules.session_close(day).isoformat()
            assert CALENDAR.is_half_day(day) == (day in rules.early_closes(year))
            assert CALENDAR.settlement_time(day) == rules.settlement(day)
        day += timedelta(days=1)


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
@pytest.mark.parametrize("month", range(1, 13))
def test_the_standard_monthly_is_the_third_friday_or_the_session_before(
    year: int, month: int
) -> None:
    monthly = CALENDAR.monthly_expiration(year, month)
    assert monthly == rules.standard_monthly(year, month)
    assert CALENDAR.is_monthly(monthly)
    own_month = [date(year, month, day) for day in range(1, 29)]
    assert [day for day in own_month if CALENDAR.is_monthly(day) and day.weekday() < 5] == [monthly]


def test_a_holiday_friday_s_monthly_is_the_thursday() -> None:
    """Friday 18 June 2027 is Juneteenth, kept early: the standard expiration is Thursday 17."""
    assert CALENDAR.monthly_expiration(2027, 6) == date(2027, 6, 17)
    assert CALENDAR.is_monthly(date(2027, 6, 17))
    assert not CALENDAR.is_monthly(date(2027, 6, 18))
    assert CALENDAR.settlement_time(date(2027, 6, 18)) == CALENDAR.close(date(2027, 6, 17))


def test_the_old_saturday_expirations_are_monthly_and_settle_on_friday() -> None:
    """Until 2015 a standard series expired on the Saturday after the third Friday."""
    calendar = Sessions(2013, 2015)
    assert calendar.settlement_time(date(2014, 6, 21)) == calendar.close(date(2014, 6, 20))
    saturdays = days("2014-06-07 2014-06-14 2014-06-21 2014-06-28")
    assert [day for day in saturdays if calendar.is_monthly(day)] == [date(2014, 6, 21)]
    assert calendar.is_monthly(date(2014, 4, 19))  # after Good Friday, the Thursday before it


def test_a_morning_series_settles_at_the_open_of_its_day() -> None:
    third_friday = date(2026, 8, 21)
    morning = CALENDAR.settlement_time(third_friday, "AM")
    assert morning.isoformat() == "2026-08-21T09:30:00-04:00"
    assert CALENDAR.settlement_time(third_friday).isoformat() == "2026-08-21T16:00:00-04:00"
    assert CALENDAR.settlement_time(date(2026, 11, 27)).isoformat() == "2026-11-27T13:00:00-05:00"


AUGUST: Final = "2026-08-20 2026-08-21 2026-08-24 2026-08-28 2026-09-04 2026-09-18"
WINTER: Final = "2025-12-29 2025-12-30 2025-12-31 2026-01-02 2026-01-05 2026-01-09 2026-01-16"


@pytest.mark.parametrize(
    ("as_of", "listed", "front", "second", "monthly"),
    [
        ("2025-12-29T12:37", WINTER, "2026-01-02", "2026-01-09", "2026-01-16"),
        ("2026-08-20T16:00", AUGUST, "2026-08-21", "2026-08-28", "2026-08-21"),
        ("2026-08-21T09:00", AUGUST, "2026-08-21", "2026-08-28", "2026-08-21"),
        ("2026-08-21T15:59:59", AUGUST, "2026-08-21", "2026-08-28", "2026-08-21"),
        ("2026-08-21T16:00", AUGUST, "2026-08-28", "2026-09-04", "2026-09-18"),
        ("2026-08-23T12:00", AUGUST, "2026-08-28", "2026-09-04", "2026-09-18"),
        (
            "2026-07-02T16:00",
            "2026-07-02 2026-07-06 2026-07-10 2026-07-17",
            "2026-07-10",
            "2026-07-17",
            "2026-07-17",
        ),
        (
            "2026-09-08T16:00",
            "2026-09-18 2026-10-16 2026-11-20",
            "2026-09-18",
            "2026-10-16",
            "2026-09-18",
        ),
        (
            "2026-11-27T12:59",
            "2026-11-27 2026-12-04 2026-12-18",
            "2026-11-27",
            "2026-12-04",
            "2026-12-18",
        ),
        (
            "2026-11-27T13:00",
            "2026-11-27 2026-12-04 2026-12-11 2026-12-18",
            "2026-12-04",
            "2026-12-11",
            "2026-12-18",
        ),
        ("2027-06-14T16:00", "2027-06-17 2027-06-25", "2027-06-17", "2027-06-25", "2027-06-17"),
    ],
)
def test_front_second_and_monthly_go_by_calendar_weeks(
    as_of: str, listed: str, front: str, second: str, monthly: str
) -> None:
    """Front is the last of the week still to be traded, second the last of the week after."""
    moment = new_york(as_of)
    alive = [day for day in days(listed) if CALENDAR.settlement_time(day) > moment]
    found = named_expirations(CALENDAR, moment, alive[::-1])
    assert [found.front, found.second, found.monthly] == days(f"{front} {second} {monthly}")


def test_what_is_not_listed_has_no_name() -> None:
    found = named_expirations(CALENDAR, new_york("2026-08-21T16:00"), days("2026-08-28"))
    assert (found.front, found.second, found.monthly) == (date(2026, 8, 28), None, None)
    nothing = named_expirations(CALENDAR, new_york("2026-08-21T16:00"), [])
    assert (nothing.front, nothing.second, nothing.monthly) == (None, None, None)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-08-21T15:59:59", "2026-08-21"),
        ("2026-08-21T16:00", "2026-08-24"),
        ("2026-11-27T13:00", "2026-11-30"),
        ("2026-12-24T12:00", "2026-12-24"),
        ("2026-12-24T13:00", "2026-12-28"),
        ("2026-01-01T00:00", "2026-01-02"),
    ],
)
def test_the_first_session_to_end_after_a_moment(as_of: str, expected: str) -> None:
    assert CALENDAR.first_ending_after(new_york(as_of)) == date.fromisoformat(expected)


def test_neighbours_of_a_day() -> None:
    holiday = date(2026, 6, 19)
    assert CALENDAR.on_or_before(holiday) == date(2026, 6, 18)
    assert CALENDAR.before(date(2026, 6, 22)) == date(2026, 6, 18)
    assert CALENDAR.on_or_after(holiday) == date(2026, 6, 22)
    assert CALENDAR.last(2, until=holiday) == (date(2026, 6, 17), date(2026, 6, 18))


def test_outside_its_years_the_calendar_refuses_to_guess() -> None:
    """Never the wrong end of the list: a day before its first session has no session before it."""
    small = Sessions(2026, 2026)
    for day in (date(2025, 12, 31), date(2027, 1, 4)):
        with pytest.raises(ValueError, match="2026"):
            small.is_session(day)
    with pytest.raises(ValueError, match="before 2026"):
        small.on_or_before(date(2026, 1, 1))
    with pytest.raises(ValueError, match="no session"):
        small.close(date(2026, 6, 19))


def test_a_calendar_covers_a_year_on_either_side_of_what_it_is_asked_about() -> None:
    covering = Sessions.covering(date(2026, 8, 21), date(2028, 12, 15))
    assert (covering.first_year, covering.last_year) == (2025, 2029)
    oldest = Sessions.covering(date(1990, 1, 1))
    assert oldest.on_or_before(date(1990, 1, 1)) == date(1989, 12, 29)


def test_a_year_has_365_days_of_real_seconds_across_a_clock_change() -> None:
    """From Friday's to Monday's close over the night of 1 November are 73 hours, not 72."""
    span = years_between(new_york("2026-10-30T16:00"), new_york("2026-11-02T16:00"))
    assert span * 365 * 24 == pytest.approx(73)


PROGRAM: Final = """
from datetime import date, datetime
from generator.market.sessions import Sessions, named_expirations, years_between
calendar = Sessions(2025, 2027)
moment = datetime.fromisoformat("2025-12-29T12:37:00-05:00")
listed = [date(2026, 1, 2), date(2026, 1, 9), date(2026, 1, 16)]
print(named_expirations(calendar, moment, listed))
for day in (date(2026, 8, 21), date(2026, 11, 27)):
    print(calendar.end_of_day(day).isoformat(), calendar.settlement_time(day, "AM").isoformat())
    print(round(years_between(moment, calendar.close(day)), 6), calendar.during_session(moment))
"""


ANSWER: Final = """
NamedExpirations(front=datetime.date(2026, 1, 2), second=datetime.date(2026, 1, 9), \
monthly=datetime.date(2026, 1, 16))
2026-08-21T16:00:00-04:00 2026-08-21T09:30:00-04:00
0.644108 True
2026-11-27T13:00:00-05:00 2026-11-27T09:30:00-05:00
0.912373 True
"""


def test_the_machine_s_time_zone_changes_nothing() -> None:
    """In Tokyo, a day ahead, the dates, times and spans are those of New York."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ANSWER.lstrip()


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    tokyo = datetime.fromisoformat("2026-08-22T05:00:00+09:00")
    assert CALENDAR.first_ending_after(tokyo) == date(2026, 8, 24)
    assert not CALENDAR.during_session(tokyo)
    assert CALENDAR.during_session(tokyo - timedelta(seconds=1))
