"""The exchange's calendar: sessions, expirations, settlement.

Dates are exchange dates and times carry their offset, whatever the machine's time zone.
Holidays, half days and unscheduled closures come from `exchange_calendars` (XNYS), whose
range is always given: its default range ends a year after the machine's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

EXCHANGE_ZONE = ZoneInfo("America/New_York")
REGULAR_CLOSE = time(16, 0)
FIRST_YEAR = 1990
"""Snapshots older than this are refused: the calendar of listed options starts later."""
LAST_YEAR = 2199
"""Dates later than this are refused where they are read: no calendar reaches that far."""

Settlement = Literal["PM", "AM"]

_FRIDAY = 4
_LAST_SATURDAYS = 2015
"""Until then standard contracts expired on the Saturday after the third Friday."""


@dataclass(frozen=True, slots=True)
class _Hours:
    """Session dates ascending, and beside them when each opens and closes, in Unix seconds."""

    days: NDArray[np.datetime64]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]

    def place(self, session: date) -> int:
        place = int(np.searchsorted(self.days, np.datetime64(session)))
        if place == len(self.days) or self.days[place] != np.datetime64(session):
            msg = f"{session} is no session"
            raise ValueError(msg)
        return place


@lru_cache(maxsize=8)
def _hours(first_year: int, last_year: int) -> _Hours:
    from exchange_calendars import get_calendar  # noqa: PLC0415 - a quarter second to import

    calendar = get_calendar("XNYS", start=f"{first_year}-01-01", end=f"{last_year}-12-31")
    opens, closes = (
        times.dt.tz_convert(None).to_numpy().astype("datetime64[s]").astype(np.int64)
        for times in (calendar.opens, calendar.closes)
    )
    return _Hours(calendar.sessions.to_numpy().astype("datetime64[D]"), opens, closes)


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of the exchange over a span of years.

    Args:
        first_year: First calendar year that may be asked about.
        last_year: Last calendar year that may be asked about.
    """

    first_year: int
    last_year: int

    @classmethod
    def covering(cls, *days: date) -> Sessions:
        """The calendar of all years from the earliest to the latest of ``days``, and one more."""
        years = [day.year for day in days]
        return cls(first_year=max(min(years), FIRST_YEAR) - 1, last_year=max(years) + 1)

    @property
    def _hours(self) -> _Hours:
        return _hours(self.first_year, self.last_year)

    @property
    def days(self) -> NDArray[np.datetime64]:
        """All session dates, ascending, as ``datetime64[D]``."""
        return self._hours.days

    def is_session(self, day: date) -> bool:
        """Whether the exchange trades on ``day``."""
        if not self.first_year <= day.year <= self.last_year:
            msg = f"{day} is outside {self.first_year} to {self.last_year}"
            raise ValueError(msg)
        place = int(np.searchsorted(self.days, np.datetime64(day)))
        return place < len(self.days) and bool(self.days[place] == np.datetime64(day))

    def close(self, session: date) -> datetime:
        """When ``session`` closes, in exchange time: 16:00, or earlier on a half day."""
        hours = self._hours
        return datetime.fromtimestamp(int(hours.closes[hours.place(session)]), EXCHANGE_ZONE)

    def open(self, session: date) -> datetime:
        """When ``session`` opens, in exchange time."""
        hours = self._hours
        return datetime.fromtimestamp(int(hours.opens[hours.place(session)]), EXCHANGE_ZONE)

    def is_half_day(self, session: date) -> bool:
        """Whether ``session`` closes before 16:00."""
        return self.close(session).time() < REGULAR_CLOSE

    def on_or_before(self, day: date) -> date:
        """The last session that is not after ``day``."""
        place = int(np.searchsorted(self.days, np.datetime64(day), "right"))
        if place == 0:
            msg = f"{day} is before {self.first_year}, where this calendar starts"
            raise ValueError(msg)
        return _to_date(self.days[place - 1])

    def before(self, day: date) -> date:
        """The last session strictly before ``day``."""
        return self.on_or_before(day - timedelta(days=1))

    def on_or_after(self, day: date) -> date:
        """The first session that is not before ``day``."""
        if day.year < self.first_year:
            msg = f"{day} is before {self.first_year}, where this calendar starts"
            raise ValueError(msg)
        return _to_date(self.days[np.searchsorted(self.days, np.datetime64(day), "left")])

    def last(self, count: int, *, until: date) -> tuple[date, ...]:
        """The last ``count`` sessions that are not after ``until``, ascending."""
        end = int(np.searchsorted(self.days, np.datetime64(until), "right"))
        return tuple(_to_date(day) for day in self.days[max(0, end - count) : end])

    def end_of_day(self, day: date) -> datetime:
        """The stamp of an end-of-day file: the session's close, or 16:00 where there is none."""
        if self.is_session(day):
            return self.close(day)
        return datetime.combine(day, REGULAR_CLOSE, EXCHANGE_ZONE)

    def during_session(self, moment: datetime) -> bool:
        """Whether the exchange is open at ``moment``."""
        day = moment.astimezone(EXCHANGE_ZONE).date()
        return self.is_session(day) and self.open(day) <= moment < self.close(day)

    def first_ending_after(self, moment: datetime) -> date:
        """The first session whose close lies after ``moment``."""
        session = self.on_or_after(moment.astimezone(EXCHANGE_ZONE).date())
        if self.close(session) > moment:
            return session
        return self.on_or_after(session + timedelta(days=1))

    def latest_begun(self, moment: datetime) -> date:
        """The last session that had opened by ``moment``."""
        day = self.on_or_before(moment.astimezone(EXCHANGE_ZONE).date())
        return day if self.open(day) <= moment else self.before(day)

    def settlement_time(self, expiration: date, settlement: Settlement = "PM") -> datetime:
        """When contracts of ``expiration`` stop being worth a guess.

        PM series settle at the close of the expiration session, AM-settled index series at its
        open. An expiration dated on a day without a session (older Saturday expirations, a
        holiday Friday) settles with the session before it.
        """
        session = self.on_or_before(expiration)
        return self.open(session) if settlement == "AM" else self.close(session)

    def monthly_expiration(self, year: int, month: int) -> date:
        """The standard monthly expiration: the third Friday, or the session before a holiday."""
        first = date(year, month, 1)
        third_friday = first + timedelta(days=(_FRIDAY - first.weekday()) % 7 + 14)
        return self.on_or_before(third_friday)

    def is_monthly(self, expiration: date) -> bool:
        """Whether ``expiration`` is the standard monthly one of its month.

        The Saturday after the third Friday, the legal date until 2015, counts too.
        """
        monthly = self.monthly_expiration(expiration.year, expiration.month)
        return expiration == monthly or self._is_old_saturday(expiration, monthly)

    @staticmethod
    def _is_old_saturday(expiration: date, monthly: date) -> bool:
        since = expiration - monthly
        return (
            expiration.year <= _LAST_SATURDAYS
            and expiration.weekday() == _FRIDAY + 1
            and timedelta(0) < since <= timedelta(days=2)
        )


@dataclass(frozen=True, slots=True)
class NamedExpirations:
    """The expirations that a note speaks of; ``None`` where the chain lists none."""

    front: date | None
    second: date | None
    monthly: date | None


def named_expirations(
    sessions: Sessions, as_of: datetime, alive: Sequence[date]
) -> NamedExpirations:
    """Choose front, second and monthly expirations.

    W is the calendar week of the first session that ends after ``as_of``. Front is the last
    listed expiration of W, else the earliest after W; second the last listed in the week after
    front's, else the earliest after that; monthly the next standard one.

    Args:
        sessions: The exchange's calendar.
        as_of: The time of the snapshot.
        alive: Listed expirations that settle after ``as_of``, in any order.
    """
    listed = sorted(set(alive))
    week = _monday(sessions.first_ending_after(as_of))
    front = _last_in_week_or_next(listed, week)
    second = None
    if front is not None:
        second = _last_in_week_or_next(listed, _monday(front) + timedelta(days=7))
    monthly = next((day for day in listed if sessions.is_monthly(day)), None)
    return NamedExpirations(front=front, second=second, monthly=monthly)


def _last_in_week_or_next(listed: Sequence[date], monday: date) -> date | None:
    inside = [day for day in listed if monday <= day < monday + timedelta(days=7)]
    if inside:
        return inside[-1]
    return next((day for day in listed if day >= monday + timedelta(days=7)), None)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _to_date(day: np.datetime64) -> date:
    value: date = day.astype("datetime64[D]").item()
    return value


def years_between(start: datetime, end: datetime) -> float:
    """Actual seconds from ``start`` to ``end`` over a year of 365 days."""
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / (365 * 86_400)


def last_boundary(now: datetime) -> datetime:
    """The latest open or close of the exchange that is not after ``now``."""
    calendar = Sessions.covering(now.astimezone(EXCHANGE_ZONE).date())
    session = calendar.latest_begun(now)
    close = calendar.close(session)
    return close if close <= now else calendar.open(session)
