"""The archive keeps what it was given, once, and gives it back; the same in every database."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from generator.archive.archive import Neighbours
from generator.archive.raw_answers import packed
from generator.errors import StoreError
from generator.market.bundle import snapshot_digest
from generator.signals.facts import Unit
from tests.archive.kept import keep, made, objects, rows
from tests.archive.test_raw_answers import ANSWERS
from tests.snapshots import FRIDAY_CLOSE, facts_of, new_york, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from generator.archive.archive import Archive

FETCHED = FRIDAY_CLOSE + timedelta(minutes=5)
MONDAY, FRIDAY = date(2026, 8, 17), date(2026, 8, 21)


def test_a_fresh_archive_holds_nothing(archive: Archive) -> None:
    assert not archive.symbols()
    assert not archive.entries()
    assert not archive.sessions("IWM")
    assert archive.latest("IWM") is None
    assert archive.neighbours(made()) == Neighbours(None, ())
    assert archive.fetched_since("IWM", FETCHED) is None
    assert archive.memory("IWM", FRIDAY_CLOSE) == []
    assert not archive.numbers([])
    assert not archive.reasons([], "spot")


def test_what_is_kept_comes_back_the_same(archive: Archive, folder: Path) -> None:
    kept = made(fetched_at=FETCHED)
    entry = keep(archive, kept)
    assert snapshot_digest(archive.load(entry)) == entry.sha256 == snapshot_digest(kept)
    assert archive.entries() == [entry]
    assert (entry.symbol, entry.session, entry.as_of) == ("IWM", FRIDAY, FRIDAY_CLOSE)
    assert (entry.fetched_at, entry.raw_key) == (FETCHED, None)
    assert (folder / entry.object_key).is_file()


def test_keeping_twice_is_one_entry_and_changes_nothing(archive: Archive) -> None:
    first = keep(archive, made(), packed(ANSWERS))
    before = rows(archive), objects(archive)
    assert keep(archive, made(), packed(ANSWERS[:1])) == first
    assert (rows(archive), objects(archive)) == before


def test_two_snapshots_of_one_moment_are_two_entries(archive: Archive) -> None:
    first, second = keep(archive, made(calls=500)), keep(archive, made(calls=501))
    assert first.object_key != second.object_key
    assert archive.entries("IWM") == [first, second]
    assert archive.latest("IWM") == second, "of one moment, what was kept later counts"


@pytest.mark.parametrize("symbol", ["BRK.B", "^SPX", "BF/B", "CON", "A", "^ABCDEFGH/ABC=/="])
def test_every_ticker_has_a_folder_of_its_own(symbol: str, archive: Archive, folder: Path) -> None:
    entry = keep(archive, made(symbol=symbol))
    assert archive.latest(symbol) == entry
    assert archive.latest("AA") is None
    assert archive.symbols() == [symbol]
    path = folder / entry.object_key
    assert path.resolve().is_relative_to(folder.resolve())
    assert len(path.relative_to(folder).parts) == 3


def test_the_latest_is_the_newest_quote_however_late_it_came(archive: Archive) -> None:
    noon = made("2026-08-20T12:00")
    close, before = made("2026-08-20T16:00"), made("2026-08-19T16:00")
    by_name = {name: keep(archive, each) for name, each in
               {"close": close, "noon": noon, "before": before}.items()}  # fmt: skip
    keep(archive, made("2026-08-21T16:00", symbol="SPY"))
    assert archive.latest("IWM") == by_name["close"]
    assert archive.latest("IWM", date(2026, 8, 19)) == by_name["before"]
    assert archive.latest("IWM", date(2026, 8, 21)) is None
    assert archive.entries("IWM") == [by_name["before"], by_name["noon"], by_name["close"]]


def test_a_late_evening_belongs_to_the_exchange_date(archive: Archive) -> None:
    """Eight in the evening of New York is the next day in UTC."""
    entry = keep(archive, made("2026-08-20T20:30"))
    assert entry.session == date(2026, 8, 20)
    assert archive.latest("IWM", date(2026, 8, 20)) == entry
    assert archive.latest("IWM", date(2026, 8, 21)) is None


def test_of_each_session_the_last_entry_counts_and_other_days_are_none(archive: Archive) -> None:
    close = keep(archive, made("2026-08-20T16:00"))
    keep(archive, made("2026-08-20T12:00"))
    saturday = keep(archive, made("2026-08-22T12:00"))
    friday = keep(archive, made("2026-08-21T16:00"))
    assert archive.sessions("IWM") == [close, friday]
    assert saturday.session is None
    assert archive.latest("IWM") == saturday


def test_sessions_before_and_after_are_the_neighbours_that_are_kept(archive: Archive) -> None:
    days = [keep(archive, made(f"2026-08-{day}T16:00")) for day in (21, 17, 19, 20)]
    friday, monday, wednesday, thursday = days
    assert archive.sessions_before("IWM", FRIDAY, 2) == [wednesday, thursday]
    assert archive.sessions_before("IWM", FRIDAY, 10) == [monday, wednesday, thursday]
    assert archive.sessions_before("IWM", MONDAY, 10) == []
    beside = {
        day: archive.neighbours(made(f"2026-08-{day}T16:00")) for day in (14, 17, 18, 20, 21, 22)
    }
    assert beside == {
        14: Neighbours(None, (monday,)),
        17: Neighbours(None, (wednesday,)),
        18: Neighbours(monday, (wednesday,)),
        20: Neighbours(wednesday, (friday,)),
        21: Neighbours(thursday, ()),
        22: Neighbours(friday, ()),
    }


def test_all_entries_of_the_session_after_are_made_from_the_last_of_a_session(
    archive: Archive,
) -> None:
    """A noon that comes in after its close changes nothing of the next day; a Saturday neither."""
    close = keep(archive, made("2026-08-20T16:00"))
    noon, end = keep(archive, made("2026-08-21T12:00")), keep(archive, made("2026-08-21T16:00"))
    monday = keep(archive, made("2026-08-24T16:00"))
    assert archive.neighbours(made("2026-08-20T12:00")) == Neighbours(None, ())
    assert archive.neighbours(made("2026-08-20T16:00", 501)) == Neighbours(None, (noon, end))
    assert archive.neighbours(made("2026-08-21T13:00")) == Neighbours(close, ())
    assert archive.neighbours(made("2026-08-22T13:00")) == Neighbours(end, ())
    assert archive.neighbours(made("2026-08-24T13:00")) == Neighbours(end, ())
    assert archive.neighbours(made("2026-08-25T13:00")) == Neighbours(monday, ())


def test_every_fact_that_is_no_table_is_kept_with_its_value_or_its_reason(
    archive: Archive,
) -> None:
    kept = made()
    entry, facts = keep(archive, kept), facts_of(kept)
    numbers = {
        name: fact.value
        for name, fact in facts.items()
        if fact.ok and isinstance(fact.value, int | float)
    }
    assert archive.numbers([entry]) == {entry.id: numbers}
    assert "put_call_oi_ratio_tradable" in numbers
    lacking = facts["iv_rank"].unavailable
    assert lacking is not None
    assert archive.reasons([entry], "iv_rank") == {entry.id: lacking.code}
    assert archive.reasons([entry], "spot") == {}
    stored = {row[1] for row in rows(archive)["facts"]}
    tables = {name for name, fact in facts.items() if fact.ok and fact.unit == Unit.TABLE}
    assert stored == set(facts) - tables


def test_renewed_facts_replace_those_of_their_entry_alone(archive: Archive) -> None:
    friday, monday = keep(archive, made()), keep(archive, made("2026-08-24T16:00"))
    before, other = made("2026-08-20T16:00"), archive.numbers([monday])
    renewed = {friday.id: facts_of(made(calls=900))}
    beside = archive.neighbours(before)
    assert beside == Neighbours(None, (friday,))
    thursday = archive.keep_between(before, facts_of(before), beside, renewed)
    assert archive.latest("IWM", date(2026, 8, 20)) == thursday
    name = "call_open_interest"
    assert archive.numbers([friday])[friday.id][name] == 900
    assert archive.numbers([monday]) == other
    assert archive.keep_between(before, facts_of(before), beside, renewed) == thursday, "it is kept"


def test_nothing_is_kept_beside_other_neighbours_than_its_facts_were_made_beside(
    archive: Archive,
) -> None:
    friday, late = made(), made("2026-08-20T16:00")
    beside = archive.neighbours(late)
    entry = keep(archive, friday)
    before = rows(archive)
    assert archive.keep_between(late, facts_of(late), beside, {}) is None
    renewed = {entry.id: facts_of(made(calls=900))}
    keep(archive, made(calls=501))
    before = rows(archive)
    beside = Neighbours(None, (entry,))
    assert archive.keep_between(late, facts_of(late), beside, renewed) is None
    assert rows(archive) == before


def test_the_newest_counts_as_fetched_from_its_fetch_on(archive: Archive) -> None:
    entry = keep(archive, made(fetched_at=FETCHED))
    assert archive.fetched_since("IWM", FETCHED) == entry
    assert archive.fetched_since("IWM", FETCHED + timedelta(seconds=1)) is None
    keep(archive, made("2026-08-24T16:00"))
    assert archive.fetched_since("IWM", FETCHED) is None, "the newest was imported"


def record(markdown: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """The part of article.json that the archive reads, and more."""
    return {"hashes": {"markdown": markdown, "snapshot": "0" * 64}, **more}


def test_the_memory_is_the_last_drafts_of_earlier_moments_oldest_first(archive: Archive) -> None:
    for day in (19, 18, 20):
        moment = new_york(f"2026-08-{day}T16:00")
        archive.record_issue("IWM", moment, "options_focus", record(f"{day}", title="Ω «é»"))
    archive.record_issue("IWM", new_york("2026-08-18T16:00"), "options_focus", record("again"))
    archive.record_issue("SPY", new_york("2026-08-18T16:00"), "options_focus", record("other"))
    found = archive.memory("IWM", new_york("2026-08-20T16:00"))
    assert [issue.markdown_sha256 for issue in found] == ["again", "19"]
    assert found[1].record == record("19", title="Ω «é»")
    assert found[1].as_of == new_york("2026-08-19T16:00")
    assert [issue.markdown_sha256 for issue in archive.memory("IWM", FRIDAY_CLOSE, 2)] == [
        "19",
        "20",
    ]


def test_the_same_note_again_is_remembered_once(archive: Archive) -> None:
    for _ in range(2):
        archive.record_issue("IWM", FRIDAY_CLOSE, "options_focus", record("a"))
    assert len(rows(archive)["issues"]) == 1


def test_a_changed_object_is_an_error_when_it_is_loaded(archive: Archive, folder: Path) -> None:
    first, second = keep(archive, made(calls=500)), keep(archive, made(calls=501))
    (folder / first.object_key).write_bytes(archive.place.get(second.object_key))
    with pytest.raises(StoreError, match="is not the snapshot that was kept"):
        archive.load(first)
    (folder / first.object_key).write_bytes(b"PAR1")
    with pytest.raises(StoreError, match="is damaged"):
        archive.load(first)
    (folder / first.object_key).unlink()
    with pytest.raises(StoreError, match=r"does not exist; strikedesk archive verify"):
        archive.load(first)
    archive.load(second)


def test_an_object_that_was_lost_is_there_again_when_its_snapshot_is_kept_again(
    archive: Archive, folder: Path
) -> None:
    entry = keep(archive, made())
    (folder / entry.object_key).unlink()
    assert keep(archive, made()) == entry
    archive.load(entry)


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1 and no more than that PAR1"])
def test_an_object_that_was_damaged_is_whole_when_its_snapshot_is_kept_again(
    damage: bytes, archive: Archive, folder: Path
) -> None:
    """Its raw answers too."""
    entry = keep(archive, made(), packed(ANSWERS))
    before = rows(archive), objects(archive)
    for key in objects(archive):
        (folder / key).write_bytes(damage)
    assert keep(archive, made(), packed(ANSWERS)) == entry
    assert (rows(archive), objects(archive)) == before
    archive.load(entry)


def test_an_object_of_another_snapshot_is_replaced_when_its_own_is_kept_again(
    archive: Archive, folder: Path
) -> None:
    first, second = keep(archive, made(calls=500)), keep(archive, made(calls=501))
    (folder / first.object_key).write_bytes(archive.place.get(second.object_key))
    assert keep(archive, made(calls=500)) == first
    archive.load(first)


def test_a_snapshot_that_cannot_be_written_is_not_known_and_can_be_kept_later(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = keep(archive, made(calls=500))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = rows(archive), objects(archive)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="cannot be written: No space left on device"):
            keep(archive, made(calls=501), b"raw")
    assert (rows(archive), objects(archive)) == before
    hidden = [path for path in folder.rglob("*") if path.is_file() and path.name.startswith(".")]
    assert not hidden, "nothing half-written is left"
    keep(archive, made(calls=501), b"raw")
    assert archive.latest("IWM") != first


def test_an_archive_that_is_a_file_is_an_error_of_storing(archive: Archive, folder: Path) -> None:
    folder.write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        keep(archive, made())
    assert archive.entries() == []


def test_an_empty_chain_is_kept_too(archive: Archive) -> None:
    entry = keep(archive, snapshot([]))
    assert len(archive.load(entry).contracts) == 0
