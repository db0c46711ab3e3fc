"""Children that are forked: they cost little, where a new interpreter costs seconds."""

from __future__ import annotations

import contextlib
import os
import signal
import traceback
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Child:
    """A process that was forked."""

    number: int

    def kill(self) -> int:
        """Kill it; how it ended."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGKILL)
        return self.ended()

    def ended(self) -> int:
        """Wait for it; its exit code, negative for the signal that ended it."""
        _, status = os.waitpid(self.number, 0)
        return os.waitstatus_to_exitcode(status)


def forked(work: Callable[[], object]) -> Child:
    """A child that does ``work`` and ends with code 0, or with 1 if that raised."""
    with warnings.catch_warnings():
        # Later interpreters warn of threads; those of the tests hold no lock that a child takes.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        return Child(child)
    try:
        work()
    except BaseException:  # noqa: BLE001 - nothing of the parent may go on in the child
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
