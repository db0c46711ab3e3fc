"""Facts beside their own past: percentiles, z-scores, ranks and changes.

History is what earlier sessions stored; the caller hands it in as a value, and nothing at or
after the as-of time may be in it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.bundle import snapshot_digest
from generator.market.quality import assess
from generator.market.splits import TOLERANCE, is_index, near_ratio
from generator.signals.facts import Basis, Unavailable, Unit
from generator.signals.price_series import SESSIONS_A_YEAR
from generator.signals.register import Measured, Register

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot

register: Final = Register("history", source="stored sessions")

MINIMUM: Final = 30
"""Percentiles, ranks and z-scores need this many earlier sessions."""


REMEMBERED: Final = frozenset({"put_call_oi_ratio_tradable", "put_call_oi_change_1d", "iv_30d"})
"""The facts whose past is asked for; a history carries no others."""


@dataclass(frozen=True, slots=True)
class History:
    """What earlier sessions stored.

    Args:
        by_session: The numbers of `REMEMBERED` by name, for each earlier session.
        previous: The last stored session before, whole; ``None`` where nothing is stored.
    """

    by_session: Mapping[date, Mapping[str, float]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    previous: Snapshot | None = None

    def values(self, name: str) -> NDArray[np.float64]:
        """The values of fact ``name``, oldest first, of at most 252 earlier sessions."""
        return np.array([value for _, value in self.sessions_with(name)])

    def of_session(self, session: date) -> Mapping[str, float]:
        """The facts of one session; none where it is not stored."""
        return self.by_session.get(session, {})

    def sessions_with(self, name: str) -> list[tuple[date, float]]:
        """Session and value of fact ``name``, oldest first, of at most 252 earlier sessions.

        Raises:
            KeyError: It is not among `REMEMBERED`.
        """
        if name not in REMEMBERED:
            raise KeyError(name)
        days = sorted(self.by_session)[-SESSIONS_A_YEAR:]
        return [(day, self.by_session[day][name]) for day in days if name in self.by_session[day]]

    def digest(self) -> str:
        """A hash of all that is in it, kept with the note that was made from it."""
        text = json.dumps(
            {str(day): dict(facts) for day, facts in self.by_session.items()}, sort_keys=True
        )
        previous = "" if self.previous is None else snapshot_digest(self.previous)
        return hashlib.sha256(f"{text}{previous}".encode()).hexdigest()


@register.fact(
    Unit.COUNT, label="stored sessions", definition="earlier sessions in the archive, at most 252"
)
def stored_sessions(history: History) -> int:
    return min(len(history.by_session), SESSIONS_A_YEAR)


@register.fact(
    Unit.TEXT,
    label="state of the history",
    definition="none, short (too few sessions for a percentile) or enough",
)
def history_state(stored_sessions: int) -> str:
    if stored_sessions == 0:
        return "none"
    return "enough" if stored_sessions >= MINIMUM else "short"


def _enough(values: NDArray[np.float64], needed: int = MINIMUM) -> Unavailable | None:
    if len(values) >= needed:
        return None
    return Unavailable("too_few_sessions", f"needs {needed} stored sessions, has {len(values)}")


def _percentile(now: float, values: NDArray[np.float64]) -> Measured | Unavailable:
    if lacking := _enough(values):
        return lacking
    return Measured(float(np.mean(values < now)), sessions=len(values))


def _zscore(now: float, values: NDArray[np.float64]) -> Measured | Unavailable:
    if lacking := _enough(values):
        return lacking
    if values.min() == values.max():
        return Unavailable("no_variation", "it was the same in every stored session")
    deviation = float(np.std(values, ddof=1))
    return Measured((now - float(values.mean())) / deviation, sessions=len(values))


@register.fact(
    Unit.FRACTION,
    label="percentile of the put/call ratio",
    definition="share of stored sessions with a lower tradable put/call open-interest ratio",
)
def put_call_oi_percentile(
    put_call_oi_ratio_tradable: float, history: History
) -> Measured | Unavailable:
    return _percentile(put_call_oi_ratio_tradable, history.values("put_call_oi_ratio_tradable"))


@register.fact(
    Unit.RATIO,
    label="put/call ratio in standard deviations",
    definition="tradable put/call open-interest ratio less its stored mean, over its sample sd",
)
def put_call_oi_zscore(
    put_call_oi_ratio_tradable: float, history: History
) -> Measured | Unavailable:
    return _zscore(put_call_oi_ratio_tradable, history.values("put_call_oi_ratio_tradable"))


@register.fact(
    Unit.FRACTION,
    label="implied-volatility rank",
    definition="(30-day implied volatility - lowest) / (highest - lowest) of stored sessions",
)
def iv_rank(iv_30d: float, history: History) -> Measured | Unavailable:
    values = history.values("iv_30d")
    if lacking := _enough(values):
        return lacking
    low, high = float(values.min()), float(values.max())
    if high == low:
        return Unavailable("no_variation", "it was the same in every stored session")
    return Measured((iv_30d - low) / (high - low), sessions=len(values))


@register.fact(
    Unit.FRACTION,
    label="implied-volatility percentile",
    definition="share of stored sessions with a lower 30-day implied volatility",
)
def iv_percentile(iv_30d: float, history: History) -> Measured | Unavailable:
    return _percentile(iv_30d, history.values("iv_30d"))


@register.fact(
    Unit.FRACTION,
    label="one-day change of 30-day implied volatility",
    definition="30-day implied volatility less that of the stored session before, quotes on both "
    "days",
)
def iv_30d_change_1d(
    snapshot: Snapshot,
    calendar: Sessions,
    iv_30d: float,
    history: History,
    contract_prices: object,
) -> float | Unavailable:
    if getattr(contract_prices, "basis", None) is not Basis.QUOTES:
        return Unavailable("closing_prices", "no change is taken of a volatility made from closes")
    today = snapshot.as_of_date
    if not calendar.is_session(today):
        return Unavailable("not_a_session", f"{today} is no session")
    before = history.of_session(calendar.before(today)).get("iv_30d")
    if before is None:
        return Unavailable("no_session_before", "the session before has no such volatility stored")
    return iv_30d - before


@register.quantity
def session_before(
    snapshot: Snapshot, calendar: Sessions, previous: Snapshot | None
) -> Snapshot | Unavailable:
    """The session before, if it is the last that is stored."""
    today = snapshot.as_of_date
    if not calendar.is_session(today):
        return Unavailable("not_a_session", f"{today} is no session")
    if previous is None:
        return Unavailable("no_history", "no earlier session is stored")
    if previous.as_of_date != calendar.before(today):
        last = previous.as_of_date
        return Unavailable("no_session_before", f"the last stored session is {last}")
    return previous


@register.fact(
    Unit.USD,
    label="price of the stored session before",
    definition="the price that was stored for the session before; unavailable where the change "
    "from it is near the ratio of a split",
)
def stored_price(
    snapshot: Snapshot, gates: frozenset[str], session_before: Snapshot, spot: float
) -> float | Unavailable:
    if "no_trades" in gates:
        return Unavailable("no_trades", "the share did not trade in this session")
    price = session_before.quote.spot
    if not price > 0 or "spot_mismatch" in {issue.code for issue in assess(session_before)}:
        return Unavailable("no_spot", "the price stored for the session before is not to be used")
    if _looks_split(snapshot, gates, spot / price):
        return Unavailable("split", "the price may have been split since the session before")
    return price


def _looks_split(snapshot: Snapshot, gates: frozenset[str], multiple: float) -> bool:
    if is_index(snapshot):
        return False
    named = any(split.session == snapshot.as_of_date for split in snapshot.bars.splits)
    return named or "split_in_bars" in gates or near_ratio(multiple, TOLERANCE) is not None


@register.fact(
    Unit.DATE,
    label="date of the stored session before",
    definition="exchange date of the stored price before this one",
)
def stored_price_date(
    stored_price: float,  # noqa: ARG001 - both or none
    session_before: Snapshot,
) -> date:
    return session_before.as_of_date


@register.fact(
    Unit.FRACTION,
    label="change since the stored session before",
    definition="spot / price of the stored session before - 1",
)
def change_since_stored(spot: float, stored_price: float) -> float:
    return spot / stored_price - 1
