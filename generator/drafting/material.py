"""Where a draft's data comes from: a file, the demo, the archive, or Yahoo and the archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.drafting.sources import ARCHIVE, DEMO, is_fetched
from generator.errors import StoreError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from generator.archive.archive import Archive, Entry
    from generator.config import Settings
    from generator.pipeline import Observed

_LISTED: Final = 5


@dataclass(frozen=True, slots=True)
class Material:
    """What a note is made from, and where it is remembered.

    Args:
        observed: The data.
        archive: Where the note is remembered; ``None`` where the data is from a file.
    """

    observed: Observed
    archive: Archive | None = None

    def remember(self, record: dict[str, Any]) -> None:
        """Record the drafted note, where its data is from the archive."""
        if self.archive is not None:
            from generator.keeping import remember  # noqa: PLC0415 - brings the database

            remember(self.archive, record, self.observed.snapshot)


def material_of(symbol: str, source: str, day: date | None, settings: Settings) -> Material:
    """The data of ``symbol`` from ``source``, of ``day`` where one is asked for.

    Raises:
        ExtensionError: The provider of an extension cannot be used.
        ProviderError: The provider gave no chain.
        SnapshotError: The file is no sound snapshot.
        StoreError: The archive cannot be read, or holds no such snapshot.
        UsageError: The source holds another symbol, or another day.
    """
    if is_fetched(source):
        from generator.drafting.feeds import feed_of  # noqa: PLC0415 - brings the database

        feed = feed_of(source, settings)
        return _kept(feed.archive, feed.fetch(symbol))
    if source == ARCHIVE:
        from generator.keeping import kept_archive  # noqa: PLC0415 - brings the database

        return _archived(kept_archive(settings), symbol, day)
    return _from_file(symbol, source)


def _archived(archive: Archive, symbol: str, day: date | None) -> Material:
    entry = archive.latest(symbol, day)
    if entry is None:
        wanted = symbol if day is None else f"{symbol} of {day}"
        problem = f"holds no snapshot of {wanted}, {_held(archive, symbol)}"
        raise StoreError(f"{archive.place.url}: {problem}; fetch or import it first")
    return _kept(archive, entry)


def _held(archive: Archive, symbol: str) -> str:
    """What is kept, in words: the days of ``symbol`` if there are any, else the symbols."""
    days = sorted({entry.as_of.date() for entry in archive.entries(symbol)})
    if not days:
        return f"but of {', '.join(archive.symbols()) or 'nothing at all'}"
    count = "one day" if len(days) == 1 else f"{len(days)} days"
    shown = [str(day) for day in days]
    listed = ", ".join(shown) if len(days) <= _LISTED else f"{shown[0]} to {shown[-1]}"
    return f"but of {count}: {listed}"


def _kept(archive: Archive, entry: Entry) -> Material:
    from generator.calls.kept_record import track_record_before  # noqa: PLC0415 - as above
    from generator.keeping import history_before, memory_before  # noqa: PLC0415 - as above
    from generator.pipeline import Observed  # noqa: PLC0415 - as above

    history = history_before(archive, entry.symbol, entry.as_of.date())
    memory = memory_before(archive, entry.symbol, entry.as_of)
    known = track_record_before(archive, entry.symbol, entry.as_of)
    observed = Observed(archive.load(entry), entry.sha256, history, memory, known)
    return Material(observed, archive)


def _from_file(symbol: str, source: str) -> Material:
    from generator.market.bundle import load_snapshot, snapshot_digest  # noqa: PLC0415
    from generator.pipeline import Observed  # noqa: PLC0415

    if source == DEMO:
        from generator.market.demo import demo_snapshot  # noqa: PLC0415

        snapshot = demo_snapshot()
        digest = snapshot_digest(snapshot)
    else:
        snapshot, digest = load_snapshot(Path(source))
    if snapshot.symbol != symbol:
        raise UsageError(f"{source} holds {snapshot.symbol}, not {symbol}")
    return Material(Observed(snapshot, digest))


def keep_source(material: Material, settings: Settings) -> None:
    """Keep the data of a file too: the desk approves no facts whose data is not kept.

    Raises:
        StoreError: It cannot be kept.
    """
    snapshot = material.observed.snapshot
    if material.archive is None and not snapshot.source.is_modelled:
        from generator.keeping import keep_snapshot, open_archive  # noqa: PLC0415 - as above

        keep_snapshot(open_archive(settings), snapshot, settings)
