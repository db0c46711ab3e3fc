"""A process that drafts notes, from outside: ended when a note takes too long, replaced in time."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from generator.batch.jobs import Outcome, not_tried
from generator.frames import GoneError, LateError, frame_of, write_frame

if TYPE_CHECKING:
    from generator.batch.jobs import Job
    from generator.config import Settings

NOTES_A_PROCESS: Final = 200
_START_SECONDS: Final = 60
_TRIES: Final = 2
_START: Final = """
import sys
sys.path.insert(0, sys.argv[1])
import generator
del sys.path[0]
from generator.batch.note_worker import main
main()
"""
"""Finds this very package, and nothing else in the folder where the command was given."""


class NoteProcess:
    """Drafts one note at a time in a process of its own; a context manager, of one thread.

    Args:
        settings: By which notes are made, and how much time and memory one may take.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._drafted = 0
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Of the process that runs now."""
        return None if self._process is None else self._process.pid

    def draft(self, job: Job) -> Outcome:
        """Draft the note of a job.

        A process that dies is replaced and the job tried once more; one that takes too long is
        ended, and its job with it.
        """
        begun = time.monotonic()
        outcome = self._drafted_or_lost(job)
        return outcome if outcome.seconds else replace(outcome, seconds=time.monotonic() - begun)

    def _drafted_or_lost(self, job: Job) -> Outcome:
        for _ in range(_TRIES):
            if self._ended:
                return not_tried(job)
            try:
                outcome = self._asked(job)
            except GoneError:
                self.close()
                continue
            except LateError:
                self.close()
                seconds = f"{self._settings.note_seconds:g}"
                problem = f"the note took longer than {seconds} seconds; note_seconds sets that"
                return _lost(job, "note_timeout", problem)
            self._drafted += 1
            if self._drafted >= NOTES_A_PROCESS or outcome.code == "note_memory":
                self.close()
            return outcome
        if self._ended:
            return not_tried(job)
        return _lost(job, "worker_died", "the process that drafted it died, twice")

    def end(self) -> None:
        """End the note that is being drafted, from another thread; no other one is begun."""
        self._ended = True
        process = self._process
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process, and what it has started."""
        process, self._process = self._process, None
        self._drafted = 0
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def _asked(self, job: Job) -> Outcome:
        process = self._started()
        _send(process, json.dumps(asdict(job)).encode())
        answer = frame_of(process, self._settings.note_seconds)
        body: dict[str, Any] = json.loads(answer)
        return Outcome.from_json(body)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # A session of its own: Ctrl-C in the terminal is for the batch alone to hear.
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-P", "-c", _START, str(Path(__file__).parents[2])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            _send(self._process, self._settings.model_dump_json().encode())
            self._await_start(self._process)
        return self._process

    def _await_start(self, process: subprocess.Popen[bytes]) -> None:
        """One that does not start in time is as good as dead: no note has taken that time."""
        if self._ended:
            raise GoneError
        try:
            frame_of(process, _START_SECONDS)
        except LateError as error:
            raise GoneError from error


def _send(process: subprocess.Popen[bytes], body: bytes) -> None:
    if process.stdin is None:
        msg = "the process has no input"
        raise RuntimeError(msg)
    try:
        write_frame(process.stdin, body)
    except BrokenPipeError as error:
        raise GoneError from error


def _lost(job: Job, code: str, problem: str) -> Outcome:
    message = f"{job.symbol}: {problem} [{code}]"
    return Outcome(symbol=job.symbol, state="refused", code=code, message=message, exit_code=1)
