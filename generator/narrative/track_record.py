"""Facts of the track record: how often what earlier notes said came true.

They come from the calls that published notes made and stored prices have decided, so a note that is
not made from the archive has none of them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from generator.narrative.derived import DERIVED, made
from generator.signals.facts import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.signals.facts import Fact, Facts, Value

_NONE: Final = Unavailable("no_record", "no call of an earlier note has been decided")
_TOO_FEW: Final = Unavailable("accumulating", "too few calls have been decided to tell a rate")
_NAMES: Final = (
    "track_record_kind",
    "track_record_n",
    "track_record_hits",
    "track_record_rate",
    "track_record_low",
    "track_record_high",
    "track_record_base_rate",
    "track_record_base_n",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """What became of the calls of earlier notes.

    Args:
        kind: Which calls: levels, directions or ideas.
        n: How many were hits or misses; 0 where there is no record.
        hits: How many came true.
        interval: Of the rate; ``None`` while there are too few to tell one.
        base_rate: Mean of how often the same came true on stored days.
        base_n: How many days those are, over all calls.
    """

    kind: str = ""
    n: int = 0
    hits: int = 0
    interval: tuple[float, float] | None = None
    base_rate: float | None = None
    base_n: int = 0

    def digest(self) -> str:
        """A hash of all that is in it, kept with the note that was made from it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def track_record_facts(facts: Facts, record: TrackRecord) -> list[Fact]:
    """One fact of each name; unavailable without a record, rates also while it accumulates."""
    values = _values(record)
    day = facts.as_of.date()
    return [made(DERIVED[name], values.get(name, _NONE), observed=day) for name in _NAMES]


def _values(record: TrackRecord) -> Mapping[str, Value | Unavailable]:
    if not record.n:
        return {}
    low, high = record.interval or (None, None)
    rates: dict[str, float | None] = {
        "track_record_rate": None if record.interval is None else record.hits / record.n,
        "track_record_low": low,
        "track_record_high": high,
        "track_record_base_rate": None if record.interval is None else record.base_rate,
    }
    counts: dict[str, Value | Unavailable] = {
        "track_record_kind": record.kind,
        "track_record_n": record.n,
        "track_record_hits": record.hits,
        "track_record_base_n": record.base_n,
    }
    told = {name: _TOO_FEW if value is None else value for name, value in rates.items()}
    return counts | told
