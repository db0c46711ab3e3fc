"""Tallies: how many calls came true, how sure that is, and how often it comes true anyway.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
American Statistical Association 22 (1927): the interval of proportions that a count is compatible
with. It takes calls for independent of one another, which calls of neighbouring days are not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from generator.archive.calls import KeptCall, State

ENOUGH: Final = 30
"""Below so many hits and misses a record accumulates, and no rate is told."""
_NORMAL_95: Final = 1.959963984540054
"""The standard normal distribution exceeds it, on both sides, with a chance of 5 per cent."""


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 per cent interval of the proportion behind ``hits`` of ``count``.

    Raises:
        ValueError: ``count`` is not above 0, or ``hits`` is not among 0 to ``count``.
    """
    if count <= 0 or not 0 <= hits <= count:
        msg = f"{hits} of {count} is no proportion"
        raise ValueError(msg)
    share, square = hits / count, _NORMAL_95**2
    centre = (share + square / (2 * count)) / (1 + square / count)
    spread = math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    half = _NORMAL_95 * spread / (1 + square / count)
    return max(centre - half, 0.0), min(centre + half, 1.0)


class Counted(Protocol):
    """What a tally asks of a call."""

    @property
    def state(self) -> State:
        """What became of it."""

    @property
    def resolved_at(self) -> date | None:
        """The session that decided it."""

    @property
    def withdrawn(self) -> bool:
        """Whether readers no longer have its note."""

    @property
    def base_hits(self) -> int:
        """On how many stored days its predicate came true."""

    @property
    def base_n(self) -> int:
        """On how many it was decided."""


@dataclass(frozen=True, slots=True)
class Based:
    """A call with its base rate: how often its predicate came true on stored days.

    Args:
        call: The call.
        base_hits: On so many days.
        base_n: Of so many that it was decided on.
    """

    call: KeptCall
    base_hits: int
    base_n: int

    @property
    def state(self) -> State:
        """What became of the call."""
        return self.call.verdict.state

    @property
    def resolved_at(self) -> date | None:
        """The session that decided the call."""
        return self.call.verdict.resolved_at

    @property
    def withdrawn(self) -> bool:
        """Whether readers no longer have its note."""
        return self.call.withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of calls.

    Args:
        hits: Came true.
        n: Hits and misses.
        closes: Sessions that decided them: calls of one close are not independent of one another.
        open: Not decided yet.
        void: Cannot be decided from what is stored.
        withdrawn: Of all these, calls of notes that were taken back; they count like others.
        base_rate: Mean of the base rates of the hits and misses that have one.
        base_n: How many stored days these were tried on, over all of them.
    """

    hits: int
    n: int
    closes: int
    open: int
    void: int
    withdrawn: int
    base_rate: float | None
    base_n: int

    @property
    def accumulating(self) -> bool:
        """Whether there are too few to tell a rate."""
        return self.n < ENOUGH

    @property
    def rate(self) -> float | None:
        """Hits over n; ``None`` while the record accumulates."""
        return None if self.accumulating else self.hits / self.n

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson interval of the rate; ``None`` while the record accumulates."""
        return None if self.accumulating else wilson(self.hits, self.n)

    def as_json(self) -> dict[str, Any]:
        """As plain JSON."""
        low, high = self.interval or (None, None)
        return {
            "n": self.n,
            "hits": self.hits,
            "closes": self.closes,
            "rate": self.rate,
            "interval": None if low is None else [low, high],
            "base_rate": self.base_rate,
            "base_n": self.base_n,
            "open": self.open,
            "void": self.void,
            "withdrawn": self.withdrawn,
            "state": "accumulating" if self.accumulating else "enough",
        }


def tally(calls: Iterable[Counted]) -> Tally:
    """Count ``calls``, all of them: none is left out for what became of it."""
    counted = list(calls)
    states = [item.state for item in counted]
    decided = [item for item in counted if item.state in ("hit", "miss")]
    rates = [item.base_hits / item.base_n for item in decided if item.base_n]
    return Tally(
        hits=states.count("hit"),
        n=len(decided),
        closes=len({item.resolved_at for item in decided}),
        open=states.count("open"),
        void=states.count("void"),
        withdrawn=sum(item.withdrawn for item in counted),
        base_rate=math.fsum(rates) / len(rates) if rates else None,
        base_n=sum(item.base_n for item in decided),
    )
