"""Tables with one row a contract: columns known by name, days and spot by what the file says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError, InputError, UsageError
from generator.market.bundle import snapshot_digest
from generator.market.vendors.contract_rows import columns_of
from tests.market.vendors.made_files import ROWS, counted, imported, rows_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

HEADER, CALL, PUT = ROWS.splitlines()
NARROW: Final = "Type,Strike,Bid,Ask,Expiration"


def made(folder: Path, *lines: str, header: str = HEADER, **parts: object) -> Snapshot:
    """The snapshot of a file of these lines."""
    return imported(write(folder, "\n".join([header, *lines, ""])), **parts)


def test_a_table_that_yfinance_wrote_is_read(tmp_path: Path) -> None:
    snapshot = made(tmp_path, CALL, PUT)
    call, put = rows_of(snapshot)
    assert (call["right"], call["bid"], call["ask"], call["last"]) == ("call", 2.4, 2.6, 2.5)
    assert (put["right"], put["volume"], put["open_interest"]) == ("put", 50, 400)
    assert put["vendor_implied_volatility"] == 0.26
    assert snapshot.quote.spot == 101.5
    assert snapshot.as_of.isoformat() == "2026-08-21T16:00:00-04:00"
    assert snapshot.source.name == "saved Yahoo Finance"
    assert snapshot.issues == ()


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Expiry,K,Call/Put", {"expiration": "Expiry", "right": "Call/Put"}),
        ("EXP_DATE,Strike Price", {"expiration": "EXP_DATE", "strike": "Strike Price"}),
        ("last,lastPrice", {"last": "lastPrice"}),
        ("open interest,OI", {"open_interest": "open interest"}),
        ("ticker,symbol", {"symbol": "ticker"}),
        ("strike,STRIKE", {"strike": "strike"}),
    ],
)
def test_columns_are_known_whatever_their_case_and_punctuation(
    header: str, found: dict[str, str]
) -> None:
    assert columns_of(header.split(",")) == found


def test_a_table_of_the_least_columns_is_read(tmp_path: Path) -> None:
    snapshot = made(
        tmp_path,
        "call,100,2.4,2.6,2026-08-28",
        "PUT ,100,1.2,1.3,2026-08-28",
        header=NARROW,
        as_of=date(2026, 8, 21),
        spot=101.5,
    )
    assert snapshot.contracts["right"].tolist() == ["call", "put"]
    unknown = ["last", "volume", "open_interest", "vendor_implied_volatility"]
    assert snapshot.contracts[unknown].isna().all(axis=None)
    assert snapshot.source.name == "option-chain file"


def test_figures_may_have_commas_and_words_for_unknown(tmp_path: Path) -> None:
    row = CALL.replace(",40,300,0.25,", ',"1,240",NaN,null,').replace(",2.4,", ",,")
    call = made(tmp_path, row).contracts.iloc[0]
    assert call["volume"] == 1240
    assert np.isnan([call["bid"], call["open_interest"], call["vendor_implied_volatility"]]).all()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",2.4,", ",\uff12.4,", r"chain\.csv:3:1: bid is '\uff12.4', not a number"),
        (",100,", ",a,", r"chain\.csv:3:1: strike is 'a', not a number"),
        ("2026-08-28,", "28.08.2026,", r"chain\.csv:3:1: expiration is '28.08.2026', not a date"),
        ("2026-08-21,", "soon,", r"chain\.csv:3:1: quote_date is 'soon', not a date"),
        (",call,", ",straddle,", r"chain\.csv:3:1: type is 'straddle', neither call nor put"),
        (",101.5", ",101.5,7", r"chain\.csv:3:1: has 15 cells, the header names 14"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    bad = CALL.replace(old, new, 1).replace("IWM260828C00100000", "")
    with pytest.raises(ImportFileError, match=message):
        made(tmp_path, CALL, bad)


def test_of_many_symbols_and_days_the_asked_one_is_taken(tmp_path: Path) -> None:
    lines = [
        CALL,
        CALL.replace("2026-08-21,2026", "2026-08-20,2026").replace(",300,", ",7,"),
        CALL.replace("IWM", "SPY").replace(",101.5", ",700"),
    ]
    snapshot = made(tmp_path, *lines, as_of=date(2026, 8, 20))
    assert snapshot.contracts["open_interest"].tolist() == [7]
    assert made(tmp_path, *lines, symbol="SPY").quote.spot == 700
    with pytest.raises(UsageError, match="holds 2 days: choose one with --as-of"):
        made(tmp_path, *lines)
    with pytest.raises(ImportFileError, match="no chain for 2026-08-19") as caught:
        made(tmp_path, *lines, as_of=date(2026, 8, 19))
    assert caught.value.code == "no_such_day"
    with pytest.raises(ImportFileError, match="has no row of QQQ; it holds IWM, SPY") as caught:
        made(tmp_path, *lines, symbol="QQQ")
    assert caught.value.code == "symbol_mismatch"


def test_a_class_of_shares_is_found_however_it_is_written(tmp_path: Path) -> None:
    row = CALL.replace("IWM,", "BRK-B,").replace("IWM2", "BRKB2")
    assert made(tmp_path, row, symbol="BRK.B").contracts["root"].tolist() == ["BRKB"]


@pytest.mark.parametrize(
    ("cell", "as_of"),
    [
        ("2026-08-21T19:30Z", "2026-08-21T15:30:00-04:00"),
        ("08_21_26-19:30", "2026-08-21T15:30:00-04:00"),
        ("2026-08-21 23:30:00", "2026-08-21T16:00:00-04:00"),
        ("2026-08-22T12:00Z", "2026-08-22T16:00:00-04:00"),
    ],
)
def test_a_column_of_times_says_when_the_chain_was_quoted(
    tmp_path: Path, cell: str, as_of: str
) -> None:
    """After the close the quotes are those of the close; on a Saturday they are of no session."""
    header = HEADER.replace("quote_date", "myDateTime")
    snapshot = made(tmp_path, CALL.replace("2026-08-21,", f"{cell},", 1), header=header)
    assert snapshot.as_of.isoformat() == as_of


@pytest.mark.parametrize("cell", ["", "soon", "08_21_2\uff16-19:30", "9999-12-31T00:00Z"])
def test_a_row_without_its_time_is_refused_with_its_line(tmp_path: Path, cell: str) -> None:
    header = HEADER.replace("quote_date", "snapshot_utc")
    good, bad = (CALL.replace("2026-08-21,", f"{time},", 1) for time in ("2026-08-21T19:30Z", cell))
    with pytest.raises(ImportFileError, match=r"chain\.csv:3:1: snapshot_utc is .*, not a time"):
        made(tmp_path, good, bad, header=header)


def test_a_day_beside_a_time_after_midnight_is_the_day(tmp_path: Path) -> None:
    header = HEADER.replace("ticker,quote_date", "quote_date,quote_time")
    row = CALL.replace("IWM,2026-08-21", "2026-08-21,2026-08-22T05:00Z")
    snapshot = made(tmp_path, row, header=header)
    assert snapshot.as_of.isoformat() == "2026-08-21T16:00:00-04:00"


def test_the_years_left_to_the_expirations_tell_the_day(tmp_path: Path) -> None:
    header = "ticker,expiration,timeToMaturity,strike,optionType,bid,interestRate"
    rows = ("IWM,2026-08-28,0.019178,100,Call,1,4.25", "IWM,2026-09-18,0.076712,100,Put,1,4.25")
    snapshot = made(tmp_path, *rows, header=header, spot=101.5)
    assert str(snapshot.as_of_date) == "2026-08-21"
    assert snapshot.rate is not None
    assert snapshot.rate.value == pytest.approx(0.0425)
    assert snapshot.rate.observed == date(2026, 8, 21)
    named = (rows[0], rows[1].replace("0.076712", "0.1"))
    with pytest.raises(ImportFileError, match="says neither inside nor in its name"):
        made(tmp_path, *named, header=header, spot=101.5)


@pytest.mark.parametrize("years", ["", "NaN", "1e300", "-1e300", "101"])
def test_years_that_cannot_be_tell_nothing(tmp_path: Path, years: str) -> None:
    header = "ticker,expiration,timeToMaturity,strike,optionType,bid"
    row = f"IWM,2026-08-28,{years},100,Call,1"
    with pytest.raises(ImportFileError, match="give --as-of") as caught:
        made(tmp_path, row, header=header, spot=101.5)
    assert caught.value.code == "no_date"
    assert made(tmp_path, row, header=header, spot=1.0, as_of=date(2026, 8, 21)).issues == ()


def test_the_day_may_stand_in_the_file_s_name(tmp_path: Path) -> None:
    text = f"{NARROW}\ncall,100,2.4,2.6,2026-08-28\n"
    snapshot = imported(write(tmp_path, text, "IWM_2026-08-21.csv"), spot=101.5)
    assert snapshot.as_of.isoformat() == "2026-08-21T16:00:00-04:00"
    assert counted(snapshot.issues) == {"date_from_name": None}
    other = imported(
        write(tmp_path, text, "IWM_2026-08-21.csv"), spot=101.5, as_of=date(2026, 8, 20)
    )
    assert str(other.as_of_date) == "2026-08-20"
    assert other.issues == ()


def test_a_spot_that_changes_within_a_day_is_ambiguous(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="spot_price has 2 values for one symbol and day"):
        made(tmp_path, CALL, PUT.replace(",101.5", ",101.6"))
    blank = made(tmp_path, CALL, PUT.replace(",101.5", ","))
    assert blank.quote.spot == 101.5


@pytest.mark.parametrize("spot", ["", "NaN", "0", "-5"])
def test_without_a_spot_the_import_says_what_to_give(tmp_path: Path, spot: str) -> None:
    with pytest.raises(ImportFileError, match=r"give --spot, --spots, or --bars") as caught:
        made(tmp_path, CALL.replace(",101.5", f",{spot}"))
    assert caught.value.code == "no_spot"


def test_volumes_of_earlier_sessions_and_rows_that_contradict_themselves(tmp_path: Path) -> None:
    old = CALL.replace("2026-08-21 19", "2026-08-20 19")
    wrong = PUT.replace("P00100000", "P00101000")
    snapshot = made(tmp_path, old, wrong)
    assert snapshot.contracts["volume"].tolist() == [0]
    assert counted(snapshot.issues) == {"inconsistent_rows": 1, "stale_volume": 1}
    with pytest.raises(ImportFileError, match="has no contract of IWM for 2026-08-21") as caught:
        made(tmp_path, wrong)
    assert caught.value.code == "empty_chain"


def test_the_size_of_a_contract_tells_an_adjusted_one(tmp_path: Path) -> None:
    header = "quote_date,expiration,strike,type,bid,contractSize"
    sizes = ["REGULAR", "regular", "", "100", "MINI", "150"]
    rows = [f"2026-08-21,2026-08-28,{100 + n},call,1,{size}" for n, size in enumerate(sizes)]
    standard = made(tmp_path, *rows, header=header, spot=101.5).contracts["standard"]
    assert standard.tolist() == [True, True, True, True, False, False]


def test_contracts_given_twice_stay_for_the_gates_to_judge(tmp_path: Path) -> None:
    snapshot = made(tmp_path, CALL, CALL, CALL.replace(",300,", ",301,"))
    assert snapshot.contracts["open_interest"].tolist() == [300, 300, 301]


LINES: Final = st.lists(
    st.tuples(
        st.sampled_from(["100", "101", "102.5"]),
        st.sampled_from(["call", "put"]),
        st.sampled_from(["", "0", "1.5"]),
        st.sampled_from(["", "40"]),
    ).map(lambda cells: "2026-08-21,2026-08-28," + ",".join(cells)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))))
def test_the_order_of_lines_gives_the_same_snapshot(
    tmp_path: Path, both: tuple[list[str], list[str]]
) -> None:
    header = "quote_date,expiration,strike,type,bid,volume"
    one, two = (made(tmp_path, *lines, header=header, spot=101.5) for lines in both)
    assert snapshot_digest(one) == snapshot_digest(two)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.sampled_from(HEADER.split(",")) | st.text(max_size=8), min_size=1, max_size=14
    ),
    rows=st.integers(0, 2),
)
def test_any_table_is_a_snapshot_or_refused(tmp_path: Path, cells: list[str], rows: int) -> None:
    """Cells of other columns, of another number, of any text."""
    line = ",".join(cells)
    path = tmp_path / "chain.csv"
    path.write_bytes("\n".join([HEADER, CALL, *[line] * rows, line]).encode(errors="replace"))
    try:
        imported(path)
    except (InputError, UsageError) as error:
        assert str(error)  # noqa: PT017 - some are read
