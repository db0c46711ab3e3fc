"""Dates and times in newspaper usage, always of the exchange."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.wording import dates
from generator.wording.grammar import join, separators
from tests.snapshots import new_york

AS_OF: Final = new_york("2026-08-21T16:00")


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 1, 9), "Friday, Jan. 9, 2026"),
        (date(2026, 3, 31), "Tuesday, March 31, 2026"),
        (date(2026, 5, 1), "Friday, May 1, 2026"),
        (date(2026, 6, 18), "Thursday, June 18, 2026"),
        (date(2026, 9, 4), "Friday, Sept. 4, 2026"),
        (date(2028, 2, 29), "Tuesday, Feb. 29, 2028"),
    ],
)
def test_months_are_shortened_as_newspapers_do(day: date, text: str) -> None:
    assert dates.weekday_date(day) == text
    assert dates.full_date(day) == text.partition(", ")[2]
    assert dates.weekday_month_day(day) == text.rpartition(", ")[0]
    assert dates.month_day(day) == dates.full_date(day).rpartition(", ")[0]
    assert dates.month_name(day) == dates.month_day(day).split()[0]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 8, 21), "Friday, Aug. 21"),
        (date(2027, 1, 15), "Friday, Jan. 15, 2027"),
        (date(2026, 12, 31), "Thursday, Dec. 31"),
        (date(2027, 6, 18), "Friday, June 18, 2027"),
        (date(2026, 2, 20), "Friday, Feb. 20"),
        (date(2026, 2, 19), "Thursday, Feb. 19, 2026"),
        (date(2028, 8, 18), "Friday, Aug. 18, 2028"),
    ],
)
def test_a_date_of_another_year_than_the_note_or_far_from_it_has_its_year(
    day: date, text: str
) -> None:
    assert dates.weekday_month_day(day, AS_OF.date()) == text
    assert dates.month_day(day, AS_OF.date()) == text.partition(", ")[2]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-800, 800))
def test_a_date_without_its_year_is_the_nearest_of_its_name(near: date, days: int) -> None:
    day = near + timedelta(days=days)
    if str(day.year) in dates.month_day(day, near):
        return
    for year in range(near.year - 3, near.year + 4):
        with contextlib.suppress(ValueError):
            other = day.replace(year=year)
            assert other == day or abs(other - near) > abs(day - near)


@pytest.mark.parametrize(
    ("time", "text"),
    [
        ("2026-08-21T16:00", "4:00 p.m. EDT"),
        ("2026-01-09T16:00", "4:00 p.m. EST"),
        ("2026-11-27T13:00", "1:00 p.m. EST"),
        ("2026-08-21T09:30", "9:30 a.m. EDT"),
        ("2026-08-21T12:05", "12:05 p.m. EDT"),
        ("2026-08-21T00:05", "12:05 a.m. EDT"),
    ],
)
def test_times_are_on_a_twelve_hour_clock_with_their_zone(time: str, text: str) -> None:
    assert dates.clock_time(new_york(time)) == text


def test_a_moment_is_written_in_exchange_time_whatever_offset_it_carries() -> None:
    """As the snapshot has it, as a file gives it back, and as Tokyo and Greenwich would say it."""
    same = [
        AS_OF,
        datetime.fromisoformat(AS_OF.isoformat()),
        datetime.fromisoformat("2026-08-22T05:00:00+09:00"),
        AS_OF.astimezone(UTC),
    ]
    assert {dates.full_moment(moment) for moment in same} == {
        "Friday, Aug. 21, 2026, 4:00 p.m. EDT"
    }
    assert {dates.month_day(moment) for moment in same} == {"Aug. 21"}
    assert {dates.weekday(moment) for moment in same} == {"Friday"}


@given(st.dates(date(1990, 1, 1), date(2199, 12, 31)))
def test_a_written_date_says_its_year_month_and_day(day: date) -> None:
    months = [
        "Jan.",
        "Feb.",
        "March",
        "April",
        "May",
        "June",
        "July",
        "Aug.",
        "Sept.",
        "Oct.",
        "Nov.",
        "Dec.",
    ]
    month, number, year = dates.full_date(day).replace(",", "").split()
    assert date(int(year), months.index(month) + 1, int(number)) == day


def test_lists_have_commas_and_one_and() -> None:
    assert [join(list("abcd")[:count]) for count in range(5)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
        "a, b, c and d",
    ]
    assert separators(3) == ["", ", ", " and "]
