"""A tape given to ``strikedesk import`` travels in the snapshot as far as the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from generator.market.bundle import load_snapshot
from tests.cli.outcome import call
from tests.market.vendors.made_files import PAIRS, write
from tests.snapshots import facts_of

if TYPE_CHECKING:
    from pathlib import Path

TAPE: Final = "time,contract,size,price\n2026-08-21T10:30:00,{},500,1.25\n"


@pytest.mark.parametrize(("strike", "told"), [("00100000", 1), ("00100500", 0)])
def test_an_import_with_a_tape_writes_a_snapshot_that_tells_its_trades(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, strike: str, told: int
) -> None:
    chain = write(tmp_path, PAIRS)
    tape = write(tmp_path, TAPE.format(f"IWM260828C{strike}"), "tape.csv")
    bundle = tmp_path / "iwm.snapshot.zip"
    arguments = ["import", str(chain), "--symbol", "IWM", "--spot", "100", "--tape", str(tape)]
    outcome = call([*arguments, "-o", str(bundle)], capsys)
    assert outcome.code == 0, outcome
    snapshot, _ = load_snapshot(bundle)
    facts = facts_of(snapshot)
    assert len(facts["block_trades"].rows) == told
    assert facts["block_trades_left_out"].value == 1 - told


def test_a_tape_that_cannot_be_read_is_named_with_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chain = write(tmp_path, PAIRS)
    tape = write(tmp_path, TAPE.format("IWM"), "tape.csv")
    arguments = ["import", str(chain), "--symbol", "IWM", "--spot", "100", "--tape", str(tape)]
    outcome = call([*arguments, "-o", str(tmp_path / "x.snapshot.zip")], capsys)
    assert outcome.code == 4
    assert "tape.csv:2" in outcome.err
    assert "not an OCC option symbol" in outcome.err
