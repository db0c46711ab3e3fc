"""The Cboe's VIX method a second time, from its white paper of 2009, one quote after the other.

Prices and strikes are in dollars, rates continuously compounded fractions a year.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

MINUTES_A_YEAR: Final = 525_600
MINUTES_OF_TERM: Final = 43_200
ENOUGH_WITHOUT_A_BID: Final = 2


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotes of one strike; NaN where a contract is not listed."""

    strike: float
    call_bid: float
    call_ask: float
    put_bid: float
    put_ask: float


@dataclass(frozen=True, slots=True)
class ReferenceTerm:
    """One expiration: minutes to settlement and its variance, a year."""

    minutes: float
    variance: float


def _mid(bid: float, ask: float) -> float | None:
    return (bid + ask) / 2 if 0 < bid <= ask else None


def _chosen(outward: Iterable[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """Strike and mid of the options with a bid, going outward, until two in a row have none."""
    found: list[tuple[float, float]] = []
    silent = 0
    for strike, bid, ask in outward:
        silent = 0 if bid > 0 else silent + 1
        if silent == ENOUGH_WITHOUT_A_BID:
            break
        mid = _mid(bid, ask)
        if mid is not None:
            found.append((strike, mid))
    return found


def reference_term(rows: Sequence[Quotes], rate: float, minutes: float) -> ReferenceTerm:
    """The variance of one expiration; its rows ascend by strike."""
    years = minutes / MINUTES_A_YEAR
    gaps = []
    for row in rows:
        call, put = _mid(row.call_bid, row.call_ask), _mid(row.put_bid, row.put_ask)
        if call is not None and put is not None:
            gaps.append((abs(call - put), row.strike, call - put))
    _, nearest, gap = min(gaps)
    forward = nearest + math.exp(rate * years) * gap
    centre = max((row for row in rows if row.strike <= forward), key=lambda row: row.strike)
    below = [row for row in reversed(rows) if row.strike < centre.strike]
    above = [row for row in rows if row.strike > centre.strike]
    chosen = _chosen((row.strike, row.put_bid, row.put_ask) for row in below)
    chosen += _chosen((row.strike, row.call_bid, row.call_ask) for row in above)
    call, put = _mid(centre.call_bid, centre.call_ask), _mid(centre.put_bid, centre.put_ask)
    if call is None or put is None:
        message = f"no price at {centre.strike}"
        raise ValueError(message)
    chosen.append((centre.strike, (call + put) / 2))
    total = _strip(sorted(chosen)) * math.exp(rate * years)
    variance = 2 / years * total - (forward / centre.strike - 1) ** 2 / years
    return ReferenceTerm(minutes, variance)


def _strip(chosen: Sequence[tuple[float, float]]) -> float:
    """The sum of strike interval over squared strike times price."""
    total = 0.0
    for place, (strike, mid) in enumerate(chosen):
        lower = chosen[max(place - 1, 0)][0]
        upper = chosen[min(place + 1, len(chosen) - 1)][0]
        inside = 0 < place < len(chosen) - 1
        total += (upper - lower) / (2 if inside else 1) / strike**2 * mid
    return total


def reference_model_free(near: ReferenceTerm, far: ReferenceTerm) -> float:
    """Volatility, fraction a year, at 30 days between the two."""
    span = far.minutes - near.minutes
    parts = (
        near.minutes / MINUTES_A_YEAR * near.variance * (far.minutes - MINUTES_OF_TERM) / span,
        far.minutes / MINUTES_A_YEAR * far.variance * (MINUTES_OF_TERM - near.minutes) / span,
    )
    return math.sqrt(sum(parts) * MINUTES_A_YEAR / MINUTES_OF_TERM)
