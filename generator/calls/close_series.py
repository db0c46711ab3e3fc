"""Closes as an array over sessions: the base rate of a call on prices alone, all days at once.

It is the arithmetic of `generator.calls.resolving`, day by day the same; ten years of calls take
seconds in it, and hours one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from generator.calls.predicates import Closes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.calls.predicates import Interval, Stays
    from generator.calls.prices import Prices


@dataclass(frozen=True, slots=True)
class CloseSeries:
    """The closes of the sessions from the first to the last that is stored.

    Args:
        closes: Of each session in a row; NaN where none is stored.
        splits: Of each session, how many splits there were through it.
    """

    closes: NDArray[np.float64]
    splits: NDArray[np.int64]

    @classmethod
    def of(cls, prices: Prices) -> CloseSeries | None:
        """The closes of ``prices``; ``None`` where one of them is of no session."""
        sessions = prices.calendar.days
        stored = np.array(sorted(prices.closes), dtype="datetime64[D]")
        places = np.searchsorted(sessions, stored)
        if not len(stored) or places[-1] >= len(sessions):
            return None
        if not np.array_equal(sessions[places], stored):
            return None
        first = int(places[0])
        closes = np.full(int(places[-1]) - first + 1, np.nan)
        closes[places - first] = [prices.closes[day] for day in sorted(prices.closes)]
        through = np.array(sorted(prices.splits), dtype="datetime64[D]")
        span = sessions[first : first + len(closes)]
        return cls(closes, np.searchsorted(through, span, side="right"))

    def base_of(self, said: Closes | Stays) -> tuple[int, int]:
        """How often ``said`` came true, and on how many stored days it was decided at all."""
        count = len(self.closes) - said.sessions
        if count <= 0:
            return 0, 0
        start, end = self.closes[:count], self.closes[said.sessions :]
        whole = self.splits[:count] == self.splits[said.sessions :]
        after = sliding_window_view(self.closes[1:], said.sessions)
        holds, decided = _outcomes(said, start / said.spot, end, after)
        decided = decided & whole & ~np.isnan(start)
        return int(np.count_nonzero(holds & decided)), int(np.count_nonzero(decided))


def _outcomes(
    said: Closes | Stays,
    factor: NDArray[np.float64],
    end: NDArray[np.float64],
    after: NDArray[np.float64],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether the call held on each day, and whether the closes that decide it are stored."""
    if isinstance(said, Closes):
        above, below = _limits(said.inside, factor)
        return (end > above) & (end < below), ~np.isnan(end)
    above, below = _limits(said.beyond, factor, inward=False)
    highest, lowest = after.max(axis=1), after.min(axis=1)
    return (highest <= above) & (lowest >= below), ~np.isnan(highest)


def _limits(
    interval: Interval, factor: NDArray[np.float64], *, inward: bool = True
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The limits of an interval in each day's prices; one that there is not limits nothing."""
    nothing = np.full(len(factor), -np.inf if inward else np.inf)
    above = nothing if interval.above is None else interval.above * factor
    below = -nothing if interval.below is None else interval.below * factor
    return above, below
