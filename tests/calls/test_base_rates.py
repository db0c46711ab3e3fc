"""The same call is said again on every stored day, at the same distance and length."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from generator.calls.base_rates import BaseRates, counted_day_by_day, said_again
from generator.calls.predicates import Closes, Gains, Interval, Leg, Stays
from tests.calls.made_prices import prices, session

EXPIRATION: Final = date(2026, 8, 28)
NEXT: Final = date(2026, 9, 4)


def test_prices_move_with_the_price_and_the_length_stays() -> None:
    said = Stays(spot=100.0, beyond=Interval(above=105.0), on=session(2), sessions=2)
    again = said_again(said, session(3), prices(100, 110, 120, 200))
    expected = replace(said, spot=200.0, beyond=Interval(above=210.0), on=session(5))
    assert again == expected


def test_the_base_rate_is_over_all_days_that_decide() -> None:
    said = Closes(spot=100.0, inside=Interval(above=100.0), on=session(1), sessions=1)
    assert BaseRates(prices(100, 101, 102, 101, None, 103, 104)).of(said) == (3, 4)


def spread(*, said_on: date) -> Gains:
    """A call spread that is entered at once and left a session later."""
    legs = (
        Leg(contract="XYZ260828C00100000", quantity=1, price=5.0),
        Leg(contract="XYZ260828C00110000", quantity=-1, price=2.0),
    )
    return Gains(
        spot=100.0, legs=legs, enter=None, leave=Interval(), on=session(1), sessions=1,
        said_on=said_on,
    )  # fmt: skip


def test_contracts_are_those_of_the_day_nearest_in_days_and_then_in_strike() -> None:
    strikes = {195.0: 9.0, 205.0: 5.0, 215.0: 3.0, 225.0: 1.0}
    chains = {session(4): {("XYZ", day, True): strikes for day in (EXPIRATION, NEXT)}}
    known = prices(100, 100, 100, 100, 200, chains=chains)
    again = said_again(spread(said_on=session(0)), session(4), known)
    assert isinstance(again, Gains)
    # 25 days on from Friday the 7th is September 1: three days before the 4th, four after the 28th.
    assert again.legs == (
        Leg(contract="XYZ260904C00195000", quantity=1, price=9.0),
        Leg(contract="XYZ260904C00215000", quantity=-1, price=3.0),
    )


def test_a_day_whose_chain_has_too_few_strikes_does_not_count() -> None:
    chains = {session(0): {("XYZ", EXPIRATION, True): {100.0: 5.0}}}
    known = prices(100, 100, chains=chains)
    assert said_again(spread(said_on=session(0)), session(0), known) is None
    assert said_again(spread(said_on=session(0)), session(1), known) is None
    assert BaseRates(known).of(spread(said_on=session(0))) == (0, 0)


CLOSE: Final = st.none() | st.sampled_from([90.0, 95.0, 99.9, 100.0, 100.1, 105.0, 110.0, 200.0])
LIMIT: Final = st.none() | st.sampled_from([90.0, 99.9, 100.0, 105.0, 110.0])


@given(
    closes=st.lists(CLOSE, min_size=1, max_size=25),
    limits=st.tuples(LIMIT, LIMIT),
    length=st.integers(1, 6),
    splits=st.lists(st.integers(0, 24), max_size=2),
    stays=st.booleans(),
)
def test_all_days_at_once_give_what_day_by_day_gives(
    closes: list[float | None],
    limits: tuple[float | None, float | None],
    length: int,
    splits: list[int],
    *,
    stays: bool,
) -> None:
    known = prices(*closes, splits=[session(number) for number in splits])
    interval, on = Interval(*limits), session(length)
    said: Stays | Closes = (
        Stays(spot=100.0, beyond=interval, on=on, sessions=length)
        if stays
        else Closes(spot=100.0, inside=interval, on=on, sessions=length)
    )
    assert BaseRates(known).of(said) == counted_day_by_day(said, known)
