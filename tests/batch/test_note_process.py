"""A note is drafted in a process of its own: one that dies or hangs costs one note."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

from generator.batch.jobs import Job
from generator.batch.journal import folder_sha256
from generator.batch.note_process import NoteProcess
from generator.config import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from generator.batch.jobs import Outcome

DEMO = Job(symbol="IWM", source="demo", formats=("md",))


def killed_while_it_drafts(process: NoteProcess, job: Job, times: int) -> Outcome:
    """The outcome of a job whose process is killed as soon as it runs, some times."""
    told = threading.Event()

    def kill() -> None:
        killed: set[int] = set()
        while len(killed) < times and not told.wait(0.01):
            pid = process.pid
            if pid is not None and pid not in killed:
                killed.add(pid)
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    outcome = process.draft(job)
    told.set()
    killer.join()
    return outcome


def test_a_process_drafts_dies_is_replaced_and_gives_up_after_two_deaths(tmp_path: Path) -> None:
    with NoteProcess(Settings(output=tmp_path / "a")) as process:
        first = process.draft(DEMO)
        assert (first.state, first.exit_code) == ("done", 0), first.message
        assert folder_sha256(tmp_path / "a" / "2025-12-29" / "IWM") == first.sha256
        pid = process.pid
        bug = process.draft(Job(symbol="IWM", source="demo", day="no day"))
        assert (bug.code, bug.exit_code, process.pid) == ("internal_error", 70, pid)
        none = process.draft(Job(symbol="SPY", source="demo"))
        assert (none.state, none.code, none.exit_code) == ("refused", "usage", 2)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        again = process.draft(DEMO)
        assert (again.state, again.sha256) == ("done", first.sha256)
        assert process.pid != pid
    with NoteProcess(Settings(output=tmp_path / "b")) as process:
        died = killed_while_it_drafts(process, DEMO, 2)
        assert (died.state, died.code, died.exit_code) == ("refused", "worker_died", 1)


def test_a_note_that_takes_too_long_is_ended_with_its_code(tmp_path: Path) -> None:
    slow = Settings(output=tmp_path, note_seconds=0.001)
    with NoteProcess(slow) as process:
        late = process.draft(DEMO)
        assert (late.state, late.code, late.exit_code) == ("refused", "note_timeout", 1)
        assert "0.001 seconds" in late.message
        assert process.pid is None
