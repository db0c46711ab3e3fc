"""Is everything there, and is it what was kept?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import StoreError

if TYPE_CHECKING:
    from generator.archive.archive import Archive


@dataclass(frozen=True, slots=True)
class Report:
    """How many snapshots were read, and what is wrong."""

    snapshots: int
    problems: tuple[str, ...]


def verify_archive(archive: Archive) -> Report:
    """Read every kept snapshot and prove its hash; raw answers must be there too.

    Raises:
        StoreError: The archive cannot be opened at all.
    """
    entries = archive.entries()
    keys = set(archive.place.keys(""))
    problems = []
    for entry in entries:
        try:
            archive.load(entry)
        except StoreError as error:
            problems.append(f"{entry.symbol} {entry.as_of:%Y-%m-%d}: {error}")
        if entry.raw_key is not None and entry.raw_key not in keys:
            problems.append(f"{entry.symbol} {entry.as_of:%Y-%m-%d}: {entry.raw_key} is missing")
    return Report(len(entries), tuple(problems))
