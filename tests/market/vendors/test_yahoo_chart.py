"""Yahoo's charts: each session once, as traded, in the exchange's own days."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError
from generator.market.snapshot import Bars, Split
from generator.market.vendors.daily_bars import read_daily_bars
from generator.market.vendors.yahoo_chart import read_chart
from tests.market.vendors.made_files import damaged, stamp, write_json

LATE: Final = date(2026, 12, 31)
FILE: Final = Path("chart.json")


def chart(*bars: tuple[str, float | None], **parts: object) -> dict[str, Any]:
    """A chart with these closes at these times; the other prices follow from the close."""
    closes = [close for _, close in bars]
    quote: dict[str, object] = {
        "close": closes,
        "open": [close and close - 1 for close in closes],
        "high": [close and close + 1 for close in closes],
        "low": [close and close - 2 for close in closes],
        "volume": [close and 100 * close for close in closes],
    }
    result = {
        "meta": {"dataGranularity": "1d", "exchangeTimezoneName": "America/New_York"},
        "timestamp": [stamp(when) for when, _ in bars],
        "indicators": {"quote": [quote]},
    }
    return {"chart": {"result": [result | parts], "error": None}}


WEEK: Final = (
    ("2026-08-19T09:30:00-04:00", 100.0),
    ("2026-08-20T09:30:00-04:00", 101.0),
    ("2026-08-21T09:30:00-04:00", 102.0),
)


def read(body: object, until: date = LATE) -> Bars:
    """The bars of this chart."""
    return read_chart(body, file=FILE, until=until)


def days(bars: Bars) -> list[str]:
    """The sessions of bars."""
    return [str(day.date()) for day in bars.table["session"]]


def test_a_chart_becomes_daily_bars_as_traded(tmp_path: Path) -> None:
    bars = read_daily_bars(write_json(tmp_path, chart(*WEEK), "bars.csv"), until=LATE)
    assert days(bars) == ["2026-08-19", "2026-08-20", "2026-08-21"]
    assert bars.table.iloc[-1][["open", "high", "low", "close", "volume"]].tolist() == [
        101,
        103,
        100,
        102,
        10200,
    ]
    assert bars.adjustment == "none"
    assert bars.splits == ()


def test_adjusted_closes_are_left_alone() -> None:
    adjusted = chart(*WEEK)
    adjusted["chart"]["result"][0]["indicators"]["adjclose"] = [{"adjclose": [1.0, 1.0, 1.0]}]
    assert read(adjusted).table["close"].tolist() == [100, 101, 102]


def test_a_bar_without_a_close_is_no_session() -> None:
    for close in (None, 0.0):
        bars = read(chart(WEEK[0], (WEEK[1][0], close), WEEK[2]))
        assert days(bars) == ["2026-08-19", "2026-08-21"]


def test_the_live_bar_of_a_day_that_is_there_already_takes_its_place() -> None:
    live = ("2026-08-21T16:00:02-04:00", 103.0)
    bars = read(chart(*WEEK, live))
    assert days(bars) == ["2026-08-19", "2026-08-20", "2026-08-21"]
    assert bars.table["close"].tolist() == [100, 101, 103]


def test_a_live_bar_without_a_price_takes_nobody_s_place() -> None:
    bars = read(chart(*WEEK, ("2026-08-21T16:00:02-04:00", None)))
    assert bars.table["close"].tolist() == [100, 101, 102]


def test_bars_and_splits_after_the_day_are_left_out() -> None:
    events = {
        "splits": {
            "1": {"date": stamp("2026-08-21T09:30:00-04:00"), "numerator": 4, "denominator": 1},
            "2": {"date": stamp("2026-08-20T09:30:00-04:00"), "numerator": "1", "denominator": 5},
        },
        "dividends": {"3": {"amount": 1, "date": 5}},
    }
    whole = read(chart(*WEEK, events=events))
    assert whole.splits == (
        Split(session=date(2026, 8, 20), ratio=0.2),
        Split(session=date(2026, 8, 21), ratio=4.0),
    )
    before = read(chart(*WEEK, events=events), until=date(2026, 8, 20))
    assert days(before) == ["2026-08-19", "2026-08-20"]
    assert before.splits == whole.splits[:1]


@pytest.mark.parametrize(("new", "old"), [(0, 1), (1, 0), (None, 1), (-4, 1), (1e300, 1e-300)])
def test_a_split_without_a_ratio_is_none(new: object, old: object) -> None:
    split = {"date": stamp("2026-08-20T09:30:00-04:00"), "numerator": new, "denominator": old}
    assert read(chart(*WEEK, events={"splits": {"1": split}})).splits == ()


def test_days_are_those_of_the_exchange_that_the_chart_names() -> None:
    """Tokyo opens while it is still the evening before in New York."""
    opened = ("2026-08-21T09:00:00+09:00", 100.0)
    assert days(read(chart(opened, meta={"exchangeTimezoneName": "Asia/Tokyo"}))) == ["2026-08-21"]
    assert days(read(chart(opened))) == ["2026-08-20"]


@pytest.mark.parametrize("zone", [None, "Mars/Olympus", "America", "../etc", "x" * 400, "a\0b"])
def test_a_zone_that_nobody_knows_is_taken_for_new_york(zone: str | None) -> None:
    assert days(read(chart(*WEEK, meta={"exchangeTimezoneName": zone})))[0] == "2026-08-19"


def test_unknown_prices_beside_a_close_stay_unknown() -> None:
    body = chart(*WEEK)
    quote = body["chart"]["result"][0]["indicators"]["quote"][0]
    quote["open"] = [None, "NaN", "1,000"]
    del quote["volume"]
    table = read(body).table
    assert np.isnan(table["open"].to_numpy()).tolist() == [True, True, False]
    assert table["volume"].isna().all()


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (
            {"chart": {"result": None, "error": {"code": "Not Found", "description": "No data"}}},
            "no_bars",
            "is a chart without a result: No data",
        ),
        ({"chart": {"result": [], "error": None}}, "no_bars", "no reason given"),
        ({"chart": []}, "schema_drift", "chart is"),
        (chart(meta={"dataGranularity": "1h"}), "not_daily", "has bars of 1h, not of a day"),
        (chart(meta={"dataGranularity": []}), "schema_drift", "dataGranularity is"),
        (chart(meta=None), "schema_drift", "chart.meta is missing"),
        (chart(*WEEK, indicators={}), "schema_drift", "chart.indicators.quote is missing"),
        (chart(*WEEK, indicators={"quote": []}), "schema_drift", r"quote\[0\] is missing"),
        (chart(*WEEK, timestamp=[1]), "schema_drift", "chart.timestamp is 1, not a time"),
        (
            chart(*WEEK, timestamp=[stamp("2026-08-21")]),
            "schema_drift",
            "open has 3 values for 1 days",
        ),
    ],
)
def test_another_shape_is_refused_by_name(body: object, code: str, message: str) -> None:
    with pytest.raises(ImportFileError, match=message) as caught:
        read(body)
    assert caught.value.code == code


def test_a_chart_of_no_day_is_a_table_without_rows() -> None:
    assert read(chart()).table.empty
    assert read(chart(timestamp=None)).table.empty


EVENTS: Final = {"splits": {"1": {"date": stamp("2026-08-20"), "numerator": 4, "denominator": 1}}}


@settings(max_examples=200)
@given(st.composite(damaged)(copy.deepcopy(chart(*WEEK, events=EVENTS))))
def test_any_answer_is_bars_or_an_import_error(body: Any) -> None:  # noqa: ANN401 - any JSON
    try:
        bars = read(body)
    except ImportFileError as error:
        assert str(error).startswith("chart.json: ")  # noqa: PT017 - some are read
        return
    assert (bars.table["close"] > 0).all()
    assert bars.table["session"].is_unique
    assert all(0 < split.ratio < np.inf for split in bars.splits)
