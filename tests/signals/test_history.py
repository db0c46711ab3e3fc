"""Facts beside their own past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from generator.signals.history import History
from tests.snapshots import NEXT_FRIDAY, facts_of, pair, reason, snapshot

RATIO = "put_call_oi_ratio_tradable"


def stored(*values: float, name: str = RATIO) -> History:
    """One value a day, the last of them on the day before the snapshot's."""
    first = date(2026, 8, 21) - timedelta(days=len(values))
    days = (first + timedelta(days=place) for place in range(len(values)))
    return History({day: {name: value} for day, value in zip(days, values, strict=True)})


def ratio_facts(history: History, calls: float = 100, puts: float = 250) -> dict[str, object]:
    """What is said of a tradable ratio of 2.5 beside its history, as value or reason code."""
    facts = facts_of(snapshot(pair(NEXT_FRIDAY, 100, calls, puts)), history)
    names = ("put_call_oi_percentile", "put_call_oi_zscore", "stored_sessions")
    return {name: facts[name].value if facts[name].ok else reason(facts, name) for name in names}


def test_a_percentile_is_the_share_of_stored_sessions_below() -> None:
    """Ten of forty are lower; an equal one is not lower."""
    history = stored(*[1.0] * 10, *[2.5] * 10, *[3.0] * 20)
    assert ratio_facts(history)["put_call_oi_percentile"] == 0.25


def test_a_zscore_is_over_the_sample_deviation_of_stored_sessions() -> None:
    history = stored(*[1.0, 3.0] * 20)
    deviation = (40 / 39) ** 0.5
    assert ratio_facts(history)["put_call_oi_zscore"] == pytest.approx(0.5 / deviation)


def test_thirty_sessions_are_needed_and_named() -> None:
    few = ratio_facts(stored(*range(29)))
    assert few["put_call_oi_percentile"] == "too_few_sessions"
    assert few["put_call_oi_zscore"] == "too_few_sessions"
    assert few["stored_sessions"] == 29
    facts = facts_of(snapshot(pair(NEXT_FRIDAY, 100, 100, 250)), stored(*range(30)))
    assert facts["put_call_oi_percentile"].sessions == 30
    assert facts["put_call_oi_zscore"].sessions == 30


def test_only_the_last_252_sessions_count() -> None:
    """Three hundred are stored; the first forty-eight, all lower, are forgotten."""
    history = stored(*[1.0] * 48, *[3.0] * 252)
    found = ratio_facts(history)
    assert found["put_call_oi_percentile"] == 0.0
    assert found["stored_sessions"] == 252


@pytest.mark.parametrize("level", [0.1, 1 / 3, 2.7])
def test_a_past_that_never_varied_gives_no_zscore(level: float) -> None:
    """Equal values have no deviation, however a float adds them up."""
    assert ratio_facts(stored(*[level] * 40))["put_call_oi_zscore"] == "no_variation"


def test_a_session_without_the_fact_is_not_one_of_its_sessions() -> None:
    days = [date(2026, 6, 1) + timedelta(days=place) for place in range(40)]
    history = History({day: {RATIO: 1.0} if place % 2 else {} for place, day in enumerate(days)})
    assert ratio_facts(history)["put_call_oi_percentile"] == "too_few_sessions"
    assert len(history.values(RATIO)) == 20
    assert history.of_session(days[-1]) == {RATIO: 1.0}
    assert history.of_session(date(2026, 5, 29)) == {}
