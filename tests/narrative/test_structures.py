"""Structures: which contracts make them, in which order, and when they are worth their risk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.narrative import payoff
from generator.narrative.structures import (
    STRUCTURES,
    Board,
    Contract,
    Leg,
    Position,
    is_worth_it,
)
from tests.replays import idea_rules

RULES: Final = idea_rules()
EXPIRATION: Final = date(2026, 1, 30)


def contract(right: str, strike: float, mid: float, delta: float, held: float = 500) -> Contract:
    """A liquid contract of the one expiration."""
    return Contract(
        symbol=f"XYZ260130{right[0].upper()}{round(strike * 1000):08d}",
        expiration=EXPIRATION,
        days=30,
        strike=strike,
        is_call=right == "call",
        bid=mid - 0.02,
        ask=mid + 0.02,
        mid=mid,
        open_interest=held,
        size=100,
        delta=delta if right == "call" else -delta,
    )


CALLS: Final = [
    contract("call", 100, 4.00, 0.51),
    contract("call", 102, 3.00, 0.42),
    contract("call", 105, 1.90, 0.31),
    contract("call", 107, 1.20, 0.22),
    contract("call", 110, 0.60, 0.13),
    contract("call", 115, 0.15, 0.04),
]
PUTS: Final = [
    contract("put", 85, 0.15, 0.04),
    contract("put", 90, 0.65, 0.13),
    contract("put", 93, 1.30, 0.23),
    contract("put", 95, 1.95, 0.30),
    contract("put", 98, 3.10, 0.43),
]
PAIR: Final = [contract("call", 100, 4.00, 0.51), contract("put", 100, 3.90, 0.49)]
BOARD: Final = Board(calls=CALLS, puts=PUTS, pair=PAIR, spot=100, move=8, rules=RULES)


def strikes(name: str, board: Board = BOARD) -> list[float]:
    """Strikes of the first position of a structure that is worth it; negative for what is sold."""
    for position in STRUCTURES[name].positions(board):
        if is_worth_it(position, RULES):
            return [leg.quantity * leg.contract.strike for leg in position.legs]
    return []


def held(board: Board, strike: float, count: float) -> Board:
    """The board with ``count`` contracts open at a strike."""

    def changed(side: list[Contract]) -> list[Contract]:
        return [
            replace(item, open_interest=count) if item.strike == strike else item for item in side
        ]

    return replace(board, calls=changed(list(board.calls)), puts=changed(list(board.puts)))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("long call", [100]),
        ("long put", [98]),
        ("bull call spread", [100, -107]),
        ("bear put spread", [98, -93]),
        ("covered call", [-107]),
        ("cash-secured put", [-93]),
        ("collar", [93, -107]),
        ("straddle", [100, 100]),
    ],
)
def test_legs_are_those_nearest_the_middle_of_their_bounds(name: str, wanted: list[float]) -> None:
    assert strikes(name) == wanted


def test_the_strike_with_most_open_interest_is_sold_where_it_is_within_one_sigma() -> None:
    assert strikes("bull call spread", held(BOARD, 105, 9000)) == [100, -105]
    assert strikes("covered call", held(BOARD, 105, 9000)) == [-105]


@pytest.mark.parametrize("strike", [110, 102])
def test_a_peak_beyond_one_sigma_or_as_near_as_a_long_leg_is_not_sold(strike: float) -> None:
    assert strikes("bull call spread", held(BOARD, strike, 9000)) == [100, -107]


def test_without_a_known_move_no_peak_is_sold() -> None:
    board = replace(held(BOARD, 105, 9000), move=None)
    assert strikes("bull call spread", board) == [100, -107]


def test_a_credit_is_sold_where_it_brings_a_quarter_of_the_widest_wing() -> None:
    """95 brings 1.30 over 5 dollars with the wing at 90, and 1.80 over 10 with that at 85."""
    assert strikes("bull put spread") == [90, -95]
    dearer = [replace(item, mid=2.70) if item.strike == 95 else item for item in PUTS]
    assert strikes("bull put spread", replace(BOARD, puts=dearer)) == [85, -95]


def test_a_condor_has_wings_as_equal_as_the_strikes_allow() -> None:
    assert strikes("iron condor") in ([90, -93, -107, 110], [85, -93, -107, 115])


@pytest.mark.parametrize(("credit", "worth"), [(1.25, True), (1.24, False)])
def test_a_quarter_of_the_width_is_enough_and_less_is_not(credit: float, *, worth: bool) -> None:
    legs = (
        Leg(contract("put", 90, 1.00, 0.13), 1),
        Leg(contract("put", 95, 1.00 + credit, 0.30), -1),
    )
    assert is_worth_it(Position("bull put spread", legs), RULES) == worth


@pytest.mark.parametrize(("debit", "worth"), [(2.50, True), (2.51, False)])
def test_a_debit_gains_at_least_what_it_risks(debit: float, *, worth: bool) -> None:
    legs = (
        Leg(contract("call", 100, 1.00 + debit, 0.5), 1),
        Leg(contract("call", 105, 1.00, 0.3), -1),
    )
    assert is_worth_it(Position("bull call spread", legs), RULES) == worth


def test_what_cannot_gain_or_cannot_lose_is_not_worth_it() -> None:
    """Quotes that are not of one moment: a spread for nothing, and one above its width."""
    for low, high in ((2.0, 2.0), (9.0, 1.0)):
        legs = (
            Leg(contract("call", 100, low, 0.5), 1),
            Leg(contract("call", 105, high, 0.3), -1),
        )
        assert not is_worth_it(Position("bull call spread", legs), RULES)


mids = st.integers(5, 900).map(lambda cents: cents / 100)


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Boards of any prices and deltas that fall outwards."""
    sides = []
    for right, sign in (("call", 1), ("put", -1)):
        count = draw(st.integers(0, 6))
        prices = sorted(draw(st.lists(mids, min_size=count, max_size=count)), reverse=True)
        deltas = sorted(
            draw(st.lists(st.floats(0.02, 0.55), min_size=count, max_size=count)), reverse=True
        )
        sides.append(
            [
                contract(right, 100 + sign * 3 * step, price, delta, draw(st.integers(100, 999)))
                for step, (price, delta) in enumerate(zip(prices, deltas, strict=True))
            ]
        )
    pair = [contract("call", 100, draw(mids), 0.5), contract("put", 100, draw(mids), 0.5)]
    return Board(
        calls=sides[0], puts=sides[1], pair=pair, spot=100.5, move=draw(st.floats(1, 30)),
        rules=RULES,
    )  # fmt: skip


@given(boards(), st.sampled_from(sorted(STRUCTURES)))
def test_whatever_the_prices_a_structure_is_what_its_name_says(board: Board, name: str) -> None:
    for position in STRUCTURES[name].positions(board):
        legs = position.payoff_legs
        assert position.structure == name
        assert len({leg.contract.symbol for leg in position.legs}) == len(position.legs)
        low, middle, high = payoff.profit(legs, [1.0, 100.0, 1000.0])
        bias = STRUCTURES[name].bias
        if bias == "bullish":
            assert high > low
        elif bias == "bearish":
            assert low > high
        else:
            assert (middle > max(low, high)) == (name == "iron condor")
        if is_worth_it(position, RULES):
            loss = payoff.maximum_loss(legs)
            assert loss is not None
            assert loss > 0
            assert (payoff.maximum_gain(legs) is None) == (name in {"long call", "straddle"})
            assert position.net_natural >= position.net - 1e-9


def test_defined_risk_is_what_its_own_legs_limit() -> None:
    open_ended = {name for name, item in STRUCTURES.items() if not item.defined_risk}
    assert open_ended == {"covered call", "cash-secured put"}
