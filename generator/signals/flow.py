"""What traded in the session: premium by side, and contracts with unusual volume.

Premium is an estimate: volume says how many contracts changed hands in a session, not at what
price each did.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.occ import OptionContract
from generator.signals.facts import Unavailable, Unit
from generator.signals.positioning import COVERAGE_MINIMUM
from generator.signals.register import Measured, Register

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot
    from generator.signals.chain import Chain

register: Final = Register("positioning", source="contracts")

Table = tuple[Mapping[str, object], ...]

_UNUSUAL_VOLUME: Final = 500
_UNUSUAL_OPEN_INTEREST: Final = 100
_UNUSUAL_LAST: Final = 0.10
_UNUSUAL_RATIO: Final = 1.25
_UNUSUAL_DAYS: Final = 7


def _prices(chain: Chain, gates: frozenset[str]) -> NDArray[np.float64]:
    """Mids, where quotes are alive, else last prices of contracts that traded; else NaN."""
    last = np.where((chain.volume > 0) & (chain.last > 0), chain.last, np.nan)
    if "quotes_dead" in gates:
        return last
    return np.where(chain.two_sided, chain.mid, last)


@register.fact(
    Unit.TABLE,
    label="contracts with unusual volume",
    definition="tradable contracts with volume above 500, open interest above 100, last price "
    "above 0.10, volume / open interest of 1.25 or more and 7 days or more left, by premium, which "
    "is estimated as volume x mid (last price without a live quote) x contract size",
    columns={
        "contract": Unit.CONTRACT,
        "expiration": Unit.DATE,
        "strike": Unit.USD,
        "right": Unit.TEXT,
        "volume": Unit.CONTRACTS,
        "open_interest": Unit.CONTRACTS,
        "ratio": Unit.RATIO,
        "last": Unit.USD,
        "premium": Unit.USD_NOTIONAL,
    },
)
def unusual_contracts(
    snapshot: Snapshot, held: Chain, gates: frozenset[str]
) -> Table | Unavailable:
    for values, what in ((held.volume, "volume"), (held.open_interest, "open interest")):
        if not (values > 0).any():
            return Unavailable("not_reported", f"{what} is 0 or missing in every contract")
    found = unusual(snapshot, held)
    premium = premiums(found, gates)
    order = np.argsort(-premium, kind="stable")
    rows = tuple(_unusual_row(found, place, premium[place]) for place in order)
    return rows or Unavailable("none_unusual", "no contract traded that much beside what is open")


@register.fact(
    Unit.TABLE,
    label="contract furthest above its open interest",
    definition="of the contracts with unusual volume the one whose volume is the most contracts "
    "above its open interest, with its share of the session's volume in counted contracts, and "
    "its volume as a share of the open interest of its side",
    columns={
        "contract": Unit.CONTRACT,
        "expiration": Unit.DATE,
        "strike": Unit.USD,
        "right": Unit.TEXT,
        "volume": Unit.CONTRACTS,
        "open_interest": Unit.CONTRACTS,
        "ratio": Unit.RATIO,
        "volume_share": Unit.FRACTION,
        "side_share": Unit.FRACTION,
    },
)
def contract_above_open_interest(
    snapshot: Snapshot, held: Chain, whole_chain: Chain
) -> Table | Unavailable:
    found = unusual(snapshot, held)
    if not len(found):
        return Unavailable("none_unusual", "no contract traded that much beside what is open")
    place = int(np.argmax(found.volume - found.open_interest))
    side = held.is_call == found.is_call[place]
    volume, opened = float(found.volume[place]), float(found.open_interest[place])
    row = {
        "contract": _symbol(found, place),
        "expiration": found.expiration[place],
        "strike": found.strike[place],
        "right": "call" if found.is_call[place] else "put",
        "volume": volume,
        "open_interest": opened,
        "ratio": volume / opened,
        "volume_share": volume / float(np.nansum(whole_chain.volume)),
        "side_share": volume / float(np.nansum(held.open_interest[side])),
    }
    return (row,)


def unusual(snapshot: Snapshot, held: Chain) -> Chain:
    """The contracts with unusual volume."""
    soonest = np.datetime64(snapshot.as_of_date, "D") + np.timedelta64(_UNUSUAL_DAYS, "D")
    return held.select(
        (held.volume > _UNUSUAL_VOLUME)
        & (held.open_interest > _UNUSUAL_OPEN_INTEREST)
        & (held.last > _UNUSUAL_LAST)
        & (held.volume >= _UNUSUAL_RATIO * held.open_interest)
        & (held.expiration >= soonest)
    )


def premiums(chain: Chain, gates: frozenset[str]) -> NDArray[np.float64]:
    """Estimated dollars that changed hands in each contract; NaN where none has a price."""
    return chain.volume * _prices(chain, gates) * chain.contract_size


def _unusual_row(chain: Chain, place: int, premium: float) -> Mapping[str, object]:
    volume, held = float(chain.volume[place]), float(chain.open_interest[place])
    return {
        "contract": _symbol(chain, place),
        "expiration": chain.expiration[place],
        "strike": chain.strike[place],
        "right": "call" if chain.is_call[place] else "put",
        "volume": volume,
        "open_interest": held,
        "ratio": volume / held,
        "last": chain.last[place],
        "premium": premium,
    }


def _symbol(chain: Chain, place: int) -> str:
    return OptionContract(
        root=str(chain.root[place]),
        expiration=chain.expiration[place].item(),
        is_call=bool(chain.is_call[place]),
        strike=Decimal(repr(float(chain.strike[place]))),
    ).symbol


_PREMIUM: Final = (
    "estimate: sum over counted {}s of volume x mid (last price without a live quote) x contract "
    "size; unavailable where less than 80% of the volume has a price"
)


@register.fact(
    Unit.USD_NOTIONAL,
    label="estimated premium traded in calls",
    definition=_PREMIUM.format("call"),
)
def call_premium_traded(whole_chain: Chain, gates: frozenset[str]) -> Measured | Unavailable:
    return _premium(whole_chain.select(whole_chain.is_call), gates)


@register.fact(
    Unit.USD_NOTIONAL,
    label="estimated premium traded in puts",
    definition=_PREMIUM.format("put"),
)
def put_premium_traded(whole_chain: Chain, gates: frozenset[str]) -> Measured | Unavailable:
    return _premium(whole_chain.select(~whole_chain.is_call), gates)


def _premium(side: Chain, gates: frozenset[str]) -> Measured | Unavailable:
    traded = side.select(side.volume > 0)
    if not len(traded):
        return Unavailable("not_reported", "volume is 0 or missing in every contract of that side")
    premium = premiums(traded, gates)
    priced = np.isfinite(premium)
    share = float(traded.volume[priced].sum() / traded.volume.sum())
    if share < COVERAGE_MINIMUM:
        return Unavailable("no_prices", f"{share:.0%} of the volume has a price")
    method = None if priced.all() else f"{share:.1%} of the volume has a price"
    return Measured(float(premium[priced].sum()), method=method)
