"""Calls and puts side by side: the day is the newest trade's, the spot follows from distances."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from generator.errors import ImportFileError
from tests.market.vendors.made_files import WIDE, counted, imported, rows_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

HEADER, ROW = WIDE.splitlines()


def row(strike: int, distance: float) -> str:
    """A row at another strike, this far from the price."""
    moved = ROW.replace(",100.0,", f",{strike}.0,").replace("00100000", f"{strike * 1000:08d}")
    return moved.replace(",0.25,1.5,", f",0.25,{distance},")


def made(folder: Path, *lines: str, **parts: object) -> Snapshot:
    """The snapshot of these lines."""
    return imported(write(folder, "\n".join([HEADER, *lines, ""])), **parts)


def test_a_row_becomes_a_call_and_a_put(tmp_path: Path) -> None:
    snapshot = made(tmp_path, ROW)
    call, put = rows_of(snapshot)
    assert (call["right"], call["bid"], call["last"], call["volume"]) == ("call", 2.4, 2.5, 40)
    assert (put["right"], put["ask"], put["open_interest"]) == ("put", 1.3, 400)
    assert put["vendor_implied_volatility"] == 0.26
    assert str(put["expiration"].date()) == "2026-08-28"
    assert snapshot.source.name == "saved Yahoo Finance"


def test_the_newest_trade_of_either_side_says_the_time(tmp_path: Path) -> None:
    assert made(tmp_path, ROW).as_of.isoformat() == "2026-08-21T15:30:00-04:00"


def test_another_day_may_be_asked_for_because_the_file_does_not_say_its_own(tmp_path: Path) -> None:
    """Asked for Monday, what last traded on Friday did not trade."""
    snapshot = made(tmp_path, ROW, as_of=date(2026, 8, 24))
    assert snapshot.as_of.isoformat() == "2026-08-24T16:00:00-04:00"
    assert snapshot.contracts["volume"].tolist() == [0, 0]
    assert counted(snapshot.issues) == {"stale_volume": 2}
    timed = made(tmp_path, ROW, as_of=datetime(2026, 8, 21, 15, 45))  # noqa: DTZ001 - as asked
    assert timed.as_of.isoformat() == "2026-08-21T15:45:00-04:00"


@pytest.mark.parametrize("spot", [95.25, 101.5, 107.0])
def test_the_spot_is_the_price_at_the_given_distance_from_the_strikes(
    tmp_path: Path, spot: float
) -> None:
    lines = [row(strike, abs(strike - spot)) for strike in (90, 95, 100, 105, 110)]
    assert made(tmp_path, *lines).quote.spot == spot


@pytest.mark.parametrize("distances", [(1.5, 9.0), ("", ""), ("NaN", "NaN")])
def test_distances_that_do_not_agree_give_no_spot(
    tmp_path: Path, distances: tuple[float, float]
) -> None:
    lines = [row(100, distances[0]), row(105, distances[1])]
    with pytest.raises(ImportFileError, match="has no price of IWM") as caught:
        made(tmp_path, *lines)
    assert caught.value.code == "no_spot"
    assert made(tmp_path, *lines, spot=101.0).quote.spot == 101


def test_a_strike_listed_on_one_side_alone_is_one_contract(tmp_path: Path) -> None:
    cells = ROW.split(",")
    place = HEADER.split(",").index("p_contractSymbol")
    half = ",".join(cells[:place] + [""] * (len(cells) - place))
    assert made(tmp_path, half).contracts["right"].tolist() == ["call"]


def test_blanks_are_unknown_and_volumes_of_earlier_days_nothing(tmp_path: Path) -> None:
    line = ROW.replace(",40.0,300,", ",,,").replace("2026-08-21 19:30", "2026-08-20 19:30")
    snapshot = made(tmp_path, line)
    call, put = rows_of(snapshot)
    assert np.isnan([call["volume"], call["open_interest"]]).all()
    assert put["volume"] == 0
    assert counted(snapshot.issues) == {"stale_volume": 1}


def test_without_any_trade_the_day_is_unknown(tmp_path: Path) -> None:
    line = ROW.replace("2026-08-21 19:00:00+00:00", "").replace("2026-08-21 19:30:00+00:00", "")
    with pytest.raises(ImportFileError, match="give --as-of") as caught:
        made(tmp_path, line)
    assert caught.value.code == "no_date"
    assert str(made(tmp_path, line, as_of=date(2026, 8, 21)).as_of_date) == "2026-08-21"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("260828,100", "2608,100", r"chain\.csv:3:1: ExpDate is '2608', not a date"),
        (",2.4,", ",\u0662.4,", r"chain\.csv:3:1: c_bid is '\u0662.4', not a number"),
        (",0.26", ",0.26%", r"chain\.csv:3:1: Put_IV is '0.26%', not a number"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(ImportFileError, match=message):
        made(tmp_path, ROW, ROW.replace(old, new, 1))


def test_a_row_whose_symbol_says_another_strike_is_left_out(tmp_path: Path) -> None:
    snapshot = made(tmp_path, ROW.replace("C00100000", "C00101000"))
    assert snapshot.contracts["right"].tolist() == ["put"]
    assert counted(snapshot.issues) == {"inconsistent_rows": 1}


def test_a_day_before_the_newest_trade_makes_no_note(tmp_path: Path) -> None:
    """The trades are of a day that had not come."""
    snapshot = made(tmp_path, ROW, as_of=date(2026, 8, 20))
    assert [(issue.code, issue.verdict) for issue in snapshot.issues] == [
        ("future_trades", "block")
    ]
