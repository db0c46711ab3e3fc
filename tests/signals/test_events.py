"""The move that is priced for earnings comes back out of chains that were made with one."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from generator.signals.events import event_implied_move
from generator.signals.facts import Basis
from generator.signals.register import Measured
from generator.signals.surface import Slice
from tests.signals.priced import RATE, SPOT, quoted, years_to
from tests.snapshots import facts_of, reason, snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.signals.facts import Facts

WEDNESDAY: Final = "2026-08-26"
FRIDAY: Final = "2026-08-28"
LATER: Final = "2026-09-18"
USUAL: Final = 0.25
MOVE: Final = 0.06
STRIKES: Final = tuple(range(80, 121))
THURSDAY_NIGHT: Final = {
    "instrument_type": "equity",
    "next_earnings_date": "2026-08-27",
    "earnings_date_state": "given",
    "earnings_time": "after the close",
}


def _facts(volatilities: Mapping[str, float], **parts: Any) -> Facts:  # noqa: ANN401
    given = {"context": THURSDAY_NIGHT, "spot": SPOT, "rate": RATE} | parts
    return facts_of(snapshot(quoted(volatilities, STRIKES), **given))


def _with_event(expiration: str, *, beside: float) -> float:
    """The volatility of an expiration behind the event; ``beside`` are years without it."""
    years = years_to(expiration)
    return math.sqrt((USUAL**2 * (years - beside) + MOVE**2) / years)


def _move(volatilities: Mapping[str, float], **parts: Any) -> float:  # noqa: ANN401
    fact = _facts(volatilities, **parts)["event_implied_move"]
    assert fact.number is not None, fact.unavailable
    return fact.number


def _context(**words: str) -> dict[str, str]:
    return THURSDAY_NIGHT | words


@pytest.mark.parametrize(
    ("day", "time"),
    [
        (WEDNESDAY, "after the close"),
        ("2026-08-27", "before the open"),
        ("2026-08-27", "after the close"),
        (FRIDAY, "before the open"),
    ],
)
def test_a_move_between_two_expirations_comes_back(day: str, time: str) -> None:
    """Results on Wednesday night to Friday morning lie between the two, and give the move."""
    volatilities = {WEDNESDAY: USUAL, FRIDAY: _with_event(FRIDAY, beside=1 / 252), LATER: 0.9}
    found = _move(volatilities, context=_context(next_earnings_date=day, earnings_time=time))
    assert found == pytest.approx(MOVE, rel=1e-9)


@pytest.mark.parametrize(
    ("day", "time"), [(WEDNESDAY, "before the open"), ("2026-08-25", "after the close")]
)
def test_without_an_expiration_before_it_the_two_after_it_give_the_move(
    day: str, time: str
) -> None:
    volatilities = {each: _with_event(each, beside=0) for each in (WEDNESDAY, FRIDAY)} | {LATER: 2}
    found = _move(volatilities, context=_context(next_earnings_date=day, earnings_time=time))
    assert found == pytest.approx(MOVE, rel=1e-9)


def test_results_on_friday_night_move_the_share_on_monday() -> None:
    """So Friday's expiration is before them and the next one after them."""
    volatilities = {FRIDAY: USUAL, LATER: _with_event(LATER, beside=1 / 252)}
    found = _move(volatilities, context=_context(next_earnings_date=FRIDAY))
    assert found == pytest.approx(MOVE, rel=1e-9)


def test_a_date_on_a_weekend_moves_the_share_at_the_next_open() -> None:
    volatilities = {FRIDAY: USUAL, LATER: _with_event(LATER, beside=1 / 252)}
    words = _context(next_earnings_date="2026-08-29", earnings_time="before the open")
    assert _move(volatilities, context=words) == pytest.approx(MOVE, rel=1e-9)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"earnings_date_state": "estimated"}, "estimated_date"),
        ({"earnings_time": ""}, "no_time"),
        ({"instrument_type": "etf"}, "does_not_apply"),
        ({"next_earnings_date": "2026-08-20"}, "past"),
        ({"next_earnings_date": "2026-08-21", "earnings_time": "before the open"}, "past"),
        ({"next_earnings_date": "2026-09-18"}, "no_expiration"),
        ({"next_earnings_date": "2026-08-28"}, None),
    ],
)
def test_only_a_given_date_with_its_time_and_an_expiration_after_it_is_priced(
    words: dict[str, str], code: str | None
) -> None:
    volatilities = {WEDNESDAY: USUAL, FRIDAY: USUAL, LATER: 0.6}
    assert reason(_facts(volatilities, context=_context(**words)), "event_implied_move") == code


def test_results_of_before_the_open_are_past_once_it_has_opened() -> None:
    words = _context(next_earnings_date=FRIDAY, earnings_time="before the open")
    volatilities = {FRIDAY: USUAL, LATER: USUAL}
    for time, code in (("09:29", None), ("09:31", "past")):
        facts = _facts(volatilities, context=words, as_of=f"{FRIDAY}T{time}")
        assert reason(facts, "days_to_earnings") is None
        assert (reason(facts, "event_implied_move") == "past") == (code == "past")


def test_what_settles_at_the_very_open_settles_after_the_results() -> None:
    """A series that settles on opening prices is the T2 of results before that open."""
    flat = {years: _slice(years, volatility) for years, volatility in ((0.1, 0.3), (0.2, 0.6))}
    found = event_implied_move(tuple(flat.values()), 0.2)
    assert isinstance(found, Measured)
    expected = math.sqrt(0.6**2 * 0.2 - 0.3**2 * (0.2 - 1 / 252))
    assert found.value == pytest.approx(expected, rel=1e-12)


def _slice(years: float, volatility: float) -> Slice:
    strikes = np.array([90.0, 110.0])
    return Slice(
        expiration=date(2026, 8, 28),
        years=years,
        forward=100.0,
        discount=1.0,
        basis=Basis.QUOTES,
        rows=np.arange(2),
        strike=strikes,
        volatility=np.full(2, volatility),
        delta=np.array([-0.3, 0.3]),
    )


def test_less_than_no_move_is_no_move() -> None:
    """A volatility that falls behind the results, and one expiration alone, give nothing."""
    falling = _facts({WEDNESDAY: 0.5, FRIDAY: 0.2})
    assert reason(falling, "event_implied_move") == "negative_variance"
    rising = _context(next_earnings_date=WEDNESDAY, earnings_time="before the open")
    after = _facts({WEDNESDAY: 0.2, FRIDAY: 0.5}, context=rising)
    assert reason(after, "event_implied_move") == "negative_variance"
    alone = _facts({FRIDAY: 0.5})
    assert reason(alone, "event_implied_move") == "no_expiration"


def test_without_prices_or_a_date_there_is_a_reason() -> None:
    assert reason(_facts({FRIDAY: 0.2}, rate=None), "event_implied_move") == "not_given"
    without = {name: word for name, word in THURSDAY_NIGHT.items() if "date" not in name}
    assert reason(_facts({FRIDAY: 0.2}, context=without), "event_implied_move") == "not_given"
