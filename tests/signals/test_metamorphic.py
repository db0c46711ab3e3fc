"""What must not change when the chain is written differently, and what must change how."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.market.bundle import snapshot_digest
from generator.market.snapshot import Bars, Quote
from generator.signals.catalogue import CATALOGUE
from generator.signals.facts import Unit
from tests.snapshots import FRIDAY_CLOSE, Row, chain, contract, daily_bars, facts_of, snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Facts

EXPIRATIONS: Final = ("2026-08-21", "2026-08-28", "2026-09-04", "2026-09-18", "2026-10-16")
STRIKES: Final = tuple(float(strike) for strike in range(88, 114, 2))
DOLLARS: Final = frozenset({Unit.USD, Unit.USD_NOTIONAL})
BY_THE_CALENDAR: Final = frozenset({"return_1m", "return_ytd", "return_1y"})
"""Returns since a date of the calendar, which does not move with the weeks."""
STEPS: Final = np.random.default_rng(11).normal(0.0, 0.01, 80)
BARS: Final = daily_bars((100 * np.exp(np.cumsum(STEPS))).tolist(), until=date(2026, 8, 20))


@st.composite
def chains(draw: st.DrawFn) -> list[Row]:
    """A chain of five expirations with quotes of a smile, and open interest at random."""
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    rows: list[Row] = []
    for day in EXPIRATIONS:
        for strike in STRIKES:
            for right in ("call", "put"):
                sign = 1.0 if right == "call" else -1.0
                value = max(sign * (100.3 - strike), 0.0) + 3 * float(
                    np.exp(-(((strike - 100) / 10) ** 2))
                )
                rows.append(
                    contract(
                        day,
                        strike,
                        right,
                        oi=float(random.integers(0, 500)),
                        volume=float(random.integers(0, 300)),
                        bid=round(value, 3),
                        ask=round(value + 0.05, 3),
                    )
                )
    return rows


def made_of(rows: list[Row] | pd.DataFrame, **parts: object) -> Snapshot:
    """A snapshot of these contracts with a quote, bars and a rate."""
    quote = Quote(spot=100.5, open=100.0, high=101.5, low=99.5, volume=5000.0)
    made = snapshot(
        rows if isinstance(rows, list) else [],
        **{"quote": quote, "bars": BARS, "rate": 0.04} | parts,
    )
    return made if isinstance(rows, list) else replace(made, contracts=rows)


def values(facts: Facts) -> dict[str, object]:
    """Value or reason code by name."""
    return {
        name: fact.value if fact.unavailable is None else fact.unavailable.code
        for name, fact in facts.items()
    }


@settings(max_examples=15)
@given(chains(), st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(rows: list[Row], random: object) -> None:
    """Shuffled rows make the same table, the same hash and the same facts."""
    shuffled = list(rows)
    getattr(random, "shuffle")(shuffled)  # noqa: B009 - hypothesis types it as object
    first, second = made_of(rows), made_of(shuffled)
    assert snapshot_digest(first) == snapshot_digest(second)
    assert values(facts_of(first)) == values(facts_of(second))


@settings(max_examples=15)
@given(chains(), st.integers(1, 3))
def test_repeated_rows_say_nothing(rows: list[Row], times: int) -> None:
    assert values(facts_of(made_of(rows + rows[::3] * times))) == values(facts_of(made_of(rows)))


@settings(max_examples=15)
@given(chains())
def test_contracts_that_nobody_holds_or_trades_leave_every_sum(rows: list[Row]) -> None:
    """New strikes far out, without open interest, volume or quote, change no sum and no leader."""
    empty = [
        contract(day, strike, right)
        for day in EXPIRATIONS
        for strike in (20.0, 300.0)
        for right in ("call", "put")
    ]
    before, after = values(facts_of(made_of(rows))), values(facts_of(made_of(rows + empty)))
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"two_sided_quote_share", "contracts_counted"}


@settings(max_examples=15)
@given(chains())
def test_swapping_calls_and_puts_inverts_the_ratios(rows: list[Row]) -> None:
    """Each ratio becomes one over itself, each side's total the other's."""
    sides = {"call": "put", "put": "call"}
    swapped = [row | {"right": sides[str(row["right"])]} for row in rows]
    before, after = facts_of(made_of(rows)), facts_of(made_of(swapped))
    for name in ("put_call_oi_ratio", "put_call_volume_ratio", "put_call_oi_ratio_tradable"):
        there, here = before[name].number, after[name].number
        assert there is not None
        assert here is not None
        assert there * here == pytest.approx(1.0, rel=1e-12)
    for what in ("open_interest", "volume"):
        assert before[f"call_{what}"].value == after[f"put_{what}"].value
    assert before["pin_share_front"].value == after["pin_share_front"].value
    assert before["expiring_today_share"].value == after["expiring_today_share"].value


def scaled(made: Snapshot, factor: float) -> Snapshot:
    """The same market after every price was multiplied."""
    contracts, bars = made.contracts.copy(), made.bars.table.copy()
    for table, columns in (
        (contracts, ("strike", "bid", "ask", "last")),
        (bars, ("open", "high", "low", "close")),
    ):
        for column in columns:
            table[column] *= factor
    quote = made.quote
    prices = {name: getattr(quote, name) * factor for name in ("spot", "open", "high", "low")}
    return replace(
        made,
        contracts=contracts,
        bars=Bars(table=bars),
        quote=replace(quote, **prices),
    )


@settings(max_examples=15)
@given(chains(), st.sampled_from([0.125, 0.5, 2.0, 4.0, 10.0, 64.0]))
def test_prices_in_another_unit_scale_dollars_and_nothing_else(
    rows: list[Row], factor: float
) -> None:
    """Ratios, volatilities, counts and percentages stay; what is in dollars is multiplied."""
    before, after = facts_of(made_of(rows)), facts_of(scaled(made_of(rows), factor))
    for name, fact in before.items():
        other = after[name]
        assert fact.ok == other.ok, name
        if fact.unit is Unit.TABLE:
            columns = CATALOGUE[name].columns
            for row, line in zip(fact.rows, other.rows, strict=True):
                assert_scaled(row, line, columns, factor)
        else:
            assert_scaled({name: fact.value}, {name: other.value}, {name: fact.unit}, factor)


def assert_scaled(
    row: Mapping[str, object], other: Mapping[str, object], units: Mapping[str, Unit], factor: float
) -> None:
    """``other`` is ``row`` with its dollars multiplied."""
    for name, value in row.items():
        if isinstance(value, float):
            by = factor if units[name] in DOLLARS else 1.0
            assert other[name] == pytest.approx(value * by, rel=1e-7, abs=1e-9 * by), name
        elif not isinstance(value, str):
            assert other[name] == value, name


@settings(max_examples=10)
@given(chains(), st.sampled_from([2.0, 4.0, 8.0]))
def test_a_split_that_everything_went_through_changes_no_ratio(
    rows: list[Row], ratio: float
) -> None:
    """Prices and strikes fall to a part, counts rise to a multiple; fractions and ratios stay."""
    split = scaled(made_of(rows), 1 / ratio)
    counts = {name: split.contracts[name] * ratio for name in ("open_interest", "volume")}
    before, after = (
        facts_of(made_of(rows)),
        facts_of(replace(split, contracts=split.contracts.assign(**counts))),
    )
    for name, fact in before.items():
        if fact.unit in {Unit.FRACTION, Unit.RATIO} and fact.number is not None:
            assert after[name].number == pytest.approx(fact.number, rel=1e-7, abs=1e-9), name
        if fact.unit is Unit.CONTRACTS and fact.number is not None:
            assert after[name].number == fact.number * ratio, name


@settings(max_examples=10)
@given(chains(), st.sampled_from([-5, -3, -1]))
def test_the_same_chain_some_weeks_earlier_says_the_same(rows: list[Row], weeks: int) -> None:
    """All dates move by whole weeks; days left, volatilities, ratios and levels stay.

    What depends on which Friday of its month a date is, or on a holiday in between, is left out.
    """
    shift = timedelta(weeks=weeks)
    moved = [
        row | {"expiration": (date.fromisoformat(str(row["expiration"])) + shift).isoformat()}
        for row in rows
    ]
    bars = daily_bars(BARS.table["close"].tolist(), until=date(2026, 8, 20) + shift)
    before = facts_of(made_of(rows))
    after = facts_of(made_of(moved, as_of=FRIDAY_CLOSE + shift, bars=bars))
    for name, fact in before.items():
        if fact.number is not None and "monthly" not in name and name not in BY_THE_CALENDAR:
            assert after[name].number == pytest.approx(fact.number, rel=1e-9, abs=1e-12), name


@settings(max_examples=10)
@given(chains())
def test_what_lies_after_the_quote_is_not_known_to_it(rows: list[Row]) -> None:
    """The facts of a day are the same without the contracts that expired the day before."""
    expired = [row | {"expiration": "2026-08-20", "open_interest": 1e6} for row in rows[:20]]
    assert values(facts_of(made_of(rows + expired))) == values(facts_of(made_of(rows)))


def test_a_table_of_no_rows_is_a_chain_too() -> None:
    assert len(chain([])) == 0
    assert values(facts_of(made_of([])))["put_call_oi_ratio"] == "empty_chain"
