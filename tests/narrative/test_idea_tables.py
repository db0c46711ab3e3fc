"""The tables behind the ideas, held beside legs and payoffs that are worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.narrative import payoff
from generator.narrative.derived import DERIVED, made
from generator.narrative.idea_tables import (
    ANY_TIME,
    AT_EXPIRATION,
    BEFORE_DIVIDEND,
    BREAK_EVEN,
    PRICE,
    SIGMA_DOWN,
    SIGMA_UP,
    STRIKE,
    assignment,
    leg_rows,
    payoff_legs,
    payoff_rows,
)
from generator.narrative.structures import Leg, Position
from tests.narrative.made_facts import demo_with
from tests.narrative.test_structures import EXPIRATION, contract

if TYPE_CHECKING:
    from generator.signals.facts import Facts, Row, Value

CALL: Final = contract("call", 100, 4.00, 0.51)
FAR_CALL: Final = contract("call", 107, 1.20, 0.22)
PUT: Final = contract("put", 93, 1.30, 0.23)
SPREAD: Final = Position("bull call spread", (Leg(CALL, 1), Leg(FAR_CALL, -1)))
"""Costs 2.80, breaks even at 102.80, gains 4.20 at most."""
COLLAR: Final = Position("collar", (Leg(PUT, 1), Leg(FAR_CALL, -1)), shares=100.0)
"""Costs 0.10 beside the shares, so breaks even at 100.10."""


def facts_with(spot: float | None = 100.0, move: float | None = 8.0, **values: Value) -> Facts:
    """Facts whose expected move to the expiration is ``move`` dollars."""
    row: Row = {"expiration": EXPIRATION, "expected_move": move}
    moves = None if move is None else (row,)
    return demo_with(spot=spot, expected_move_by_expiration=moves, **values)


def points(position: Position, facts: Facts) -> list[tuple[float, str, float]]:
    """Price at the cent, name and profit at the cent of each row of a position."""
    return [
        (round(_number(row, "price"), 2), str(row["point"]), round(_number(row, "profit"), 2))
        for row in payoff_rows([position], facts)
    ]


def _number(row: Row, column: str) -> float:
    value = row[column]
    assert isinstance(value, int | float)
    return value


def test_a_spread_pays_what_its_strikes_and_its_cost_say() -> None:
    assert points(SPREAD, facts_with()) == [
        (92.0, SIGMA_DOWN, -280.0),
        (100.0, STRIKE, -280.0),
        (102.8, BREAK_EVEN, 0.0),
        (107.0, STRIKE, 420.0),
        (108.0, SIGMA_UP, 420.0),
    ]


def test_a_price_that_is_two_things_is_named_by_the_one_that_says_more() -> None:
    """Spot at a strike is the strike, and so is one sigma that ends there."""
    assert [name for _, name, _ in points(SPREAD, facts_with())].count(PRICE) == 0
    near = points(SPREAD, facts_with(spot=101.0, move=1.0))
    assert [name for _, name, _ in near] == [STRIKE, PRICE, SIGMA_UP, BREAK_EVEN, STRIKE]


def test_shares_that_are_held_count_in_the_payoff() -> None:
    """Below the put a collar of 100 loses 100 - 93 + 0.10, above the call it gains 7 - 0.10."""
    assert points(COLLAR, facts_with()) == [
        (92.0, SIGMA_DOWN, -710.0),
        (93.0, STRIKE, -710.0),
        (100.0, PRICE, -10.0),
        (100.1, BREAK_EVEN, 0.0),
        (107.0, STRIKE, 690.0),
        (108.0, SIGMA_UP, 690.0),
    ]


@pytest.mark.parametrize("move", [None, 0.0])
def test_without_an_expected_move_there_are_no_sigmas(move: float | None) -> None:
    rows = payoff_rows([SPREAD], facts_with(move=move))
    assert [row["point"] for row in rows] == [STRIKE, BREAK_EVEN, STRIKE]
    assert {row["moves"] for row in rows} == {None}


def test_without_a_price_there_are_no_payoffs() -> None:
    assert payoff_rows([SPREAD], facts_with(spot=None)) == []


def test_moves_count_standard_deviations_from_the_price() -> None:
    rows = payoff_rows([SPREAD], facts_with())
    assert [row["moves"] for row in rows] == pytest.approx([-1, 0, 0.35, 0.875, 1])


def test_ideas_are_counted_from_one_in_their_order() -> None:
    legs = leg_rows([SPREAD, COLLAR], facts_with())
    assert [row["idea"] for row in legs] == [1, 1, 2, 2, 2]
    assert {row["idea"] for row in payoff_rows([SPREAD, COLLAR], facts_with())} == {1, 2}


def test_legs_are_listed_as_they_are_traded_shares_first() -> None:
    rows = leg_rows([COLLAR], facts_with())
    told = [(row["side"], row["kind"], row["quantity"], row["strike"]) for row in rows]
    assert told == [
        ("hold shares", "shares", 100, None),
        ("buy", "put", 1, 93),
        ("sell", "call", 1, 107),
    ]
    assert rows[1]["spread"] == pytest.approx(0.04 / 1.30)


def test_only_what_is_sold_may_be_assigned() -> None:
    assert assignment(Leg(CALL, 1), facts_with()) is None
    assert assignment(Leg(CALL, -1), facts_with(instrument_type="etf")) is not None


@pytest.mark.parametrize(
    ("kind", "right", "day", "when"),
    [
        ("index", "call", EXPIRATION, AT_EXPIRATION),
        ("etf", "call", EXPIRATION, BEFORE_DIVIDEND),
        ("etf", "call", date(2026, 1, 31), ANY_TIME),
        ("etf", "put", EXPIRATION, ANY_TIME),
    ],
)
def test_a_sold_option_is_assigned_when_its_holder_gains_most(
    kind: str, right: str, day: date, when: str
) -> None:
    facts = facts_with(instrument_type=kind, ex_dividend_date=day)
    assert assignment(Leg(CALL if right == "call" else PUT, -1), facts) == when


def test_without_an_ex_dividend_date_a_call_may_be_assigned_at_any_time() -> None:
    facts = demo_with(instrument_type="equity", ex_dividend_date=None)
    assert assignment(Leg(CALL, -1), facts) == ANY_TIME


def written(*positions: Position) -> Facts:
    """Facts that hold the legs of ``positions``."""
    facts = facts_with()
    return facts.with_facts(made(DERIVED["idea_legs"], tuple(leg_rows(positions, facts))))


def test_legs_read_back_from_the_table_are_those_of_the_position() -> None:
    facts = written(SPREAD, COLLAR)
    assert payoff_legs(facts, 1) == SPREAD.payoff_legs
    assert payoff_legs(facts, 2) == COLLAR.payoff_legs
    assert payoff_legs(facts, 3) == ()


@given(
    st.floats(50, 150), st.floats(0.5, 40), st.integers(1, 60), st.sampled_from([100.0, 10.0, 50.0])
)
def test_rows_ascend_with_each_cent_once_and_pay_what_their_legs_do(
    spot: float, move: float, width: int, size: float
) -> None:
    low = replace(CALL, size=size)
    high = replace(FAR_CALL, strike=100.0 + width, size=size)
    position = Position("bull call spread", (Leg(low, 1), Leg(high, -1)))
    rows = payoff_rows([position], facts_with(spot, move))
    cents = [round(_number(row, "price"), 2) for row in rows]
    assert cents == sorted(set(cents))
    for row in rows:
        expected = float(payoff.profit(position.payoff_legs, _number(row, "price"))) * size
        assert row["profit"] == pytest.approx(expected, abs=1e-6)
