"""Stored prices decide a call when its last session has closed, and nothing else does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.calls.predicates import Closes, Gains, Interval, Leg, Stays
from generator.calls.resolving import REASONS, resolve
from tests.calls.made_prices import prices, session

if TYPE_CHECKING:
    from generator.calls.predicates import Predicate
    from generator.calls.prices import Prices

FIRST: Final = session(1)
EXPIRATION: Final = date(2026, 8, 21)
CALL: Final = "XYZ260821C00100000"
SIDE: Final = ("XYZ", EXPIRATION, True)


def state(predicate: Predicate, known: Prices) -> str:
    """The state, with the reason where it is void."""
    found = resolve(predicate, FIRST, known)
    assert found.reason is None or found.reason in REASONS
    return found.state if found.reason is None else f"{found.state} {found.reason}"


def closes(number: int = 3, **limits: float) -> Closes:
    return Closes(spot=100.0, inside=Interval(**limits), on=session(number), sessions=number)


def stays(number: int = 3, **limits: float) -> Stays:
    return Stays(spot=100.0, beyond=Interval(**limits), on=session(number), sessions=number)


def gains(contract: str | None = None, price: float | None = None, **parts: Any) -> Gains:  # noqa: ANN401
    asked = {"enter": None, "leave": Interval(), "on": session(3), "sessions": 3} | parts
    legs = (Leg(contract=contract, quantity=1, price=price),)
    return Gains(spot=100.0, legs=legs, said_on=session(0), **asked)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((100, 99, 98, 101), "hit"),
        ((100, 105, 105, 99), "miss"),
        ((100, 105, 105, 100), "miss"),
        ((100, 105, 105), "open"),
        ((100, 105, 105, None, 105), "void no_close"),
        ((), "open"),
    ],
)
def test_the_close_of_one_session_decides_and_none_before_it(
    known: tuple[float | None, ...], expected: str
) -> None:
    assert state(closes(above=100.0), prices(*known)) == expected


def test_a_close_within_two_limits_is_a_hit() -> None:
    said = closes(above=99.0, below=101.0)
    found = [state(said, prices(100, 100, 100, last)) for last in (98, 99, 100, 101)]
    assert found == ["miss", "miss", "hit", "miss"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((100, 104, 105, 104), "hit"),
        ((100, 104, 105.01, 104), "miss"),
        ((106, 104, 104, 104, 106), "hit"),
        ((100, 106, 104), "open"),
        ((100, 106, None, 104), "void no_close"),
        ((100, 104, None, 104), "void no_close"),
    ],
)
def test_a_level_holds_while_no_session_closes_beyond_it_and_a_gap_voids_both_ways(
    known: tuple[float | None, ...], expected: str
) -> None:
    assert state(stays(above=105.0), prices(*known)) == expected


def test_a_split_in_between_voids_and_one_before_or_after_does_not() -> None:
    found = [
        state(stays(below=90.0), prices(100, 100, 100, 100, splits=[session(number)]))
        for number in (0, 1, 3, 4)
    ]
    assert found == ["hit", "void split", "void split", "hit"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((100, 103, 104, 105), "hit"),
        ((100, 103, 104, 103), "miss"),
        ((100, 103, 97, 105), "miss"),
        ((100, 97, 103, 105), "void ended_before_entry"),
        ((100, 101, 102, 105), "void not_entered"),
        ((100, 103, 112, 90), "hit"),
        ((100, None, 103, 105), "hit"),
        ((100, 103, 104, None, 105), "void no_close"),
        ((100, 103), "open"),
    ],
)
def test_shares_are_entered_on_a_close_beyond_and_left_at_stop_target_or_the_end(
    known: tuple[float | None, ...], expected: str
) -> None:
    said = gains(enter=Interval(above=102.0), leave=Interval(above=110.0, below=98.0))
    assert state(said, prices(*known)) == expected


@pytest.mark.parametrize(("worth", "expected"), [(2.01, "hit"), (2.0, "miss"), (1.0, "miss")])
def test_an_option_at_once_costs_what_the_note_says_and_is_worth_what_the_chain_says(
    worth: float, expected: str
) -> None:
    chains = {session(3): {SIDE: {100.0: worth}}}
    assert state(gains(CALL, 2.0), prices(100, 100, 100, 100, chains=chains)) == expected


def test_an_option_that_waits_costs_what_the_chain_of_its_entry_says() -> None:
    chains = {session(1): {SIDE: {100.0: 3.0}}, session(3): {SIDE: {100.0: 2.5}}}
    said = gains(CALL, 2.0, enter=Interval(above=101.0))
    found = resolve(said, FIRST, prices(100, 102, 103, 101, chains=chains))
    assert (found.state, found.resolved_at) == ("miss", session(3))
    assert found.numbers == {
        "entered": str(session(1)), "cost": 3.0, "left": str(session(3)), "worth": 2.5,
        "close": 101,
    }  # fmt: skip


def test_without_its_chain_or_its_quote_an_option_is_void() -> None:
    known = (100, 100, 100, 100)
    assert state(gains(CALL, 2.0), prices(*known)) == "void no_chain"
    other: dict[Any, Any] = {session(3): {SIDE: {105.0: 1.0}}}
    assert state(gains(CALL, 2.0), prices(*known, chains=other)) == "void no_quote"


def test_at_its_expiration_an_option_is_worth_what_the_close_gives_and_needs_no_chain() -> None:
    said = gains("XYZ260806C00100000", 2.0)
    assert state(said, prices(100, 100, 100, 102.5)) == "hit"
    assert state(said, prices(100, 100, 100, 101.5)) == "miss"
    opening = gains("SPX260806C00100000", 2.0)
    assert state(opening, prices(100, 100, 100, 102.5)) == "void opening_settlement"
