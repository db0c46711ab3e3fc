"""A watchlist becomes notes; one bad symbol never stops the others, and the exit code tells."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from generator.batch.jobs import Job, Outcome
from generator.batch.journal import Journal
from generator.batch.pools import close_processes
from generator.cli import batch as command
from generator.market.sessions import last_boundary
from tests.cli.outcome import call
from tests.made_symbols import name_of, written_symbols

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK = ("--formats", "md", "--workers", "1")


@pytest.fixture(autouse=True)
def _no_process_stays() -> Iterator[None]:
    yield
    close_processes()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two symbols and their watchlist, in which commands are given."""
    written_symbols(tmp_path, 2)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", str(tmp_path / "kept"))
    return tmp_path


def tree(folder: Path) -> dict[str, str]:
    """The hash of every file of the notes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".batch" not in path.parts
    }


def test_bad_symbols_cost_their_own_note_and_every_report_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "torn.snapshot.zip").write_bytes(b"PK no more")
    with (folder / "watchlist.yaml").open("a", encoding="utf-8") as file:
        file.write("- {symbol: TORN, source: torn.snapshot.zip}\n")
        file.write(f"- {{symbol: OTHER, source: {name_of(0)}.snapshot.zip}}\n")
        file.write("- {symbol: NONE, source: archive}\n")
    reports = ("--junit", "junit.xml", "--summary", "summary.md", "--github", "--desk")
    told = call(["batch", "watchlist.yaml", *QUICK, *reports], capsys)
    assert told.code == 6, told.err
    assert "2 done, 3 refused" in told.out
    assert told.out.count("::error title=") == 3
    assert "5/5" in told.err
    assert ET.parse("junit.xml").getroot().attrib["errors"] == "3"  # noqa: S314 - our own
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    assert "| TORN | - | refused | snapshot | - |" in summary
    notes = [path.name for path in (folder / "output").glob("*/*") if path.is_dir()]
    assert sorted(notes) == [name_of(0), name_of(1)]

    again = call(["batch", "watchlist.yaml", *QUICK, "--desk", "--resume", "--json"], capsys)
    body: dict[str, Any] = json.loads(again.out)
    assert (again.code, body["exit_code"], body["counts"]["done"]) == (6, 6, 2)
    assert [item["code"] for item in body["notes"][2:]] == ["snapshot", "usage", "store"]
    assert "in review" in body["notes"][0]["desk"]
    assert "4/5" not in again.err  # only what a store refused is tried again


def test_all_is_well_is_zero_and_the_same_batch_gives_the_same_bytes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = call(["batch", "watchlist.yaml", *QUICK], capsys)
    assert first.code == 0, first.err
    before = tree(folder / "output")
    assert call(["batch", "watchlist.yaml", *QUICK, "--out", "again"], capsys).code == 0
    assert tree(folder / "again") == before
    shards = [["--shard", f"{number}/2", "--out", "parts"] for number in (1, 2)]
    for shard in shards:
        assert call(["batch", "watchlist.yaml", *QUICK, *shard], capsys).code == 0
    assert tree(folder / "parts") == before


@pytest.mark.parametrize("shard", ["0/2", "3/2", "2", "1/0", "a/b", "1/2/3"])
def test_a_shard_is_one_of_many(
    shard: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del folder
    told = call(["batch", "watchlist.yaml", "--shard", shard], capsys)
    assert (told.code, told.out) == (2, "")
    assert "such as 2/4" in told.err


LEFT = Outcome(symbol="SPY", state="left", code="provider_down", exit_code=3)


def test_a_scheduled_run_skips_holidays_and_what_was_done_since_the_last_open_or_close(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path, "key")
    holiday = datetime(2026, 11, 26, 15, tzinfo=UTC)
    morning = datetime(2026, 11, 25, 12, tzinfo=UTC)
    with journal.alone():
        assert "closed on 2026-11-26" in command.why_not_now(journal, holiday)
        assert command.why_not_now(journal, morning) == ""
        journal.begin(resume=False, now=morning)
        assert command.why_not_now(journal, morning) == ""
        journal.end(0, last_boundary(morning) + timedelta(minutes=1))
        assert "was done at 2026-11-24T21:01" in command.why_not_now(journal, morning)
        journal.add(LEFT)
        journal.end(3, last_boundary(morning) + timedelta(minutes=2))
        assert command.why_not_now(journal, morning) == ""
        after_the_open = morning + timedelta(hours=4)
        assert command.why_not_now(journal, after_the_open) == ""


def test_a_cluster_that_is_not_there_is_a_provider_that_fails(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del folder
    pytest.importorskip("distributed")
    monkeypatch.setattr("generator.batch.pools._START_SECONDS", 0.5)
    told = call(["batch", "watchlist.yaml", "--scheduler", "tcp://127.0.0.1:9"], capsys)
    assert told.code == 3
    assert "no scheduler answers there" in told.err
    assert "[cluster_down]" in told.err


def test_offline_refuses_a_list_that_asks_a_provider_before_anything_is_drafted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = call(["batch", "watchlist.yaml", *QUICK, "--offline", "--source", "yahoo"], capsys)
    assert told.code == 2
    assert f"{name_of(0)} is from yahoo, which --offline rules out" in told.err
    assert not (folder / "output").exists()


def test_a_list_that_is_refused_is_told_in_every_report_and_none_of_yesterday_stays(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "junit.xml").write_text("<yesterday/>", encoding="utf-8")
    (folder / "twice.yaml").write_text("- SPY\n- SPY\n", encoding="utf-8")
    reports = ("--junit", "junit.xml", "--summary", "summary.md", "--github", "--json")
    told = call(["batch", "twice.yaml", *reports], capsys)
    assert told.code == 4
    body: dict[str, Any] = json.loads(told.out)
    assert (body["exit_code"], body["counts"]["refused"]) == (4, 1)
    problem = "twice.yaml:2:3: names SPY twice"
    assert body["notes"][0]["message"] == problem
    assert f"::error title=twice.yaml::{problem}" in told.err
    assert ET.parse("junit.xml").getroot().attrib["errors"] == "1"  # noqa: S314 - our own
    assert "### Notes: 1 refused" in (folder / "summary.md").read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_takes_no_other_one_with_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "taken").write_text("a file, and no folder", encoding="utf-8")
    reports = ("--summary", "taken/summary.md", "--junit", "junit.xml", "--json")
    told = call(["batch", "watchlist.yaml", *QUICK, *reports], capsys)
    assert (told.code, json.loads(told.out)["exit_code"]) == (5, 5)
    assert "taken/summary.md: cannot be written" in told.err
    assert ET.parse("junit.xml").getroot().attrib["tests"] == "2"  # noqa: S314 - our own


def test_a_playbook_of_ones_own_is_found_from_the_folder_of_the_list(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = folder / "lists"
    lists.mkdir()
    assert call(["playbook", "new", "lists/own"], capsys).code == 0
    source = f"../{name_of(0)}.snapshot.zip"
    entry = f"- {{symbol: {name_of(0)}, source: {source}, playbook: own}}\n"
    (lists / "desk.yaml").write_text(entry, encoding="utf-8")
    monkeypatch.chdir(folder)
    told = call(["batch", "lists/desk.yaml", *QUICK], capsys)
    assert told.code == 0, told.err


def test_a_run_that_a_clock_has_started_takes_no_data_from_before_the_last_close() -> None:
    jobs = (
        Job(symbol="SPY", source="archive"),
        Job(symbol="IWM", source="archive", day="2026-1-2"),
    )
    morning, evening = (
        datetime(2026, 11, 25, 12, tzinfo=UTC),
        datetime(2026, 11, 25, 22, tzinfo=UTC),
    )
    asked = [job.not_before for job in command._none_of_old_data(jobs, morning)]
    assert asked == ["2026-11-24", ""]
    assert command._none_of_old_data(jobs, evening)[0].not_before == "2026-11-25"
