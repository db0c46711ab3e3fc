"""Measure all facts of a chain beside two sums over groups of the same table in pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.timing import Row, alternating
from generator.config import Settings
from generator.pipeline import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from generator.market.snapshot import Snapshot

RUNS = 9
SMALL, SMALL_LIMIT, LIMIT = 7_000, 60.0, 150.0
"""Contracts up to which a chain is small, and the milliseconds that each kind may take."""


def bare_sums(contracts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What a script would begin with: sums by expiration and side, and by strike and side."""
    figures = ["open_interest", "volume"]
    return (
        contracts.groupby(["expiration", "right"])[figures].sum(),
        contracts.groupby(["strike", "right"])[figures].sum(),
    )


def signal_rows(given: Mapping[str, Snapshot]) -> list[Row]:
    """All facts of each snapshot, its gates included."""
    return [_row(name, snapshot) for name, snapshot in given.items()]


def _row(name: str, snapshot: Snapshot) -> Row:
    contracts = snapshot.contracts

    def compute() -> object:
        return facts_of(snapshot, "0" * 64, Settings())

    ours, theirs = alternating([compute, lambda: bare_sums(contracts)], RUNS)
    limit = SMALL_LIMIT if len(contracts) <= SMALL else LIMIT
    title = f"signals, {name}, {len(contracts):,} contracts"
    return Row(title, ours, "two groupbys in pandas", theirs, limit=limit)
