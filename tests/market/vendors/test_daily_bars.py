"""Every layout of the price files is read, and nothing of the future with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from generator.errors import ImportFileError, InputError
from generator.market.vendors.daily_bars import read_daily_bars

if TYPE_CHECKING:
    from pathlib import Path

LATE = date(2026, 12, 31)


def file_of(folder: Path, text: str) -> Path:
    """A price file with this text."""
    path = folder / "bars.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "rows", "first", "last", "adjustment"),
    [
        ("av_IWM_2026", 100, "2026-03-31", "2026-08-21", "none"),
        ("av_SPY_2026", 100, "2026-03-31", "2026-08-21", "none"),
        ("close_IWM_2015-2026", 2868, "2015-01-02", "2026-08-18", "dividends"),
        ("close_KO_2015-2026", 2694, "2015-01-02", "2026-08-18", "dividends"),
        ("close_AAPL_2015-2026", 2884, "2015-01-02", "2026-08-18", "dividends"),
        ("lean_SPY_daily_raw", 1824, "2014-01-02", "2021-03-31", "none"),
        ("lean_AAPL_daily_raw", 1006, "2012-01-03", "2015-12-31", "none"),
        ("yahoofinance-SPY-20200901-20210113", 92, "2020-09-01", "2021-01-12", "none"),
        ("yahoofinance-AAPL-20040819-20180120", 3379, "2004-08-19", "2018-01-19", "none"),
        ("yf_CALM-1d-no-bad-divs", 662, "2022-01-03", "2024-08-21", "none"),
        ("yf_4063-T-1d-bad-stock-split", 22, "2023-03-15", "2023-04-14", "none"),
        ("yf_AET-L-1d-100x-error", 23, "2022-05-03", "2022-06-06", None),
    ],
)
def test_each_price_layout_is_read(  # noqa: PLR0913, PLR0917 - a table of cases
    data_dir: Path, name: str, rows: int, first: str, last: str, adjustment: str | None
) -> None:
    """Newest first or oldest, with adjusted closes, with offsets in the dates, closes alone."""
    bars = read_daily_bars(data_dir / "prices" / f"{name}.csv", until=LATE)
    sessions = bars.table["session"]
    assert (len(bars.table), str(sessions.min().date()), str(sessions.max().date())) == (
        rows,
        first,
        last,
    )
    assert sessions.is_monotonic_increasing
    assert (bars.table["close"] > 0).all()
    assert adjustment in (None, bars.adjustment)


def test_all_price_files_are_read(data_dir: Path) -> None:
    files = sorted((data_dir / "prices").glob("*.csv"))
    assert len(files) == 20
    for file in files:
        assert len(read_daily_bars(file, until=LATE).table) > 20


def test_close_only_files_know_nothing_of_ranges_and_volume(data_dir: Path) -> None:
    table = read_daily_bars(data_dir / "prices" / "close_IWM_2015-2026.csv", until=LATE).table
    assert table[["open", "high", "low", "volume"]].isna().all(axis=None)


def test_later_bars_are_left_out(data_dir: Path) -> None:
    """What the market did after the as-of date is not known on it."""
    path = data_dir / "prices" / "av_IWM_2026.csv"
    table = read_daily_bars(path, until=date(2026, 6, 18)).table
    assert table["session"].max().date() == date(2026, 6, 18)
    assert len(read_daily_bars(path, until=date(2020, 1, 1)).table) == 0


def test_the_order_of_lines_and_the_case_of_names_say_nothing(tmp_path: Path) -> None:
    one = file_of(tmp_path, "Date,CLOSE,Low\n2026-08-20,5,4\n2026-08-21,6,5\n")
    first = read_daily_bars(one, until=LATE).table
    two = file_of(tmp_path, "low,close,date\n5,6,2026-08-21\n4,5,2026-08-20\n")
    assert first.equals(read_daily_bars(two, until=LATE).table)


def test_the_plain_close_is_taken_not_the_adjusted_one(tmp_path: Path) -> None:
    path = file_of(tmp_path, "Date,Adj Close,Close\n2026-08-21,4.91,5\n")
    assert read_daily_bars(path, until=LATE).table["close"].tolist() == [5.0]


def test_a_bar_without_a_close_is_no_bar(tmp_path: Path) -> None:
    """Blank, unknown and zero closes are missing sessions, never prices."""
    text = "date,close\n2026-08-18,\n2026-08-19,NaN\n2026-08-20,0\n2026-08-21,5\n"
    assert read_daily_bars(file_of(tmp_path, text), until=LATE).table["close"].tolist() == [5.0]


def test_a_session_given_twice_alike_counts_once_and_unlike_is_refused(tmp_path: Path) -> None:
    same = file_of(tmp_path, "date,close\n2026-08-21,5\n2026-08-21,5.0\n")
    assert len(read_daily_bars(same, until=LATE).table) == 1
    with pytest.raises(ImportFileError, match="gives 2026-08-21 twice with different prices"):
        read_daily_bars(file_of(tmp_path, "date,close\n2026-08-21,5\n2026-08-21,6\n"), until=LATE)


@pytest.mark.parametrize("text", ["day,close\n2026-08-21,5\n", "date,price\n2026-08-21,5\n"])
def test_another_layout_is_named_with_what_is_known(tmp_path: Path, text: str) -> None:
    """The message says which columns were seen and which would do."""
    seen = text.splitlines()[0].replace(",", ", ")
    with pytest.raises(ImportFileError, match=f"columns {seen}; known are date or timestamp"):
        read_daily_bars(file_of(tmp_path, text), until=LATE)


def test_a_bad_price_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"bars\.csv:3:1: close is 'x'"):
        read_daily_bars(file_of(tmp_path, "date,close\n2026-08-20,5\n2026-08-21,x\n"), until=LATE)
    with pytest.raises(InputError, match="does not exist"):
        read_daily_bars(tmp_path / "none.csv", until=LATE)


def test_closes_off_the_cent_grid_were_lowered_for_dividends(tmp_path: Path) -> None:
    """A fifth of the last year is allowed to be off (mutual funds, averages), more is not."""
    random = np.random.default_rng(3)

    def adjustment(off: int) -> str:
        closes = np.round(random.uniform(90, 110, 100), 2)
        closes[:off] += 0.0043
        days = np.arange("2026-03-01", "2026-06-09", dtype="datetime64[D]")
        lines = [f"{day},{close:.4f}" for day, close in zip(days, closes, strict=True)]
        text = "\n".join(["date,close", *lines])
        return read_daily_bars(file_of(tmp_path, text), until=LATE).adjustment

    assert [adjustment(off) for off in (0, 20, 21, 100)] == [
        "none",
        "none",
        "dividends",
        "dividends",
    ]
