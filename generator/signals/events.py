"""The move that options price for one event: the coming results of a company.

An event adds variance to every expiration after it and to none before. The size of that variance
comes out of two expirations, one on either side of it, or of the two after it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.sessions import years_between
from generator.signals.facts import Unavailable, Unit, weakest
from generator.signals.price_series import SESSIONS_A_YEAR
from generator.signals.register import Measured, Register

if TYPE_CHECKING:
    from datetime import date

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot
    from generator.signals.surface import Slice

register: Final = Register("volatility", source="contracts and context")

BEFORE_THE_OPEN: Final = "before the open"
AFTER_THE_CLOSE: Final = "after the close"


@register.quantity
def years_to_earnings(
    snapshot: Snapshot, calendar: Sessions, next_earnings_date: date, earnings_date_state: str
) -> float | Unavailable:
    """Years to the open at which the share first trades on its results."""
    if earnings_date_state != "given":
        return Unavailable("estimated_date", "the earnings date is an estimate")
    time = snapshot.context.get("earnings_time")
    if time not in {BEFORE_THE_OPEN, AFTER_THE_CLOSE}:
        return Unavailable("no_time", "it is not known whether before the open or after the close")
    days = 0 if time == BEFORE_THE_OPEN else 1
    session = calendar.on_or_after(next_earnings_date + timedelta(days=days))
    years = years_between(snapshot.as_of, calendar.open(session))
    if not years > 0:
        return Unavailable("past", "the share has already traded on the results")
    return years


@register.fact(
    Unit.FRACTION,
    label="move priced for the earnings",
    definition="one standard deviation, from at-the-money volatilities: s2 of T2, the first "
    "expiration that settles after the results, and s1 of T1, the last before: sqrt(s2^2 T2 - s1^2 "
    "(T2 - 1/252)); without a T1, s3 of T3, the one after T2: sqrt((s2^2 - s3^2) / (1/T2 - 1/T3)); "
    "of a given date that is known to be before the open or after the close",
    reference="A. Dubinsky, M. Johannes, A. Kaeck and N. Seeger, Option Pricing of Earnings "
    "Announcement Risks, Review of Financial Studies 32 (2019)",
)
def event_implied_move(
    surface: tuple[Slice, ...], years_to_earnings: float
) -> Measured | Unavailable:
    used = expirations_around(surface, years_to_earnings)
    if isinstance(used, Unavailable):
        return used
    variance = (_between if used[0].years < years_to_earnings else _after)(*used)
    if variance < 0:
        return Unavailable("negative_variance", "the expirations price less than no move")
    return Measured(float(np.sqrt(variance)), basis=weakest([item.basis for item in used]))


def expirations_around(
    surface: tuple[Slice, ...], years_to_earnings: float
) -> tuple[Slice, Slice] | Unavailable:
    """The last priced expiration before the results and the first after, else the two after."""
    priced = [item for item in surface if np.isfinite(item.at_the_money)]
    # What settles at the open itself settles on prices that know the results.
    before = [item for item in priced if item.years < years_to_earnings]
    after = [item for item in priced if item.years >= years_to_earnings]
    if not after:
        return Unavailable("no_expiration", "no priced expiration after the earnings")
    if not before and len(after) == 1:
        return Unavailable("no_expiration", "one priced expiration alone, after the earnings")
    first, second = [*before[-1:], *after][:2]
    return first, second


def _between(before: Slice, after: Slice) -> float:
    """Variance of T2 above that of its other sessions, which are taken to be as before."""
    ordinary = after.years - 1 / SESSIONS_A_YEAR
    return after.at_the_money**2 * after.years - before.at_the_money**2 * ordinary


def _after(first: Slice, second: Slice) -> float:
    """Variance that, spread over two terms of otherwise one volatility, explains their gap."""
    gap = first.at_the_money**2 - second.at_the_money**2
    return gap / (1 / first.years - 1 / second.years)
