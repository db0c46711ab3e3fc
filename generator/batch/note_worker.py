"""The process that drafts notes of a batch: reads jobs on its standard input, writes outcomes.

Frames on both pipes are those of `generator.frames`. The first one in holds the settings;
the first one out says that the process is ready. A bug in one job costs that job.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import traceback
from typing import BinaryIO, Final

from generator.batch.drafting_jobs import JobDrafter
from generator.batch.jobs import Job, Outcome
from generator.config import Settings
from generator.frames import read_frame, write_frame

READY: Final = b"ready"
_MEGABYTE: Final = 1024 * 1024
_INTERNAL: Final = 70


def main() -> None:
    """Serve until the input ends, or until memory has run out."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    first = read_frame(sys.stdin.buffer)
    if first is None:
        return
    settings = Settings.model_validate_json(first)
    _hold_to(settings.note_memory_mb * _MEGABYTE)
    with JobDrafter(settings) as drafter:
        if not _is_told(answers, READY):
            return
        while (request := read_frame(sys.stdin.buffer)) is not None:
            outcome = _done(drafter, Job.from_json(json.loads(request)), settings)
            told = _is_told(answers, json.dumps(outcome.as_json()).encode())
            if not told or outcome.code == "note_memory":
                return


def _hold_to(limit: int) -> None:
    """Limit the memory; nobody may raise a limit that the system has set already."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    if sys.platform != "darwin":  # which refuses to limit it
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _is_told(answers: BinaryIO, body: bytes) -> bool:
    """Answer, and whether the batch is still there to hear it; its journal knows what is left."""
    try:
        write_frame(answers, body)
    except BrokenPipeError:
        # Closing throws away what nobody reads; the interpreter would complain of it at its end.
        with contextlib.suppress(BrokenPipeError):
            answers.close()
        return False
    return True


def _done(drafter: JobDrafter, job: Job, settings: Settings) -> Outcome:
    try:
        return drafter.draft(job)
    except MemoryError:
        problem = f"the note took more than {settings.note_memory_mb} MB; note_memory_mb sets that"
        return _broken(job, "note_memory", problem, 1)
    except Exception as error:  # noqa: BLE001 - told as what it is, a bug, and the batch goes on
        traceback.print_exc()
        return _broken(job, "internal_error", f"{type(error).__name__}: {error}", _INTERNAL)


def _broken(job: Job, code: str, problem: str, exit_code: int) -> Outcome:
    message = f"{job.symbol}: {problem} [{code}]"
    return Outcome(
        symbol=job.symbol, state="refused", code=code, message=message, exit_code=exit_code
    )


if __name__ == "__main__":
    main()
