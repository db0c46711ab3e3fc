"""Calls are kept note by note, and whoever changes one is found out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import text

from generator.archive.backup import back_up, restore
from generator.archive.calls import (
    KeptCall,
    NoteKey,
    Verdict,
    decided_before,
    keep_calls,
    keep_replayed,
    keep_verdicts,
    kept_calls,
    mark_withdrawn,
)
from generator.archive.tables import EVENTS
from generator.archive.verifying import verify_archive
from generator.scorecard.card import once
from tests.makers import DATABASES

if TYPE_CHECKING:
    from pathlib import Path

    from generator.archive.archive import Archive
    from tests.makers import Makers

AS_OF: Final = datetime.fromisoformat("2026-08-03T16:00:00-04:00")
NOTE: Final = NoteKey("XYZ", AS_OF, "published", "Options Focus")
HIT: Final = Verdict(
    state="hit", resolved_at=date(2026, 8, 7), numbers={"close": 9.5}, base_hits=3, base_n=7
)


def call(place: int = 0, **parts: object) -> KeptCall:
    """A call of the note."""
    made = KeptCall(
        note=NOTE,
        place=place,
        session=date(2026, 8, 3),
        markdown_sha256="a" * 64,
        kind="level",
        rule="levels",
        structure="support",
        regime="quiet",
        horizon=date(2026, 8, 7),
        predicate={"form": "stays", "spot": 10.0},
        words="It says “so”.",
    )
    return replace(made, **parts)  # type: ignore[arg-type]


def keep(archive: Archive, *calls: KeptCall) -> None:
    with archive.database.writing() as connection:
        keep_calls(connection, NOTE, calls)


def decide(archive: Archive, *calls: KeptCall) -> None:
    with archive.database.writing() as connection:
        keep_verdicts(connection, calls)


def kept(archive: Archive) -> list[KeptCall]:
    with archive.database.reading() as connection:
        return kept_calls(connection)


def events(archive: Archive) -> int:
    with archive.database.reading() as connection:
        return len(list(connection.execute(EVENTS.select())))


@pytest.mark.parametrize("kind", DATABASES)
def test_what_was_kept_is_read_and_is_sound(kind: str, make: Makers) -> None:
    archive = make.archive(kind)
    keep(archive, call(0), call(1))
    decided = call(1, verdict=HIT)
    decide(archive, decided)
    assert kept(archive) == [call(0), decided]
    assert verify_archive(archive).problems == ()


def test_the_same_calls_again_change_nothing_and_keep_their_verdicts(archive: Archive) -> None:
    keep(archive, call(0))
    decide(archive, call(0, verdict=HIT))
    count = events(archive)
    keep(archive, call(0))
    assert kept(archive) == [call(0, verdict=HIT)]
    assert events(archive) == count


def test_a_correction_replaces_the_calls_and_a_withdrawal_leaves_them(archive: Archive) -> None:
    keep(archive, call(0), call(1))
    corrected = call(0, markdown_sha256="b" * 64)
    keep(archive, corrected)
    assert kept(archive) == [corrected]
    with archive.database.writing() as connection:
        mark_withdrawn(connection, NOTE)
    assert kept(archive) == [replace(corrected, withdrawn=True)]
    assert verify_archive(archive).problems == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE calls SET state = 'hit' WHERE place = 1",
        "UPDATE calls SET predicate = '{}' WHERE place = 0",
        "DELETE FROM calls WHERE place = 1",
        "DELETE FROM calls",
    ],
)
def test_a_row_that_was_changed_is_found(archive: Archive, change: str) -> None:
    keep(archive, call(0), call(1))
    with archive.database.writing() as connection:
        connection.execute(text(change))
    [problem] = verify_archive(archive).problems
    assert problem.startswith("the calls of XYZ|2026-08-03T20:00:00.000000Z|published|")


def test_a_backup_brings_calls_back(archive: Archive, make: Makers, tmp_path: Path) -> None:
    keep(archive, call(0))
    decide(archive, call(0, verdict=HIT))
    back_up(archive, tmp_path / "all.zip")
    again = make.archive()
    restore(again, tmp_path / "all.zip")
    assert kept(again) == kept(archive)
    assert verify_archive(again).problems == ()


def test_a_session_that_is_replayed_again_keeps_no_call_of_the_replay_before(
    archive: Archive,
) -> None:
    first = replace(NOTE, origin="replay")
    later = replace(first, as_of=AS_OF + timedelta(minutes=5))
    with archive.database.writing() as connection:
        keep_replayed(connection, first, [call(note=first)])
        keep_replayed(connection, later, [call(note=later)])
    assert [item.note for item in kept(archive)] == [later]
    with archive.database.writing() as connection:
        keep_replayed(connection, later, ())
    assert kept(archive) == []
    assert verify_archive(archive).problems == ()


def test_what_several_notes_of_a_session_say_is_counted_once_as_it_was_said_first(
    archive: Archive,
) -> None:
    education = replace(NOTE, playbook="Education")
    later = replace(NOTE, as_of=AS_OF + timedelta(minutes=5))
    miss = replace(HIT, state="miss")
    with archive.database.writing() as connection:
        for note, verdict in ((NOTE, HIT), (education, HIT), (later, miss)):
            said = call(note=note)
            other = call(1, note=note, structure="put_wall")
            keep_calls(connection, note, [said, other])
            keep_verdicts(connection, [replace(said, verdict=verdict)])
    with archive.database.reading() as connection:
        [counted] = decided_before(connection, "XYZ", AS_OF + timedelta(days=10))
        assert (counted.kind, counted.state, counted.base_n) == ("level", "hit", 7)
        assert decided_before(connection, "XYZ", AS_OF + timedelta(days=4)) == []
    assert [item.note.playbook for item in once(kept(archive))] == ["Education", "Education"]
