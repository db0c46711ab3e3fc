"""Verifying finds what is missing, damaged, or was changed, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.archive.raw_answers import packed
from generator.archive.verifying import Report, verify_archive
from tests.archive.kept import keep, made
from tests.archive.test_raw_answers import ANSWERS

if TYPE_CHECKING:
    from pathlib import Path

    from generator.archive.archive import Archive


def fault(archive: Archive, count: int = 2) -> str:
    """The one fault of an archive of ``count`` snapshots."""
    report = verify_archive(archive)
    assert report.snapshots == count
    assert len(report.problems) == 1, report
    return report.problems[0]


def test_an_archive_that_nothing_was_kept_in_is_sound(archive: Archive) -> None:
    assert verify_archive(archive) == Report(0, ())


def test_each_fault_is_named_with_its_snapshot(archive: Archive, folder: Path) -> None:
    first = keep(archive, made("2026-08-20T16:00"))
    second = keep(archive, made("2026-08-21T16:00"))
    assert verify_archive(archive) == Report(2, ())
    sound = archive.place.get(first.object_key)
    changes = {"is not the snapshot that was kept": archive.place.get(second.object_key)}
    changes["is damaged"] = sound[:-1]
    for problem, content in changes.items():
        (folder / first.object_key).write_bytes(content)
        found = fault(archive)
        assert found.startswith("IWM 2026-08-20: ")
        assert problem in found
    (folder / first.object_key).unlink()
    assert "does not exist" in fault(archive)
    (folder / first.object_key).write_bytes(sound)
    assert verify_archive(archive) == Report(2, ())


@pytest.mark.parametrize("keep_bytes", [0, 60])
def test_raw_answers_that_are_missing_or_damaged_are_a_fault(
    keep_bytes: int, archive: Archive, folder: Path
) -> None:
    entry = keep(archive, made(), packed(ANSWERS))
    assert entry.raw_key is not None
    path = folder / entry.raw_key
    path.write_bytes(path.read_bytes()[:keep_bytes])
    assert f"{entry.raw_key}: is damaged" in fault(archive, 1)
    path.unlink()
    assert entry.raw_key in fault(archive, 1)


def test_a_raw_answer_with_a_flipped_bit_is_a_fault(archive: Archive, folder: Path) -> None:
    entry = keep(archive, made(), packed(ANSWERS))
    assert entry.raw_key is not None
    path = folder / entry.raw_key
    content = bytearray(path.read_bytes())
    content[60] ^= 1
    path.write_bytes(content)
    assert entry.raw_key in fault(archive, 1)


def test_an_object_that_no_entry_names_is_no_fault(archive: Archive, folder: Path) -> None:
    """It is what an interrupted keep leaves; the next try uses it."""
    keep(archive, made())
    (folder / "snapshots/IWM/20260821T200000Z-0123456789abcdef.parquet").write_bytes(b"")
    assert verify_archive(archive).problems == ()
