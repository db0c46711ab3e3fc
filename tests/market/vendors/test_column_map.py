"""Any CSV becomes a chain by a map of its columns; what is wrong with the map has its position."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from generator.errors import ConfigurationError, ImportFileError, UsageError
from generator.market.vendors.column_map import read_column_map
from tests.market.vendors.made_files import imported, rows_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

BY_CONTRACT: Final = """\
source: my broker
columns: {expiration: Exp, strike: K, right: C/P, bid: B, ask: A, implied_volatility: IV, spot: Px,
  date: Day}
percent: [implied_volatility]
"""
BY_STRIKE: Final = """\
columns: {strike: Strike Price}
calls: {bid: Call Bid, ask: Call Ask, open_interest: OI}
puts: {bid: Put Bid, ask: Put Ask, open_interest: OI#2}
constants: {expiration: 2026-08-28, spot: 5781.88, date: 2026-08-21}
"""
STRIKES: Final = """\
Strike Price,Call Bid,Call Ask,OI,Put Bid,Put Ask,OI
"5,500",290.5,292,10,8.5,9,20
5600,200,201.5,30,18,19,40
"""


def made(folder: Path, text: str, columns: str, **parts: object) -> Snapshot:
    """The snapshot of a file by this map."""
    path = write(folder, columns, "map.yaml")
    return imported(write(folder, text), columns=path, **parts)


def refusal(folder: Path, columns: str) -> ConfigurationError:
    """The error that a map is refused with."""
    with pytest.raises(ConfigurationError) as caught:
        read_column_map(write(folder, columns, "map.yaml"))
    return caught.value


def test_one_row_a_contract(tmp_path: Path) -> None:
    text = "Exp,K,C/P,B,A,IV,Px,Day\n08/28/2026,100,C,2.4,2.6,25.5,101.5,20260821\n"
    text += "08/28/2026,100,P,1.2,1.3,,101.5,20260821\n"
    snapshot = made(tmp_path, text, BY_CONTRACT)
    call, put = rows_of(snapshot)
    assert (call["bid"], put["ask"]) == (2.4, 1.3)
    assert call["vendor_implied_volatility"] == pytest.approx(0.255)
    assert snapshot.quote.spot == 101.5
    assert snapshot.as_of.isoformat() == "2026-08-21T16:00:00-04:00"
    assert (snapshot.source.name, snapshot.source.layout) == ("my broker", "CSV by a column map")


def test_one_row_a_strike_with_constants(tmp_path: Path) -> None:
    """A column of a name that stands there twice is called by its number."""
    snapshot = made(tmp_path, STRIKES, BY_STRIKE)
    names = ("strike", "right", "bid", "open_interest")
    assert [tuple(row[name] for name in names) for row in rows_of(snapshot)] == [
        (5500, "call", 290.5, 10),
        (5500, "put", 8.5, 20),
        (5600, "call", 200, 30),
        (5600, "put", 18, 40),
    ]
    assert snapshot.quote.spot == 5781.88
    assert str(snapshot.as_of_date) == "2026-08-21"
    assert {str(day.date()) for day in snapshot.contracts["expiration"]} == {"2026-08-28"}


@pytest.mark.parametrize("day", ["2026-08-28", '"20260828"', "20260828", '"Fri Aug 28 2026"'])
def test_a_constant_date_may_be_written_as_in_a_cell(tmp_path: Path, day: str) -> None:
    snapshot = made(tmp_path, STRIKES, BY_STRIKE.replace("2026-08-28", day))
    assert str(snapshot.contracts["expiration"].max().date()) == "2026-08-28"


def test_a_day_asked_for_and_a_spot_given_stand_in_for_constants(tmp_path: Path) -> None:
    columns = BY_STRIKE.replace(", spot: 5781.88, date: 2026-08-21", "")
    snapshot = made(tmp_path, STRIKES, columns, as_of=date(2026, 8, 20), spot=5700.0)
    assert (str(snapshot.as_of_date), snapshot.quote.spot) == ("2026-08-20", 5700)


def test_a_header_may_stand_below_other_lines(tmp_path: Path) -> None:
    text = "Made by hand\n(no guarantee)\n" + STRIKES
    assert len(made(tmp_path, text, BY_STRIKE + "header_line: 3\n").contracts) == 4


def test_a_symbol_column_chooses_the_rows(tmp_path: Path) -> None:
    columns = "columns: {symbol: S, expiration: E, strike: K, right: R, bid: B, spot: P, date: D}"
    text = "S,E,K,R,B,P,D\nIWM,20260828,100,c,1,101,20260821\nSPY,20260828,700,c,1,701,20260821\n"
    assert made(tmp_path, text, columns).contracts["strike"].tolist() == [100]
    with pytest.raises(ImportFileError, match="has no row of QQQ; it holds IWM, SPY"):
        made(tmp_path, text, columns, symbol="QQQ")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            "source: x\ncolumns:\n  strik: K\n  expiration: E\n  right: R\n",
            r"map\.yaml:3:\d+: columns\.strik.*: Input should be 'symbol', 'contract'",
        ),
        ("columns: {}\nrows: 5\n", r"map\.yaml:2:\d+: rows: Extra inputs are not permitted"),
        ("source: x\n", r"map\.yaml:1:1: columns: Field required"),
        (
            "columns: {strike: K, right: R}\n",
            r"map\.yaml:1:10: names no column for expiration; what a column may be: symbol, contr",
        ),
        (
            "columns: {strike: K, expiration: E}\ncalls: {bid: B}\n",
            r"map\.yaml: names columns of one side only: puts are missing",
        ),
        (
            "columns: {strike: K, expiration: E, right: R}\nputs: {bid: B}\n",
            "names columns of one side only: calls are missing",
        ),
        (
            "columns: {strike: K, right: R}\nconstants:\n  expiration: soon\n",
            r"map\.yaml:3:\d+: expiration is 'soon', no date",
        ),
        (
            "columns: {strike: K, right: R}\nconstants: {expiration: 2026-02-30}\n",
            r"map\.yaml:2:\d+: expiration is '2026-02-30', no date",
        ),
        (
            "columns: {strike: K, expiration: E, right: R}\nconstants:\n  spot: '\uff15'\n",
            r"map\.yaml:3:\d+: spot is '\uff15', no price",
        ),
        (
            "columns: {strike: K, expiration: E, right: R}\nconstants: {spot: -5}\n",
            "spot is -5, no price",
        ),
        (
            "columns: {strike: K, expiration: E, right: R}\npercent: [size]\n",
            r"map\.yaml:2:\d+: percent\.0: Input should be",
        ),
        (
            "columns: {strike: 5, expiration: E, right: R}\n",
            r"map\.yaml:1:\d+: columns\.strike: Input should be a valid string",
        ),
        (
            "columns: {strike: K, expiration: E, right: R}\nheader_line: 0\n",
            r"map\.yaml:2:\d+: header_line: Input should be greater than or equal to 1",
        ),
        (
            "columns: {strike: K, strike: L}\n",
            r"map\.yaml:1:\d+: the key 'strike' stands here twice",
        ),
        ("columns: [strike", r"map\.yaml:\d+:\d+: is no YAML"),
    ],
)
def test_what_is_wrong_with_a_map_is_said_with_its_position(
    tmp_path: Path, columns: str, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        raise refusal(tmp_path, columns)


def test_a_column_that_the_file_lacks_is_named_with_those_that_it_has(tmp_path: Path) -> None:
    with pytest.raises(
        ImportFileError,
        match=r"has no column 'Put Bid' \(puts\.bid of .*map\.yaml\); it has Strike Price, Call",
    ) as caught:
        made(tmp_path, STRIKES.replace("Put Bid", "Put bid"), BY_STRIKE)
    assert caught.value.code == "unknown_layout"


def test_a_bad_cell_keeps_its_line_through_the_map(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"chain\.csv:3:1: bid is 'x', not a number"):
        made(tmp_path, STRIKES.replace(",18,", ",x,"), BY_STRIKE)


def test_a_map_is_for_one_csv_file(tmp_path: Path) -> None:
    path = write(tmp_path, BY_STRIKE, "map.yaml")
    with pytest.raises(ImportFileError, match="is JSON with the keys 'a': a column map is for CSV"):
        imported(write(tmp_path, '{"a": 1}'), columns=path)
    chain = write(tmp_path, STRIKES)
    with pytest.raises(UsageError, match="one file at a time with --columns"):
        imported(chain, chain, columns=path)
