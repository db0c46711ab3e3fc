"""Closes and chains for tests: a week and more of sessions from 3 August 2026, a Monday."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from generator.calls.prices import Chain, Prices
from generator.market.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.calls.prices import Side

MONDAY: Final = date(2026, 8, 3)
CALENDAR: Final = Sessions(2025, 2028)


def session(number: int) -> date:
    """The session of that number, of which Monday is 0."""
    day = MONDAY
    for _ in range(number):
        day = CALENDAR.on_or_after(day + timedelta(days=1))
    return day


def prices(
    *closes: float | None,
    chains: Mapping[date, Mapping[Side, Mapping[float, float]]] | None = None,
    splits: Sequence[date] = (),
) -> Prices:
    """Closes from Monday on; ``None`` where none is stored."""
    known = {session(place): close for place, close in enumerate(closes) if close is not None}
    quoted = {day: Chain(mids) for day, mids in (chains or {}).items()}
    return Prices(known, CALENDAR, quoted.get, splits)
