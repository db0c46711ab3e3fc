"""A tape of single trades: strict in every cell, exchange time, and only of the symbol."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError
from generator.market.tables import TRADE_COLUMNS
from generator.market.vendors.tape import read_tape
from tests.market.vendors.made_files import PAIRS, counted, imported, write

if TYPE_CHECKING:
    from pathlib import Path

HEADER: Final = "time,contract,size,price,side\n"
LINE: Final = "2026-08-21T10:30:00,IWM260828C00100000,500,1.25,buy\n"


def _read(folder: Path, text: str, *, packed: bool = False) -> pd.DataFrame:
    trades, issues = read_tape(write(folder, text, "tape.csv", packed=packed), symbol="IWM")
    assert not issues
    return trades


def test_a_trade_is_read_with_its_time_in_utc(tmp_path: Path) -> None:
    for packed in (False, True):
        trades = _read(tmp_path, HEADER + LINE, packed=packed)
        assert trades.dtypes.astype(str).to_dict() == dict(TRADE_COLUMNS)
        assert trades.to_dict("records") == [
            {
                "time": pd.Timestamp("2026-08-21T14:30:00"),
                "contract": "IWM260828C00100000",
                "size": 500.0,
                "price": 1.25,
                "side": "buy",
            }
        ]


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2026-08-21T10:30:00", "2026-08-21T14:30:00"),
        ("2026-08-21 10:30", "2026-08-21T14:30:00"),
        ("2026-08-21T10:30:00.123456", "2026-08-21T14:30:00.123456"),
        ("2026-08-21T10:30:00-04:00", "2026-08-21T14:30:00"),
        ("2026-08-21T14:30:00Z", "2026-08-21T14:30:00"),
        ("2026-01-05T10:30:00", "2026-01-05T15:30:00"),
    ],
)
def test_a_time_is_exchange_time_unless_it_has_an_offset(
    tmp_path: Path, cell: str, utc: str
) -> None:
    trades = _read(tmp_path, HEADER + LINE.replace("2026-08-21T10:30:00", cell))
    assert trades["time"].tolist() == [pd.Timestamp(datetime.fromisoformat(utc))]


def test_columns_may_stand_in_any_order_and_case_and_a_side_may_lack(tmp_path: Path) -> None:
    trades = _read(
        tmp_path,
        "Price,SIZE,Venue,Contract,Time\n"
        '0.05,"1,000",CBOE,IWM   260828P00095500,2026-08-21T10:30:00\n',
    )
    row = trades.iloc[0].to_dict()
    assert (row["contract"], row["size"]) == ("IWM260828P00095500", 1000)
    assert (row["price"], row["side"]) == (0.05, "")


def test_sides_are_buy_sell_or_not_known(tmp_path: Path) -> None:
    sides = ("buy", "SELL", "", " Buy ")
    text = HEADER + "".join(LINE.replace("buy", side) for side in sides)
    assert sorted(_read(tmp_path, text)["side"]) == ["", "buy", "buy", "sell"]


def test_trades_are_sorted_so_that_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    later = LINE.replace("10:30", "11:30")
    one = _read(tmp_path, HEADER + LINE + later + LINE)
    other = _read(tmp_path, HEADER + later + LINE + LINE)
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert len(one) == 3


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2026-08-21T10:30:00", "2026-08-21", "time is '2026-08-21', not a time"),
        ("2026-08-21T10:30:00", "2026-08-21T25:00", "not a time like"),
        ("2026-08-21T10:30:00", "", "not a time like"),
        ("IWM260828C00100000", "IWM 100 C", "contract is 'IWM 100 C', not an OCC"),
        ("IWM260828C00100000", "IWM260231C00100000", "not an OCC option symbol"),
        ("IWM260828C00100000", "IWM260828C00100000 1", "not an OCC option symbol"),
        ("500", "0", "size is '0', not a number above 0"),
        ("500", "-5", "size is '-5', not a number above 0"),
        ("500", "", "size is '', not a number above 0"),
        ("500", "many", "size is 'many', not a number"),
        ("500", "1e12", "size is '1e12', not a number above 0"),
        ("1.25", "0", "price is '0', not a number above 0"),
        ("1.25", "nan", "price is 'nan', not a number above 0"),
        ("buy", "ask", "side is 'ask', not buy, sell or blank"),
    ],
)
def test_a_cell_that_is_not_what_its_column_holds_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(ImportFileError) as caught:
        _read(tmp_path, HEADER + LINE + LINE.replace(old, new))
    assert words in str(caught.value)
    assert caught.value.code == "bad_cell"
    assert caught.value.position is not None
    assert caught.value.position.line == 3


def test_a_file_of_other_columns_is_refused_and_what_is_needed_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="a tape needs time, contract, size, price") as caught:
        _read(tmp_path, "time,contract,size\n2026-08-21T10:30:00,IWM260828C00100000,5\n")
    assert caught.value.code == "unknown_layout"
    with pytest.raises(ImportFileError):
        _read(tmp_path, "")


def test_trades_in_options_on_something_else_are_left_out_and_counted(tmp_path: Path) -> None:
    others = "".join(LINE.replace("IWM", root) for root in ("SPY", "IWMX", "IWM7"))
    trades, issues = read_tape(write(tmp_path, HEADER + LINE + others), symbol="IWM")
    assert sorted(trades["contract"]) == ["IWM260828C00100000", "IWM7260828C00100000"]
    assert counted(issues) == {"trades_foreign": 2}


def test_an_import_keeps_the_tape_and_what_was_left_out(tmp_path: Path) -> None:
    chain = write(tmp_path, PAIRS)
    tape = write(tmp_path, HEADER + LINE + LINE.replace("IWM", "SPY"), "tape.csv")
    made = imported(chain, spot=100.0, tape=tape)
    assert made.trades["size"].tolist() == [500.0]
    assert counted(made.issues)["trades_foreign"] == 1
    assert imported(chain, spot=100.0).trades.empty


@given(text=st.text(st.sampled_from('time,contract,size,price\n0123456789-T:IWMC"'), max_size=80))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_does_anything_but_give_trades_or_a_refusal(tmp_path: Path, text: str) -> None:
    for start in ("", HEADER):
        try:
            trades, _ = read_tape(write(tmp_path, start + text), symbol="IWM")
        except ImportFileError:
            continue
        assert (trades["size"] > 0).all()
