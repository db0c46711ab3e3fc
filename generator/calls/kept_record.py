"""The track record that a note may tell of, read from the calls that the archive keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.archive.calls import decided_before
from generator.calls.tallies import tally
from generator.narrative.track_record import TrackRecord

if TYPE_CHECKING:
    from datetime import datetime

    from generator.archive.archive import Archive

_KINDS: Final = {"level": "levels", "direction": "directions", "idea": "ideas"}


def track_record_before(archive: Archive, symbol: str, as_of: datetime) -> TrackRecord:
    """What became of the calls of notes on ``symbol`` that readers had before ``as_of``.

    Of the kinds of calls it is of the one with the most that were decided in sessions before, so
    that no result chooses it; of equals the first of level, direction, idea. Base rates are those
    that were kept when the calls were decided: nothing later than they is in them.

    Raises:
        StoreError: The archive cannot be read.
    """
    with archive.database.reading() as connection:
        calls = decided_before(connection, symbol, as_of)
    tallies = {kind: tally(call for call in calls if call.kind == kind) for kind in _KINDS}
    kind = max(tallies, key=lambda name: tallies[name].n)
    found = tallies[kind]
    if not found.n:
        return TrackRecord()
    return TrackRecord(
        kind=_KINDS[kind],
        n=found.n,
        hits=found.hits,
        interval=found.interval,
        base_rate=found.base_rate,
        base_n=found.base_n,
    )
