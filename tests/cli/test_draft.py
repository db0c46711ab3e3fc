"""A draft is written and remembered before anything is said about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from generator.config import load_settings
from generator.keeping import open_archive
from generator.market.bundle import save_snapshot, snapshot_digest
from generator.market.demo import demo_snapshot
from generator.market.sessions import EXCHANGE_ZONE
from tests.cli.outcome import call
from tests.cli.test_archive_command import DRAFT, PAIRS, SPOTS
from tests.cli.test_processes import started

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

LATER: Final = datetime(2026, 12, 31, tzinfo=EXCHANGE_ZONE)


def test_a_reader_who_goes_away_takes_no_issue_out_of_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in ``strikedesk draft … | head -1``, whose pipe breaks while the note is told of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", str(tmp_path / "kept"))
    (tmp_path / "chain.csv").write_text(PAIRS, encoding="utf-8")
    (tmp_path / "spots.csv").write_text(SPOTS, encoding="utf-8")
    files = ("chain.csv", "--spots", "spots.csv", "--symbol", "XYZ", "--all-days")
    assert call(["import", *files], capsys).code == 0

    process = started(DRAFT, tmp_path)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        process.stderr.read()
    process.wait(timeout=120)
    assert list((tmp_path / "output").glob("*/XYZ/article.md"))
    remembered = open_archive(load_settings()).memory("XYZ", LATER)
    assert [str(issue.as_of.date()) for issue in remembered] == ["2026-08-21"]


def test_a_file_that_the_desk_gets_a_note_of_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The desk approves no facts whose data is not kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", str(tmp_path / "kept"))
    demo = demo_snapshot()
    market = replace(demo, source=replace(demo.source, layout="file", modelled=False))
    for name, snapshot in (("market", market), ("modelled", demo)):
        save_snapshot(snapshot, tmp_path / f"{name}.snapshot.zip")
        file = f"{name}.snapshot.zip"
        told = call(["draft", demo.symbol, "--source", file, "--formats", "md", "--desk"], capsys)
        assert told.code == 0, told.err
        assert "at the desk: note 1" in told.out
        kept = open_archive(load_settings()).entries()
        assert [entry.sha256 for entry in kept] == [snapshot_digest(market)]
