"""The facts of a note are those that the stored data gives, and nothing that was written beside."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.archive.archive import Archive
from generator.archive.database import open_database
from generator.archive.places import Folder
from generator.config import Settings
from generator.editorial.sourcing import check_source
from generator.errors import RefusedError
from generator.keeping import history_before, keep_snapshot, memory_before, remember
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.narrative.record import to_json_bytes
from generator.pipeline import Draft, Observed, draft_note
from tests.replays import playbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.market.snapshot import Snapshot

SETTINGS: Final = Settings()


@cache
def snapshot() -> Snapshot:
    """A day's data, told of a market."""
    demo = demo_snapshot()
    return replace(demo, source=replace(demo.source, layout="file", modelled=False))


def drafted(archive: Archive, *, of: Snapshot | None = None) -> Draft:
    """The note of the day, with all that the archive knows."""
    seen = of or snapshot()
    history = history_before(archive, seen.symbol, seen.as_of_date)
    memory = memory_before(archive, seen.symbol, seen.as_of)
    observed = Observed(seen, snapshot_digest(seen), history, memory)
    return draft_note(observed, playbook(), SETTINGS, None)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive with the day's data."""
    made = Archive(Folder(tmp_path), open_database(f"sqlite:///{tmp_path}/archive.db"))
    keep_snapshot(made, snapshot(), SETTINGS)
    return made


@pytest.fixture
def files(archive: Archive) -> dict[str, bytes]:
    """Those of the day's note."""
    return dict(drafted(archive).files)


def changed(
    files: Mapping[str, bytes], fact: str, value: object, **hashes: str
) -> dict[str, bytes]:
    """The files with another value of a fact, and every hash made to fit."""
    facts: dict[str, Any] = json.loads(files["facts.json"])
    facts["facts"][fact]["value"] = value
    record: dict[str, Any] = json.loads(files["article.json"])
    written = to_json_bytes(facts)
    record["hashes"] |= {"facts": hashlib.sha256(written).hexdigest(), **hashes}
    return {**files, "facts.json": written, "article.json": to_json_bytes(record)}


def checked(archive: Archive, files: Mapping[str, bytes]) -> None:
    """Check the source of a note by the house's playbook."""
    check_source(archive, files, playbook(), SETTINGS)


def test_a_note_as_the_program_wrote_it_passes(archive: Archive, files: dict[str, bytes]) -> None:
    checked(archive, files)


@pytest.mark.parametrize(
    ("fact", "value"),
    [("data_kind", "modelled"), ("spot", 1.5), ("put_call_oi_ratio", 0.1), ("regime", "calm")],
)
def test_a_fact_that_was_changed_with_every_hash_is_named(
    fact: str, value: object, archive: Archive, files: dict[str, bytes]
) -> None:
    with pytest.raises(RefusedError, match=rf"{fact} is not what its data gives.*\[facts_differ\]"):
        checked(archive, changed(files, fact, value))


def test_a_fact_that_was_added_is_named_and_another_playbook_hides_it_not(
    archive: Archive, files: dict[str, bytes]
) -> None:
    facts: dict[str, Any] = json.loads(files["facts.json"])
    more = {"value": 120.0, "unit": "usd", "status": "ok", "label": "analyst target"}
    facts["facts"]["analyst_target"] = more
    written = to_json_bytes(facts)
    for playbook_sha256 in (playbook().sha256, "0" * 64):
        record: dict[str, Any] = json.loads(files["article.json"])
        sha256 = hashlib.sha256(written).hexdigest()
        record["hashes"] |= {"facts": sha256, "playbook": playbook_sha256}
        forged = {**files, "facts.json": written, "article.json": to_json_bytes(record)}
        with pytest.raises(RefusedError, match=r"analyst_target|playbook.*\[facts_differ\]"):
            checked(archive, forged)


@pytest.mark.parametrize(
    "change",
    [
        {"markdown": "# Sell it now\n\nIt is doomed.\n"},
        {"spans": []},
        {"sections": []},
        {"playbook": "Another"},
        {"remembered": {"spot": 1.0}},
    ],
)
def test_a_text_that_the_program_does_not_write_is_no_draft(
    change: dict[str, Any], archive: Archive, files: dict[str, bytes]
) -> None:
    record: dict[str, Any] = json.loads(files["article.json"]) | change
    files["article.json"] = to_json_bytes(record)
    (name,) = change
    with pytest.raises(RefusedError, match=rf"the {name} of its record.*\[facts_differ\]"):
        checked(archive, files)


def test_how_a_note_looks_is_its_own(archive: Archive) -> None:
    seen = snapshot()
    observed = Observed(seen, snapshot_digest(seen))
    settings = Settings(paper="letter", theme="house")
    checked(archive, draft_note(observed, playbook(), settings, None).files)


@pytest.mark.parametrize("what", ["history", "memory"])
def test_another_past_than_the_archives_is_none(
    what: str, archive: Archive, files: dict[str, bytes]
) -> None:
    with pytest.raises(RefusedError, match=r"before it.*\[facts_differ\]"):
        checked(archive, changed(files, "regime", "calm", **{what: "0" * 64}))


def test_modelled_data_is_not_told_as_a_markets(archive: Archive) -> None:
    modelled = demo_snapshot()
    keep_snapshot(archive, modelled, SETTINGS)
    note = drafted(archive, of=modelled)
    checked(archive, note.files)
    with pytest.raises(RefusedError, match=r"data_kind is not .*\[facts_differ\]"):
        checked(archive, changed(note.files, "data_kind", "market"))


def test_data_that_nobody_kept_is_told_with_the_remedy(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    empty = Archive(Folder(tmp_path), open_database("sqlite://"))
    with pytest.raises(RefusedError, match=r"archive import.*\[source_unknown\]"):
        checked(empty, files)


def test_what_the_gates_said_is_part_of_the_source(
    archive: Archive, files: dict[str, bytes]
) -> None:
    record: dict[str, Any] = json.loads(files["article.json"])
    record["issues"] = [{"code": "x", "verdict": "note", "message": "y", "rows": None}]
    files["article.json"] = to_json_bytes(record)
    with pytest.raises(RefusedError, match=r"the issues of its record.*\[facts_differ\]"):
        checked(archive, files)


def test_issues_and_sessions_before_are_those_of_the_archive(archive: Archive) -> None:
    note = drafted(archive)
    remember(archive, note.record(), snapshot())
    later = replace(snapshot(), as_of=snapshot().as_of.replace(day=snapshot().as_of.day + 1))
    keep_snapshot(archive, later, SETTINGS)
    checked(archive, drafted(archive, of=later).files)
