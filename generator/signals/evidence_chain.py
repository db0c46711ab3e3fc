"""Which contracts of the chain each fact rests on.

A selection asks for the same quantities as the signal does, by their names in the register, and
picks with the functions that the signal picks with, so that the two cannot disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from generator.market.parity import near_contracts
from generator.signals import flow, positioning, volatility
from generator.signals.changes import near_side
from generator.signals.events import expirations_around
from generator.signals.evidence_sources import CONTRACTS, Rests
from generator.signals.facts import Unavailable
from generator.signals.liquidity import liquid_places, pair_places
from generator.signals.model_free import terms_around
from generator.signals.surface import parity_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from generator.market.sessions import NamedExpirations
    from generator.market.snapshot import Snapshot
    from generator.signals.chain import Chain
    from generator.signals.changes import BothDays
    from generator.signals.gamma import HeldGamma
    from generator.signals.positioning import Wall
    from generator.signals.surface import Prices, Slice


def _frame(chain: Chain, **further: NDArray[np.float64]) -> pd.DataFrame:
    """The columns of contracts, and further ones of the same length."""
    columns = {
        "root": chain.root,
        "expiration": chain.expiration.astype("datetime64[s]"),
        "strike": chain.strike,
        "right": np.where(chain.is_call, "call", "put"),
        "open_interest": chain.open_interest,
        "volume": chain.volume,
        "bid": chain.bid,
        "ask": chain.ask,
        "last": chain.last,
    }
    return pd.DataFrame(columns | further, index=chain.row)


def largest_first(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The largest of ``column`` first, whatever its sign; unknown last."""
    return rows.sort_values(column, ascending=False, kind="stable", key=abs)


def contract_entry(
    *facts: str,
    what: str,
    of: Sequence[str],
    pick: Callable[..., Chain | pd.DataFrame],
    by: str | None = "open_interest",
    adds: str | None = None,
) -> Rests:
    """An entry of contracts; ``by`` is the column that says how much one weighs."""
    words = what if by is None else f"{what}, the largest contributions first"

    def rows(*given: object) -> pd.DataFrame:
        picked = pick(*given)
        frame = picked if isinstance(picked, pd.DataFrame) else _frame(picked)
        return frame if by is None else largest_first(frame, by)

    return Rests(facts=facts, what=words, source=CONTRACTS, of=tuple(of), rows=rows, adds=adds)


def all_of(chain: Chain) -> Chain:
    return chain


def _calls(chain: Chain) -> Chain:
    return chain.select(chain.is_call)


def _puts(chain: Chain) -> Chain:
    return chain.select(~chain.is_call)


def _calls_of(chain: Chain, expiration: date) -> Chain:
    return _calls(chain.of(expiration))


def _puts_of(chain: Chain, expiration: date) -> Chain:
    return _puts(chain.of(expiration))


def _of(chain: Chain, expiration: date) -> Chain:
    return chain.of(expiration)


def _on(which: str) -> Callable[[Chain, NamedExpirations], Chain]:
    """The contracts of a named expiration, of all its roots."""

    def pick(tradable: Chain, expirations: NamedExpirations) -> Chain:
        day = getattr(expirations, which)
        return tradable.select(tradable.expiration == np.datetime64(day, "D"))

    return pick


def _leading(*, calls: bool) -> Callable[[Chain, date, float], Chain]:
    def pick(held: Chain, expiration: date, spot: float) -> Chain:
        return positioning.leading(held, expiration, spot, calls=calls)

    return pick


def _first(chain: Chain, which: NDArray[np.bool_]) -> Chain:
    """The contracts that ``which`` marks, then the others, each by open interest."""
    return chain.select(np.lexsort((-np.nan_to_num(chain.open_interest), ~which)))


def _settled_first(reported_chain: Chain) -> Chain:
    return _first(reported_chain, reported_chain.years <= 0)


def _near_first(held: Chain, expiration: date, spot: float) -> Chain:
    front = held.of(expiration)
    return _first(front, positioning.within(front.strike, spot, positioning.PIN))


def _within_a_tenth(held: Chain, spot: float) -> Chain:
    return held.select(positioning.within(held.strike, spot, positioning.NEAR_SPOT))


def _wall(wall: Wall) -> Chain:
    return wall.chain


def _unusual(snapshot: Snapshot, held: Chain, gates: frozenset[str]) -> pd.DataFrame:
    found = flow.unusual(snapshot, held)
    return _frame(found, premium=flow.premiums(found, gates))


def _furthest_above(snapshot: Snapshot, held: Chain) -> pd.DataFrame:
    found = flow.unusual(snapshot, held)
    return _frame(found, change=found.volume - found.open_interest)


def _premium(*, calls: bool) -> Callable[[Chain, frozenset[str]], pd.DataFrame]:
    def pick(whole_chain: Chain, gates: frozenset[str]) -> pd.DataFrame:
        side = whole_chain.select((whole_chain.is_call == calls) & (whole_chain.volume > 0))
        rows = _frame(side, premium=flow.premiums(side, gates))
        return rows[rows["premium"].notna()]

    return pick


def _parity_in_the_file(snapshot: Snapshot, counted: Chain) -> Chain:
    table = snapshot.contracts.iloc[counted.row]
    near = counted.select(np.isin(counted.row, near_contracts(table, snapshot.as_of_date).index))
    quoted = near.two_sided.any() or not np.isnan(near.bid).all()
    return near.select(near.two_sided if quoted else (near.volume > 0) & (near.last > 0))


def _priced(tradable: Chain, contract_prices: Prices) -> Chain:
    return tradable.select(np.isfinite(contract_prices.value))


def _parity(
    tradable: Chain, contract_prices: Prices, surface: tuple[Slice, ...], spot: float
) -> pd.DataFrame:
    """The pairs that forwards are made from, expiration by expiration."""
    places = []
    for item in surface:
        root = tradable.main_root(item.expiration)
        rows = tradable.places_of_series(item.expiration, root)
        pairs = parity_pairs(tradable.select(rows), contract_prices.value[rows], spot)
        places.append(rows[np.column_stack(pairs).ravel()])
    return _frame(tradable.select(np.concatenate(places)))


def _solved(tradable: Chain, parts: Iterable[tuple[Slice, NDArray[np.int64]]]) -> pd.DataFrame:
    """Contracts of the surface with their volatilities; places are those in each slice."""
    taken = [(item, places) for item, places in parts if len(places)]
    if not taken:
        return _frame(tradable.select(np.array([], dtype=np.int64)))
    columns = {
        name: np.concatenate([getattr(item, field)[places] for item, places in taken])
        for name, field in (
            ("rows", "rows"), ("implied_volatility", "volatility"), ("delta", "delta")
        )
    }  # fmt: skip
    return _frame(tradable.select(columns.pop("rows")), **columns)


def _listed(tradable: Chain, surface: tuple[Slice, ...], spot: float) -> pd.DataFrame:
    near = (item for item in surface if item.days <= volatility.LISTED_DAYS)
    return _solved(
        tradable,
        (
            (item, np.flatnonzero(np.abs(item.strike - spot) <= volatility.NEAR_SPOT * spot))
            for item in near
        ),
    )


def _smile(tradable: Chain, surface: tuple[Slice, ...], expiration: date) -> pd.DataFrame:
    found = (item for item in surface if item.expiration == expiration)
    return _solved(tradable, ((item, np.arange(len(item.strike))) for item in found))


def _at_the_money(tradable: Chain, surface: Iterable[Slice]) -> pd.DataFrame:
    return _solved(tradable, ((item, item.around_the_money) for item in surface))


def _straddle(tradable: Chain, surface: tuple[Slice, ...], expiration: date) -> pd.DataFrame:
    return _at_the_money(tradable, (item for item in surface if item.expiration == expiration))


def _constant(days: int) -> Callable[[Chain, tuple[Slice, ...]], pd.DataFrame]:
    def pick(tradable: Chain, surface: tuple[Slice, ...]) -> pd.DataFrame:
        found = volatility.bracket(surface, days, volatility.at_the_money(surface))
        return _at_the_money(tradable, () if isinstance(found, Unavailable) else found)

    return pick


def _skew(tradable: Chain, surface: tuple[Slice, ...]) -> pd.DataFrame:
    def parts() -> Iterator[tuple[Slice, NDArray[np.int64]]]:
        for delta in (-volatility.SKEW_DELTA, volatility.SKEW_DELTA):
            at = {item.expiration: item.at_delta(delta) for item in surface}
            found = volatility.bracket(surface, volatility.TERM_DAYS, at)
            for item in () if isinstance(found, Unavailable) else found:
                yield item, item.around_delta(delta)

    return _solved(tradable, parts())


def _strips(tradable: Chain, surface: tuple[Slice, ...], rate: float) -> Chain:
    days = [term[0] for term in terms_around(tradable, surface, rate) if term is not None]
    parts = [tradable.of(day) for day in days]
    rows = np.concatenate([part.row[part.two_sided] for part in parts])
    return tradable.select(np.isin(tradable.row, rows))


def _around_earnings(
    tradable: Chain, surface: tuple[Slice, ...], years_to_earnings: float
) -> pd.DataFrame:
    found = expirations_around(surface, years_to_earnings)
    return _at_the_money(tradable, () if isinstance(found, Unavailable) else found)


def _gamma(held: Chain, held_gamma: HeldGamma, spot: float) -> pd.DataFrame:
    return _frame(held.select(held_gamma.rows), gamma=held_gamma.dollars(spot))


def _gamma_at_peak(held: Chain, held_gamma: HeldGamma, peak: float, spot: float) -> pd.DataFrame:
    rows = _gamma(held, held_gamma, spot)
    return rows[rows["strike"] == peak]


def _signed_gamma(held: Chain, held_gamma: HeldGamma, spot: float) -> pd.DataFrame:
    rows = _gamma(held, held_gamma, spot)
    return rows.assign(gamma=rows["gamma"] * held_gamma.side)


def _liquid(snapshot: Snapshot, tradable: Chain, surface: tuple[Slice, ...]) -> pd.DataFrame:
    day = snapshot.as_of_date
    return _solved(tradable, ((item, liquid_places(item, tradable, day)) for item in surface))


def _paired(snapshot: Snapshot, tradable: Chain, surface: tuple[Slice, ...]) -> Chain:
    day = snapshot.as_of_date
    places = [place for item in surface for place in pair_places(item, tradable, day)]
    return tradable.select(np.array(places, dtype=np.int64))


def _changed(both_days: BothDays) -> pd.DataFrame:
    rows = _frame(both_days.chain, before=both_days.before, change=both_days.build)
    return rows[rows["change"].notna()]


def _built(*, calls: bool) -> Callable[[BothDays, float], pd.DataFrame]:
    def pick(both_days: BothDays, spot: float) -> pd.DataFrame:
        rows = _changed(both_days)
        near = both_days.chain.row[near_side(both_days, spot, calls=calls)]
        return rows[rows.index.isin(near)]

    return pick


OF_POSITIONS: Final = (
    contract_entry(
        "open_interest_state", "chain_coverage", "chain_sides", "chain_size", "price_and_chain",
        "strike_grids", "contracts_counted", "expirations_covered", "option_roots",
        what="contracts that are counted", of=["counted"], pick=all_of,
    ),
    contract_entry(
        "call_open_interest", what="calls that are counted", of=["reported_chain"], pick=_calls,
        adds="open_interest",
    ),
    contract_entry(
        "put_open_interest", what="puts that are counted", of=["reported_chain"], pick=_puts,
        adds="open_interest",
    ),
    contract_entry(
        "call_volume", what="calls that are counted", of=["whole_chain"], pick=_calls,
        by="volume", adds="volume",
    ),
    contract_entry(
        "put_volume", what="puts that are counted", of=["whole_chain"], pick=_puts,
        by="volume", adds="volume",
    ),
    contract_entry(
        "expiring_today_share", what="contracts that are counted, those that no longer trade first",
        of=["reported_chain"], pick=_settled_first, by=None,
    ),
    contract_entry(
        "put_call_oi_ratio_tradable", what="counted contracts that still trade",
        of=["reported_chain"], pick=lambda chain: chain.tradable,
    ),
    contract_entry(
        "put_call_by_expiration", what="counted contracts that still trade", of=["held"],
        pick=all_of,
    ),
    contract_entry(
        "open_interest_by_strike", what="contracts that still trade within 10% of the price",
        of=["held", "spot"], pick=_within_a_tenth,
    ),
    contract_entry(
        "expiration_front", "front_root", what="contracts of the front expiration",
        of=["tradable", "expirations"], pick=_on("front"),
    ),
    contract_entry(
        "expiration_second", what="contracts of the second expiration",
        of=["tradable", "expirations"], pick=_on("second"),
    ),
    contract_entry(
        "expiration_monthly", what="contracts of the monthly expiration",
        of=["tradable", "expirations"], pick=_on("monthly"),
    ),
    contract_entry(
        "call_open_interest_front", what="calls of the front expiration",
        of=["held", "expiration_front"], pick=_calls_of, adds="open_interest",
    ),
    contract_entry(
        "put_open_interest_front", what="puts of the front expiration",
        of=["held", "expiration_front"], pick=_puts_of, adds="open_interest",
    ),
    contract_entry(
        "top_otm_calls_front", what="calls of these strikes",
        of=["held", "expiration_front", "spot"], pick=_leading(calls=True), by=None,
    ),
    contract_entry(
        "top_otm_puts_front", what="puts of these strikes",
        of=["held", "expiration_front", "spot"], pick=_leading(calls=False), by=None,
    ),
    contract_entry(
        "top_otm_calls_second", what="calls of these strikes",
        of=["held", "expiration_second", "spot"], pick=_leading(calls=True), by=None,
    ),
    contract_entry(
        "top_otm_puts_second", what="puts of these strikes",
        of=["held", "expiration_second", "spot"], pick=_leading(calls=False), by=None,
    ),
    contract_entry("call_wall", what="calls of that strike", of=["largest_calls"], pick=_wall),
    contract_entry(
        "call_wall_open_interest", what="calls of that strike", of=["largest_calls"], pick=_wall,
        adds="open_interest",
    ),
    contract_entry("put_wall", what="puts of that strike", of=["largest_puts"], pick=_wall),
    contract_entry(
        "put_wall_open_interest", what="puts of that strike", of=["largest_puts"], pick=_wall,
        adds="open_interest",
    ),
    contract_entry(
        "max_pain_front", what="contracts of the front expiration",
        of=["held", "expiration_front"], pick=_of,
    ),
    contract_entry(
        "max_pain_monthly", what="contracts of the monthly expiration",
        of=["held", "expiration_monthly"], pick=_of,
    ),
    contract_entry(
        "pin_share_front", what="contracts of the front expiration, those within 1% first",
        of=["held", "expiration_front", "spot"], pick=_near_first, by=None,
    ),
    contract_entry(
        "unusual_contracts", what="contracts with unusual volume",
        of=["snapshot", "held", "gates"], pick=_unusual, by="premium",
    ),
    contract_entry(
        "contract_above_open_interest", what="contracts with unusual volume, furthest above first",
        of=["snapshot", "held"], pick=_furthest_above, by="change",
    ),
    contract_entry(
        "call_premium_traded", what="calls that traded and have a price",
        of=["whole_chain", "gates"], pick=_premium(calls=True), by="premium", adds="premium",
    ),
    contract_entry(
        "put_premium_traded", what="puts that traded and have a price",
        of=["whole_chain", "gates"], pick=_premium(calls=False), by="premium", adds="premium",
    ),
    contract_entry(
        "put_call_oi_change_1d", what="contracts known on both days", of=["both_days"],
        pick=_changed, by="change",
    ),
    contract_entry(
        "call_oi_build_near_spot", what="calls near the price, known on both days",
        of=["both_days", "spot"], pick=_built(calls=True), by="change", adds="change",
    ),
    contract_entry(
        "put_oi_build_near_spot", what="puts near the price, known on both days",
        of=["both_days", "spot"], pick=_built(calls=False), by="change", adds="change",
    ),
    contract_entry(
        "open_interest_builds", what="contracts known on both days", of=["both_days"],
        pick=_changed, by="change",
    ),
)  # fmt: skip

OF_OPTION_PRICES: Final = (
    contract_entry(
        "chain_implied_price", what="counted contracts of 45 days or less that have a price",
        of=["snapshot", "counted"], pick=_parity_in_the_file,
    ),
    contract_entry(
        "quotes_state", "two_sided_quote_share", what="counted contracts that still trade",
        of=["tradable"], pick=all_of,
    ),
    contract_entry(
        "volatility_basis", what="contracts that still trade and have a price",
        of=["tradable", "contract_prices"], pick=_priced,
    ),
    contract_entry(
        "forward_by_expiration", what="calls and puts of the priced strikes nearest the price",
        of=["tradable", "contract_prices", "surface", "spot"], pick=_parity, by=None,
    ),
    contract_entry(
        "contract_implied_volatility", what="out-of-the-money contracts near the price",
        of=["tradable", "surface", "spot"], pick=_listed, by=None,
    ),
    contract_entry(
        "volatility_smile_front", what="out-of-the-money contracts of the front expiration",
        of=["tradable", "surface", "expiration_front"], pick=_smile, by=None,
    ),
    contract_entry(
        "atm_iv_by_expiration", "expected_move_by_expiration",
        what="contracts on either side of each forward",
        of=["tradable", "surface"], pick=_at_the_money, by=None,
    ),
    contract_entry(
        "iv_30d", what="contracts on either side of the forwards that bracket 30 days",
        of=["tradable", "surface"], pick=_constant(volatility.TERM_DAYS), by=None,
    ),
    contract_entry(
        "iv_90d", what="contracts on either side of the forwards that bracket 90 days",
        of=["tradable", "surface"], pick=_constant(volatility.LONG_TERM_DAYS), by=None,
    ),
    contract_entry(
        "straddle_move_front", what="contracts on either side of the forward",
        of=["tradable", "surface", "expiration_front"], pick=_straddle, by=None,
    ),
    contract_entry(
        "straddle_move_second", what="contracts on either side of the forward",
        of=["tradable", "surface", "expiration_second"], pick=_straddle, by=None,
    ),
    contract_entry(
        "skew_25d", what="contracts on either side of 25 delta, of the terms that bracket 30 days",
        of=["tradable", "surface"], pick=_skew, by=None,
    ),
    contract_entry(
        "model_free_iv_30d", what="quoted contracts of the expirations that bracket 30 days",
        of=["tradable", "surface", "risk_free_rate"], pick=_strips,
    ),
    contract_entry(
        "event_implied_move", what="contracts on either side of the two forwards",
        of=["tradable", "surface", "years_to_earnings"], pick=_around_earnings, by=None,
    ),
    contract_entry(
        "gamma_by_strike", "gamma_zero_strike", what="held contracts that have a volatility",
        of=["held", "held_gamma", "spot"], pick=_gamma, by="gamma",
    ),
    contract_entry(
        "gamma_peak_strike", what="contracts of that strike",
        of=["held", "held_gamma", "gamma_peak_strike", "spot"],
        pick=_gamma_at_peak, by="gamma",
    ),
    contract_entry(
        "gamma_signed_total", what="held contracts that have a volatility, puts below 0",
        of=["held", "held_gamma", "spot"], pick=_signed_gamma, by="gamma", adds="gamma",
    ),
    contract_entry(
        "liquid_contracts", what="liquid out-of-the-money contracts",
        of=["snapshot", "tradable", "surface"], pick=_liquid,
    ),
    contract_entry(
        "liquid_pairs", what="liquid calls and puts at the strike nearest the forward",
        of=["snapshot", "tradable", "surface"], pick=_paired,
    ),
)  # fmt: skip
