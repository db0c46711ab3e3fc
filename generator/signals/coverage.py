"""What the data can carry: facts that let a note say in one sentence what is missing, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.signals.facts import Unavailable, Unit
from generator.signals.price_series import SESSIONS_A_YEAR
from generator.signals.register import Register

if TYPE_CHECKING:
    from generator.market.snapshot import Snapshot
    from generator.signals.chain import Chain

register: Final = Register("coverage", source="contracts")


@register.fact(
    Unit.TEXT,
    label="state of the quotes",
    definition="live, dead (given, but hardly any near the price is two-sided), or none",
)
def quotes_state(tradable: Chain, gates: frozenset[str]) -> str:
    if np.isnan(tradable.bid).all():
        return "none"
    return "dead" if "quotes_dead" in gates or not tradable.two_sided.any() else "live"


@register.fact(
    Unit.TEXT,
    label="state of the open interest",
    definition="reported, unpublished (0 in nearly every contract), or none",
)
def open_interest_state(gates: frozenset[str]) -> str:
    if "open_interest_unavailable" in gates:
        return "none"
    return "unpublished" if "open_interest_dead" in gates else "reported"


@register.fact(
    Unit.TEXT,
    label="coverage of the chain",
    definition="whole, or partial where not all listed expirations are in, or one expiration",
)
def chain_coverage(
    expirations_covered: int, expirations_listed: int | Unavailable, gates: frozenset[str]
) -> str:
    if "partial_chain" not in gates and not isinstance(expirations_listed, Unavailable):
        return "whole"
    return "one expiration" if expirations_covered == 1 else "partial"


@register.fact(Unit.TEXT, label="sides of the chain", definition="both, calls only, or puts only")
def chain_sides(counted: Chain) -> str:
    if counted.is_call.all():
        return "calls only"
    return "both" if counted.is_call.any() else "puts only"


@register.fact(
    Unit.TEXT,
    label="size of the chain",
    definition="thin where it holds too few contracts to speak of a chain, else usual",
)
def chain_size(gates: frozenset[str]) -> str:
    return "thin" if "thin_chain" in gates else "usual"


@register.fact(
    Unit.TEXT,
    label="price against the chain",
    definition="apart where the price is far from what calls and puts imply, else together",
)
def price_and_chain(gates: frozenset[str]) -> str:
    return "apart" if "spot_mismatch" in gates else "together"


@register.fact(
    Unit.TEXT,
    label="strike grids",
    definition="two where strikes of before a split were left out, else one",
)
def strike_grids(gates: frozenset[str]) -> str:
    return "two" if "old_strikes" in gates else "one"


@register.fact(
    Unit.TEXT,
    label="state of the daily bars",
    definition="none, adjusted (closes lowered for dividends), short (under a year) or a year",
)
def bars_state(snapshot: Snapshot) -> str:
    bars = snapshot.bars
    if bars.table.empty:
        return "none"
    if bars.adjustment == "dividends":
        return "adjusted"
    return "a year" if len(bars.table) >= SESSIONS_A_YEAR else "short"


@register.fact(
    Unit.COUNT,
    label="contracts counted",
    definition="contracts of the chain that are counted",
)
def contracts_counted(counted: Chain) -> int:
    return len(counted)
