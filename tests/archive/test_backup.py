"""A backup brings back everything, in another kind of archive too, or nothing of a damaged file."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from generator.archive.backup import SCHEMA, back_up, restore
from generator.archive.verifying import Report, verify_archive
from generator.errors import StoreError, UsageError
from tests.archive.kept import keep, made, objects, rows

if TYPE_CHECKING:
    from pathlib import Path

    from generator.archive.archive import Archive
    from tests.makers import Makers


def filled(make: Makers, database: str = "sqlite") -> Archive:
    """An archive with two snapshots."""
    archive = make.archive(database)
    keep(archive, made())
    keep(archive, made("2026-08-20T16:00", 400))
    return archive


@pytest.mark.parametrize(
    ("source", "database", "place"),
    [
        ("sqlite", "sqlite", "folder"),
        ("sqlite", "postgresql", "folder"),
        ("postgresql", "sqlite", "folder"),
        ("sqlite", "sqlite", "s3"),
    ],
)
def test_what_is_restored_equals_what_was_saved(
    source: str, database: str, place: str, make: Makers, tmp_path: Path
) -> None:
    archive, other = filled(make, source), make.archive(database, place)
    assert back_up(archive, tmp_path / "all.zip") == 2
    assert restore(other, tmp_path / "all.zip") == 2
    assert rows(other) == rows(archive)
    assert objects(other) == objects(archive)
    assert verify_archive(other) == Report(2, ())
    entry = keep(other, made("2026-08-19T16:00", 300))
    assert entry.id == 3


def test_neither_way_holds_all_rows_in_memory(make: Makers, tmp_path: Path) -> None:
    """Six hundred notes go through less than the half of their size."""
    archive, other, file = make.archive(), make.archive(), tmp_path / "all.zip"
    text = "".join(map(str, range(5_000)))
    for number in range(600):
        as_of = datetime(2026, 8, 20, tzinfo=UTC) + timedelta(minutes=number)
        hashes = {"markdown": f"{number:064d}", "snapshot": "0" * 64}
        archive.record_issue("IWM", as_of, "options_focus", {"hashes": hashes, "markdown": text})
    tracemalloc.start()
    try:
        back_up(archive, file)
        written = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        restore(other, file)
        read = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert max(written, read) < 600 * len(text) / 2
    assert rows(other) == rows(archive)


def test_an_archive_that_is_not_empty_is_left_alone(make: Makers, tmp_path: Path) -> None:
    archive = filled(make)
    back_up(archive, tmp_path / "all.zip")
    with pytest.raises(UsageError, match="not empty"):
        restore(archive, tmp_path / "all.zip")


@pytest.mark.parametrize("place", range(0, 5000, 331))
def test_a_damaged_backup_is_refused_and_nothing_is_restored(
    place: int, make: Makers, tmp_path: Path
) -> None:
    file, empty = tmp_path / "all.zip", make.archive()
    back_up(filled(make), file)
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= 0xFF
    file.write_bytes(content)
    try:
        count = restore(empty, file)
    except StoreError as error:
        assert "\n" not in str(error)  # noqa: PT017 - what else it may do follows
        assert rows(empty)["snapshots"] == []
        assert objects(empty) == {}
    else:
        assert count == 2, "the byte said nothing of the content"
        assert verify_archive(empty) == Report(2, ())


@pytest.mark.parametrize("key", ["../../outside", "snapshots/../../outside", "/etc/outside"])
def test_an_object_whose_key_leads_out_of_the_archive_is_refused(
    key: str, make: Makers, tmp_path: Path
) -> None:
    file, empty = tmp_path / "all.zip", make.archive()
    member = f"objects/{key}"
    hashes = {member: hashlib.sha256(b"x").hexdigest()}
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr(member, b"x")
        bundle.writestr("manifest.json", json.dumps({"schema": SCHEMA, "sha256": hashes}))
    with pytest.raises(StoreError, match="no backup does"):
        restore(empty, file)


@pytest.mark.parametrize("manifest", ["[]", "{}", "1", '{"schema": "archive/1", "sha256": 5}'])
def test_a_manifest_of_another_shape_is_refused(
    manifest: str, make: Makers, tmp_path: Path
) -> None:
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("manifest.json", manifest)
    with pytest.raises(StoreError):
        restore(make.archive(), file)
