"""The option chain as columns: counted contracts, which of them still trade, and how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from generator.market.counting import counted_mask
from generator.market.sessions import years_between

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Contracts side by side; every array has one entry a contract.

    Args:
        row: Row of the contract in ``snapshot.contracts``.
        root: Option root.
        expiration: Exchange date, ``datetime64[D]``.
        strike: Dollars.
        is_call: Calls apart from puts.
        settlement: "PM" or "AM".
        bid: Dollars a share.
        ask: Dollars a share.
        last: Dollars a share; the closing price of an end-of-day file.
        volume: Contracts this session; NaN if unknown.
        open_interest: Contracts; NaN if unknown.
        contract_size: Shares.
        years: Years to settlement, 365 days each; not above 0 once settled.
    """

    row: NDArray[np.int64]
    root: NDArray[Any]
    expiration: NDArray[np.datetime64]
    strike: NDArray[np.float64]
    is_call: NDArray[np.bool_]
    settlement: NDArray[Any]
    bid: NDArray[np.float64]
    ask: NDArray[np.float64]
    last: NDArray[np.float64]
    volume: NDArray[np.float64]
    open_interest: NDArray[np.float64]
    contract_size: NDArray[np.float64]
    years: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.row)

    def select(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Chain:
        """The contracts that ``which`` marks or places."""
        return Chain(**{name: getattr(self, name)[which] for name in Chain.__slots__})

    @property
    def tradable(self) -> Chain:
        """The contracts that settle after the as-of time."""
        return self.select(self.years > 0)

    @property
    def two_sided(self) -> NDArray[np.bool_]:
        """Which contracts have a quote with ``0 < bid <= ask``."""
        return (self.bid > 0) & (self.bid <= self.ask)

    @property
    def mid(self) -> NDArray[np.float64]:
        """Mid prices, dollars a share; NaN without a two-sided quote."""
        return np.where(self.two_sided, (self.bid + self.ask) / 2, np.nan)

    @property
    def expirations(self) -> list[date]:
        """The distinct expirations, ascending."""
        days: list[date] = np.unique(self.expiration).tolist()
        return days

    @property
    def series(self) -> list[tuple[date, str]]:
        """Expiration and root of each series, ascending; series are never merged."""
        return sorted(set(zip(self.expiration.tolist(), self.root.tolist(), strict=True)))

    def of_series(self, expiration: date, root: str) -> Chain:
        """The contracts of one series."""
        return self.select(self.places_of_series(expiration, root))

    def places_of_series(self, expiration: date, root: str) -> NDArray[np.int64]:
        """Places of the contracts of one series."""
        of_day = np.flatnonzero(self.expiration == np.datetime64(expiration, "D"))
        found: NDArray[np.int64] = of_day[self.root[of_day] == root]
        return found

    def main_root(self, expiration: date) -> str:
        """The root that most open interest of a date is in.

        On the dates on which one root settles at the open and another at the close they are
        different instruments. Ties go to the series that settles later, then by name.
        """
        part = self.select(self.expiration == np.datetime64(expiration, "D"))
        roots = sorted(set(part.root.tolist()))
        if len(roots) == 1:
            return str(roots[0])

        def weight(root: str) -> tuple[float, float, str]:
            own = part.root == root
            return (
                float(np.nansum(part.open_interest[own])),
                float(part.years[own].max()),
                root,
            )

        return str(max(roots, key=weight))

    def of(self, expiration: date) -> Chain:
        """The contracts of one expiration; of several roots the main one's."""
        return self.of_series(expiration, self.main_root(expiration))


def counted_chain(snapshot: Snapshot, calendar: Sessions) -> Chain:
    """The counted contracts of ``snapshot``."""
    rows = np.flatnonzero(counted_mask(snapshot))
    table = snapshot.contracts.iloc[rows]
    expiration = table["expiration"].to_numpy().astype("datetime64[D]")
    settlement = table["settlement"].to_numpy()
    return Chain(
        row=rows,
        root=table["root"].to_numpy(),
        expiration=expiration,
        strike=table["strike"].to_numpy(),
        is_call=table["right"].to_numpy() == "call",
        settlement=settlement,
        bid=table["bid"].to_numpy(),
        ask=table["ask"].to_numpy(),
        last=table["last"].to_numpy(),
        volume=table["volume"].to_numpy(),
        open_interest=table["open_interest"].to_numpy(),
        contract_size=table["contract_size"].to_numpy(),
        years=_years_to_settlement(expiration, settlement, snapshot, calendar),
    )


def _years_to_settlement(
    expiration: NDArray[np.datetime64],
    settlement: NDArray[Any],
    snapshot: Snapshot,
    calendar: Sessions,
) -> NDArray[np.float64]:
    years = np.empty(len(expiration))
    for kind in ("PM", "AM"):
        of_kind = settlement == kind
        days, places = np.unique(expiration[of_kind], return_inverse=True)
        ends = [calendar.settlement_time(day, kind) for day in days.tolist()]
        spans = np.array([years_between(snapshot.as_of, end) for end in ends])
        years[of_kind] = spans[places] if len(days) else 0.0
    return years
