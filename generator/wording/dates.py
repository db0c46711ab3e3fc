"""Dates and times in US newspaper usage: ``Jan. 9, 2026``, ``4:00 p.m. EDT``.

A date without its year is the nearest of its name, and of the year of the note's date: the year
is written wherever the day is of another year, or more than half a year (182 days) before or after
the note's date. So a note of December says "Jan. 9, 2026", and none of its readers has to guess.

Times are written in exchange time, whatever offset they carry: a fact that was read back from its
file, where only the offset is kept, gives the same characters.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from generator.market.sessions import EXCHANGE_ZONE

_MONTHS: Final = (
    "Jan.", "Feb.", "March", "April", "May", "June",
    "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
_WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_NOON: Final = 12
_HALF_A_YEAR: Final = 182
"""Days; the same day of another year is then at least 183 away."""


def month_day(day: date, near: date | None = None) -> str:
    """``Jan. 9``; ``Jan. 9, 2026`` where that is of another year than ``near``, or far from it."""
    here = _exchange_day(day)
    text = f"{_MONTHS[here.month - 1]} {here.day}"
    told = near is not None and (here.year != near.year or abs((here - near).days) > _HALF_A_YEAR)
    return f"{text}, {here.year}" if told else text


def full_date(day: date) -> str:
    """``Jan. 9, 2026``."""
    return f"{month_day(day)}, {_exchange_day(day).year}"


def weekday_date(day: date) -> str:
    """``Friday, Jan. 9, 2026``."""
    return f"{weekday(day)}, {full_date(day)}"


def weekday_month_day(day: date, near: date | None = None) -> str:
    """``Friday, Jan. 9``; with its year as in `month_day`."""
    return f"{weekday(day)}, {month_day(day, near)}"


def weekday(day: date) -> str:
    """``Friday``."""
    return _WEEKDAYS[_exchange_day(day).weekday()]


def month_name(day: date) -> str:
    """``Jan.``, for an axis."""
    return _MONTHS[_exchange_day(day).month - 1]


def clock_time(moment: datetime) -> str:
    """``4:00 p.m. EDT``."""
    here = moment.astimezone(EXCHANGE_ZONE)
    half = "a.m." if here.hour < _NOON else "p.m."
    hour = here.hour % _NOON or _NOON
    return f"{hour}:{here.minute:02d} {half} {here.tzname()}"


def full_moment(moment: datetime) -> str:
    """``Friday, Aug. 21, 2026, 4:00 p.m. EDT``."""
    return f"{weekday_date(moment)}, {clock_time(moment)}"


def _exchange_day(day: date) -> date:
    return day.astimezone(EXCHANGE_ZONE).date() if isinstance(day, datetime) else day
