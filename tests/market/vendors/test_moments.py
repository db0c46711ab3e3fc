"""Dates and times as vendors write them become exchange dates and times, or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ImportFileError
from generator.market.sessions import EXCHANGE_ZONE
from generator.market.vendors.moments import (
    date_column,
    date_in_name,
    newest_time,
    parse_date,
    parse_time,
    quoted_at,
    trade_days,
)

DAY = date(2026, 8, 21)


def column(*cells: str) -> pd.DataFrame:
    """A table of one column, as the second line of a file and the following."""
    return pd.DataFrame({"when": list(cells)}, index=range(2, len(cells) + 2), dtype="str")


@pytest.mark.parametrize(
    "cell",
    [
        "2026-08-21",
        " 2026-08-21 ",
        "20260821",
        "260821",
        "Fri Aug 21 2026",
        "08/21/2026",
        "2026-08-21 15:59:00",
        "2026-08-21T23:59:00-04:00",
        "2026-08-21T20:42Z",
        "08_21_26-15:59",
    ],
)
def test_a_date_is_read_in_each_way_that_vendors_write_it(cell: str) -> None:
    assert parse_date(cell) == DAY


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "x",
        "2026-02-30",
        "20260230",
        "21/08/2026",
        "Aug 21, 2026",
        "1989-12-31",
        "2200-01-01",
        "99991231",
        "0001-01-01T00:00:00",
        "\uff12\uff10\uff12\uff16-08-21",
        "2026082\u0661",
        "08_21_2\uff16-15:59",
        "1755806400",
    ],
)
def test_what_is_no_date_of_the_calendar_is_none(cell: str) -> None:
    assert parse_date(cell) is None


def test_a_time_keeps_its_offset_and_takes_the_zone_where_it_has_none() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert parse_time("2026-08-21 15:30", berlin) == datetime(2026, 8, 21, 15, 30, tzinfo=berlin)
    assert parse_time("2026-08-21T15:30Z", berlin) == datetime(2026, 8, 21, 15, 30, tzinfo=UTC)
    assert parse_time("08_21_26-15:30", UTC) == datetime(2026, 8, 21, 15, 30, tzinfo=UTC)


@given(st.text(max_size=20) | st.from_regex(r"\d\d_\d\d_\d\d-\d\d:\d\d", fullmatch=True))
def test_any_text_is_a_time_of_the_calendar_in_ascii_or_none(text: str) -> None:
    found = parse_time(text, UTC)
    if found is not None:
        assert text.strip().isascii()
        assert 1990 <= found.year <= 2199
    day = parse_date(text)
    assert day is None or 1990 <= day.year <= 2199


def test_a_column_of_dates_names_the_line_of_the_first_that_is_none() -> None:
    assert date_column(column("20260821", "2026-08-21"), "when", Path("a.csv")).tolist() == [
        datetime(2026, 8, 21),  # noqa: DTZ001 - a date has no zone
        datetime(2026, 8, 21),  # noqa: DTZ001
    ]
    with pytest.raises(ImportFileError, match=r"a\.csv:3:1: when is 'soon', not a date"):
        date_column(column("20260821", "soon", "later"), "when", Path("a.csv"))


def test_a_trade_after_midnight_in_london_is_of_the_day_before_in_new_york() -> None:
    days = trade_days(column("2026-08-22 01:30:00+00:00", "2026-08-21 15:00", ""), "when")
    assert [str(day)[:10] for day in days] == ["2026-08-21", "2026-08-21", "NaT"]


def test_the_newest_time_of_a_table_is_in_exchange_time() -> None:
    table = column("2026-08-21 15:00", "2026-08-21 19:59:30+00:00", "never")
    newest = newest_time(table, "when")
    assert newest is not None
    assert newest.isoformat() == "2026-08-21T15:59:30-04:00"
    assert newest_time(column("", "never"), "when") is None


@pytest.mark.parametrize(
    ("fetched", "quoted"),
    [
        ("2026-08-21T15:30:00-04:00", "2026-08-21T15:30:00-04:00"),
        ("2026-08-21T20:30:00-04:00", "2026-08-21T16:00:00-04:00"),
        ("2026-11-27T15:30:00-05:00", "2026-11-27T13:00:00-05:00"),
        ("2026-08-22T02:00:00+00:00", "2026-08-21T16:00:00-04:00"),
        ("2026-08-22T12:00:00-04:00", "2026-08-22"),
        ("2026-11-26T12:00:00-05:00", "2026-11-26"),
    ],
)
def test_a_chain_fetched_after_the_close_was_quoted_at_the_close(fetched: str, quoted: str) -> None:
    """On a half day at one o'clock; on a day without a session there is a date alone."""
    found = quoted_at(datetime.fromisoformat(fetched))
    assert found.isoformat() == quoted
    assert not isinstance(found, datetime) or found.tzinfo is EXCHANGE_ZONE


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("AAPL_20260821.csv.gz", DAY),
        ("IWM-2026-08-21.json", DAY),
        ("20260821_20260821.csv", DAY),
        ("20260821_20260822.csv", None),
        ("chain.csv", None),
        ("20261321.csv", None),
        ("120260821.csv", None),
        ("20\uff1260821.csv", None),
    ],
)
def test_the_only_date_in_a_file_s_name_is_its_day(name: str, day: date | None) -> None:
    assert date_in_name(Path(name)) == day
