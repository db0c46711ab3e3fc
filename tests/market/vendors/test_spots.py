"""Files of spot prices are read whatever their case, order and packing, or say what they lack."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from generator.errors import ImportFileError
from generator.market.vendors.spots import read_spot
from tests.market.vendors.made_files import PAIRS, imported, write

if TYPE_CHECKING:
    from pathlib import Path

DAY: Final = date(2026, 8, 21)
SPOTS: Final = "Symbol,Date,UnderlyingPrice\nSPY,2026-08-21,700\niwm,2026-08-21,\nIWM,2026-08-21,\n"


@pytest.mark.parametrize("packed", [False, True])
def test_a_price_is_found_by_symbol_and_day(tmp_path: Path, *, packed: bool) -> None:
    path = write(tmp_path, SPOTS + 'IWM,2026-08-21,"1,101.5"\n', "spots.csv", packed=packed)
    assert read_spot(path, symbol="IWM", day=DAY) == 1101.5
    assert imported(write(tmp_path, PAIRS), spots=path).quote.spot == 1101.5


def test_the_same_price_given_twice_is_one_price(tmp_path: Path) -> None:
    text = SPOTS + "IWM,2026-08-21,101.5\nIWM,2026-08-21,101.50\n"
    assert read_spot(write(tmp_path, text), symbol="IWM", day=DAY) == 101.5


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (SPOTS, "no_spot", "has no spot price of IWM for 2026-08-21; give --spot"),
        (SPOTS + "IWM,2026-08-21,\uff15\n", "bad_cell", r":5:1: UnderlyingPrice is '\uff15', not"),
        (SPOTS + "IWM,21.08.2026,5\n", "bad_cell", r":5:1: Date is '21.08.2026', not a date"),
        ("symbol,price\nIWM,5\n", "unknown_layout", "has the columns symbol, price; known are"),
        ('{"IWM": 5}', "not_csv", "is no CSV: it is JSON with the keys 'IWM'"),
        ("<html>", "not_data", "is a web page"),
    ],
)
def test_what_is_wrong_is_refused(tmp_path: Path, text: str, code: str, message: str) -> None:
    with pytest.raises(ImportFileError, match=message) as caught:
        read_spot(write(tmp_path, text), symbol="IWM", day=DAY)
    assert caught.value.code == code
