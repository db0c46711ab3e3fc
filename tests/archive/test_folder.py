"""The archive: all of a snapshot or nothing of it, and what was there stays."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

import generator.archive.folder
from generator.archive.folder import Archive
from generator.errors import StoreError
from generator.market.bundle import load_snapshot
from generator.market.yahoo.answers import RawAnswer
from tests.snapshots import FRIDAY_CLOSE, pair, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

FETCHED: Final = FRIDAY_CLOSE + timedelta(minutes=5)
ANSWERS: Final = (
    RawAnswer(
        url="https://query2.finance.yahoo.com/v7/finance/options/IWM",
        status=200,
        content_type="application/json;charset=utf-8",
        body=b'{"a": 1}',
    ),
    RawAnswer(
        url="https://query2.finance.yahoo.com/v8/finance/chart/IWM",
        status=404,
        content_type="text/html",
        body=b"<p>\xff",
    ),
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive that nothing was stored in."""
    return Archive(tmp_path / "archive")


def made(symbol: str = "IWM") -> Snapshot:
    """A small snapshot, fetched five minutes after the close."""
    return snapshot(pair("2026-08-28", 100, 5, 7), symbol=symbol, fetched_at=FETCHED)


def names(archive: Archive) -> list[str]:
    """All files below the archive."""
    root = archive.root
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_snapshot_lies_under_its_symbol_and_utc_time_beside_its_raw_answers(
    archive: Archive,
) -> None:
    stored = archive.store(made(), ANSWERS)
    assert names(archive) == [
        "snapshots/IWM/20260821T200000Z.raw.zip",
        "snapshots/IWM/20260821T200000Z.snapshot.zip",
    ]
    back, sha256 = load_snapshot(stored.path)
    assert sha256 == stored.sha256
    assert back.fetched_at == FETCHED


def test_raw_answers_come_back_byte_for_byte_with_what_was_asked(archive: Archive) -> None:
    archive.store(made(), ANSWERS)
    with zipfile.ZipFile(archive.root / "snapshots/IWM/20260821T200000Z.raw.zip") as bundle:
        assert bundle.namelist() == ["index.json", "001.json", "002.txt"]
        index = json.loads(bundle.read("index.json"))
        for item, answer in zip(index, ANSWERS, strict=True):
            assert bundle.read(item["member"]) == answer.body
            assert (item["url"], item["status"]) == (answer.url, answer.status)


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    archives = [Archive(tmp_path / name) for name in ("a", "b")]
    for archive in archives:
        archive.store(made(), ANSWERS)
    first, second = (
        [path.read_bytes() for path in sorted(archive.root.rglob("*.zip"))] for archive in archives
    )
    assert first == second


def test_another_fetch_of_the_same_moment_takes_nothing_away(archive: Archive) -> None:
    first = archive.store(made(), ANSWERS)
    kept = first.path.read_bytes()
    later = replace(made(), fetched_at=FETCHED + timedelta(hours=1))
    numbers = [archive.store(later, ANSWERS).path.name for _ in range(10)]
    assert numbers[0] == "20260821T200000Z-2.snapshot.zip"
    assert numbers[-1] == "20260821T200000Z-11.snapshot.zip"
    assert first.path.read_bytes() == kept
    latest = archive.latest("IWM")
    assert latest is not None
    assert latest.name == numbers[-1], "eleven comes after two"


@pytest.mark.parametrize("symbol", ["BRK.B", "^SPX", "BF/B", "CON", "A"])
def test_every_ticker_has_a_folder_of_its_own(symbol: str, archive: Archive) -> None:
    stored = archive.store(made(symbol), ANSWERS)
    assert archive.latest(symbol) == stored.path
    assert stored.path.is_relative_to(archive.root)
    assert archive.latest("AA") is None


def test_the_newest_counts_as_fetched_from_its_fetch_on(archive: Archive) -> None:
    assert archive.fetched_since("IWM", FETCHED) is None
    stored = archive.store(made(), ANSWERS)
    assert archive.fetched_since("IWM", FETCHED) == stored.path
    assert archive.fetched_since("IWM", FETCHED + timedelta(seconds=1)) is None


def test_a_damaged_or_imported_snapshot_counts_as_none(archive: Archive) -> None:
    stored = archive.store(made(), ANSWERS)
    stored.path.write_bytes(stored.path.read_bytes()[:-20])
    assert archive.fetched_since("IWM", FETCHED) is None
    archive.store(replace(made(), fetched_at=None), ())
    assert archive.fetched_since("IWM", FETCHED) is None


def test_other_files_in_the_folder_are_left_alone(archive: Archive) -> None:
    stored = archive.store(made(), ANSWERS)
    (stored.path.parent / "mine.snapshot.zip").write_bytes(b"")
    (stored.path.parent / ".20270101T000000Z.snapshot.zip.x").write_bytes(b"")
    assert archive.latest("IWM") == stored.path


def test_a_snapshot_never_lacks_its_raw_answers(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written last fails here: the raw answers are there, the snapshot is not."""

    def full(*_: object) -> str:
        raise StoreError("no space left")

    monkeypatch.setattr(generator.archive.folder, "save_snapshot", full)
    with pytest.raises(StoreError, match="no space left"):
        archive.store(made(), ANSWERS)
    assert names(archive) == ["snapshots/IWM/20260821T200000Z.raw.zip"]
    assert archive.latest("IWM") is None
    monkeypatch.undo()
    archive.store(made(), ANSWERS)
    assert len(names(archive)) == 2, "the next fetch takes the place of what was left"


def test_an_archive_that_is_a_file_is_an_error_of_storing(archive: Archive) -> None:
    archive.root.write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        archive.store(made(), ANSWERS)
