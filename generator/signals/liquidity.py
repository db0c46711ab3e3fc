"""Liquid contracts: what trade ideas may be made from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.occ import OptionContract
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


@register.fact(
    Unit.TABLE,
    label="liquid out-of-the-money contracts",
    definition="7 to 45 days left, two-sided quote no wider than 10% of mid or 5 cents, open "
    "interest of 100 or more, with Black-76 volatility and forward delta: what ideas are made from",
    columns={
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
    },
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


def _liquid_rows(item: Slice, chain: Chain, as_of: date) -> list[Mapping[str, object]]:
    days = (item.expiration - as_of).days
    part = chain.select(item.rows)
    mid = part.mid
    return [
        {
            "contract": OptionContract(
                root=str(part.root[place]),
                expiration=item.expiration,
                is_call=bool(part.is_call[place]),
                strike=Decimal(repr(float(part.strike[place]))),
            ).symbol,
            "expiration": item.expiration,
            "days": days,
            "strike": part.strike[place],
            "right": "call" if part.is_call[place] else "put",
            "bid": part.bid[place],
            "ask": part.ask[place],
            "mid": mid[place],
            "open_interest": part.open_interest[place],
            "contract_size": part.contract_size[place],
            "implied_volatility": item.volatility[place],
            "delta": item.delta[place],
        }
        for place in liquid_places(item, chain, as_of)
    ]


def liquid_places(item: Slice, chain: Chain, as_of: date) -> NDArray[np.int64]:
    """Places in a slice of its contracts that ideas may be made from."""
    days = (item.expiration - as_of).days
    if not _IDEA_DAYS[0] <= days <= _IDEA_DAYS[1]:
        return np.array([], dtype=np.int64)
    part = chain.select(item.rows)
    spread = part.ask - part.bid
    return np.flatnonzero(
        part.two_sided
        & (spread <= np.maximum(_WIDEST_SPREAD * part.mid, _SPREAD_FLOOR) + _CENT_NOISE)
        & (part.open_interest >= _LEAST_OPEN_INTEREST)
    )
