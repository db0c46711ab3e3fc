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
    """One line of the table.

    Args:
        what: What was measured.
        ours: Its milliseconds, or what ``unit`` says.
        beside: What it is held beside.
        theirs: The same measure of that.
        limit: What ours may be at most, where the design says so.
        unit: Of ours and theirs.
    """

    what: str
    ours: float
    beside: str = ""
    theirs: float | None = None
    limit: float | None = None
    unit: str = "ms"

    def __str__(self) -> str:
        line = f"{self.what:<58} {self.ours:>12,.1f} {self.unit}"
        if self.theirs is not None:
            ratio = self.ours / self.theirs
            line += f"   {self.beside:<32} {self.theirs:>11,.1f} {self.unit} {ratio:>8.3f} x"
        if self.limit is not None:
            verdict = "met" if self.ours <= self.limit else "missed"
            line += f"   at most {self.limit:,.0f} {self.unit}: {verdict}"
        return line


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
