"""The gates: what is wrong with a snapshot, and whether a note may be made from it.

Imperfect markets are values, not exceptions. Each gate looks for one fault and gives an issue with
its stable code. ``block``: no note. ``degrade``: a note whose affected section says what is
missing. ``note``: a remark. `docs/gates.md` is made from this register; the limits are settings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.config import GateLimits
from generator.market.counting import counted_mask, impossible, repeats, two_sided
from generator.market.issues import Issue
from generator.market.parity import parity_price, traded_strike
from generator.market.roots import belongs
from generator.market.splits import (
    TOLERANCE,
    bars_since_split,
    grids_of,
    is_index,
    near_ratio,
    split_strikes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from generator.market.issues import Verdict
    from generator.market.snapshot import Snapshot
    from generator.market.splits import Grids

NEAR_SPOT: Final = 0.10
"""Share of spot within which a strike is near the price."""
_TRADED_TOLERANCE: Final = 0.20
_LEAST_RATIO: Final = 3.0
"""What trading alone tells from strikes that are merely far out."""
_LEAST_STRIKES: Final = 10
_FUTURES_ROOTS: Final = frozenset({"VIX", "VIXW"})
"""Options on futures in all but name: their forward is not near the index."""
_DOLLARS: Final = "USD"
_PREVIOUS_CLOSE: Final = "the previous close"


@dataclass(frozen=True, slots=True)
class Look:
    """A snapshot as the gates look at it.

    Args:
        snapshot: What came in.
        limits: Where the gates stand.
        counted: Rows of the chain that are counted.
        grids: Two strike grids of a split, if there are.
        parity: The price that calls and puts imply, dollars.
        traded: The middle of the strikes that traded, dollars.
    """

    snapshot: Snapshot
    limits: GateLimits
    counted: pd.DataFrame
    grids: Grids | None
    parity: float | None
    traded: float | None

    @property
    def spot(self) -> float:
        """Dollars."""
        return self.snapshot.quote.spot


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate.

    Args:
        code: Stable reason code.
        faults: What it looks for, as a sentence part.
        verdict: What it does, in words, with the limits by name.
        check: Gives its issue, or nothing.
    """

    code: str
    faults: str
    verdict: str
    check: Callable[[Look], Issue | None]


_GATES: Final[dict[str, Gate]] = {}


def _gate(
    code: str, faults: str, verdict: str
) -> Callable[[Callable[[Look], Issue | None]], Callable[[Look], Issue | None]]:
    def add(check: Callable[[Look], Issue | None]) -> Callable[[Look], Issue | None]:
        _GATES[code] = Gate(code, faults, verdict, check)
        return check

    return add


def gates() -> tuple[Gate, ...]:
    """All gates, in the order in which they look."""
    return tuple(_GATES.values())


def assess(snapshot: Snapshot, limits: GateLimits | None = None) -> tuple[Issue, ...]:
    """All issues of ``snapshot``: the importer's, then those that the data itself shows."""
    look = _look(snapshot, limits or GateLimits())
    found = (gate.check(look) for gate in _GATES.values())
    return (*snapshot.issues, *(issue for issue in found if issue is not None))


def _look(snapshot: Snapshot, limits: GateLimits) -> Look:
    counted = snapshot.contracts[counted_mask(snapshot)]
    look = Look(
        snapshot, limits, counted, grids_of(snapshot.contracts, snapshot.quote.spot), None, None
    )
    # A chain on futures is no witness of where its underlying is, nor are quotes that are dead
    # around the price that they imply themselves.
    if not len(counted) or set(counted["root"].unique()) & _FUTURES_ROOTS:
        return look
    day = snapshot.as_of_date
    parity = parity_price(counted, day)
    if _live_share(counted, look.spot if parity is None else parity) < limits.quoted_least:
        return look
    return replace(look, parity=parity, traded=traded_strike(counted, day))


@_gate("empty_chain", "a chain without a contract", "block")
def _empty_chain(look: Look) -> Issue | None:
    if look.snapshot.contracts.empty:
        return Issue("empty_chain", "block", "the chain holds no contract")
    return None


@_gate("no_counted_contracts", "a chain of which no contract can be counted", "block")
def _no_counted(look: Look) -> Issue | None:
    if len(look.snapshot.contracts) and not len(look.counted):
        return Issue("no_counted_contracts", "block", "no contract of the chain can be counted")
    return None


@_gate("no_spot", "an underlying without a price", "block")
def _no_spot(look: Look) -> Issue | None:
    if look.spot > 0 and np.isfinite(look.spot):
        return None
    return Issue("no_spot", "block", "the underlying has no price")


@_gate("symbol_mismatch", "contracts of another underlying", "block")
def _symbol_mismatch(look: Look) -> Issue | None:
    roots = look.snapshot.contracts["root"].unique()
    foreign = sorted(str(root) for root in roots if not belongs(root, look.snapshot.symbol))
    if not foreign:
        return None
    names = ", ".join(foreign[:5])
    message = (
        f"the chain holds contracts of {names}, which are not options on {look.snapshot.symbol}"
    )
    return Issue("symbol_mismatch", "block", message)


@_gate("currency_not_dollars", "prices that are not in US dollars", "block")
def _currency(look: Look) -> Issue | None:
    currency = look.snapshot.quote.currency
    if currency in {None, _DOLLARS}:
        return None
    message = f"prices are in {currency}: a note writes dollars and is not made from them"
    return Issue("currency_not_dollars", "block", message)


@_gate(
    "split_suspected",
    "strikes and price on different sides of a split: both strike grids while the price is on the "
    "old one, a new grid without open interest, or a price that is a small multiple of what the "
    "chain, the previous close or the day's bar say",
    "block",
)
def _split(look: Look) -> Issue | None:
    message = _both_grids(look) or _fresh_grid(look) or _split_price(look)
    return None if message is None else Issue("split_suspected", "block", message)


def _both_grids(look: Look) -> str | None:
    grids = look.grids
    if grids is None or not grids.price_is_upper:
        return None
    return f"strikes of before and after a {grids.ratio}-for-1 split are listed side by side"


def _fresh_grid(look: Look) -> str | None:
    if (look.counted["open_interest"] > 0).any():
        return None
    ratio = split_strikes(look.counted["strike"].to_numpy())
    if ratio is None:
        return None
    return f"the strikes are those of a {ratio}-for-1 split, and nothing is open on them yet"


def _split_price(look: Look) -> str | None:
    confirmed = any(_is_near(look.spot, price) for price in (look.parity, _bar_close(look)))
    for what, price, tolerance, least in _witnesses(look):
        if price is None or not price > 0 or (confirmed and what == _PREVIOUS_CLOSE):
            continue
        ratio = near_ratio(look.spot / price, tolerance)
        if ratio is not None and max(ratio, 1 / ratio) >= least:
            return (
                f"the price {look.spot:.2f} is {look.spot / price:.3g} times {what}, {price:.2f}: "
                "strikes, prices and quote may stand on different sides of a split"
            )
    return None


def _witnesses(look: Look) -> Iterator[tuple[str, float | None, float, float]]:
    """What else says where the price is: its name, the price, its tolerance, the least ratio."""
    yield _PREVIOUS_CLOSE, _previous_close(look), TOLERANCE, 1.0
    yield "the bar of the day", _bar_close(look), TOLERANCE, 1.0
    yield "the price that calls and puts imply", look.parity, TOLERANCE, 1.0
    if look.parity is None:
        strike = look.traded
        yield "the middle of the strikes that traded", strike, _TRADED_TOLERANCE, _LEAST_RATIO


def _is_near(spot: float, price: float | None) -> bool:
    return (
        price is not None
        and price > 0
        and spot > 0
        and bool(abs(np.log(spot / price)) <= TOLERANCE)
    )


def _previous_close(look: Look) -> float | None:
    """The close of the session before, by its bar as traded, else by the quote."""
    bars, day = look.snapshot.bars, look.snapshot.as_of_date
    if bars.adjustment == "none":
        session = look.snapshot.sessions().before(day)
        own = bars.table["session"].to_numpy() == np.datetime64(session, "s")
        if own.any():
            return float(bars.table["close"].to_numpy()[own][-1])
    return look.snapshot.quote.previous_close


def _bar_close(look: Look) -> float | None:
    bars = look.snapshot.bars
    today = bars.table["session"].to_numpy() == np.datetime64(look.snapshot.as_of_date, "s")
    if bars.adjustment != "none" or not today.any():
        return None
    return float(bars.table["close"].to_numpy()[today][-1])


@_gate(
    "old_strikes",
    "strikes of before a split beside those that the price is on",
    "degrade: the old ones are left out",
)
def _old_strikes(look: Look) -> Issue | None:
    grids = look.grids
    if grids is None or grids.price_is_upper:
        return None
    message = f"contracts on the strike grid of before a {grids.ratio}-for-1 split were left out"
    return Issue("old_strikes", "degrade", message, int(grids.upper.sum()))


@_gate(
    "spot_mismatch",
    "a price far from what the chain's own prices or the day's bar imply",
    "degrade over `spot_gap_degrade` (`closes_gap_degrade` for closing prices), block over "
    "`spot_gap_block`",
)
def _spot_mismatch(look: Look) -> Issue | None:
    if not look.spot > 0 or _split_price(look) is not None:
        return None
    for what, price, _, least in _witnesses(look):
        if price is None or not price > 0 or what == _PREVIOUS_CLOSE or least > 1:
            continue
        gap = abs(look.spot / price - 1)
        closes = price == look.parity and not two_sided(look.counted).any()
        degrade = look.limits.closes_gap_degrade if closes else look.limits.spot_gap_degrade
        message = f"the price {look.spot:.2f} is {gap:.1%} from {what}, {price:.2f}"
        if gap > look.limits.spot_gap_block:
            return Issue("spot_mismatch", "block", message)
        if gap > degrade:
            return Issue("spot_mismatch", "degrade", message)
    return None


@_gate("spot_outside_strikes", "a price below or above every listed strike", "block")
def _spot_outside(look: Look) -> Issue | None:
    strikes = np.unique(look.counted["strike"].to_numpy())
    if len(strikes) < _LEAST_STRIKES or strikes[0] <= look.spot <= strikes[-1]:
        return None
    message = f"the price {look.spot:.2f} is outside the strikes, {strikes[0]:g} to {strikes[-1]:g}"
    return Issue("spot_outside_strikes", "block", message)


@_gate(
    "price_jump",
    "a price that is far from the previous close",
    "degrade over `price_jump`: for a person to look at",
)
def _price_jump(look: Look) -> Issue | None:
    before = _previous_close(look)
    if before is None or not before > 0 or not look.spot > 0 or _split_in_bars(look):
        return None
    jump = look.spot / before - 1
    if abs(np.log1p(jump)) <= np.log1p(look.limits.price_jump):
        return None
    message = f"the price is {jump:+.0%} from the previous close {before:.2f}"
    return Issue("price_jump", "degrade", message)


@_gate(
    "recent_split",
    "a split within the last five bars",
    "degrade: volumes and open interest of before and after do not compare",
)
def _recent_split(look: Look) -> Issue | None:
    sessions = look.snapshot.bars.table["session"].to_numpy()[-5:]
    recent = [
        split
        for split in look.snapshot.bars.splits
        if len(sessions) and np.datetime64(split.session, "s") >= sessions[0]
    ]
    if not recent:
        return None
    message = f"the share was split on {recent[-1].session}, {recent[-1].ratio:g} for 1"
    return Issue("recent_split", "degrade", message)


@_gate(
    "split_in_bars",
    "daily closes, or a previous close, of before a split that is not taken out of them: a step "
    "of nearly 2 for 1 or more",
    "degrade: what is before the step is not used",
)
def _split_in_bars(look: Look) -> Issue | None:
    table, kept = look.snapshot.bars.table, bars_since_split(look.snapshot)
    if len(kept) < len(table):
        last = table["session"].iloc[len(table) - len(kept) - 1].date()
        message = f"the daily closes up to {last} stand on another scale, as before a split"
        return Issue("split_in_bars", "degrade", message, len(table) - len(kept))
    close = look.snapshot.quote.previous_close
    if close is None or not close > 0 or not look.spot > 0 or is_index(look.snapshot):
        return None
    if near_ratio(look.spot / close, TOLERANCE) is None:
        return None
    message = f"the previous close {close:.2f} stands on another scale, as before a split"
    return Issue("split_in_bars", "degrade", message)


@_gate("expired_rows", "contracts that expired before the as-of date", "note: left out")
def _expired(look: Look) -> Issue | None:
    table = look.snapshot.contracts
    past = table["expiration"].to_numpy() < np.datetime64(look.snapshot.as_of_date, "s")
    if not past.any():
        return None
    message = "contracts that expired before the as-of date were left out"
    return Issue("expired_rows", "note", message, int(past.sum()))


@_gate("adjusted_contracts", "contracts with an adjusted deliverable", "note: left out")
def _adjusted(look: Look) -> Issue | None:
    adjusted = ~look.snapshot.contracts["standard"].to_numpy(dtype=bool)
    if not adjusted.any():
        return None
    message = "contracts with an adjusted deliverable were left out"
    return Issue("adjusted_contracts", "note", message, int(adjusted.sum()))


@_gate("duplicate_contracts", "a contract listed more than once", "note: counted once")
def _duplicates(look: Look) -> Issue | None:
    repeated, _ = repeats(look.snapshot.contracts)
    if not repeated.any():
        return None
    message = "repeated contracts were counted once"
    return Issue("duplicate_contracts", "note", message, int(repeated.sum()))


@_gate(
    "conflicting_contracts",
    "a contract given twice with different open interest",
    "degrade: all of its rows are left out",
)
def _conflicts(look: Look) -> Issue | None:
    _, conflicting = repeats(look.snapshot.contracts)
    if not conflicting.any():
        return None
    message = "contracts given twice with different open interest were left out"
    return Issue("conflicting_contracts", "degrade", message, int(conflicting.sum()))


@_gate(
    "impossible_rows",
    "a strike of 0 or less, or a price, volume or open interest below 0 or beyond all markets",
    "degrade: left out; block over `impossible_block` of the rows",
)
def _impossible(look: Look) -> Issue | None:
    wrong = impossible(look.snapshot.contracts)
    if not wrong.any():
        return None
    share, limit = wrong.mean(), look.limits.impossible_block
    message = "contracts with an impossible strike, price, volume or open interest were left out"
    verdict: Verdict = "block" if wrong.sum() > 1 and share > limit else "degrade"
    return Issue("impossible_rows", verdict, message, int(wrong.sum()))


@_gate(
    "crossed_quotes",
    "bids above asks",
    "note; degrade over `crossed_degrade` of the quoted contracts, block over `crossed_block`",
)
def _crossed(look: Look) -> Issue | None:
    bid, ask = look.counted["bid"].to_numpy(), look.counted["ask"].to_numpy()
    quoted = (bid > 0) & (ask > 0)
    crossed = quoted & (bid > ask)
    if not crossed.any():
        return None
    share = crossed.sum() / quoted.sum()
    message = f"{share:.1%} of the quoted contracts have a bid above their ask; none gives a price"
    verdict: Verdict = "note"
    if share > look.limits.crossed_degrade:
        verdict = "block" if share > look.limits.crossed_block else "degrade"
    return Issue("crossed_quotes", verdict, message, int(crossed.sum()))


@_gate("one_side_only", "a chain of calls alone, or of puts", "degrade")
def _one_side(look: Look) -> Issue | None:
    missing = [
        right
        for right in ("call", "put")
        if len(look.counted) and not (look.counted["right"] == right).any()
    ]
    if not missing:
        return None
    return Issue("one_side_only", "degrade", f"the chain holds no {missing[0]}s")


@_gate("thin_chain", "hardly any contract", "degrade under `thin_chain` counted contracts")
def _thin(look: Look) -> Issue | None:
    if not 0 < len(look.counted) < look.limits.thin_chain:
        return None
    return Issue("thin_chain", "degrade", "the chain is too small to speak of", len(look.counted))


@_gate("no_quotes", "a source that gives no bid and ask at all", "degrade")
def _no_quotes(look: Look) -> Issue | None:
    if not len(look.counted) or look.counted["bid"].notna().any():
        return None
    return Issue("no_quotes", "degrade", "the source gives no bid and ask")


@_gate(
    "quotes_dead",
    "a source whose quotes are dead, as before the open",
    "degrade where fewer than `quoted_least` of the contracts near the price have a live quote",
)
def _quotes_dead(look: Look) -> Issue | None:
    if not look.counted["bid"].notna().any():
        return None
    centre = look.spot if look.parity is None else look.parity
    share = _live_share(look.counted, centre)
    if share >= look.limits.quoted_least:
        return None
    message = f"{share:.0%} of the contracts near the price have a live quote"
    return Issue("quotes_dead", "degrade", message, int(_near(look.counted, centre).sum()))


def _near(counted: pd.DataFrame, price: float) -> NDArray[np.bool_]:
    """Contracts with a strike near ``price``; all where there are none."""
    near: NDArray[np.bool_] = np.abs(counted["strike"].to_numpy() - price) <= NEAR_SPOT * price
    return near if near.any() else np.ones(len(counted), dtype=bool)


def _live_share(counted: pd.DataFrame, price: float) -> float:
    """Share of the contracts near ``price`` with a live quote; 1 where no quotes are given."""
    if not counted["bid"].notna().any():
        return 1.0
    return float(two_sided(counted[_near(counted, price)]).mean())


@_gate(
    "open_interest_unavailable",
    "open interest that is missing or 0 in every contract",
    "degrade",
)
def _no_open_interest(look: Look) -> Issue | None:
    if not len(look.counted) or (look.counted["open_interest"] > 0).any():
        return None
    reported = look.counted["open_interest"].notna().any()
    what = "0 in every contract, which is a source that does not report" if reported else "missing"
    return Issue("open_interest_unavailable", "degrade", f"open interest is {what}")


@_gate(
    "open_interest_dead",
    "open interest that is 0 in nearly every contract, as before it is published",
    "degrade where fewer than `open_interest_least` of the contracts that traded have any; where "
    "few traded and quotes are dead too, of all contracts",
)
def _dead_open_interest(look: Look) -> Issue | None:
    held = look.counted["open_interest"].to_numpy() > 0
    if not held.any():
        return None
    traded = look.counted["volume"].to_numpy() > 0
    if traded.sum() >= _LEAST_STRIKES:
        held = held[traded]
    elif _quotes_dead(look) is None:
        return None
    share = float(held.mean())
    if share >= look.limits.open_interest_least:
        return None
    message = f"{share:.0%} of the contracts have open interest: it is not published yet"
    return Issue("open_interest_dead", "degrade", message, len(held))


@_gate(
    "partial_chain",
    "a file that does not hold all expirations that are listed",
    "degrade: nothing is said of the whole chain",
)
def _partial(look: Look) -> Issue | None:
    if not len(look.counted):
        return None
    covered = look.counted["expiration"].nunique()
    listed = look.snapshot.expirations_listed
    if listed is not None and covered < listed:
        return Issue(
            "partial_chain", "degrade", f"the data holds {covered} of {listed} listed expirations"
        )
    if listed is None and chain_is_short(look.counted, look.snapshot):
        last = look.counted["expiration"].max().date()
        message = f"the chain ends on {last}, sooner than any whole chain does"
        return Issue("partial_chain", "degrade", message)
    return None


WHOLE_CHAIN_DAYS: Final = 100
"""Every listed class has an expiration further away than this."""


def chain_is_short(counted: pd.DataFrame, snapshot: Snapshot) -> bool:
    """Whether the last expiration is too near for the chain to be whole."""
    last = counted["expiration"].max().date()
    return bool((last - snapshot.as_of_date).days < WHOLE_CHAIN_DAYS)


@_gate("not_a_session", "a file dated on a day without a session", "degrade: no change is reported")
def _no_session(look: Look) -> Issue | None:
    day = look.snapshot.as_of_date
    if look.snapshot.sessions().is_session(day):
        return None
    message = f"{day} is no session of the exchange; no change is reported"
    return Issue("not_a_session", "degrade", message)


@_gate("no_bars", "no daily prices", "degrade")
def _no_bars(look: Look) -> Issue | None:
    if not look.snapshot.bars.table.empty:
        return None
    return Issue("no_bars", "degrade", "no daily prices were given")


@_gate(
    "bars_adjusted_for_dividends", "closes lowered for dividends", "degrade: no level, no return"
)
def _adjusted_bars(look: Look) -> Issue | None:
    if look.snapshot.bars.table.empty or look.snapshot.bars.adjustment != "dividends":
        return None
    message = "the daily closes are lowered for dividends and give no level or return"
    return Issue("bars_adjusted_for_dividends", "degrade", message)


@_gate("no_trades", "a share that did not trade in its session", "note: no move is told")
def _no_trades(look: Look) -> Issue | None:
    snapshot = look.snapshot
    if is_index(snapshot) or snapshot.quote.volume is None or snapshot.quote.volume > 0:
        return None
    return Issue("no_trades", "note", "no share traded in the session; its price is an older one")


@_gate(
    "extreme_ratio",
    "a put/call ratio far outside what markets show",
    "note: for a person to look at, over `extreme_ratio` or under its inverse",
)
def _extreme_ratio(look: Look) -> Issue | None:
    held = look.counted.groupby("right")["open_interest"].sum()
    puts, calls = float(held.get("put", 0)), float(held.get("call", 0))
    limit = look.limits.extreme_ratio
    if min(puts, calls) <= 0 or 1 / limit <= puts / calls <= limit:
        return None
    return Issue("extreme_ratio", "note", f"{puts:,.0f} puts are open against {calls:,.0f} calls")
