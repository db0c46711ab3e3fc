"""What a page template may use up: counted, not timed, so that it ends alike on every machine."""

from __future__ import annotations

import math
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jinja2.exceptions import SecurityError

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS: Final = 1_000_000
"""Parts of templates that one page may evaluate; a note's page takes some thousands."""
CHARACTERS: Final = 8_000_000
"""Text that one page may make, what it makes in between included; a note's has a million."""
_UNIT: Final = 4096
"""A step that handles a text of so many characters counts twice, of twice as many thrice."""


@dataclass(slots=True)
class Meter:
    """What is left to a page.

    Args:
        steps: Evaluations.
        characters: Characters that may still be made.
        longest: Length of the longest text that was seen: any step may handle it.
    """

    steps: float = STEPS
    characters: float = CHARACTERS
    longest: int = 0

    def step(self, count: int = 1) -> None:
        """Count ``count`` evaluations.

        Raises:
            SecurityError: They are one too many.
        """
        self.steps -= count * (1 + self.longest // _UNIT)
        if self.steps < 0:
            raise SecurityError("it takes too many steps; its loops or macros multiply")

    def write(self, length: int) -> None:
        """Count a text of ``length`` characters before it is made.

        Raises:
            SecurityError: There is too much text.
        """
        self.longest = max(self.longest, length)
        self.characters -= length
        if self.characters < 0:
            raise SecurityError(f"it makes more than {CHARACTERS:,} characters")

    def see(self, value: object) -> None:
        """Remember how long a text is that comes from outside."""
        if isinstance(value, str):
            self.longest = max(self.longest, len(value))


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)


def meter() -> Meter:
    """The meter of the page that is being written; one that has all while templates compile."""
    return _meter.get() or Meter(math.inf, math.inf)


@contextmanager
def metered(*, bounded: bool) -> Iterator[Meter]:
    """Count from here on.

    Args:
        bounded: Whether the limits hold; they do not for the program's own templates, in which a
            site of ten thousand issues is a long loop.
    """
    made = Meter() if bounded else Meter(math.inf, math.inf)
    token = _meter.set(made)
    try:
        yield made
    finally:
        _meter.reset(token)
