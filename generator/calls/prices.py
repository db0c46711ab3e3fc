"""Stored prices: closes by session, and the chains that were kept at a close.

A price taken while a session ran is no close. Only what is kept up to a session is here, so what
is decided with it looks no further ahead.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from generator.market.sessions import Sessions

Side = tuple[str, "date", bool]
"""Root, expiration, and whether it is the calls."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What the contracts of a chain were worth, dollars a share.

    Args:
        mids: By root, expiration and side, and by strike; halfway between bid and ask.
    """

    mids: Mapping[Side, Mapping[float, float]]

    def mid(self, side: Side, strike: float) -> float | None:
        """The price of a contract, where it has one."""
        return self.mids.get(side, {}).get(strike)

    def expirations(self, root: str, *, is_call: bool) -> list[date]:
        """The expirations of one side, ascending."""
        return sorted(day for name, day, call in self.mids if name == root and call == is_call)

    def nearest_strike(self, side: Side, strike: float) -> float | None:
        """The priced strike nearest to ``strike``, the lower of two that are equally near."""
        strikes = sorted(self.mids.get(side, ()))
        place = bisect_left(strikes, strike)
        beside = strikes[max(place - 1, 0) : place + 1]
        return min(beside, key=lambda item: (abs(item - strike), item), default=None)


@dataclass(frozen=True, slots=True)
class Prices:
    """What is stored of one symbol, through one session.

    Args:
        closes: By session.
        calendar: The exchange's sessions.
        chain_of: The chain that was kept at the close of a session, if one was.
        splits: Sessions from which on prices stand on another scale.
    """

    closes: Mapping[date, float]
    calendar: Sessions
    chain_of: Callable[[date], Chain | None]
    splits: Sequence[date] = ()

    @property
    def until(self) -> date | None:
        """The last session of which a close is stored."""
        return max(self.closes, default=None)

    def split_between(self, first: date, last: date) -> bool:
        """Whether prices of ``first`` and ``last`` stand on different scales."""
        return any(first < day <= last for day in self.splits)
