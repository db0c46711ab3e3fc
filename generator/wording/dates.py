"""Dates and times in US newspaper usage: ``Jan. 9, 2026``, ``4:00 p.m. EDT``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date, datetime

_MONTHS: Final = (
    "Jan.", "Feb.", "March", "April", "May", "June",
    "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
_WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_NOON: Final = 12


def month_day(day: date) -> str:
    """``Jan. 9``."""
    return f"{_MONTHS[day.month - 1]} {day.day}"


def full_date(day: date) -> str:
    """``Jan. 9, 2026``."""
    return f"{month_day(day)}, {day.year}"


def weekday_date(day: date) -> str:
    """``Friday, Jan. 9, 2026``."""
    return f"{weekday(day)}, {full_date(day)}"


def weekday_month_day(day: date) -> str:
    """``Friday, Jan. 9``."""
    return f"{weekday(day)}, {month_day(day)}"


def weekday(day: date) -> str:
    """``Friday``."""
    return _WEEKDAYS[day.weekday()]


def month_name(day: date) -> str:
    """``Jan.``, for an axis."""
    return _MONTHS[day.month - 1]


def clock_time(moment: datetime) -> str:
    """``4:00 p.m. EDT``, in the zone that ``moment`` carries."""
    half = "a.m." if moment.hour < _NOON else "p.m."
    hour = moment.hour % _NOON or _NOON
    return f"{hour}:{moment.minute:02d} {half} {moment.tzname()}"


def full_moment(moment: datetime) -> str:
    """``Friday, Aug. 21, 2026, 4:00 p.m. EDT``."""
    return f"{weekday_date(moment)}, {clock_time(moment)}"
