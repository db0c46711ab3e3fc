"""Files become one snapshot, the same from CSV as from Parquet; a refusal names its cause."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest

from generator.errors import ImportFileError, InputError, UsageError
from generator.market.bundle import snapshot_digest
from generator.market.vendors import eod_pairs
from generator.market.vendors.importing import ImportRequest, import_snapshot, open_request
from generator.market.vendors.spots import read_spot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DAY: Final = date(2026, 8, 21)
HEADER: Final = ",".join(eod_pairs.COLUMNS)
ROW: Final = "2026-08-21,2026-08-28,100,1.5,10,20.5,300,1.25,11,21.5,400"
"""A strike: call price, volume, volatility in per cent, open interest; the same of the put."""


def write(folder: Path, *rows: str, header: str = HEADER, name: str = "chain.csv") -> Path:
    """A CSV file of these lines."""
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def request(*files: Path, **parts: object) -> ImportRequest:
    """A request for IWM at a spot of 100."""
    return replace(ImportRequest(files=files, symbol="IWM", spot=100.0), **parts)  # type: ignore[arg-type]


def test_a_row_becomes_a_call_and_a_put(tmp_path: Path) -> None:
    """Percentages become fractions, prices closes, and what the layout lacks stays unknown."""
    made = import_snapshot(request(write(tmp_path, ROW)))
    call, put = made.contracts.to_dict("records")
    assert (call["right"], call["last"], call["volume"], call["open_interest"]) == (
        "call",
        1.5,
        10,
        300,
    )
    assert (put["right"], put["last"], put["volume"], put["open_interest"]) == (
        "put",
        1.25,
        11,
        400,
    )
    assert call["vendor_implied_volatility"] == pytest.approx(0.205)
    assert made.contracts[["bid", "ask"]].isna().all(axis=None)
    assert made.as_of.isoformat() == "2026-08-21T16:00:00-04:00"
    assert made.open_interest_date == date(2026, 8, 20)
    assert made.source.layout == eod_pairs.NAME
    assert made.source.files == ("chain.csv",)


def test_an_end_of_day_file_of_a_half_day_or_holiday_is_stamped_so(tmp_path: Path) -> None:
    for day, stamp, counted in (
        ("2026-11-27", "2026-11-27T13:00:00-05:00", date(2026, 11, 25)),
        ("2026-06-19", "2026-06-19T16:00:00-04:00", date(2026, 6, 17)),
    ):
        row = ROW.replace("2026-08-21", day).replace("2026-08-28", "2026-12-18")
        made = import_snapshot(request(write(tmp_path, row)))
        assert made.as_of.isoformat() == stamp
        assert made.open_interest_date == counted


def test_a_csv_file_is_the_same_snapshot_as_its_parquet_twin(
    data_dir: Path, tmp_path: Path
) -> None:
    """Two days of IWM, written out as text: the same table to the last bit, the same hash."""
    parquet = pytest.importorskip("pyarrow.parquet")
    source = data_dir / "eod_series" / "IWM.parquet"
    rows = [
        row
        for row in parquet.read_table(source).to_pylist()
        if str(row["date"])[:10] in ("2026-06-19", "2026-08-21")
    ]
    twin = tmp_path / "IWM.csv"
    with twin.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    for day in (date(2026, 6, 19), DAY):
        one, two = (import_snapshot(request(file, as_of=day)) for file in (source, twin))
        pd.testing.assert_frame_equal(one.contracts, two.contracts, check_exact=True)
        two = replace(two, source=one.source)
        assert snapshot_digest(one) == snapshot_digest(two)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ROW, ROW.replace("1.5", "1.5x")], r"chain\.csv:3:1: callPrice is '1.5x', not a number"),
        ([ROW, ROW + ",7"], r"chain\.csv:3:1: has 12 cells, the header names 11"),
        ([ROW.replace("2026-08-28", "28 Aug")], r"chain\.csv:2:1: expiration is '28 Aug'"),
        ([ROW.replace("2026-08-28", "9999-12-31")], r"chain\.csv:2:1: expiration is '9999"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(
    tmp_path: Path, rows: Sequence[str], message: str
) -> None:
    with pytest.raises(ImportFileError, match=message):
        import_snapshot(request(write(tmp_path, *rows)))


def test_an_unknown_layout_names_what_was_seen_and_what_is_known(tmp_path: Path) -> None:
    path = write(tmp_path, "1,2", header="strike,premium")
    with pytest.raises(
        ImportFileError, match=r"text that begins 'strike,premium'\. Known are: Yahoo"
    ):
        import_snapshot(request(path))
    lacking = write(tmp_path, ROW.rpartition(",")[0], header=HEADER.rpartition(",")[0])
    with pytest.raises(
        ImportFileError,
        match="end-of-day call/put pairs: Parquet or CSV with date, expiration, strike",
    ):
        import_snapshot(request(lacking))


def test_missing_files_folders_and_empty_files_say_so(tmp_path: Path) -> None:
    for name in ("none.csv", "none.parquet"):
        with pytest.raises(InputError, match="does not exist"):
            import_snapshot(request(tmp_path / name))
    for name in ("folder.csv", "folder.parquet"):
        (tmp_path / name).mkdir()
        with pytest.raises(InputError, match="is a folder"):
            import_snapshot(request(tmp_path / name))
    (tmp_path / "empty.csv").touch()
    with pytest.raises(InputError, match="is empty"):
        import_snapshot(request(tmp_path / "empty.csv"))
    (tmp_path / "text.parquet").write_text("PAR1 date,strike", encoding="utf-8")
    with pytest.raises(ImportFileError, match="no readable Parquet file"):
        import_snapshot(request(tmp_path / "text.parquet"))


def test_a_file_without_the_day_names_the_days_it_has(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, ROW.replace("2026-08-21", "2026-08-20"))
    with pytest.raises(
        ImportFileError,
        match="no chain for 2026-08-19; it holds days from 2026-08-20 to",
    ):
        import_snapshot(request(path, as_of=date(2026, 8, 19)))
    with pytest.raises(UsageError, match="holds 2 days: choose one with --as-of"):
        import_snapshot(request(path))
    assert list(open_request(request(path)).days) == [date(2026, 8, 20), DAY]
    with pytest.raises(ImportFileError, match="holds no row at all"):
        import_snapshot(request(write(tmp_path)))


def test_a_day_before_the_calendar_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, ROW.replace("2026-08-21", "1989-08-21"))
    with pytest.raises(UsageError, match="1989-08-21 is before 1990"):
        import_snapshot(request(path))


def test_several_chain_files_at_once_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, ROW)
    with pytest.raises(ImportFileError, match="holds a whole chain in one: import one at a time"):
        import_snapshot(request(path, path))


# --- spot and bars ----------------------------------------------------------------------------


def test_without_any_price_the_request_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="no price of IWM for 2026-08-21; give --spot"):
        import_snapshot(request(write(tmp_path, ROW), spot=None))


def bars_file(folder: Path, *lines: str, name: str = "bars.csv") -> Path:
    """A price file with open, high, low, close and volume."""
    return write(folder, *lines, header="date,open,high,low,close,volume", name=name)


def test_the_day_s_bar_gives_spot_and_quote(tmp_path: Path) -> None:
    bars = bars_file(
        tmp_path, "2026-08-20,1,2,0.5,1.5,9", "2026-08-21,2,4,1,3,7", "2026-08-24,9,9,9,9,9"
    )
    made = import_snapshot(request(write(tmp_path, ROW), spot=None, bars=[bars]))
    quote = made.quote
    assert (quote.spot, quote.open, quote.high, quote.low, quote.volume) == (3, 2, 4, 1, 7)
    assert len(made.bars.table) == 2
    given = import_snapshot(request(write(tmp_path, ROW), bars=[bars]))
    assert (given.quote.spot, given.quote.high) == (100.0, 4)


def test_closes_adjusted_for_dividends_are_no_spot(tmp_path: Path) -> None:
    bars = write(tmp_path, "2026-08-21,3.12345", header="date,close", name="bars.csv")
    with pytest.raises(ImportFileError, match="has no price of IWM"):
        import_snapshot(request(write(tmp_path, ROW), spot=None, bars=[bars]))
    made = import_snapshot(request(write(tmp_path, ROW), bars=[bars]))
    assert made.bars.adjustment == "dividends"


def test_of_several_price_files_the_first_that_has_a_session_gives_it(tmp_path: Path) -> None:
    one = bars_file(tmp_path, "2026-08-21,1,1,1,1,1", name="one.csv")
    two = bars_file(tmp_path, "2026-08-20,2,2,2,2,2", "2026-08-21,2,2,2,2,2", name="two.csv")
    made = import_snapshot(request(write(tmp_path, ROW), bars=[one, two]))
    assert made.bars.table["close"].tolist() == [2.0, 1.0]


def test_bars_of_days_without_a_session_are_left_out_and_counted(tmp_path: Path) -> None:
    bars = bars_file(
        tmp_path, "2026-06-18,1,1,1,1,1", "2026-06-19,1,1,1,1,1", "2026-08-21,2,2,2,2,2"
    )
    made = import_snapshot(request(write(tmp_path, ROW), bars=[bars]))
    assert len(made.bars.table) == 2
    assert [(issue.code, issue.rows) for issue in made.issues] == [("bars_off_session", 1)]


def test_bars_older_than_the_calendar_are_left_out(tmp_path: Path) -> None:
    bars = bars_file(tmp_path, "1962-01-02,1,1,1,1,1", "2026-08-21,2,2,2,2,2")
    made = import_snapshot(request(write(tmp_path, ROW), bars=[bars]))
    assert made.bars.table["close"].tolist() == [2.0]
    assert made.issues == ()


def test_the_benchmark_s_bars_come_along(tmp_path: Path) -> None:
    bars = bars_file(tmp_path, "2026-08-21,2,2,2,2,2", "2026-08-24,2,2,2,2,2")
    made = import_snapshot(
        request(write(tmp_path, ROW), benchmark_bars=bars, benchmark_symbol="QQQ")
    )
    assert made.benchmark is not None
    assert (made.benchmark.symbol, len(made.benchmark.bars.table)) == ("QQQ", 1)


def test_a_spot_is_found_by_symbol_and_day(tmp_path: Path, data_dir: Path) -> None:
    path = write(
        tmp_path,
        "2026-08-21,spy,765",
        "2026-08-21, Iwm ,299.96",
        "2026-08-20,IWM,297",
        header="date,symbol,spot",
        name="spots.csv",
    )
    assert read_spot(path, symbol="IWM", day=DAY) == 299.96
    published = data_dir / "eod_series" / "headers.csv"
    assert read_spot(published, symbol="IWM", day=DAY) == 299.96
    made = import_snapshot(request(write(tmp_path, ROW), spot=None, spots=path))
    assert made.quote.spot == 299.96


@pytest.mark.parametrize(
    ("lines", "header", "message"),
    [
        (["2026-08-20,IWM,5"], "date,symbol,spot", "has no spot price of IWM for 2026-08-21"),
        (["2026-08-21,IWM,"], "date,symbol,spot", "has no spot price of IWM"),
        (["2026-08-21,IWM,5", "2026-08-21,IWM,6"], "date,symbol,spot", "more than one spot price"),
        (["2026-08-21,IWM,five"], "date,symbol,spot", r":2:1: spot is 'five', not a number"),
        (["2026-08-21,IWM,5"], "date,symbol,price", "known are date, symbol, spot"),
    ],
)
def test_a_spot_that_is_not_there_or_not_one_is_refused(
    tmp_path: Path, lines: Sequence[str], header: str, message: str
) -> None:
    path = write(tmp_path, *lines, header=header, name="spots.csv")
    with pytest.raises(ImportFileError, match=message):
        read_spot(path, symbol="IWM", day=DAY)


# --- the day and the time ---------------------------------------------------------------------


def test_a_time_asked_for_stands_where_the_file_says_the_day_alone(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, ROW.replace("2026-08-21", "2026-08-20"))
    asked = datetime(2026, 8, 21, 15, 30)  # noqa: DTZ001 - as it is asked for
    made = import_snapshot(request(path, as_of=asked))
    assert made.as_of.isoformat() == "2026-08-21T15:30:00-04:00"
    assert len(made.contracts) == 2
    with pytest.raises(ImportFileError, match="has no chain for 2026-08-19; it holds"):
        import_snapshot(request(path, as_of=asked.replace(day=19)))


def test_a_day_asked_for_is_stamped_with_its_close(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, ROW.replace("2026-08-21", "2026-08-20"))
    made = import_snapshot(request(path, as_of=date(2026, 8, 20)))
    assert made.as_of.isoformat() == "2026-08-20T16:00:00-04:00"


def test_bars_and_splits_come_from_a_chart_as_well(tmp_path: Path) -> None:
    """The time of day that was asked for does not stand in the way of comparing dates."""
    stamps = [int(datetime.fromisoformat(f"2026-08-{day}T13:30Z").timestamp()) for day in (20, 21)]
    chart = {
        "meta": {"dataGranularity": "1d"},
        "timestamp": stamps,
        "indicators": {"quote": [{"close": [10.0, 11.0]}]},
        "events": {"splits": {"1": {"date": stamps[1], "numerator": 2, "denominator": 1}}},
    }
    bars = tmp_path / "chart.json"
    bars.write_text(json.dumps({"chart": {"result": [chart]}}), encoding="utf-8")
    asked = datetime(2026, 8, 21, 15, 30)  # noqa: DTZ001 - as it is asked for
    made = import_snapshot(request(write(tmp_path, ROW), spot=None, bars=[bars], as_of=asked))
    assert made.quote.spot == 11
    assert [(str(split.session), split.ratio) for split in made.bars.splits] == [("2026-08-21", 2)]


def test_a_rate_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="rate"):
        import_snapshot(request(write(tmp_path, ROW), rate=float("nan")))


def test_side_files_of_another_symbol_are_refused(tmp_path: Path) -> None:
    """A summary and a chart say whose they are."""
    summary = tmp_path / "summary.json"
    result = [{"price": {"symbol": "ABBV", "longName": "AbbVie Inc."}}]
    summary.write_text(json.dumps({"quoteSummary": {"result": result}}), encoding="utf-8")
    chart = tmp_path / "chart.json"
    quotes = {"quote": [{"close": [300.0]}]}
    chart.write_text(
        json.dumps({"chart": {"result": [{"meta": {"symbol": "MSFT"}, "timestamp": [1755782400],
                                          "indicators": quotes}]}}),
        encoding="utf-8",
    )  # fmt: skip
    chain = write(tmp_path, ROW)
    for parts in ({"context": [summary]}, {"bars": [chart]}, {"benchmark_bars": chart}):
        with pytest.raises(ImportFileError, match="is about") as refused:
            import_snapshot(request(chain, **parts))
        assert refused.value.code == "symbol_mismatch"


def test_price_files_that_disagree_or_come_too_late_are_remarked_on(tmp_path: Path) -> None:
    chain = write(tmp_path, ROW)
    one = write(tmp_path, "2026-08-20,100", header="date,close", name="one.csv")
    two = write(tmp_path, "2026-08-20,101", header="date,close", name="two.csv")
    late = write(tmp_path, "2026-08-24,101", header="date,close", name="late.csv")
    found = import_snapshot(request(chain, bars=[one, two]))
    assert [issue.code for issue in found.issues] == ["conflicting_bars"]
    assert found.bars.table["close"].tolist() == [100.0]
    found = import_snapshot(request(chain, bars=[late]))
    assert [issue.code for issue in found.issues] == ["bars_too_late"]
