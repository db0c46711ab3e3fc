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

    Those that would touch are grouped and the group is centred on the mean of its members, again
    and again until no two groups touch. The order of the positions is kept.
    """
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    groups: list[list[float]] = []
    for index in order:
        groups.append([positions[index]])
        while len(groups) > 1 and _start(groups[-1], gap, low, high) < (
            _start(groups[-2], gap, low, high) + gap * len(groups[-2])
        ):
            groups[-2:] = [groups[-2] + groups[-1]]
    placed = [
        _start(group, gap, low, high) + place * gap
        for group in groups
        for place in range(len(group))
    ]
    result = [0.0] * len(positions)
    for position, index in zip(placed, order, strict=True):
        result[index] = position
    return result


def _start(group: list[float], gap: float, low: float, high: float) -> float:
    """Where the first of a group stands, the group centred on its mean."""
    length = gap * (len(group) - 1)
    centred = sum(group) / len(group) - length / 2
    return max(low, min(centred, high - length))
