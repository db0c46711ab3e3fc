"""How much memory a process and all that it has started hold at most."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, Self

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS: Final = 0.25
"""Between two looks: a note takes longer."""


class MemoryWatch:
    """Looks at a tree of processes until its block ends.

    What processes share is counted once for each of them, so that the sum is never too small.

    Args:
        pid: Of the process at the top.
    """

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_SECONDS):
            self.peak = max(self.peak, sum(_resident(self._pid)))


def _resident(pid: int) -> Iterator[int]:
    """Bytes of each process of the tree; one that has just ended is passed over."""
    try:
        top = psutil.Process(pid)
        family = [top, *top.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        try:
            yield process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
