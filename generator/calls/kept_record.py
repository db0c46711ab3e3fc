"""The track record that a note may tell of, read from the calls that the archive keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.archive.calls import kept_calls
from generator.calls.tallies import Based, Tally, tally
from generator.narrative.track_record import TrackRecord

if TYPE_CHECKING:
    from datetime import datetime

    from generator.archive.archive import Archive
    from generator.archive.calls import KeptCall

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
        calls = [
            call
            for call in kept_calls(connection, [symbol], "published")
            if call.note.as_of < as_of and _decided_before(call, as_of)
        ]
    tallies = {kind: _tally([call for call in calls if call.kind == kind]) for kind in _KINDS}
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


def _decided_before(call: KeptCall, as_of: datetime) -> bool:
    resolved = call.verdict.resolved_at
    return resolved is not None and resolved < as_of.date()


def _tally(calls: list[KeptCall]) -> Tally:
    return tally(
        Based(call, call.verdict.base_hits or 0, call.verdict.base_n or 0) for call in calls
    )
