"""A pace for requests that all threads and processes of this user keep together.

The time of the next request stands in a small file under a lock. Who wants to ask takes the next
free moment and moves the time on; who was told to slow down moves it on for everybody.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Final

from generator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_JITTER: Final = 0.25
_LONGEST: Final = 24 * 3600.0
"""A wait beyond this was never asked for: the clock was set back, or the file is damaged."""
_RECORD: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """When the next request may go out.

    Args:
        path: The state file; it and its folder are made where they are missing.
        gap_seconds: Least time between two requests.
        clock: Seconds that all processes share: the time of day.
        sleep: Waits so many seconds.
        random: Spreads the waits of those who were told to slow down together.
    """

    path: Path
    gap_seconds: float
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    random: Random = field(default_factory=Random)

    def take(self, longest: float) -> float | None:
        """Take the next free moment and sleep until it has come.

        Args:
            longest: Seconds that the caller can wait at most.

        Returns:
            The seconds left to wait if they are more than that (no moment was taken then), else
            ``None``.

        Raises:
            StoreError: The state file cannot be written.
        """
        with self._state() as state:
            now = self.clock()
            moment = max(now, self._next(state, now))
            wait = moment - now
            if wait > longest:
                return wait
            _write(state, moment + self.gap_seconds)
        if wait > 0:
            self.sleep(wait)
        return None

    def back_off(self, seconds: float) -> None:
        """Let nobody ask for ``seconds`` and up to a quarter more.

        Raises:
            StoreError: The state file cannot be written.
        """
        wait = min(seconds * (1 + _JITTER * self.random.random()), _LONGEST)
        with self._state() as state:
            now = self.clock()
            _write(state, max(self._next(state, now), now + wait))

    def _next(self, state: int, now: float) -> float:
        try:
            moment = float(os.pread(state, _RECORD, 0).decode())
        except ValueError:
            return now
        return moment if now < moment <= now + _LONGEST else now

    @contextmanager
    def _state(self) -> Iterator[int]:
        """The state file, opened and locked; the lock ends with the descriptor."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            state = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            problem = f"{self.path}: cannot be written: {error.strerror}; check space and rights"
            raise StoreError(problem) from error
        try:
            fcntl.flock(state, fcntl.LOCK_EX)
            yield state
        finally:
            os.close(state)


def _write(state: int, moment: float) -> None:
    """Overwrite the record in place: always of one length, so that nothing of the old stays."""
    os.pwrite(state, f"{moment:<{_RECORD}.3f}".encode(), 0)
