"""Cboe's quote table: the banner gives spot and time, the header is found below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from generator.errors import ImportFileError
from tests.market.vendors.made_files import QUOTE_TABLE, counted, imported, rows_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

BLANK, NAME, DATE, HEADER, ROW = QUOTE_TABLE.splitlines()


def made(folder: Path, text: str = QUOTE_TABLE, **parts: object) -> Snapshot:
    """The snapshot of this text."""
    return imported(write(folder, text), **parts)


def test_the_banner_gives_name_spot_and_time(tmp_path: Path) -> None:
    snapshot = made(tmp_path)
    assert snapshot.as_of.isoformat() == "2026-08-21T15:30:00-04:00"
    assert (snapshot.quote.spot, snapshot.quote.previous_close) == (101.5, 100.25)
    assert snapshot.quote.volume == 123_456
    assert snapshot.context == {"name": "Made-up Small Caps"}
    assert snapshot.source.name.startswith("Cboe")


def test_a_row_becomes_a_call_and_a_put(tmp_path: Path) -> None:
    call, put = rows_of(made(tmp_path))
    assert (call["right"], call["bid"], call["last"], call["open_interest"]) == (
        "call",
        2.4,
        2.5,
        300,
    )
    assert (put["right"], put["ask"], put["volume"], put["vendor_implied_volatility"]) == (
        "put",
        1.3,
        50,
        0.26,
    )
    assert str(put["expiration"].date()) == "2026-08-28"


@pytest.mark.parametrize("first", ["", "\n", "--- Made up ---\n", "one\ntwo\nthree\n", "a,b,c\n\n"])
def test_whatever_stands_above_the_banner_changes_nothing(tmp_path: Path, first: str) -> None:
    snapshot = made(tmp_path, first + QUOTE_TABLE.lstrip("\n"))
    assert snapshot.quote == made(tmp_path).quote
    assert snapshot.contracts.equals(made(tmp_path).contracts)
    assert snapshot.context == {"name": "Made-up Small Caps"}


@pytest.mark.parametrize(
    ("when", "as_of"),
    [
        ("August 21, 2026 at 8:30 PM EDT", "2026-08-21T16:00:00-04:00"),
        ("August 22, 2026 at 9:30 AM EDT", "2026-08-22T16:00:00-04:00"),
        ("November 27, 2026 at 4:31 PM EST", "2026-11-27T13:00:00-05:00"),
        ("December 1, 2026 at 12:05 PM ET", "2026-12-01T12:05:00-05:00"),
    ],
)
def test_the_date_line_says_when_it_was_quoted(tmp_path: Path, when: str, as_of: str) -> None:
    """After the close as of the close, on a day without a session of that day."""
    text = QUOTE_TABLE.replace("August 21, 2026 at 3:30 PM EDT", when)
    assert made(tmp_path, text).as_of.isoformat() == as_of


@pytest.mark.parametrize(
    "when",
    [
        "",
        "Date: today",
        "Date: August 32, 2026 at 3:30 PM EDT",
        "Date: Augustus 21, 2026 at 3:30 PM EDT",
        "Date: August 21, 2026 at 13:30 PM EDT",
        "Date: August 21, 9999 at 3:30 PM EDT",
        "Date: August 21, 1066 at 3:30 PM EDT",
        "Date: August 2\uff11, 2026 at 3:30 PM EDT",
        "Date: August 21, 2026 at 3:30 PM CET",
    ],
)
def test_without_a_date_that_can_be_the_file_is_refused(tmp_path: Path, when: str) -> None:
    text = QUOTE_TABLE.replace("Date: August 21, 2026 at 3:30 PM EDT", when)
    with pytest.raises(ImportFileError, match="has no line with its date above the head") as caught:
        made(tmp_path, text)
    assert caught.value.code == "no_date"


def test_two_roots_on_one_date_stay_apart(tmp_path: Path) -> None:
    """The third Friday has a series that settles in the morning and one in the evening."""
    row = ROW.replace("Fri Aug 28 2026", "Fri Sep 18 2026")
    rows = [row.replace("IWM260828", f"{root}260918") for root in ("SPX", "SPXW")]
    snapshot = made(tmp_path, "\n".join([BLANK, NAME, DATE, HEADER, *rows]), symbol="^SPX")
    assert snapshot.contracts[["root", "settlement", "right"]].to_numpy().tolist() == [
        ["SPX", "AM", "call"],
        ["SPX", "AM", "put"],
        ["SPXW", "PM", "call"],
        ["SPXW", "PM", "put"],
    ]


def test_zeros_of_last_price_and_volatility_are_unknown(tmp_path: Path) -> None:
    text = QUOTE_TABLE.replace(",2.5,0,2.4,2.6,40,0.25,", ',0,0,0,2.6,"1,040",0,')
    call = made(tmp_path, text).contracts.iloc[0]
    assert np.isnan([call["last"], call["vendor_implied_volatility"]]).all()
    assert (call["bid"], call["volume"]) == (0, 1040)


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("Last: 101.50", "Last: n/a", "no_spot", "has no price of IWM for 2026-08-21"),
        ("Last: 101.50", "Lost: 101.50", "no_spot", "has no price of IWM"),
        ("Last: 101.50", "Last: \uff11", "bad_cell", "'Last: \uff11' holds no number"),
        ("Change:  1.25", "Change: up", "bad_cell", "'Change: up' holds no number"),
        (",2.4,", ",\uff12,", "bad_cell", r"chain\.csv:5:1: Bid is '\uff12', not a number"),
        (",1.2,", ",x,", "bad_cell", r"chain\.csv:5:1: Bid#2 is 'x', not a number"),
        ("Fri Aug 28", "Fri Aug 32", "bad_cell", r":5:1: Expiration Date is 'Fri Aug 32 2026'"),
        (",100.00,", ",100.00,5,", "bad_row", r"chain\.csv:5:1: has 23 cells"),
        (",Strike,", ",Strikes,", "unknown_layout", r"chain\.csv:4:1: has no column Strike"),
        (",Puts,", ",Put,", "unknown_layout", r"has no column Puts"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, code: str, message: str
) -> None:
    with pytest.raises(ImportFileError, match=message) as caught:
        made(tmp_path, QUOTE_TABLE.replace(old, new, 1))
    assert caught.value.code == code


def test_a_missing_change_leaves_the_close_before_unknown(tmp_path: Path) -> None:
    quote = made(tmp_path, QUOTE_TABLE.replace("Change:  1.25", "")).quote
    assert (quote.spot, quote.previous_close) == (101.5, None)


def test_a_row_whose_symbols_say_something_else_is_left_out(tmp_path: Path) -> None:
    snapshot = made(tmp_path, QUOTE_TABLE.replace("IWM260828P00100000", "IWM260828P00100500"))
    assert snapshot.contracts["right"].tolist() == ["call"]
    assert counted(snapshot.issues) == {"inconsistent_rows": 1}


def test_a_table_without_rows_is_an_empty_chain(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="has no contract of IWM") as caught:
        made(tmp_path, f"{NAME}\n{DATE}\n{HEADER}\n")
    assert caught.value.code == "empty_chain"


HIDDEN: Final = "Made\u202e-up \x1bCaps"


def test_the_name_is_cleaned_before_a_note_may_print_it(tmp_path: Path) -> None:
    text = QUOTE_TABLE.replace("Made-up Small Caps", HIDDEN)
    assert made(tmp_path, text).context == {"name": "Made-up Caps"}
