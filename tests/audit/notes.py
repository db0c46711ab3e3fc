"""The notes that the audit's tests wound: a demo and four of stored days, each written once."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from tests import replays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from generator.audit.findings import Finding
    from tests.audit.mutations import Mutant
    from tests.replays import Note

DEMO: Final = "demo"
STORED: Final = {
    "IWM 2026-08-21": ("IWM", date(2026, 8, 21)),
    "SPY 2026-07-10": ("SPY", date(2026, 7, 10)),
    "IWM 2026-06-19": ("IWM", date(2026, 6, 19)),
    "KO 2026-08-20": ("KO", date(2026, 8, 20)),
}
"""A Friday with bars, another symbol, a holiday, and a symbol without bars."""

FULL: Final = bool(os.environ.get("STRIKEDESK_FULL"))


@cache
def note_of(folder: Path | None, name: str) -> Note:
    """The note called ``name``."""
    if name == DEMO or folder is None:
        return replays.demo_note()
    symbol, day = STORED[name]
    return replays.note(replays.series(folder, symbol).snapshot(day))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many mutants of each class were tried, and those that were not found."""

    tried: Counter[str]
    survivors: list[Mutant]

    @classmethod
    def empty(cls) -> Tally:
        """Nothing tried yet."""
        return cls(Counter(), [])

    def add(self, mutant: Mutant, findings: Iterable[Finding]) -> None:
        """Count ``mutant``; it survives where no finding fails the note."""
        self.tried[mutant.kind] += 1
        if not any(finding.severity == "error" for finding in findings):
            self.survivors.append(mutant)

    def show(self, title: str) -> None:
        """Print counts by class and what survived; ``pytest -rP`` shows it."""
        lines = [title, f"{sum(self.tried.values()):6d} in all"]
        lines += [f"{count:6d} {kind}" for kind, count in sorted(self.tried.items())]
        lines += [f"survived: {mutant.kind}: {mutant.what}" for mutant in self.survivors]
        sys.stdout.write("\n".join(lines) + "\n")


def some(mutants: Iterable[Mutant], every: int) -> Iterator[Mutant]:
    """Every n-th mutant of each class, and all of them in a full run."""
    seen: Counter[str] = Counter()
    for mutant in mutants:
        if FULL or seen[mutant.kind] % every == 0:
            yield mutant
        seen[mutant.kind] += 1
