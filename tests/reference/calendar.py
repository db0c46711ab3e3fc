"""The New York exchange's sessions from its own rules, and what an option expiration does in them.

Rules of the exchange: ten holidays; one that falls on a Saturday is kept on the Friday before (New
Year is then not kept at all), one that falls on a Sunday on the Monday after; 13:00 closes on the
day before Independence Day, the day after Thanksgiving and Christmas Eve where those are sessions.
Checked against the exchange's published lists for 2025 to 2028.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

EXCHANGE_ZONE: Final = ZoneInfo("America/New_York")
REGULAR_CLOSE: Final = time(16, 0)
EARLY_CLOSE: Final = time(13, 0)
FIRST_YEAR: Final = 2025
"""The rules below are checked from this year on; earlier closures are not all known to them."""
EXTRA_CLOSURES: Final = frozenset({date(2025, 1, 9)})
"""Closures outside the rules: the national day of mourning of 2025-01-09."""

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_MONDAY: Final = 0
_THURSDAY: Final = 3
_FRIDAY: Final = 4
_SATURDAY: Final = 5
_SUNDAY: Final = 6


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth (from 1) given weekday (Monday is 0) of a month."""
    first = date(year, month, 1)
    return first + ((weekday - first.weekday()) % 7) * _DAY + (nth - 1) * _WEEK


def _last_monday_of_may(year: int) -> date:
    """Memorial Day."""
    end = date(year, 5, 31)
    return end - end.weekday() * _DAY


def _observed(holiday: date) -> date:
    """The day on which a fixed-date holiday is kept: Friday for Saturday, Monday for Sunday."""
    if holiday.weekday() == _SATURDAY:
        return holiday - _DAY
    return holiday + _DAY if holiday.weekday() == _SUNDAY else holiday


def _thanksgiving(year: int) -> date:
    return nth_weekday(year, 11, _THURSDAY, 4)


@cache
def holidays(year: int) -> frozenset[date]:
    """The days of a year, other than weekends, on which the exchange does not open."""
    if year < FIRST_YEAR:
        message = f"the exchange's closures before {FIRST_YEAR} are not known here: {year}"
        raise ValueError(message)
    kept = {
        nth_weekday(year, 1, _MONDAY, 3),
        nth_weekday(year, 2, _MONDAY, 3),
        easter(year) - 2 * _DAY,
        _last_monday_of_may(year),
        _observed(date(year, 6, 19)),
        _observed(date(year, 7, 4)),
        nth_weekday(year, 9, _MONDAY, 1),
        _thanksgiving(year),
        _observed(date(year, 12, 25)),
    }
    new_year = date(year, 1, 1)
    if new_year.weekday() != _SATURDAY:
        kept.add(_observed(new_year))
    return frozenset(kept | {day for day in EXTRA_CLOSURES if day.year == year})


@cache
def is_session(day: date) -> bool:
    """Whether the exchange holds a session on the day."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


@cache
def early_closes(year: int) -> frozenset[date]:
    """The sessions of a year that end at 13:00."""
    candidates = (date(year, 7, 3), _thanksgiving(year) + _DAY, date(year, 12, 24))
    return frozenset(day for day in candidates if is_session(day))


@cache
def session_close(session: date) -> datetime:
    """The end of a session with its UTC offset: 16:00 New York, 13:00 on a short day."""
    if not is_session(session):
        message = f"no session on {session}"
        raise ValueError(message)
    close = EARLY_CLOSE if session in early_closes(session.year) else REGULAR_CLOSE
    return datetime.combine(session, close, EXCHANGE_ZONE)


def snapshot_time(day: date) -> datetime:
    """The stamp of an end-of-day file: the session's close, or 16:00 on a day without one."""
    if is_session(day):
        return session_close(day)
    return datetime.combine(day, REGULAR_CLOSE, EXCHANGE_ZONE)


def exchange_date(moment: datetime) -> date:
    """The exchange's date of a moment that carries its UTC offset."""
    if moment.tzinfo is None:
        message = f"a time without an offset: {moment}"
        raise ValueError(message)
    return moment.astimezone(EXCHANGE_ZONE).date()


@cache
def last_session(day: date) -> date:
    """The day itself if it is a session, else the session before it."""
    while not is_session(day):
        day -= _DAY
    return day


@cache
def session_count(first: date, last: date) -> int:
    """How many sessions lie from first to last, both included."""
    return sum(is_session(first + offset * _DAY) for offset in range((last - first).days + 1))


def first_session_ending_after(moment: datetime) -> date:
    """The earliest session whose close lies strictly after the moment."""
    day = exchange_date(moment)
    while not (is_session(day) and session_close(day) > moment):
        day += _DAY
    return day


def week_start(day: date) -> date:
    """The Monday of the day's calendar week."""
    return day - day.weekday() * _DAY


@cache
def settlement(expiration: date) -> datetime:
    """When a PM-settled series stops trading: the close of its expiration day's session.

    An expiration dated on a day without a session settles at the close of the session before.
    """
    return session_close(last_session(expiration))


@cache
def standard_monthly(year: int, month: int) -> date:
    """The standard monthly expiration: the third Friday, or the session before a holiday there."""
    return last_session(nth_weekday(year, month, _FRIDAY, 3))
