"""How far a day usually goes from its low to its high."""

from __future__ import annotations

import numpy as np

from generator.signals.facts import Unavailable, Unit
from generator.signals.price_series import PriceSeries, too_few
from generator.signals.register import Register

register = Register("ranges", source="quote and daily bars")

_SESSIONS = 20


@register.fact(
    Unit.FRACTION,
    label="20-day average range",
    definition="mean of high minus low over the close, of the last 20 sessions",
)
def average_range_20d(price_series: PriceSeries) -> float | Unavailable:
    """How far a day goes, as a fraction of its close."""
    if reason := too_few(_SESSIONS, price_series):
        return reason
    last = slice(-_SESSIONS, None)
    ranges = (price_series.high[last] - price_series.low[last]) / price_series.close[last]
    if not np.isfinite(ranges).all():
        return Unavailable("no_range", "a session of the last 20 has no high or no low")
    return float(ranges.mean())
