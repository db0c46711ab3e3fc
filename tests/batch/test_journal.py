"""What is done is written down at once; what was broken off, or changed since, is done again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from generator.batch.jobs import Outcome
from generator.batch.journal import Journal, folder_sha256
from generator.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

NOW: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)
GATE: Final = Outcome(symbol="BAD", state="refused", code="thin_chain", exit_code=1)
DOWN: Final = Outcome(symbol="OFF", state="refused", code="unreachable", exit_code=3)
DIED: Final = Outcome(symbol="DIE", state="refused", code="worker_died", exit_code=1)
LEFT: Final = Outcome(symbol="LFT", state="left", code="provider_down", exit_code=3)


def noted(output: Path) -> Outcome:
    """A note that was written."""
    folder = output / "2026-07-02" / "IWM"
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    (folder / "article.md").write_text("# IWM\n", encoding="utf-8")
    (folder / "charts" / "price.svg").write_text("<svg/>", encoding="utf-8")
    sha256 = folder_sha256(folder)
    return Outcome(symbol="IWM", state="done", folder=str(folder), sha256=sha256)


def journal_with(output: Path, *outcomes: Outcome) -> Journal:
    """The journal of a run that was broken off after these."""
    journal = Journal(output, "key")
    with journal.alone():
        assert journal.begin(resume=False, now=NOW) == {}
        for outcome in outcomes:
            journal.add(outcome)
    return Journal(output, "key")


def test_what_is_done_for_good_stands_and_the_rest_is_tried_again(tmp_path: Path) -> None:
    done = noted(tmp_path)
    journal = journal_with(tmp_path, done, GATE, DOWN, DIED, LEFT)
    with journal.alone():
        assert journal.begin(resume=True, now=NOW) == {"IWM": done, "BAD": GATE}
        assert journal.begin(resume=True, now=NOW) == {"IWM": done, "BAD": GATE}
        assert journal.begin(resume=False, now=NOW) == {}


def test_a_run_of_before_the_last_open_or_close_is_not_gone_on_with(tmp_path: Path) -> None:
    """Its notes are of the data of then."""
    done = noted(tmp_path)
    journal = journal_with(tmp_path, done)
    later = NOW + timedelta(hours=20)
    with journal.alone():
        for _ in range(2):
            kept = journal.begin(resume=True, now=later, since=NOW - timedelta(hours=1))
            assert kept == {"IWM": done}
        assert journal.begin(resume=True, now=later, since=NOW + timedelta(hours=1)) == {}


def test_a_run_says_whether_something_should_be_done_again(tmp_path: Path) -> None:
    journal = journal_with(tmp_path, noted(tmp_path), GATE)
    assert not journal.is_left_undone()
    assert journal_with(tmp_path, noted(tmp_path), GATE, LEFT).is_left_undone()


@pytest.mark.parametrize("how", ["changed", "gone", "more", "folder"])
def test_a_note_that_is_not_as_it_was_written_is_drafted_again(tmp_path: Path, how: str) -> None:
    done = noted(tmp_path)
    folder = tmp_path / "2026-07-02" / "IWM"
    if how == "changed":
        (folder / "article.md").write_text("# SPY\n", encoding="utf-8")
    elif how == "gone":
        (folder / "charts" / "price.svg").unlink()
    elif how == "more":
        (folder / "other.txt").write_text("", encoding="utf-8")
    else:
        folder.rename(tmp_path / "away")
    journal = journal_with(tmp_path, done)
    with journal.alone():
        assert journal.begin(resume=True, now=NOW) == {}


def test_a_line_that_was_cut_off_is_as_if_it_had_not_been_written(tmp_path: Path) -> None:
    done = noted(tmp_path)
    journal_with(tmp_path, GATE, done)
    (file,) = (tmp_path / ".batch").glob("*.jsonl")
    whole = file.read_bytes()
    last = whole.rstrip().rfind(b"\n") + 1
    for end in range(last, len(whole) - 1, 7):
        file.write_bytes(whole[:end])
        journal = Journal(tmp_path, "key")
        with journal.alone():
            assert journal.begin(resume=True, now=NOW) == {"BAD": GATE}
            journal.add(done)
            assert journal.begin(resume=True, now=NOW) == {"BAD": GATE, "IWM": done}


def test_one_run_at_a_time_is_done_and_another_may_be(tmp_path: Path) -> None:
    first = Journal(tmp_path, "key")
    with first.alone():
        with pytest.raises(StoreError, match="being run by another process"), first.alone():
            pass
        with Journal(tmp_path, "other").alone():
            pass
    with first.alone():
        pass
