"""Rows of snapshots, facts and issues are held to what the trail was told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from generator.archive.kept_rows import changed_rows
from generator.archive.tables import FACTS, ISSUES, SNAPSHOTS
from generator.archive.trail import events
from generator.errors import StoreError
from tests.archive.kept import keep, made

if TYPE_CHECKING:
    from sqlalchemy import Executable

    from generator.archive.archive import Archive, Entry


@pytest.fixture
def entry(archive: Archive) -> Entry:
    """A kept snapshot, beside another and an issue."""
    keep(archive, made("2026-08-20T16:00"))
    kept = keep(archive, made("2026-08-21T16:00"))
    hashes = {"snapshot": kept.sha256, "markdown": "a" * 64}
    archive.record_issue("IWM", kept.as_of, "options_focus", {"hashes": hashes})
    return kept


def problems(archive: Archive, *statements: Executable) -> list[str]:
    """What is wrong after statements that told the trail nothing."""
    with archive.database.writing() as connection:
        for statement in statements:
            connection.execute(statement)
    with archive.database.reading() as connection:
        return list(changed_rows(connection, events(connection)))


def test_what_was_kept_is_sound(archive: Archive, entry: Entry) -> None:
    del entry
    assert problems(archive) == []


def test_a_changed_fact_or_row_is_named_by_its_snapshot(archive: Archive, entry: Entry) -> None:
    mine = FACTS.c.snapshot_id == entry.id
    spot = FACTS.update().where(mine, FACTS.c.name == "spot").values(value=1.5)
    assert problems(archive, spot) == [
        f"snapshot {entry.id}: its rows are not those that were kept"
    ]


def test_facts_that_came_or_went_are_found(archive: Archive, entry: Entry) -> None:
    more = FACTS.insert().values(snapshot_id=entry.id, name="more", value=1.0)
    assert len(problems(archive, more)) == 1
    less = FACTS.delete().where(FACTS.c.snapshot_id == entry.id)
    assert len(problems(archive, less)) == 1


def test_a_snapshot_that_is_gone_or_came_from_nowhere_is_found(
    archive: Archive, entry: Entry
) -> None:
    facts = FACTS.delete().where(FACTS.c.snapshot_id == entry.id)
    gone = SNAPSHOTS.delete().where(SNAPSHOTS.c.id == entry.id)
    assert problems(archive, facts, gone) == [f"snapshot {entry.id}: is gone from the database"]
    row = {
        "id": 99, "sha256": "f" * 64, "symbol": "SPY", "as_of": "2026", "object_key": "k",
        "layout": "l", "contracts": 1,
    }  # fmt: skip
    assert any("snapshot 99" in each for each in problems(archive, SNAPSHOTS.insert().values(row)))


def test_a_changed_or_missing_issue_is_found(archive: Archive, entry: Entry) -> None:
    del entry
    assert "issue 1: its rows" in problems(archive, ISSUES.update().values(playbook="other"))[0]
    damage = text("UPDATE issues SET record = :bytes").bindparams(bytes=b"no packed text")
    assert problems(archive, damage) == ["issue 1: its rows are not those that were kept"]
    with pytest.raises(StoreError, match=r"an issue of IWM before .* archive verify names it"):
        archive.memory("IWM", made("2026-08-24T16:00").as_of)
    assert problems(archive, ISSUES.delete()) == ["issue 1: is gone from the database"]
