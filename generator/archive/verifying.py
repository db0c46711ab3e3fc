"""Is everything there, and is it what was kept?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.archive.calls import changed_calls
from generator.archive.kept_rows import changed_rows
from generator.archive.raw_answers import check_packed
from generator.archive.trail import broken_links, events
from generator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.archive.archive import Archive, Entry


@dataclass(frozen=True, slots=True)
class Report:
    """How many snapshots were read, and what is wrong."""

    snapshots: int
    problems: tuple[str, ...]


def verify_archive(archive: Archive) -> Report:
    """Read every kept snapshot and prove its hash; raw answers must be there and be whole too.

    The rows of the database are held to the trail.

    Raises:
        StoreError: The archive cannot be opened at all.
    """
    problems = list(_changed_rows(archive))
    try:
        entries = archive.entries()
    except StoreError as error:
        return Report(0, (*problems, str(error)))
    for entry in entries:
        for prove in (_prove_snapshot, _prove_raw_answers):
            try:
                prove(archive, entry)
            except StoreError as error:
                problems.append(f"{entry.symbol} {entry.as_of:%Y-%m-%d}: {error}")
    return Report(len(entries), tuple(problems))


def _changed_rows(archive: Archive) -> Iterator[str]:
    """What is wrong with the trail, or with what it tells of where it can be relied on."""
    with archive.database.reading() as connection:
        broken = list(broken_links(connection))
        yield from broken
        if not broken:
            told = events(connection)
            yield from changed_rows(connection, told)
            yield from changed_calls(connection, told)


def _prove_snapshot(archive: Archive, entry: Entry) -> None:
    archive.load(entry)


def _prove_raw_answers(archive: Archive, entry: Entry) -> None:
    if entry.raw_key is not None:
        check_packed(archive.place.get(entry.raw_key), entry.raw_key)
