"""Ways in which data is bad, each a function of a snapshot and a random generator.

They are named after the fault. Several may follow one another on one snapshot.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from generator.market.sessions import EXCHANGE_ZONE
from generator.market.snapshot import Bars, Headline, Quote, Rate, Split
from generator.market.tables import contract_table
from tests.variants import joined, with_contracts

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot


OPERATORS: Final[dict[str, Callable[[Snapshot, Random], Snapshot]]] = {}
_PRICES: Final = ("bid", "ask", "last")
_FIGURES: Final = (*_PRICES, "volume", "open_interest")
_HOSTILE: Final = (
    "<script>alert('x')</script> IWM falls",
    "IWM [link](javascript:x) *up* 2*3*4",
    "{{ 7 * 7 }} {% raw %} IWM",
    "- 4% loss for IWM",
    "IWM\u202e%0.5-\u202c and more",
    "# IWM | heading | table",
)


def operator(
    function: Callable[[Snapshot, Random], Snapshot],
) -> Callable[[Snapshot, Random], Snapshot]:
    """Register a way to damage a snapshot."""
    OPERATORS[function.__name__] = function
    return function


def _some(snapshot: Snapshot, random: Random, share: float | None = None) -> NDArray[np.bool_]:
    """A random part of the rows, at least one where there is any."""
    count = len(snapshot.contracts)
    part = random.choice([0.005, 0.02, 0.1, 0.4, 1.0]) if share is None else share
    generator = np.random.default_rng(random.getrandbits(32))
    chosen = generator.random(count) < part
    if count and not chosen.any():
        chosen[random.randrange(count)] = True
    return chosen


def _set(snapshot: Snapshot, column: str, where: NDArray[np.bool_], value: object) -> Snapshot:
    values = np.where(where, value, snapshot.contracts[column].to_numpy())  # type: ignore[call-overload]
    dtype = snapshot.contracts[column].dtype
    return with_contracts(snapshot, **{column: pd.Series(values).astype(dtype)})


def _tables(snapshot: Snapshot, table: pd.DataFrame) -> Snapshot:
    columns: dict[str, Any] = {str(name): table[name].to_numpy() for name in table.columns}
    return replace(snapshot, contracts=contract_table(columns))


@operator
def drop_one_side(snapshot: Snapshot, random: Random) -> Snapshot:
    """The chain loses its calls, or its puts."""
    keep = snapshot.contracts["right"] == random.choice(["call", "put"])
    return replace(snapshot, contracts=snapshot.contracts[keep].reset_index(drop=True))


@operator
def drop_rows(snapshot: Snapshot, random: Random) -> Snapshot:
    """Rows are missing."""
    keep = ~_some(snapshot, random)
    return replace(snapshot, contracts=snapshot.contracts[keep].reset_index(drop=True))


@operator
def keep_few_rows(snapshot: Snapshot, random: Random) -> Snapshot:
    """Only a handful is left."""
    count = random.choice([0, 1, 2, 3, 5, 9, 12])
    return replace(snapshot, contracts=snapshot.contracts.iloc[:count].reset_index(drop=True))


@operator
def figures_unknown(snapshot: Snapshot, random: Random) -> Snapshot:
    """A column is unknown in some rows."""
    return _set(snapshot, random.choice(_FIGURES), _some(snapshot, random), np.nan)


@operator
def figures_zero(snapshot: Snapshot, random: Random) -> Snapshot:
    """A column is zero in some rows."""
    return _set(snapshot, random.choice(_FIGURES), _some(snapshot, random), 0.0)


@operator
def figures_negative(snapshot: Snapshot, random: Random) -> Snapshot:
    """A column is negative in some rows."""
    return _set(snapshot, random.choice(_FIGURES), _some(snapshot, random), -3.0)


@operator
def figures_huge(snapshot: Snapshot, random: Random) -> Snapshot:
    """A count is beyond what floats hold exactly."""
    column = random.choice(["volume", "open_interest"])
    value = random.choice([2.0**31, 2.0**53, 1e15])
    return _set(snapshot, column, _some(snapshot, random, 0.01), value)


@operator
def quotes_dead(snapshot: Snapshot, random: Random) -> Snapshot:
    """Bids and asks are zero in most rows."""
    where = _some(snapshot, random, random.choice([0.5, 0.9, 1.0]))
    return _set(_set(snapshot, "bid", where, 0.0), "ask", where, 0.0)


@operator
def quotes_missing(snapshot: Snapshot, random: Random) -> Snapshot:
    """There are no quotes at all."""
    del random
    return with_contracts(snapshot, bid=np.nan, ask=np.nan)


@operator
def quotes_crossed(snapshot: Snapshot, random: Random) -> Snapshot:
    """Bids and asks change places in some rows."""
    where = _some(snapshot, random)
    bid, ask = (snapshot.contracts[name].to_numpy() for name in ("bid", "ask"))
    return with_contracts(snapshot, bid=np.where(where, ask, bid), ask=np.where(where, bid, ask))


@operator
def quotes_wide(snapshot: Snapshot, random: Random) -> Snapshot:
    """Asks are many times the bids."""
    where = _some(snapshot, random)
    ask = snapshot.contracts["ask"].to_numpy()
    return with_contracts(snapshot, ask=np.where(where, ask * random.choice([3, 50]), ask))


@operator
def prices_absurd(snapshot: Snapshot, random: Random) -> Snapshot:
    """Prices are above every bound."""
    return _set(snapshot, random.choice(_PRICES), _some(snapshot, random, 0.02), 1e9)


@operator
def open_interest_unpublished(snapshot: Snapshot, random: Random) -> Snapshot:
    """Open interest is zero nearly everywhere."""
    return _set(snapshot, "open_interest", _some(snapshot, random, 0.97), 0.0)


@operator
def strikes_absurd(snapshot: Snapshot, random: Random) -> Snapshot:
    """Strikes of a hundredth of a cent, or of a million."""
    value = random.choice([0.0001, 1e6, 0.0, -5.0])
    return _tables(
        snapshot, _set(snapshot, "strike", _some(snapshot, random, 0.005), value).contracts
    )


@operator
def rows_repeated(snapshot: Snapshot, random: Random) -> Snapshot:
    """Rows stand in the file twice."""
    again = snapshot.contracts[_some(snapshot, random)]
    return replace(snapshot, contracts=joined(snapshot.contracts, again))


@operator
def rows_repeated_later(snapshot: Snapshot, random: Random) -> Snapshot:
    """Rows stand in the file twice, the second time a moment later."""
    again = snapshot.contracts[_some(snapshot, random)]
    later = again.assign(volume=again["volume"] + 7, bid=again["bid"] * 1.01)
    return replace(snapshot, contracts=joined(snapshot.contracts, later))


@operator
def rows_contradicting(snapshot: Snapshot, random: Random) -> Snapshot:
    """Rows stand in the file twice with different open interest."""
    again = snapshot.contracts[_some(snapshot, random, 0.02)]
    other = again.assign(open_interest=again["open_interest"].fillna(0) + 11)
    return replace(snapshot, contracts=joined(snapshot.contracts, other))


@operator
def rows_shuffled(snapshot: Snapshot, random: Random) -> Snapshot:
    """The rows come in another order."""
    order = np.random.default_rng(random.getrandbits(32)).permutation(len(snapshot.contracts))
    return _tables(snapshot, snapshot.contracts.iloc[order])


@operator
def rows_adjusted(snapshot: Snapshot, random: Random) -> Snapshot:
    """Some contracts deliver something else."""
    where = _some(snapshot, random)
    return with_contracts(snapshot, standard=~where)


@operator
def foreign_root(snapshot: Snapshot, random: Random) -> Snapshot:
    """Some contracts are on another underlying."""
    where = _some(snapshot, random)
    root = np.where(where, "XYZ", snapshot.contracts["root"].to_numpy())
    return _tables(snapshot, snapshot.contracts.assign(root=root))


@operator
def expirations_past(snapshot: Snapshot, random: Random) -> Snapshot:
    """Some contracts expired long ago."""
    where = _some(snapshot, random)
    days = np.where(where, 400, 0).astype("timedelta64[D]").astype("timedelta64[s]")
    moved = snapshot.contracts["expiration"].to_numpy() - days
    return _tables(snapshot, snapshot.contracts.assign(expiration=moved))


@operator
def expirations_shifted(snapshot: Snapshot, random: Random) -> Snapshot:
    """All expirations are a day off, as a wrong time zone makes them."""
    day = np.timedelta64(random.choice([-1, 1]) * 86_400, "s")
    moved = snapshot.contracts["expiration"].to_numpy() + day
    return _tables(snapshot, snapshot.contracts.assign(expiration=moved))


@operator
def expirations_dropped(snapshot: Snapshot, random: Random) -> Snapshot:
    """Some expirations are missing, and the source says how many there are."""
    days = sorted(snapshot.contracts["expiration"].unique())
    kept = [day for day in days if random.random() < random.choice([0.2, 0.9])]
    rows = snapshot.contracts["expiration"].isin(kept)
    return replace(
        snapshot,
        contracts=snapshot.contracts[rows].reset_index(drop=True),
        expirations_listed=len(days) or None,
    )


@operator
def one_expiration(snapshot: Snapshot, random: Random) -> Snapshot:
    """One expiration is left, of known or unknown many."""
    days = sorted(snapshot.contracts["expiration"].unique())
    if not days:
        return snapshot
    rows = snapshot.contracts["expiration"] == random.choice(days)
    return replace(
        snapshot,
        contracts=snapshot.contracts[rows].reset_index(drop=True),
        expirations_listed=random.choice([None, 1, len(days)]),
    )


@operator
def another_moment(snapshot: Snapshot, random: Random) -> Snapshot:
    """The quote is of another time: before the open, after the close, a day off, years away."""
    day = snapshot.as_of_date + timedelta(days=random.choice([0, 0, 1, -1, 3, 5, 40, 365, -200]))
    at = random.choice([time(4), time(9, 30), time(12), time(15, 50), time(16), time(23, 59)])
    return replace(snapshot, as_of=datetime.combine(day, at, EXCHANGE_ZONE))


@operator
def price_on_another_scale(snapshot: Snapshot, random: Random) -> Snapshot:
    """The price stands on the other side of a split, or in another unit."""
    factor = random.choice([2, 3, 4, 5, 7, 10, 20, 100, 1 / 2, 1 / 3, 1 / 5, 1 / 10, 1 / 100])
    return replace(snapshot, quote=replace(snapshot.quote, spot=snapshot.quote.spot * factor))


@operator
def price_a_little_off(snapshot: Snapshot, random: Random) -> Snapshot:
    """The price is of another moment."""
    factor = 1 + random.choice([-0.2, -0.05, -0.01, 0.01, 0.05, 0.2])
    return replace(snapshot, quote=replace(snapshot.quote, spot=snapshot.quote.spot * factor))


@operator
def price_impossible(snapshot: Snapshot, random: Random) -> Snapshot:
    """The price is missing or no price."""
    spot = random.choice([0.0, -1.0, float("nan"), float("inf")])
    return replace(snapshot, quote=Quote(spot=spot))


@operator
def quote_bare(snapshot: Snapshot, random: Random) -> Snapshot:
    """The quote is a price and nothing else, or contradicts itself."""
    spot = snapshot.quote.spot
    quotes = (
        Quote(spot=spot),
        Quote(spot=spot, high=spot * 0.9, low=spot * 1.1),
        Quote(spot=spot, volume=0.0, previous_close=spot),
        Quote(spot=spot, previous_close=0.0),
        Quote(spot=spot, delay_minutes=20.0),
    )
    return replace(snapshot, quote=random.choice(quotes))


@operator
def another_currency(snapshot: Snapshot, random: Random) -> Snapshot:
    """Prices are not in dollars."""
    currency = random.choice(["GBp", "EUR", "ILA", "USD"])
    return replace(snapshot, quote=replace(snapshot.quote, currency=currency))


@operator
def bars_short(snapshot: Snapshot, random: Random) -> Snapshot:
    """The history is as long as that of a new listing."""
    count = random.choice([0, 1, 2, 5, 19, 20, 31, 49, 51, 120, 251])
    table = snapshot.bars.table.tail(count).reset_index(drop=True)
    return replace(snapshot, bars=replace(snapshot.bars, table=table))


@operator
def bars_with_gaps(snapshot: Snapshot, random: Random) -> Snapshot:
    """Sessions are missing."""
    table = snapshot.bars.table
    generator = np.random.default_rng(random.getrandbits(32))
    keep = generator.random(len(table)) > random.choice([0.01, 0.1, 0.5])
    return replace(snapshot, bars=replace(snapshot.bars, table=table[keep].reset_index(drop=True)))


@operator
def bars_adjusted(snapshot: Snapshot, random: Random) -> Snapshot:
    """The closes were lowered for dividends."""
    del random
    return replace(snapshot, bars=replace(snapshot.bars, adjustment="dividends"))


@operator
def bars_closes_only(snapshot: Snapshot, random: Random) -> Snapshot:
    """The bars hold closes alone."""
    del random
    table = snapshot.bars.table.assign(open=np.nan, high=np.nan, low=np.nan, volume=np.nan)
    return replace(snapshot, bars=replace(snapshot.bars, table=table))


@operator
def bars_split(snapshot: Snapshot, random: Random) -> Snapshot:
    """The bars before a day stand on another scale."""
    table = snapshot.bars.table
    if table.empty:
        return snapshot
    factor = random.choice([7, 2, 10, 1 / 4])
    place = random.randrange(len(table))
    early = np.arange(len(table)) < place
    names = ("open", "high", "low", "close")
    moved = {name: np.where(early, table[name] * factor, table[name]) for name in names}
    return replace(snapshot, bars=replace(snapshot.bars, table=table.assign(**moved)))


@operator
def bars_of_another_unit(snapshot: Snapshot, random: Random) -> Snapshot:
    """One bar is a hundred times too large."""
    table = snapshot.bars.table
    if table.empty:
        return snapshot
    row = np.arange(len(table)) == random.randrange(len(table))
    names = ("open", "high", "low", "close")
    moved = {name: np.where(row, table[name] * 100, table[name]) for name in names}
    return replace(snapshot, bars=replace(snapshot.bars, table=table.assign(**moved)))


@operator
def bars_constant(snapshot: Snapshot, random: Random) -> Snapshot:
    """The price has not moved in a year, and nobody traded."""
    del random
    table = snapshot.bars.table
    same = dict.fromkeys(("open", "high", "low", "close"), snapshot.quote.spot)
    return replace(snapshot, bars=Bars(table=table.assign(**same, volume=0.0)))


@operator
def bars_gone(snapshot: Snapshot, random: Random) -> Snapshot:
    """There are no bars, and no benchmark."""
    del random
    return replace(snapshot, bars=Bars(), benchmark=None)


@operator
def a_split_lately(snapshot: Snapshot, random: Random) -> Snapshot:
    """The source names a split of the last days."""
    session = snapshot.as_of_date - timedelta(days=random.choice([0, 1, 4, 30]))
    split = Split(session=session, ratio=random.choice([2.0, 0.1]))
    return replace(snapshot, bars=replace(snapshot.bars, splits=(split,)))


@operator
def rate_extreme(snapshot: Snapshot, random: Random) -> Snapshot:
    """The rate is negative or a half, the yield large."""
    rate = Rate(value=random.choice([-0.05, 0.0, 0.5]), source="snapshot")
    return replace(snapshot, rate=rate, dividend_yield=random.choice([None, 0.0, 0.3]))


@operator
def rate_gone(snapshot: Snapshot, random: Random) -> Snapshot:
    """No rate came with the data."""
    del random
    return replace(snapshot, rate=None)


@operator
def headlines_hostile(snapshot: Snapshot, random: Random) -> Snapshot:
    """A headline is written for some other program."""
    item = Headline(
        title=random.choice(_HOSTILE),
        publisher="Sample Wire",
        published=snapshot.as_of - timedelta(hours=3),
    )
    return replace(snapshot, headlines=(item, *snapshot.headlines[:1]))


@operator
def headlines_old_or_new(snapshot: Snapshot, random: Random) -> Snapshot:
    """Headlines are from last year or from tomorrow."""
    shift = timedelta(days=random.choice([-365, 1, 400]))
    moved = tuple(replace(item, published=item.published + shift) for item in snapshot.headlines)
    return replace(snapshot, headlines=moved)


@operator
def context_odd(snapshot: Snapshot, random: Random) -> Snapshot:
    """The context is that of another kind of instrument, or nothing."""
    contexts: tuple[dict[str, str | float], ...] = (
        {},
        {"instrument_type": "equity", "name": "Café & Söhne <b>", "market_value": -1.0},
        {"instrument_type": "index", "fund_assets": 1.0, "operating_margin": 0.5},
        {"instrument_type": "etf", "name": "A fund", "operating_margin": 0.2, "fund_assets": 1e15},
        {"instrument_type": "equity", "name": "X", "next_earnings_date": "1999-01-01"},
    )
    return replace(snapshot, context=random.choice(contexts))


@operator
def open_interest_undated(snapshot: Snapshot, random: Random) -> Snapshot:
    """The source does not say when open interest was counted."""
    del random
    return replace(snapshot, open_interest_date=None)


@operator
def expirations_listed_wrong(snapshot: Snapshot, random: Random) -> Snapshot:
    """The source's number of expirations is not that of the file."""
    return replace(snapshot, expirations_listed=random.choice([None, 0, 1, 7, 400]))
