"""Liquid contracts and pairs: bounds of days, quotes and open interest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from generator.market.demo import demo_snapshot
from generator.signals.catalogue import compute_facts
from generator.signals.history import History

if TYPE_CHECKING:
    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Facts


def facts_of(snapshot: Snapshot) -> Facts:
    """The facts of a snapshot without a past."""
    return compute_facts(snapshot, History(), snapshot_sha256="")


@cache
def demo() -> Facts:
    """The facts of the demo."""
    return facts_of(demo_snapshot())


def rows(name: str, facts: Facts | None = None) -> list[dict[str, Any]]:
    """The rows of a table."""
    return [dict(row) for row in (facts or demo())[name].rows]


def test_a_pair_is_the_call_and_the_put_of_the_strike_nearest_the_forward() -> None:
    forwards = {row["expiration"]: row["forward"] for row in rows("forward_by_expiration")}
    chain = demo_snapshot().contracts
    found = rows("liquid_pairs")
    assert found
    for call, put in zip(found[::2], found[1::2], strict=True):
        assert (call["right"], put["right"]) == ("call", "put")
        assert (call["strike"], call["expiration"]) == (put["strike"], put["expiration"])
        forward = forwards[call["expiration"]]
        listed = chain["strike"][chain["expiration"] == np.datetime64(call["expiration"])]
        nearest = float(np.min(np.abs(listed - forward)))
        assert abs(call["strike"] - forward) == pytest.approx(nearest)
        assert call["implied_volatility"] == put["implied_volatility"]
        assert call["delta"] - put["delta"] == pytest.approx(1)
        assert 0.4 < call["delta"] < 0.6


@pytest.mark.parametrize("name", ["liquid_contracts", "liquid_pairs"])
def test_liquid_rows_keep_to_their_bounds(name: str) -> None:
    for row in rows(name):
        assert 7 <= row["days"] <= 45
        assert 0 < row["bid"] <= row["mid"] <= row["ask"]
        assert row["ask"] - row["bid"] <= max(0.1 * row["mid"], 0.05) + 1e-9
        assert row["open_interest"] >= 100


@pytest.mark.parametrize("column", ["open_interest", "ask"])
def test_a_pair_with_one_leg_that_is_not_liquid_is_none(column: str) -> None:
    """The put of each strike at the money with 99 contracts open, or quoted too wide."""
    snapshot = demo_snapshot()
    chain = snapshot.contracts
    near = ((chain["right"] == "put") & (abs(chain["strike"] - 250) <= 2)).to_numpy()
    values = chain[column].to_numpy()
    worse = np.full(len(values), 99.0) if column == "open_interest" else values * 1.3
    changed = chain.assign(**{column: np.where(near, worse, values)})
    found = facts_of(replace(snapshot, contracts=changed))
    assert not rows("liquid_pairs", found)
    lacking = found["liquid_pairs"].unavailable
    assert lacking is not None
    assert lacking.code == "illiquid"


def test_without_quotes_nothing_is_liquid() -> None:
    snapshot = demo_snapshot()
    bare = replace(snapshot, contracts=snapshot.contracts.assign(bid=np.nan, ask=np.nan))
    for name in ("liquid_contracts", "liquid_pairs"):
        lacking = facts_of(bare)[name].unavailable
        assert lacking is not None
        assert lacking.code == "no_quotes"
