"""The modelled demo's daily prices: a random path bent until the published figures hold.

A seeded walk is tied down at waypoints, so that every return between two of them comes out as
published. What is left free, the size of the daily shocks, is solved: that of December for the
Bollinger band, that of the other months for the volatility. The benchmark is made of the same
returns and of noise at right angles to them, which gives beta its value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.snapshot import Bars
from generator.market.tables import bar_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_FIRST_SESSION: Final = date(2024, 10, 1)
_CLOSED: Final = (
    "2024-11-28",  # Thanksgiving
    "2024-12-25",  # Christmas
    "2025-01-01",  # New Year
    "2025-01-09",  # day of mourning for President Carter
    "2025-01-20",  # Martin Luther King Jr.
    "2025-02-17",  # Washington's Birthday
    "2025-04-18",  # Good Friday
    "2025-05-26",  # Memorial Day
    "2025-06-19",  # Juneteenth
    "2025-07-04",  # Independence Day
    "2025-09-01",  # Labor Day
    "2025-11-27",  # Thanksgiving
    "2025-12-25",  # Christmas
)
"""Weekdays without a session, held here so that the demo needs no calendar to be built."""

_WAYPOINTS: Final = (
    (_FIRST_SESSION, 219.40),
    (date(2024, 11, 25), 238.90),
    (date(2025, 1, 23), 227.60),
    (date(2025, 4, 8), 191.80),
    (date(2025, 6, 10), 212.70),
    (date(2025, 7, 31), 219.30),
    (date(2025, 9, 18), 240.60),
    (date(2025, 10, 10), 234.20),
    (date(2025, 10, 27), 246.10),
    (date(2025, 11, 20), 234.90),
    (date(2025, 11, 28), 246.30),
)
"""Modelled closes that give the path its shape, dollars; the published ones are added to them."""

_YEAR_AGO: Final = date(2024, 12, 27)
"""The session that the one-year return is counted from: the last by 29 December 2024."""
_YEAR_END: Final = date(2024, 12, 31)

_WINDOW: Final = 252
_BAND: Final = 20
_BAND_WIDTH: Final = 2.0

_SHOCK_SEED: Final = 29_180
_BAR_SEED: Final = 89
_LARGEST_SHOCK: Final = 0.05
_GAP: Final = 0.0025
_WICK: Final = 0.0035
_HALVINGS: Final = 60

_BENCHMARK_SEED: Final = 7
_BENCHMARK_BAR_SEED: Final = 8
_BENCHMARK_CLOSE: Final = 690.31
_BENCHMARK_RETURN: Final = 0.156
_CORRELATION: Final = 0.86

_VOLUME: Final = 28_000_000.0
_BENCHMARK_VOLUME: Final = 70_000_000.0
_VOLUME_NOISE: Final = 0.05
_VOLUME_PER_MOVE: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFigures:
    """The published figures that the modelled prices meet.

    Args:
        spot: Dollars.
        previous_close: Dollars.
        high_52w: Dollars; reached in the session before.
        return_1y: Fraction.
        return_ytd: Fraction.
        lower_band: Bollinger band of 20 closes and 2 deviations, spot as the last; dollars.
        volatility: Of 252 returns, spot as the last; fraction a year.
        beta: Of the last 252 returns before today.
    """

    spot: float
    previous_close: float
    high_52w: float
    return_1y: float
    return_ytd: float
    lower_band: float
    volatility: float
    beta: float


@dataclass(frozen=True, slots=True)
class ModelledPrices:
    """Daily bars of the symbol and of its benchmark, up to the session before."""

    own: Bars
    benchmark: Bars


def modelled_prices(figures: PriceFigures, before: date) -> ModelledPrices:
    """Daily bars of all sessions before ``before`` on which ``figures`` hold."""
    days = _sessions(before)
    closes = _closes(figures, days)
    own = _bars(days, closes, seed=_BAR_SEED, volume=_VOLUME, last_high=figures.high_52w)
    benchmark = _benchmark_closes(closes, figures.beta)
    return ModelledPrices(
        own=own,
        benchmark=_bars(days, benchmark, seed=_BENCHMARK_BAR_SEED, volume=_BENCHMARK_VOLUME),
    )


def _sessions(before: date) -> NDArray[np.datetime64]:
    days = np.arange(np.datetime64(_FIRST_SESSION, "D"), np.datetime64(before, "D"))
    open_days: NDArray[np.datetime64] = days[np.is_busday(days, holidays=_CLOSED)]
    return open_days


def _closes(figures: PriceFigures, days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Closes in whole cents: the path through all waypoints with the solved sizes of shock."""
    waypoints = sorted(
        (
            *_WAYPOINTS,
            (_YEAR_AGO, round(figures.spot / (1 + figures.return_1y), 2)),
            (_YEAR_END, round(figures.spot / (1 + figures.return_ytd), 2)),
            (days[-1].item(), figures.previous_close),
        )
    )
    places = np.searchsorted(days, np.array([day for day, _ in waypoints], dtype="datetime64[D]"))
    levels = np.log([close for _, close in waypoints])
    trend = np.interp(np.arange(len(days)), places, levels)
    shocks = _tied_walk(places)
    late = np.arange(len(days)) > places[-2]

    def path(size: float, late_size: float) -> NDArray[np.float64]:
        walk: NDArray[np.float64] = trend + np.where(late, late_size, size) * shocks
        return np.append(np.exp(walk), figures.spot)

    def lower_band(late_size: float) -> float:
        closes = path(0.0, late_size)[-_BAND:]
        return float(closes.mean() - _BAND_WIDTH * closes.std())

    def volatility(size: float) -> float:
        returns = np.diff(np.log(path(size, late_size)[-_WINDOW - 1 :]))
        return float(returns.std(ddof=1) * np.sqrt(_WINDOW))

    late_size = _solve(lambda size: -lower_band(size), -figures.lower_band)
    size = _solve(volatility, figures.volatility)
    return np.round(path(size, late_size)[:-1], 2)


def _tied_walk(places: NDArray[np.intp]) -> NDArray[np.float64]:
    """A standard random walk that is back at 0 at each of ``places``."""
    random = Random(_SHOCK_SEED)  # noqa: S311 - a shape, not a secret
    walk = np.cumsum([random.gauss(0.0, 1.0) for _ in range(places[-1] + 1)])
    tied: NDArray[np.float64] = walk - np.interp(np.arange(len(walk)), places, walk[places])
    return tied


def _solve(rising: Callable[[float], float], target: float) -> float:
    """The size of shock at which ``rising`` reaches ``target``, by halving."""
    low, high = 0.0, _LARGEST_SHOCK
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return low


def _benchmark_closes(closes: NDArray[np.float64], beta: float) -> NDArray[np.float64]:
    """Closes of a benchmark against which the last returns of ``closes`` have ``beta``.

    With correlation c and own deviation s, the benchmark moves by c^2 / beta of each own return
    and by uncorrelated noise; its deviation is then c s / beta, and the regression gives beta.
    """
    own = np.diff(np.log(closes))
    own -= own[-_WINDOW:].mean()
    random = Random(_BENCHMARK_SEED)  # noqa: S311 - a shape, not a secret
    noise = np.array([random.gauss(0.0, 1.0) for _ in own])
    window = slice(-_WINDOW, None)
    noise -= noise[window].mean()
    noise -= own * (noise[window] @ own[window]) / (own[window] @ own[window])
    deviation = _CORRELATION * own[window].std() / beta
    returns = (
        np.log1p(_BENCHMARK_RETURN) / _WINDOW
        + own * _CORRELATION**2 / beta
        + noise * deviation * np.sqrt(1 - _CORRELATION**2) / noise[window].std()
    )
    path = np.append(0.0, np.cumsum(returns))
    benchmark: NDArray[np.float64] = np.round(_BENCHMARK_CLOSE * np.exp(path - path[-1]), 2)
    return benchmark


def _bars(
    days: NDArray[np.datetime64],
    closes: NDArray[np.float64],
    *,
    seed: int,
    volume: float,
    last_high: float | None = None,
) -> Bars:
    """Opens, highs, lows and volumes around ``closes``, prices in whole cents."""
    random = Random(seed)  # noqa: S311 - a shape, not a secret
    before = np.append(closes[0], closes[:-1])
    gaps, up, down, busy = (np.array([random.gauss(0.0, 1.0) for _ in closes]) for _ in range(4))
    opens = np.round(before * np.exp(_GAP * gaps), 2)
    highs = np.round(np.maximum(opens, closes) * np.exp(_WICK * np.abs(up)), 2)
    lows = np.round(np.minimum(opens, closes) * np.exp(-_WICK * np.abs(down)), 2)
    if last_high is not None:
        highs[-1] = last_high
    moves = np.abs(np.log(closes / before))
    volumes = volume * (1 + _VOLUME_NOISE * busy + _VOLUME_PER_MOVE * moves)
    return Bars(
        table=bar_table(
            {
                "session": days,
                "open": opens,
                "high": highs,
                "low": lows,
                "close": closes,
                "volume": np.round(volumes, -2),
            }
        )
    )
