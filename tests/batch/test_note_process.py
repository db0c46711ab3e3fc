"""A note is drafted in a process of its own: one that dies or hangs costs one note."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from generator.batch import note_process
from generator.batch.jobs import Job
from generator.batch.journal import folder_sha256
from generator.batch.note_process import NoteProcess
from generator.batch.note_worker import READY
from generator.config import Settings
from generator.frames import read_frame, write_frame

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


@pytest.mark.parametrize("is_ready", [True, False])
def test_a_process_whose_batch_is_gone_ends_without_a_word(
    tmp_path: Path,
    is_ready: bool,  # noqa: FBT001 - a table
) -> None:
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "generator.batch.note_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stderr is not None
        if not is_ready:
            worker.stdout.close()
        write_frame(worker.stdin, Settings(output=tmp_path).model_dump_json().encode())
        if is_ready:
            assert read_frame(worker.stdout) == READY
            worker.stdout.close()
            write_frame(worker.stdin, json.dumps(asdict(DEMO)).encode())
        worker.stdin.close()
        assert worker.stderr.read() == b""
        assert worker.wait(60) == 0
    assert (tmp_path / "2025-12-29" / "IWM" / "article.md").exists() == is_ready


def test_a_note_that_is_being_drafted_can_be_ended_at_once_and_no_other_one_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second Ctrl-C does not wait for a note: here one that would never end."""
    endless = (
        "import sys, time\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from generator.frames import read_frame, write_frame\n"
        "read_frame(sys.stdin.buffer)\n"
        "write_frame(sys.stdout.buffer, b'ready')\n"
        "read_frame(sys.stdin.buffer)\n"
        "sys.stderr.write('drafting')\n"
        "time.sleep(600)\n"
    )
    monkeypatch.setattr(note_process, "_START", endless)
    outcomes: list[Outcome] = []
    with NoteProcess(Settings(output=tmp_path, note_seconds=300)) as process:
        drafting = threading.Thread(target=lambda: outcomes.append(process.draft(DEMO)))
        drafting.start()
        while process.pid is None:
            drafting.join(0.01)
        process.end()
        drafting.join(30)
        assert not drafting.is_alive()
        outcomes.append(process.draft(DEMO))
    assert [(item.state, item.code) for item in outcomes] == [("left", "interrupted")] * 2


def test_a_process_is_held_to_no_more_than_the_system_allows() -> None:
    """A hard limit below ours is that of the system, and may not be raised."""
    script = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({3 * 10**9}, {3 * 10**9}))\n"
        "from generator.batch.note_worker import _hold_to\n"
        "_hold_to(4 * 10**9)\n"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert int(done.stdout) == 3 * 10**9
