"""The price series that levels, returns and indicators are made from.

It is the unbroken run of daily bars that ends with the quote, spot as the last close. A window
that a missing session breaks gives no fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.splits import bars_since_split
from generator.signals.facts import Unavailable
from generator.signals.register import Register

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot

register: Final = Register("price", source="quote and daily bars")

SESSIONS_A_YEAR: Final = 252
MaybePrice = float | Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSeries:
    """Daily prices in one unbroken run that ends with the quote.

    Args:
        session: ``datetime64[D]``, ascending.
        high: Dollars; NaN where unknown.
        low: Dollars; NaN where unknown.
        close: Dollars; the last is spot.
        volume: Shares; NaN where unknown.
        intraday: The last session has not ended.
    """

    session: NDArray[np.datetime64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    volume: NDArray[np.float64]
    intraday: bool

    def __len__(self) -> int:
        return len(self.session)


@register.quantity
def price_series(snapshot: Snapshot, calendar: Sessions, spot: float) -> PriceSeries | Unavailable:
    """The unbroken run of daily prices up to the quote, spot as its last close."""
    if snapshot.bars.adjustment == "dividends":
        return Unavailable("bars_adjusted", "the daily closes are adjusted for dividends")
    bars = bars_since_split(snapshot)
    today = quote_session(snapshot, calendar)
    sessions = bars["session"].to_numpy().astype("datetime64[D]")
    earlier = sessions < np.datetime64(today, "D")
    run = _unbroken(sessions[earlier], calendar, before=today)
    rows = np.flatnonzero(earlier)[len(sessions[earlier]) - run :]
    if run == 0 and len(bars) < len(snapshot.bars.table):
        return Unavailable("split_in_bars", "the daily closes are of before a split")
    if run == 0:
        return Unavailable("no_bars", f"no daily price for the session before {today}")
    quote = snapshot.quote
    own = bars[sessions == np.datetime64(today, "D")]
    known = calendar.is_session(snapshot.as_of_date)
    columns = {"close": np.append(bars["close"].to_numpy()[rows], spot)}
    for name, quoted in (("high", quote.high), ("low", quote.low), ("volume", quote.volume)):
        last = quoted if known and quoted is not None else own[name].max()
        columns[name] = np.append(bars[name].to_numpy()[rows], last)
    # A quote a moment younger than the day's range may lie outside it, and widens it then.
    columns["high"][-1] = np.maximum(columns["high"][-1], spot)
    columns["low"][-1] = np.minimum(columns["low"][-1], spot)
    return PriceSeries(
        session=np.append(sessions[rows], np.datetime64(today, "D")),
        intraday=calendar.during_session(snapshot.as_of),
        **columns,
    )


def quote_session(snapshot: Snapshot, calendar: Sessions) -> date:
    """The session that the quote belongs to: the last that opened at or before the as-of time."""
    session = calendar.on_or_before(snapshot.as_of_date)
    if calendar.open(session) > snapshot.as_of:
        return calendar.before(session)
    return session


def _unbroken(sessions: NDArray[np.datetime64], calendar: Sessions, *, before: date) -> int:
    """How many of ``sessions``, counted from the end, follow one another without a gap."""
    if not len(sessions):
        return 0
    expected = calendar.days[calendar.days < np.datetime64(before, "D")][::-1][: len(sessions)]
    given = sessions[::-1][: len(expected)]
    mismatch = np.flatnonzero(given != expected)
    return int(mismatch[0]) if len(mismatch) else len(given)


def too_few(needed: int, series: PriceSeries) -> Unavailable | None:
    """Why a window of ``needed`` sessions cannot be had, or ``None`` if it can."""
    if len(series) >= needed:
        return None
    return Unavailable("too_few_bars", f"needs {needed} sessions without a gap, has {len(series)}")
