"""Times of several actions side by side, and the line that shows them."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; times in milliseconds."""

    what: str
    ours: float
    beside: str = ""
    theirs: float | None = None

    def __str__(self) -> str:
        line = f"{self.what:<46} {self.ours:>8.1f} ms"
        if self.theirs is None:
            return line
        return (
            f"{line}   {self.beside:<34} {self.theirs:>8.1f} ms   {self.ours / self.theirs:>6.3f} x"
        )


def alternating(actions: Sequence[Callable[[], object]], runs: int) -> list[float]:
    """Median milliseconds of each of ``actions``, run in turns after one uncounted round."""
    times: list[list[float]] = [[] for _ in actions]
    for run in range(runs + 1):
        for taken, action in zip(times, actions, strict=True):
            start = time.perf_counter()
            action()
            if run:
                taken.append((time.perf_counter() - start) * 1000)
    return [statistics.median(taken) for taken in times]
