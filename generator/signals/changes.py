"""What changed since the session before, over contracts that were alive on both days.

At an expiration a part of the open interest is gone by the calendar and says nothing of anybody's
mind. So the ratio of today is compared with that of the same contracts the session before, and
builds are those of contracts that both days list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from generator.market.occ import OptionContract
from generator.market.quality import assess
from generator.signals.chain import Chain, counted_chain
from generator.signals.facts import Unavailable, Unit
from generator.signals.history import MINIMUM, History
from generator.signals.positioning import RATIO_MINIMUM
from generator.signals.register import Measured, Register

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot

register: Final = Register(
    "changes", source="contracts of two sessions", observed_with="open_interest"
)

Table = tuple[Mapping[str, object], ...]

_NEAR_SPOT: Final = 0.05
_ROWS: Final = 5
_LOW: Final = 10
_HIGH: Final = 90
_CHART_SESSIONS: Final = 60
_KEY: Final = ("root", "expiration", "strike", "is_call", "settlement")


@dataclass(frozen=True, slots=True)
class BothDays:
    """Contracts that are tradable today and were counted the session before, side by side.

    Args:
        chain: The contracts today.
        before: Their open interest the session before.
    """

    chain: Chain
    before: NDArray[np.float64]

    @property
    def build(self) -> NDArray[np.float64]:
        """Change of open interest, contracts; NaN where either day is unknown."""
        return self.chain.open_interest - self.before


@register.quantity
def both_days(
    snapshot: Snapshot,
    calendar: Sessions,
    previous: Snapshot | None,
    reported_chain: Chain,
) -> BothDays | Unavailable:
    """Today's tradable contracts beside the session before."""
    today = snapshot.as_of_date
    if not calendar.is_session(today):
        return Unavailable("not_a_session", f"{today} is no session")
    if previous is None:
        return Unavailable("no_history", "no earlier session is stored")
    if previous.as_of_date != calendar.before(today):
        last = previous.as_of_date
        return Unavailable("no_session_before", f"the last stored session is {last}")
    codes = {issue.code for issue in assess(previous)}
    if codes & {"open_interest_dead", "open_interest_unavailable", "partial_chain"}:
        return Unavailable("no_session_before", "the session before has no open interest stored")
    return _matched(reported_chain.tradable, counted_chain(previous, calendar))


def _matched(today: Chain, before: Chain) -> BothDays | Unavailable:
    left = pd.DataFrame({name: getattr(today, name) for name in _KEY})
    right = pd.DataFrame({name: getattr(before, name) for name in _KEY})
    right["before"] = before.open_interest
    joined = left.merge(right, on=list(_KEY), how="left", validate="one_to_one", indicator=True)
    alive = (joined["_merge"] == "both").to_numpy()
    if not alive.any():
        return Unavailable("no_session_before", "no contract of today was listed then")
    return BothDays(today.select(alive), joined["before"].to_numpy()[alive])


def _ratio(chain: Chain, held: NDArray[np.float64]) -> float | None:
    calls = float(np.nansum(held[chain.is_call]))
    return float(np.nansum(held[~chain.is_call])) / calls if calls >= RATIO_MINIMUM else None


@register.fact(
    Unit.RATIO,
    label="one-day change of the put/call ratio",
    definition="put / call open interest of contracts that trade today, less that of the same "
    "contracts the session before",
)
def put_call_oi_change_1d(both_days: BothDays) -> float | Unavailable:
    known = np.isfinite(both_days.build)
    now = _ratio(both_days.chain, np.where(known, both_days.chain.open_interest, np.nan))
    before = _ratio(both_days.chain, np.where(known, both_days.before, np.nan))
    if now is None or before is None:
        return Unavailable("too_few_contracts", f"fewer than {RATIO_MINIMUM} call contracts")
    return now - before


@register.fact(
    Unit.RATIO,
    label="one-day change of the put/call ratio in standard deviations",
    definition="one-day change of the put/call ratio / sample standard deviation of the earlier "
    "one-day changes",
)
def put_call_oi_change_zscore(
    put_call_oi_change_1d: float, history: History
) -> Measured | Unavailable:
    earlier = history.values("put_call_oi_change_1d")
    if len(earlier) < MINIMUM:
        reason = f"needs {MINIMUM} earlier changes, has {len(earlier)}"
        return Unavailable("too_few_sessions", reason)
    if earlier.min() == earlier.max():
        return Unavailable("no_variation", "it was the same in every stored session")
    deviation = float(np.std(earlier, ddof=1))
    return Measured(put_call_oi_change_1d / deviation, sessions=len(earlier))


def near_side(both_days: BothDays, spot: float, *, calls: bool) -> NDArray[np.bool_]:
    """Which contracts are calls (puts) of strikes within 5% of spot."""
    chain = both_days.chain
    near: NDArray[np.bool_] = (np.abs(chain.strike - spot) <= _NEAR_SPOT * spot) & (
        chain.is_call == calls
    )
    return near


def _near_build(both_days: BothDays, spot: float, *, calls: bool) -> float | Unavailable:
    build = both_days.build[near_side(both_days, spot, calls=calls)]
    if not np.isfinite(build).any():
        return Unavailable("not_reported", "no open interest near spot is known on both days")
    return float(np.nansum(build))


_NEAR_DEFINITION: Final = (
    "change of {right} open interest since the session before, strikes within 5% of spot, "
    "contracts alive on both days"
)


@register.fact(
    Unit.CONTRACTS,
    label="build of call open interest near the price",
    definition=_NEAR_DEFINITION.format(right="call"),
)
def call_oi_build_near_spot(both_days: BothDays, spot: float) -> float | Unavailable:
    return _near_build(both_days, spot, calls=True)


@register.fact(
    Unit.CONTRACTS,
    label="build of put open interest near the price",
    definition=_NEAR_DEFINITION.format(right="put"),
)
def put_oi_build_near_spot(both_days: BothDays, spot: float) -> float | Unavailable:
    return _near_build(both_days, spot, calls=False)


@register.fact(
    Unit.TABLE,
    label="largest changes of open interest",
    definition="contracts alive on both days with the largest rises, then the largest falls, of "
    "open interest; at most 5 of each",
    columns={
        "contract": Unit.CONTRACT,
        "expiration": Unit.DATE,
        "strike": Unit.USD,
        "right": Unit.TEXT,
        "open_interest": Unit.CONTRACTS,
        "change": Unit.CONTRACTS,
        "direction": Unit.TEXT,
    },
)
def open_interest_builds(both_days: BothDays, spot: float) -> Table | Unavailable:
    build, chain = both_days.build, both_days.chain
    distance = np.abs(chain.strike - spot)
    rows: list[Mapping[str, object]] = []
    for direction, sign in (("rise", 1), ("fall", -1)):
        size = np.where(np.isfinite(build), sign * build, 0.0)
        order = np.lexsort((chain.expiration, distance, -size))[:_ROWS]
        rows += [
            _build_row(chain, place, float(build[place]), direction)
            for place in order
            if size[place] > 0
        ]
    return tuple(rows) or Unavailable("no_change", "no contract's open interest changed")


def _build_row(chain: Chain, place: int, change: float, direction: str) -> Mapping[str, object]:
    expiration = chain.expiration[place].astype("datetime64[D]").item()
    contract = OptionContract(
        root=str(chain.root[place]),
        expiration=expiration,
        is_call=bool(chain.is_call[place]),
        strike=Decimal(repr(float(chain.strike[place]))),
    )
    return {
        "contract": contract.symbol,
        "expiration": expiration,
        "strike": chain.strike[place],
        "right": "call" if chain.is_call[place] else "put",
        "open_interest": chain.open_interest[place],
        "change": change,
        "direction": direction,
    }


@register.fact(
    Unit.TABLE,
    label="put/call ratio, session by session",
    definition="tradable put/call open-interest ratio of the last 60 stored sessions and today, "
    "each with the 10th and 90th percentile of the sessions before it where there are 30",
    columns={
        "session": Unit.DATE,
        "ratio": Unit.RATIO,
        "low": Unit.RATIO,
        "high": Unit.RATIO,
    },
)
def put_call_oi_ratio_history(
    snapshot: Snapshot, put_call_oi_ratio_tradable: float, history: History
) -> Table | Unavailable:
    series = history.sessions_with("put_call_oi_ratio_tradable")
    if not series:
        return Unavailable("no_history", "no earlier session is stored")
    series.append((snapshot.as_of_date, put_call_oi_ratio_tradable))
    values = np.array([value for _, value in series])
    rows = []
    for place, (session, value) in enumerate(series):
        earlier = values[:place]
        known = len(earlier) >= MINIMUM
        rows.append(
            {
                "session": session,
                "ratio": value,
                "low": float(np.percentile(earlier, _LOW)) if known else None,
                "high": float(np.percentile(earlier, _HIGH)) if known else None,
            }
        )
    return tuple(rows[-_CHART_SESSIONS - 1 :])
