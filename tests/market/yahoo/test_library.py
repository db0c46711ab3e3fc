"""What is handed to yfinance, and that nothing but our own faults comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from yfinance.exceptions import YFRateLimitError

from generator.market.yahoo.faults import Fault, FaultError
from generator.market.yahoo.library import ask, yahoo_symbol

if TYPE_CHECKING:
    from generator.market.yahoo.session import YahooSession


@pytest.mark.parametrize(
    ("symbol", "theirs"),
    [
        ("SPY", "SPY"),
        ("BRK.B", "BRK-B"),
        ("BRK-B", "BRK-B"),
        ("SPX", "^SPX"),
        ("^SPX", "^SPX"),
        ("VOD.L", "VOD.L"),
        ("SAP.DE", "SAP.DE"),
        ("ES=F", "ES=F"),
    ],
)
def test_a_ticker_is_spelt_as_yahoo_does(symbol: str, theirs: str) -> None:
    assert yahoo_symbol(symbol) == theirs


@pytest.mark.parametrize(
    "error",
    [
        YFRateLimitError(),
        KeyError("currentTradingPeriod"),
        TypeError("x"),
        OSError("x"),
        ValueError,
    ],
)
def test_what_the_library_raises_before_it_asks_becomes_a_fault(
    error: Exception, session: YahooSession
) -> None:
    def fails() -> None:
        raise error

    with pytest.raises(FaultError, match=r"\[library_failed\]"):
        ask(session, fails)


def test_a_failure_that_the_library_swallows_is_raised_all_the_same(session: YahooSession) -> None:
    """As it does with a throttled crumb, where it gives an empty tuple."""

    def swallows() -> None:
        session.failure = Fault("rate_limited", "refused")

    with pytest.raises(FaultError, match="refused"):
        ask(session, swallows)


def test_an_interruption_is_not_held_up(session: YahooSession) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(session, interrupted)
