"""A loopback Yahoo, this process sent to it, and a session whose clock only the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

import pytest
import yfinance.base
from yfinance.data import SingletonMeta, YfData

from generator.market.yahoo.pace import Pace
from generator.market.yahoo.session import Limits, YahooSession
from tests.fake_market import Market
from tests.fake_yahoo import FakeYahoo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class Clock:
    """A clock that goes on only while somebody sleeps by it."""

    seconds: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """What it shows."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Let it go on."""
        self.slept.append(seconds)
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    """The clock of the pace and of the session's limits."""
    return Clock()


@pytest.fixture
def pace(tmp_path: Path, clock: Clock) -> Pace:
    """A pace of one request a second by that clock."""
    state = tmp_path / "cache" / "pace"
    return Pace(path=state, gap_seconds=1.0, clock=clock, sleep=clock.sleep, random=Random(1))  # noqa: S311 - spreads waits


@pytest.fixture
def yahoo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeYahoo]:
    """A small market behind the proxy that this process now uses, and yfinance as if just started.

    The library keeps session, cookie and crumb for the life of a process.
    """
    SingletonMeta._instances.clear()
    YfData.cache_get.cache_clear()
    monkeypatch.setattr(yfinance.base, "_tz_info_fetch_ctr", 0)
    with FakeYahoo(Market(steps=6), tmp_path / "authority.pem") as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def session(pace: Pace, clock: Clock) -> Iterator[YahooSession]:
    """A session whose tries end after half a second of real time."""
    with YahooSession(pace, Limits(timeout_seconds=0.5), clock=clock) as made:
        yield made
