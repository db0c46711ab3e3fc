"""Liquid contracts: what trade ideas may be made from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.occ import OptionContract
from generator.signals.black import black_forward_delta
from generator.signals.facts import Unavailable, Unit
from generator.signals.register import Register

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot
    from generator.signals.chain import Chain
    from generator.signals.surface import Slice

register: Final = Register("liquidity", source="contracts")

Table = tuple[Mapping[str, object], ...]

_IDEA_DAYS: Final = (7, 45)
_WIDEST_SPREAD: Final = 0.10
_SPREAD_FLOOR: Final = 0.05
_CENT_NOISE: Final = 1e-9
_LEAST_OPEN_INTEREST: Final = 100


_COLUMNS: Final = {
    "contract": Unit.CONTRACT,
    "expiration": Unit.DATE,
    "days": Unit.DAYS,
    "strike": Unit.USD,
    "right": Unit.TEXT,
    "bid": Unit.USD,
    "ask": Unit.USD,
    "mid": Unit.USD,
    "open_interest": Unit.CONTRACTS,
    "contract_size": Unit.COUNT,
    "implied_volatility": Unit.FRACTION,
    "delta": Unit.RATIO,
}


@register.fact(
    Unit.TABLE,
    label="liquid out-of-the-money contracts",
    definition="7 to 45 days left, two-sided quote no wider than 10% of mid or 5 cents, open "
    "interest of 100 or more, with Black-76 volatility and forward delta: what ideas are made from",
    columns=_COLUMNS,
)
def liquid_contracts(
    snapshot: Snapshot, tradable: Chain, surface: tuple[Slice, ...]
) -> Table | Unavailable:
    if not tradable.two_sided.any():
        return Unavailable("no_quotes", "no contract has a two-sided quote")
    rows = tuple(
        row for item in surface for row in _liquid_rows(item, tradable, snapshot.as_of_date)
    )
    return rows or Unavailable("illiquid", "no contract of 7 to 45 days is liquid enough")


@register.fact(
    Unit.TABLE,
    label="liquid pairs at the money",
    definition="the call and the put of the strike nearest the forward, by expiration, where both "
    "are as liquid as other contracts of ideas; one volatility for both, interpolated in strike",
    columns=_COLUMNS,
)
def liquid_pairs(
    snapshot: Snapshot, tradable: Chain, surface: tuple[Slice, ...]
) -> Table | Unavailable:
    if not tradable.two_sided.any():
        return Unavailable("no_quotes", "no contract has a two-sided quote")
    rows = tuple(row for item in surface for row in _pair_rows(item, tradable, snapshot.as_of_date))
    return rows or Unavailable("illiquid", "no pair of 7 to 45 days is liquid enough")


def _liquid_rows(item: Slice, chain: Chain, as_of: date) -> list[Mapping[str, object]]:
    return [
        _row(
            chain,
            int(item.rows[place]),
            as_of,
            volatility=float(item.volatility[place]),
            delta=float(item.delta[place]),
        )
        for place in liquid_places(item, chain, as_of)
    ]


def _pair_rows(item: Slice, chain: Chain, as_of: date) -> list[Mapping[str, object]]:
    found = []
    for place in pair_places(item, chain, as_of):
        strike, is_call = float(chain.strike[place]), bool(chain.is_call[place])
        volatility = float(np.interp(strike, item.strike, item.volatility))
        delta = black_forward_delta(
            forward=item.forward,
            strike=strike,
            deviation=volatility * np.sqrt(item.years),
            is_call=is_call,
        )
        found.append(_row(chain, place, as_of, volatility=volatility, delta=float(delta)))
    return found


def _row(
    chain: Chain, place: int, as_of: date, *, volatility: float, delta: float
) -> Mapping[str, object]:
    expiration: date = chain.expiration[place].astype("datetime64[D]").astype(object)
    is_call = bool(chain.is_call[place])
    return {
        "contract": OptionContract(
            root=str(chain.root[place]),
            expiration=expiration,
            is_call=is_call,
            strike=Decimal(repr(float(chain.strike[place]))),
        ).symbol,
        "expiration": expiration,
        "days": (expiration - as_of).days,
        "strike": chain.strike[place],
        "right": "call" if is_call else "put",
        "bid": chain.bid[place],
        "ask": chain.ask[place],
        "mid": (chain.bid[place] + chain.ask[place]) / 2,
        "open_interest": chain.open_interest[place],
        "contract_size": chain.contract_size[place],
        "implied_volatility": volatility,
        "delta": delta,
    }


def liquid_places(item: Slice, chain: Chain, as_of: date) -> NDArray[np.int64]:
    """Places in a slice of its contracts that ideas may be made from."""
    if not _is_of_ideas(item, as_of):
        return np.array([], dtype=np.int64)
    return np.flatnonzero(_is_liquid(chain.select(item.rows)))


def pair_places(item: Slice, chain: Chain, as_of: date) -> list[int]:
    """Places in the chain of the call and the put at the strike nearest the forward, or none.

    They are of the series that the slice is made from, and the strike lies between strikes that
    have a volatility.
    """
    if not (_is_of_ideas(item, as_of) and len(item.strike)):
        return []
    series = chain.places_of_series(item.expiration, chain.main_root(item.expiration))
    strikes = np.unique(chain.strike[series])
    nearest = strikes[np.argmin(np.abs(strikes - item.forward))]
    if not item.strike[0] <= nearest <= item.strike[-1]:
        return []
    pair = series[chain.strike[series] == nearest]
    calls, puts = pair[chain.is_call[pair]], pair[~chain.is_call[pair]]
    if len(calls) != 1 or len(puts) != 1 or not _is_liquid(chain.select(pair)).all():
        return []
    return [int(calls[0]), int(puts[0])]


def _is_of_ideas(item: Slice, as_of: date) -> bool:
    return _IDEA_DAYS[0] <= (item.expiration - as_of).days <= _IDEA_DAYS[1]


def _is_liquid(part: Chain) -> NDArray[np.bool_]:
    spread = part.ask - part.bid
    liquid: NDArray[np.bool_] = (
        part.two_sided
        & (spread <= np.maximum(_WIDEST_SPREAD * part.mid, _SPREAD_FLOOR) + _CENT_NOISE)
        & (part.open_interest >= _LEAST_OPEN_INTEREST)
    )
    return liquid
