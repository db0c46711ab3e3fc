"""Positioning facts: open interest and volume by side, strike and expiration.

Totals are over counted contracts, so that published end-of-day totals are met; leaders, walls
and pain are over tradable ones. Open interest has no direction: none of these is bullish or
bearish.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.quality import WHOLE_CHAIN_DAYS
from generator.market.sessions import NamedExpirations, named_expirations
from generator.signals.chain import Chain, counted_chain
from generator.signals.facts import Unavailable, Unit
from generator.signals.register import Register

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot

register: Final = Register("positioning", source="contracts", observed_with="open_interest")

Table = tuple[Mapping[str, object], ...]

RATIO_MINIMUM: Final = 100
"""Fewer call contracts than this give no put/call ratio."""
COVERAGE_MINIMUM: Final = 0.8
"""Under this share of the listed expirations, totals of the chain are withheld."""
_LEADERS: Final = 5
NEAR_SPOT: Final = 0.10
_WALL_DAYS: Final = 45
PIN: Final = 0.01
_EDGE_NOISE: Final = 1e-12
"""Relative; far below any strike's distance from an edge, far above a float's error."""


@register.quantity
def counted(snapshot: Snapshot, calendar: Sessions) -> Chain | Unavailable:
    """The counted contracts of the chain."""
    chain = counted_chain(snapshot, calendar)
    if not len(chain):
        return Unavailable("empty_chain", "no contract of the chain can be counted")
    return chain


@register.quantity
def tradable(counted: Chain) -> Chain | Unavailable:
    """The counted contracts that settle after the as-of time."""
    chain = counted.tradable
    return chain if len(chain) else Unavailable("none_tradable", "no contract still trades")


@register.fact(
    Unit.COUNT,
    label="expirations covered",
    definition="expirations with a counted contract",
    observed_with="quote",
)
def expirations_covered(counted: Chain) -> int:
    return len(counted.expirations)


@register.fact(
    Unit.COUNT,
    label="expirations listed",
    definition="expirations that the source says are listed, else those in the file where the "
    "last of them is far enough away for the chain to be whole",
    observed_with="quote",
)
def expirations_listed(
    snapshot: Snapshot, counted: Chain, expirations_covered: int
) -> int | Unavailable:
    if snapshot.expirations_listed is not None:
        return max(snapshot.expirations_listed, expirations_covered)
    last = counted.expirations[-1]
    if (last - snapshot.as_of_date).days < WHOLE_CHAIN_DAYS:
        return Unavailable(
            "partial_chain", f"the chain ends on {last}, sooner than any whole chain does"
        )
    return expirations_covered


@register.quantity
def whole_chain(
    counted: Chain, expirations_listed: int, expirations_covered: int
) -> Chain | Unavailable:
    """The counted contracts, if enough of the listed expirations are there to speak of a chain."""
    if expirations_covered < COVERAGE_MINIMUM * expirations_listed:
        return Unavailable(
            "partial_chain",
            f"{expirations_covered} of {expirations_listed} listed expirations are covered",
        )
    return counted


@register.quantity
def reported_chain(whole_chain: Chain, gates: frozenset[str]) -> Chain | Unavailable:
    """The counted contracts, if the source reports open interest at all."""
    return _unpublished(gates) or _reported(whole_chain, whole_chain.open_interest) or whole_chain


@register.quantity
def held(tradable: Chain, gates: frozenset[str]) -> Chain | Unavailable:
    """The tradable contracts, if their open interest can be spoken of."""
    return _unpublished(gates) or tradable


def _unpublished(gates: frozenset[str]) -> Unavailable | None:
    if "open_interest_dead" in gates:
        return Unavailable("not_published", "open interest is 0 in nearly every contract")
    return None


def _one_side(chain: Chain) -> Unavailable | None:
    if chain.is_call.all() or not chain.is_call.any():
        return Unavailable("one_side_only", "the chain holds calls alone, or puts alone")
    return None


def _total(values: NDArray[np.float64], what: str) -> float | Unavailable:
    known = values[~np.isnan(values)]
    if not len(known):
        return Unavailable("not_reported", f"{what} is not reported")
    return float(known.sum())


def _reported(chain: Chain, values: NDArray[np.float64]) -> Unavailable | None:
    """Zero in every contract is a source that does not report, not a market without positions."""
    if len(chain) and not (values > 0).any():
        return Unavailable("not_reported", "it is 0 or missing in every contract")
    return None


@register.fact(Unit.CONTRACTS, label="call open interest", definition="sum over counted calls")
def call_open_interest(reported_chain: Chain) -> float | Unavailable:
    return _total(reported_chain.open_interest[reported_chain.is_call], "call open interest")


@register.fact(Unit.CONTRACTS, label="put open interest", definition="sum over counted puts")
def put_open_interest(reported_chain: Chain) -> float | Unavailable:
    return _total(reported_chain.open_interest[~reported_chain.is_call], "put open interest")


@register.fact(
    Unit.CONTRACTS,
    label="call volume",
    definition="sum over counted calls",
    observed_with="quote",
)
def call_volume(whole_chain: Chain) -> float | Unavailable:
    return _total(whole_chain.volume[whole_chain.is_call], "call volume")


@register.fact(
    Unit.CONTRACTS,
    label="put volume",
    definition="sum over counted puts",
    observed_with="quote",
)
def put_volume(whole_chain: Chain) -> float | Unavailable:
    return _total(whole_chain.volume[~whole_chain.is_call], "put volume")


def _ratio(puts: float, calls: float) -> float | Unavailable:
    if calls < RATIO_MINIMUM:
        return Unavailable("too_few_contracts", f"fewer than {RATIO_MINIMUM} call contracts")
    return puts / calls


@register.fact(
    Unit.RATIO,
    label="put/call open-interest ratio",
    definition="put / call open interest, all counted contracts",
)
def put_call_oi_ratio(put_open_interest: float, call_open_interest: float) -> float | Unavailable:
    return _ratio(put_open_interest, call_open_interest)


@register.fact(
    Unit.RATIO,
    label="put/call volume ratio",
    definition="put / call volume of the session, all counted contracts",
    observed_with="quote",
)
def put_call_volume_ratio(put_volume: float, call_volume: float) -> float | Unavailable:
    return _ratio(put_volume, call_volume)


@register.fact(
    Unit.FRACTION,
    label="share of open interest that expires with this session",
    definition="share of counted open interest that no longer trades after the as-of time",
)
def expiring_today_share(
    reported_chain: Chain, call_open_interest: float, put_open_interest: float
) -> float:
    settled = float(np.nansum(reported_chain.open_interest[reported_chain.years <= 0]))
    return settled / (call_open_interest + put_open_interest)


@register.fact(
    Unit.RATIO,
    label="put/call open-interest ratio of contracts that still trade",
    definition="put / call open interest over tradable contracts; the ratio that history uses",
)
def put_call_oi_ratio_tradable(reported_chain: Chain) -> float | Unavailable:
    return tradable_ratio(reported_chain)


def tradable_ratio(chain: Chain) -> float | Unavailable:
    """Put over call open interest of the contracts that still trade."""
    alive = chain.tradable
    puts = float(np.nansum(alive.open_interest[~alive.is_call]))
    calls = float(np.nansum(alive.open_interest[alive.is_call]))
    return _ratio(puts, calls)


_BY_EXPIRATION: Final = {
    "expiration": Unit.DATE,
    "root": Unit.TEXT,
    "call_open_interest": Unit.CONTRACTS,
    "put_open_interest": Unit.CONTRACTS,
    "call_volume": Unit.CONTRACTS,
    "put_volume": Unit.CONTRACTS,
    "put_call_oi_ratio": Unit.RATIO,
    "put_call_volume_ratio": Unit.RATIO,
}


@register.fact(
    Unit.TABLE,
    label="put/call by expiration",
    definition="open interest and volume of tradable contracts by expiration and root, with both "
    "ratios",
    columns=_BY_EXPIRATION,
)
def put_call_by_expiration(held: Chain) -> Table:
    return tuple(_expiration_row(held, day, root) for day, root in held.series)


def _expiration_row(chain: Chain, expiration: date, root: str) -> Mapping[str, object]:
    part = chain.of_series(expiration, root)
    row: dict[str, object] = {"expiration": expiration, "root": root}
    for what in ("open_interest", "volume"):
        values = getattr(part, what)
        sides = {}
        for side, mask in (("call", part.is_call), ("put", ~part.is_call)):
            known = values[mask][~np.isnan(values[mask])]
            sides[side] = float(known.sum()) if len(known) else None
            row[f"{side}_{what}"] = sides[side]
        short = "oi" if what == "open_interest" else what
        puts, calls = sides["put"], sides["call"]
        ratio = None if puts is None or calls is None else _ratio(puts, calls)
        row[f"put_call_{short}_ratio"] = None if isinstance(ratio, Unavailable) else ratio
    return row


@register.fact(
    Unit.TABLE,
    label="open interest by strike",
    definition="call and put open interest of tradable contracts by strike, within 10% of spot",
    columns={
        "strike": Unit.USD,
        "call_open_interest": Unit.CONTRACTS,
        "put_open_interest": Unit.CONTRACTS,
    },
)
def open_interest_by_strike(held: Chain, spot: float) -> Table | Unavailable:
    near = held.select(within(held.strike, spot, NEAR_SPOT))
    if lacking := _reported(near, near.open_interest):
        return lacking
    strikes = np.unique(near.strike)
    calls = _sum_by_strike(near.select(near.is_call), strikes)
    puts = _sum_by_strike(near.select(~near.is_call), strikes)
    return tuple(
        {"strike": strike, "call_open_interest": call, "put_open_interest": put}
        for strike, call, put in zip(strikes, calls, puts, strict=True)
    )


def within(strike: NDArray[np.float64], spot: float, share: float) -> NDArray[np.bool_]:
    """Strikes at most ``share`` of spot away; one on the edge is within, floats or not."""
    return np.abs(strike - spot) <= share * spot * (1 + _EDGE_NOISE)


def _sum_by_strike(chain: Chain, strikes: NDArray[np.float64]) -> NDArray[np.float64]:
    totals = np.zeros(len(strikes))
    np.add.at(totals, np.searchsorted(strikes, chain.strike), np.nan_to_num(chain.open_interest))
    return totals


@register.quantity
def expirations(snapshot: Snapshot, calendar: Sessions, tradable: Chain) -> NamedExpirations:
    """Front, second and monthly expiration."""
    return named_expirations(calendar, snapshot.as_of, tradable.expirations)


def _listed(day: date | None, which: str) -> date | Unavailable:
    return day or Unavailable("not_listed", f"the chain lists no {which} expiration")


@register.fact(
    Unit.DATE,
    label="front expiration",
    definition="last listed expiration of the week of the next session to end, else the next one",
    observed_with="quote",
)
def expiration_front(expirations: NamedExpirations) -> date | Unavailable:
    return _listed(expirations.front, "front")


@register.fact(
    Unit.DATE,
    label="second expiration",
    definition="last listed expiration of the week after the front's, else the next one",
    observed_with="quote",
)
def expiration_second(expirations: NamedExpirations) -> date | Unavailable:
    return _listed(expirations.second, "second")


@register.fact(
    Unit.DATE,
    label="monthly expiration",
    definition="next standard monthly expiration",
    observed_with="quote",
)
def expiration_monthly(expirations: NamedExpirations) -> date | Unavailable:
    return _listed(expirations.monthly, "standard monthly")


@register.fact(
    Unit.DAYS,
    label="days to the front expiration",
    definition="calendar days on the exchange's calendar",
    observed_with="quote",
)
def days_to_front_expiration(snapshot: Snapshot, expiration_front: date) -> int:
    return (expiration_front - snapshot.as_of_date).days


@register.fact(
    Unit.TEXT,
    label="root of the front expiration",
    definition="the option root that figures of the front expiration are of; of several on that "
    "date the one with most open interest",
    observed_with="quote",
)
def front_root(tradable: Chain, expiration_front: date) -> str:
    return tradable.main_root(expiration_front)


@register.fact(
    Unit.COUNT,
    label="option roots",
    definition="option roots in the chain, such as SPX and SPXW",
    observed_with="quote",
)
def option_roots(counted: Chain) -> int:
    return len(set(counted.root.tolist()))


@register.fact(
    Unit.CONTRACTS,
    label="call open interest, front expiration",
    definition="sum over tradable calls of the front expiration",
)
def call_open_interest_front(held: Chain, expiration_front: date) -> float | Unavailable:
    front = held.of(expiration_front)
    return _total(front.open_interest[front.is_call], "call open interest")


@register.fact(
    Unit.CONTRACTS,
    label="put open interest, front expiration",
    definition="sum over tradable puts of the front expiration",
)
def put_open_interest_front(held: Chain, expiration_front: date) -> float | Unavailable:
    front = held.of(expiration_front)
    return _total(front.open_interest[~front.is_call], "put open interest")


@register.fact(
    Unit.RATIO,
    label="put/call open-interest ratio, front expiration",
    definition="put / call open interest of the front expiration alone",
)
def put_call_oi_ratio_front(
    put_open_interest_front: float, call_open_interest_front: float
) -> float | Unavailable:
    return _ratio(put_open_interest_front, call_open_interest_front)


_LEADER_COLUMNS: Final = {
    "strike": Unit.USD,
    "expiration": Unit.DATE,
    "open_interest": Unit.CONTRACTS,
    "share": Unit.FRACTION,
}
_LEADERS_DEFINITION: Final = (
    "strikes {side} spot with open interest, by open interest, at most 5, ties to the strike "
    "nearer to spot; share of that expiration's {right}s"
)


def leading(chain: Chain, expiration: date, spot: float, *, calls: bool) -> Chain:
    """The leading out-of-the-money contracts of one side of an expiration, the first leads."""
    part = chain.of(expiration)
    beyond = (part.strike > spot) if calls else (part.strike < spot)
    out = part.select((part.is_call == calls) & beyond & (part.open_interest > 0))
    return out.select(np.lexsort((np.abs(out.strike - spot), -out.open_interest))[:_LEADERS])


def _leaders(chain: Chain, expiration: date, spot: float, *, calls: bool) -> Table | Unavailable:
    part = chain.of(expiration)
    total = float(np.nansum(part.open_interest[part.is_call == calls]))
    if not total > 0:
        return Unavailable("not_reported", f"no open interest reported for {expiration}")
    out = leading(chain, expiration, spot, calls=calls)
    if not len(out):
        return Unavailable("none_out_of_the_money", "no out-of-the-money strike has open interest")
    return tuple(
        {"strike": strike, "expiration": expiration, "open_interest": held, "share": held / total}
        for strike, held in zip(out.strike, out.open_interest, strict=True)
    )


@register.fact(
    Unit.TABLE,
    label="leading out-of-the-money calls, front expiration",
    definition=_LEADERS_DEFINITION.format(side="above", right="call"),
    columns=_LEADER_COLUMNS,
)
def top_otm_calls_front(held: Chain, expiration_front: date, spot: float) -> Table | Unavailable:
    return _leaders(held, expiration_front, spot, calls=True)


@register.fact(
    Unit.TABLE,
    label="leading out-of-the-money puts, front expiration",
    definition=_LEADERS_DEFINITION.format(side="below", right="put"),
    columns=_LEADER_COLUMNS,
)
def top_otm_puts_front(held: Chain, expiration_front: date, spot: float) -> Table | Unavailable:
    return _leaders(held, expiration_front, spot, calls=False)


@register.fact(
    Unit.TABLE,
    label="leading out-of-the-money calls, second expiration",
    definition=_LEADERS_DEFINITION.format(side="above", right="call"),
    columns=_LEADER_COLUMNS,
)
def top_otm_calls_second(held: Chain, expiration_second: date, spot: float) -> Table | Unavailable:
    return _leaders(held, expiration_second, spot, calls=True)


@register.fact(
    Unit.TABLE,
    label="leading out-of-the-money puts, second expiration",
    definition=_LEADERS_DEFINITION.format(side="below", right="put"),
    columns=_LEADER_COLUMNS,
)
def top_otm_puts_second(held: Chain, expiration_second: date, spot: float) -> Table | Unavailable:
    return _leaders(held, expiration_second, spot, calls=False)


@dataclass(frozen=True, slots=True)
class Wall:
    """The strike that holds the most open interest on one side of spot, and its contracts."""

    strike: float
    open_interest: float
    chain: Chain


def _wall(snapshot: Snapshot, chain: Chain, spot: float, *, calls: bool) -> Wall | Unavailable:
    horizon = np.datetime64(snapshot.as_of_date, "D") + np.timedelta64(_WALL_DAYS, "D")
    near = within(chain.strike, spot, NEAR_SPOT) & (chain.expiration <= horizon)
    beyond = (chain.strike >= spot) if calls else (chain.strike <= spot)
    part = chain.select(near & beyond & (chain.is_call == calls))
    strikes = np.unique(part.strike)
    totals = _sum_by_strike(part, strikes)
    if not len(totals) or not totals.max() > 0:
        return Unavailable("not_reported", "no open interest near spot on that side")
    best = np.flatnonzero(totals == totals.max())
    nearest = best[np.argmin(np.abs(strikes[best] - spot))]
    strike = float(strikes[nearest])
    return Wall(strike, float(totals[nearest]), part.select(part.strike == strike))


@register.quantity
def largest_calls(snapshot: Snapshot, held: Chain, spot: float) -> Wall | Unavailable:
    """The call wall with its open interest."""
    return _wall(snapshot, held, spot, calls=True)


@register.quantity
def largest_puts(snapshot: Snapshot, held: Chain, spot: float) -> Wall | Unavailable:
    """The put wall with its open interest."""
    return _wall(snapshot, held, spot, calls=False)


_WALL_DEFINITION: Final = (
    "strike at or {side} spot, within 10%, with the largest {right} open interest summed over "
    "tradable expirations within 45 days; ties to the strike nearer to spot"
)
_WALL_HELD: Final = "{right} open interest at that strike, tradable expirations within 45 days"


@register.fact(
    Unit.USD, label="call wall", definition=_WALL_DEFINITION.format(side="above", right="call")
)
def call_wall(largest_calls: Wall) -> float:
    return largest_calls.strike


@register.fact(
    Unit.CONTRACTS,
    label="open interest at the call wall",
    definition=_WALL_HELD.format(right="call"),
)
def call_wall_open_interest(largest_calls: Wall) -> float:
    return largest_calls.open_interest


@register.fact(
    Unit.USD, label="put wall", definition=_WALL_DEFINITION.format(side="below", right="put")
)
def put_wall(largest_puts: Wall) -> float:
    return largest_puts.strike


@register.fact(
    Unit.CONTRACTS, label="open interest at the put wall", definition=_WALL_HELD.format(right="put")
)
def put_wall_open_interest(largest_puts: Wall) -> float:
    return largest_puts.open_interest


def max_pain(chain: Chain, spot: float) -> float | Unavailable:
    """Listed strike at which holders are owed the least, in dollars.

    Args:
        chain: The contracts of one expiration.
        spot: Dollars; ties go to the strike nearer to it.
    """
    if lacking := _one_side(chain) or _reported(chain, chain.open_interest):
        return lacking
    strikes = np.unique(chain.strike)
    contracts = np.nan_to_num(chain.open_interest) * chain.contract_size
    owed = np.zeros(len(strikes))
    for sign, mask in ((1.0, chain.is_call), (-1.0, ~chain.is_call)):
        intrinsic = np.maximum(sign * (strikes[:, None] - chain.strike[mask][None, :]), 0.0)
        owed += intrinsic @ contracts[mask]
    best = np.flatnonzero(np.isclose(owed, owed.min(), rtol=1e-12, atol=0.0))
    return float(strikes[best[np.argmin(np.abs(strikes[best] - spot))]])


_PAIN_DEFINITION: Final = (
    "listed strike of that expiration at which the total intrinsic value owed to holders is "
    "least; ties to the strike nearer to spot"
)


@register.fact(Unit.USD, label="max pain, front expiration", definition=_PAIN_DEFINITION)
def max_pain_front(held: Chain, expiration_front: date, spot: float) -> float | Unavailable:
    return max_pain(held.of(expiration_front), spot)


@register.fact(Unit.USD, label="max pain, monthly expiration", definition=_PAIN_DEFINITION)
def max_pain_monthly(held: Chain, expiration_monthly: date, spot: float) -> float | Unavailable:
    return max_pain(held.of(expiration_monthly), spot)


@register.fact(
    Unit.FRACTION,
    label="share of the front expiration's open interest within 1% of spot",
    definition="open interest at strikes within 1% of spot / that of the front expiration",
)
def pin_share_front(held: Chain, expiration_front: date, spot: float) -> float | Unavailable:
    front = held.of(expiration_front)
    total = float(np.nansum(front.open_interest))
    if not total > 0:
        return Unavailable("not_reported", "no open interest reported for the front expiration")
    near = within(front.strike, spot, PIN)
    return float(np.nansum(front.open_interest[near])) / total
