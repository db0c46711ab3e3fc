"""Linear axes for charts: scales, round ticks, labels that keep their distance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map from values to pixels.

    Args:
        low: Value at the pixel ``start``.
        high: Value at the pixel ``end``.
        start: Pixels.
        end: Pixels.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of ``value``."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def domain(self) -> str:
        """The values at both ends, as the audit reads them."""
        return f"{self.low!r} {self.high!r}"

    @property
    def range(self) -> str:
        """The pixels at both ends, as the audit reads them."""
        return f"{self.start!r} {self.end!r}"


def round_ticks(low: float, high: float, most: int) -> list[float]:
    """At most ``most`` round values between ``low`` and ``high``."""
    rough = (high - low) / max(most - 1, 1)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * magnitude for factor in _STEPS if factor * magnitude >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions moved as little as needed so that neighbours are ``gap`` apart, inside bounds.

    The order of the positions is kept.
    """
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    placed = [positions[index] for index in order]
    for place in range(1, len(placed)):
        placed[place] = max(placed[place], placed[place - 1] + gap)
    if placed and placed[-1] > high:
        placed[-1] = high
        for place in range(len(placed) - 2, -1, -1):
            placed[place] = min(placed[place], placed[place + 1] - gap)
    placed = [max(position, low) for position in placed]
    result = [0.0] * len(positions)
    for place, index in enumerate(order):
        result[index] = placed[place]
    return result
