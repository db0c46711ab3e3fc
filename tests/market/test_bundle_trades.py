"""A tape in a snapshot's file: the same trades back, the same bytes, and old files as before."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest

from generator.errors import SnapshotError
from generator.market.bundle import (
    load_snapshot,
    save_snapshot,
    sealed_members,
    snapshot_digest,
    unsealed,
)
from generator.market.tables import TRADE_COLUMNS, trade_table
from tests.snapshots import NEXT_FRIDAY, facts_of, pair, snapshot

if TYPE_CHECKING:
    from pathlib import Path

CALL: Final = "IWM260828C00100000"
TRADES: Final = trade_table(
    {
        "time": [datetime(2026, 8, 21, 14, 30, 0, 250), datetime(2026, 8, 20, 15)],  # noqa: DTZ001 - UTC by its column
        "contract": [CALL, CALL],
        "size": [500.0, 1.0],
        "price": [1 / 3, 0.05],
        "side": ["buy", ""],
    }
)


def test_trades_come_back_as_they_were_and_give_the_same_facts(tmp_path: Path) -> None:
    made = snapshot(pair(NEXT_FRIDAY, 100, 5, 5), trades=TRADES)
    path = tmp_path / "a.snapshot.zip"
    digest = save_snapshot(made, path)
    again, found = load_snapshot(path)
    assert found == digest == snapshot_digest(again)
    pd.testing.assert_frame_equal(again.trades, TRADES, check_exact=True)
    assert again.trades.dtypes.astype(str).to_dict() == dict(TRADE_COLUMNS)
    assert facts_of(again)["block_trades"] == facts_of(made)["block_trades"]
    assert facts_of(again)["block_trades"].ok
    second = tmp_path / "b.snapshot.zip"
    save_snapshot(again, second)
    assert path.read_bytes() == second.read_bytes()


def test_the_member_is_plain_text_with_times_in_utc() -> None:
    members, _ = sealed_members(snapshot(pair(NEXT_FRIDAY, 100), trades=TRADES))
    assert members["trades.csv"].decode() == (
        "time,contract,size,price,side\n"
        f"2026-08-20T15:00:00.000000Z,{CALL},1.0,0.05,\n"
        f"2026-08-21T14:30:00.000250Z,{CALL},500.0,0.3333333333333333,buy\n"
    )


def test_a_snapshot_without_a_tape_has_no_such_member_and_its_hash_is_as_before(
    tmp_path: Path,
) -> None:
    made = snapshot(pair(NEXT_FRIDAY, 100))
    save_snapshot(made, tmp_path / "a.snapshot.zip")
    with zipfile.ZipFile(tmp_path / "a.snapshot.zip") as bundle:
        assert bundle.namelist() == ["manifest.json", "contracts.csv", "bars.csv"]
    again, _ = load_snapshot(tmp_path / "a.snapshot.zip")
    assert again.trades.empty
    assert again.trades.dtypes.astype(str).to_dict() == dict(TRADE_COLUMNS)
    assert snapshot_digest(replace(made, trades=TRADES)) != snapshot_digest(made)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("contract", "IWM", "'IWM' is no OCC option symbol"),
        ("size", 0.0, "not above 0"),
        ("price", float("nan"), "not above 0"),
        ("side", "ask", "side is not always one of"),
        ("time", pd.NaT, "time is missing or out of all bounds"),
        ("time", datetime(2250, 1, 1), "time is missing or out of all bounds"),  # noqa: DTZ001
    ],
)
def test_a_trade_that_no_tape_holds_is_refused_whatever_its_hash(
    tmp_path: Path, column: str, value: object, words: str
) -> None:
    wrong = trade_table({str(name): TRADES[name] for name in TRADES} | {column: [value] * 2})
    members, _ = sealed_members(snapshot(pair(NEXT_FRIDAY, 100), trades=wrong))
    with pytest.raises(SnapshotError, match=words):
        unsealed(members, tmp_path / "a.snapshot.zip")
