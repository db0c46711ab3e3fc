"""A provider that is down is not asked again, and files are drafted all the same."""

from __future__ import annotations

import pytest

from generator.batch.breaker import MOST_IN_A_ROW, OF_THE_SYMBOL, SOONER, Breaker
from generator.batch.jobs import Job, Outcome

ASKED = Job(symbol="IWM", source="yahoo")
KEPT = Job(symbol="SPY", source="archive")


def failure(code: str) -> Outcome:
    """A provider's failure."""
    return Outcome(symbol="IWM", state="refused", code=code, exit_code=3)


def test_equal_failures_in_a_row_open_it_for_the_provider_alone() -> None:
    breaker = Breaker()
    for _ in range(MOST_IN_A_ROW):
        assert breaker.lets(ASKED)
        breaker.note(ASKED, failure("unreachable"))
    assert not breaker.lets(ASKED)
    assert breaker.lets(KEPT)
    left = breaker.left(ASKED)
    assert (left.state, left.code, left.exit_code) == ("left", "provider_down", 3)
    assert "unreachable" in left.message
    assert "--resume" in left.message


@pytest.mark.parametrize("code", sorted(OF_THE_SYMBOL))
def test_what_is_wrong_with_a_symbol_says_nothing_of_its_provider(code: str) -> None:
    breaker = Breaker()
    for _ in range(2 * MOST_IN_A_ROW):
        breaker.note(ASKED, failure(code))
    assert breaker.lets(ASKED)


def test_a_provider_that_says_later_is_believed_sooner() -> None:
    breaker = Breaker()
    for _ in range(SOONER["rate_limited"]):
        breaker.note(ASKED, failure("rate_limited"))
    assert not breaker.lets(ASKED)


def test_a_success_another_failure_and_other_sources_begin_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(MOST_IN_A_ROW - 1):
        breaker.note(ASKED, failure("unreachable"))
    breaker.note(KEPT, Outcome(symbol="SPY", state="refused", code="store", exit_code=5))
    breaker.note(ASKED, failure("no_chain"))
    assert breaker.lets(ASKED)
    breaker.note(ASKED, Outcome(symbol="IWM", state="refused", code="split", exit_code=1))
    breaker.note(ASKED, failure("rate_limited"))
    breaker.note(ASKED, failure("rate_limited"))
    assert breaker.lets(ASKED)
    breaker.note(ASKED, failure("rate_limited"))
    assert not breaker.lets(ASKED)


def test_one_provider_that_is_down_says_nothing_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.batch.jobs.is_fetched", {"yahoo", "other"}.__contains__)
    other = Job(symbol="SPY", source="other")
    breaker = Breaker()
    for _ in range(SOONER["rate_limited"]):
        breaker.note(ASKED, failure("rate_limited"))
        breaker.note(other, Outcome(symbol="SPY", state="done"))
    assert not breaker.lets(ASKED)
    assert breaker.lets(other)
