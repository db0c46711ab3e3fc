"""Lean's universe files: the underlying's bar, then contracts; the day is in the file's name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from generator.errors import ImportFileError
from tests.market.vendors.made_files import LEAN, counted, imported, rows_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

HEADER, BAR, CALL, PUT = LEAN.splitlines()


def made(folder: Path, text: str = LEAN, name: str = "20260821.csv", **parts: object) -> Snapshot:
    """The snapshot of a file of this name."""
    return imported(write(folder, text, name), **parts)


def test_a_file_becomes_a_snapshot_of_the_day_in_its_name(tmp_path: Path) -> None:
    snapshot = made(tmp_path)
    call, put = rows_of(snapshot)
    assert (call["right"], call["last"], call["volume"], call["open_interest"]) == (
        "call",
        2.5,
        40,
        300,
    )
    assert (put["right"], put["strike"], put["vendor_implied_volatility"]) == ("put", 100, 0.26)
    assert snapshot.contracts[["bid", "ask"]].isna().all(axis=None)
    quote = snapshot.quote
    assert (quote.spot, quote.open, quote.high, quote.low, quote.volume) == (
        101.5,
        100,
        102,
        99,
        123456,
    )
    assert snapshot.as_of.isoformat() == "2026-08-21T16:00:00-04:00"
    assert counted(snapshot.issues) == {"date_from_name": None}


def test_the_day_asked_for_outweighs_the_name(tmp_path: Path) -> None:
    snapshot = made(tmp_path, as_of=date(2026, 8, 20))
    assert str(snapshot.as_of_date) == "2026-08-20"
    assert snapshot.issues == ()


@pytest.mark.parametrize("name", ["chain.csv", "20260821_20260824.csv", "20261321.csv"])
def test_a_name_without_a_day_needs_one_asked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportFileError, match="neither inside nor in its name") as caught:
        made(tmp_path, name=name)
    assert caught.value.code == "no_date"


def test_blanks_are_unknown_and_a_volatility_of_zero_is_none(tmp_path: Path) -> None:
    text = LEAN.replace(",40,300,0.25,", ",40,,0,")
    call = made(tmp_path, text).contracts.iloc[0]
    assert np.isnan([call["open_interest"], call["vendor_implied_volatility"]]).all()


def test_older_files_without_volatilities_are_read_too(tmp_path: Path) -> None:
    cells = [",".join(line.split(",")[:9]) for line in LEAN.splitlines()]
    snapshot = made(tmp_path, "\n".join(cells))
    assert snapshot.contracts["open_interest"].tolist() == [300, 400]
    assert snapshot.contracts["vendor_implied_volatility"].isna().all()


@pytest.mark.parametrize("bar", ["", ",,,100,102,99,,123456,,,", ",,,100,102,99,0,123456,,,"])
def test_without_the_underlying_s_close_there_is_no_spot(tmp_path: Path, bar: str) -> None:
    text = LEAN.replace(BAR, bar)
    with pytest.raises(ImportFileError, match="has no price of IWM") as caught:
        made(tmp_path, text)
    assert caught.value.code == "no_spot"
    assert made(tmp_path, text, spot=101.0).quote.spot == 101


def test_an_unknown_part_of_the_bar_is_unknown(tmp_path: Path) -> None:
    quote = made(tmp_path, LEAN.replace(BAR, ",,,,,99,101.5,,,,")).quote
    assert (quote.spot, quote.open, quote.low, quote.volume) == (101.5, None, 99, None)


def test_the_contracts_of_an_index_settle_as_its_root_does(tmp_path: Path) -> None:
    assert set(made(tmp_path, symbol="SPX").contracts["settlement"]) == {"AM"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("20260828,100,C", "20260231,100,C", r"20260821\.csv:3:1: #expiry is '20260231', not a"),
        ("20260828,100,C", "20260828,100,X", r"20260821\.csv:3:1: right is 'X', neither call nor"),
        (",40,300,", ",4\uff10,300,", r"20260821\.csv:3:1: volume is '4\uff10', not a number"),
        (",,,100,", ",,,up,", r"20260821\.csv:2:1: open is 'up', not a number"),
        (",300,", ",300,1,", r"20260821\.csv:3:1: has 12 cells, the header names 11"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(ImportFileError, match=message):
        made(tmp_path, LEAN.replace(old, new, 1))


def test_a_file_of_the_underlying_alone_is_an_empty_chain(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="has no contract of IWM") as caught:
        made(tmp_path, f"{HEADER}\n{BAR}\n")
    assert caught.value.code == "empty_chain"
