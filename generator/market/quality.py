"""The gates: what is wrong with a snapshot, and whether a note may be made from it.

Imperfect markets are values, not exceptions. Each issue has a stable code, a verdict and a
sentence. ``block``: no note. ``degrade``: a note whose affected section says what is missing.
``note``: a remark in the method section.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from generator.market.issues import Issue
from generator.market.tables import CONTRACT_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot


def counted_mask(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Which rows of ``snapshot.contracts`` are counted contracts.

    Standard deliverable, key unique (of rows that are the same throughout the first stays, rows
    that disagree all go), strike above 0, no negative open interest or volume, expiration not
    before the as-of date. Unknown open interest or volume does not disqualify a row.
    """
    table = snapshot.contracts
    repeated, conflicting = repeats(table)
    mask: NDArray[np.bool_] = (
        table["standard"].to_numpy(dtype=bool)
        & ~repeated
        & ~conflicting
        & (table["strike"].to_numpy() > 0)
        & ~(table["open_interest"].to_numpy() < 0)
        & ~(table["volume"].to_numpy() < 0)
        & (table["expiration"].to_numpy() >= np.datetime64(snapshot.as_of_date, "s"))
    )
    return mask


def repeats(table: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Rows that are the same as one before them, and rows that share a key and differ.

    The table is sorted by its key, so equal keys are neighbours and the usual answer, that there
    are none, costs one look at each pair.
    """
    none = np.zeros(len(table), dtype=bool)
    same = np.ones(max(len(table) - 1, 0), dtype=bool)
    for name in CONTRACT_KEY:
        values = table[name].to_numpy()
        same &= values[1:] == values[:-1]
    if not same.any():
        return none, none
    repeated = table.duplicated(keep="first").to_numpy()
    key = table.loc[~repeated, list(CONTRACT_KEY)]
    conflicting = none.copy()
    conflicting[~repeated] = key.duplicated(keep=False).to_numpy()
    return repeated, conflicting


def two_sided(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which contracts have a quote with ``0 < bid <= ask``."""
    bid = table["bid"].to_numpy()
    ask = table["ask"].to_numpy()
    return (bid > 0) & (bid <= ask)


def assess(snapshot: Snapshot) -> tuple[Issue, ...]:
    """All issues of ``snapshot``: the importer's, then those that the data itself shows."""
    return (*snapshot.issues, *_chain_issues(snapshot), *_price_issues(snapshot))


def _chain_issues(snapshot: Snapshot) -> Iterator[Issue]:
    table = snapshot.contracts
    if table.empty:
        yield Issue("empty_chain", "block", "the chain holds no contract")
        return
    counted = counted_mask(snapshot)
    if not counted.any():
        yield Issue("no_counted_contracts", "block", "no contract of the chain can be counted")
        return
    yield from _row_issues(snapshot)
    alive = table[counted]
    for right in ("call", "put"):
        if not (alive["right"] == right).any():
            yield Issue("one_side_only", "degrade", f"the chain holds no {right}s")
    if not two_sided(alive).any():
        yield Issue("no_quotes", "degrade", "no contract has a two-sided quote")
    if not alive["open_interest"].notna().any():
        yield Issue("open_interest_unavailable", "degrade", "open interest is not reported")
    elif not (alive["open_interest"] > 0).any():
        yield Issue("open_interest_unavailable", "degrade", "open interest is 0 everywhere")


def _row_issues(snapshot: Snapshot) -> Iterator[Issue]:
    table = snapshot.contracts
    past = table["expiration"].to_numpy() < np.datetime64(snapshot.as_of_date, "s")
    if past.any():
        message = "contracts that expired before the as-of date were left out"
        yield Issue("expired_rows", "note", message, int(past.sum()))
    adjusted = ~table["standard"].to_numpy(dtype=bool)
    if adjusted.any():
        message = "contracts with an adjusted deliverable were left out"
        yield Issue("adjusted_contracts", "note", message, int(adjusted.sum()))
    repeated, conflicts = repeats(table)
    if repeated.any():
        message = "repeated contracts were counted once"
        yield Issue("duplicate_contracts", "note", message, int(repeated.sum()))
    if conflicts.any():
        message = "contracts given twice with different values were left out"
        yield Issue("conflicting_contracts", "degrade", message, int(conflicts.sum()))
    negative = (
        (table["open_interest"] < 0) | (table["volume"] < 0) | ~(table["strike"] > 0)
    ).to_numpy()
    if negative.any():
        message = "contracts with a negative or zero strike, volume or open interest were left out"
        yield Issue("impossible_rows", "degrade", message, int(negative.sum()))


def _price_issues(snapshot: Snapshot) -> Iterator[Issue]:
    sessions = snapshot.sessions()
    if not snapshot.quote.spot > 0:
        yield Issue("no_spot", "block", "the underlying has no price")
    if not sessions.is_session(snapshot.as_of_date):
        message = f"{snapshot.as_of_date} is no session of the exchange; no change is reported"
        yield Issue("not_a_session", "degrade", message)
    bars = snapshot.bars
    if bars.table.empty:
        yield Issue("no_bars", "degrade", "no daily prices were given")
    elif bars.adjustment == "dividends":
        yield Issue(
            "bars_adjusted_for_dividends",
            "degrade",
            "the daily closes are lowered for dividends and give no level or return",
        )
