"""The price facts of one symbol, computed a second time from their definitions.

Prices are in dollars per share, returns and volatilities are fractions, RSI is an index from 0 to
100. Indicators follow the library that the catalogue names as its convention: Wilder's averages
start from a plain mean, both averages of the MACD from plain means that end at the same bar.
"""

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev, stdev
from typing import Final

from .calendar import last_session, session_count

Facts = dict[str, float | None]

INDICATOR_BARS: Final = 50
"""RSI, MACD and ATR are unavailable with fewer bars."""
SESSIONS_PER_YEAR: Final = 252
BETA_RETURNS: Final = 120
BOLLINGER_SESSIONS: Final = 20
BOLLINGER_FACTS: Final = ("upper_20_2", "middle_20_2", "lower_20_2", "percent_b")
BOLLINGER_WIDTH: Final = 2.0
"""Population standard deviations."""
WILDER: Final = 14
FAST: Final = 12
SLOW: Final = 26
SIGNAL: Final = 9
SWING_SESSIONS: Final = 30
SWING_SIDE: Final = 2
VOLUME_SESSIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One session: dollars per share, and shares; None where the source gives only a close."""

    session: date
    close: float
    high: float | None = None
    low: float | None = None
    volume: float | None = None


def read_bars(path: Path) -> list[Bar]:
    """The bars of a file with the columns timestamp, open, high, low, close, volume, any order."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Bar(
                session=date.fromisoformat(line["timestamp"]),
                close=float(line["close"]),
                high=float(line["high"]),
                low=float(line["low"]),
                volume=float(line["volume"]),
            )
            for line in csv.DictReader(stream)
        ]


# --- the bars that a fact may see ---------------------------------------------------------------


def history(bars: Iterable[Bar], as_of_date: date, spot: float) -> tuple[Bar, ...]:
    """The bars up to the as-of date, oldest first, spot as the last close.

    On a day without a session the last bar is the session before, and spot is its quote. A session
    whose bar is missing gets one with a close only: spot.
    """
    session = last_session(as_of_date)
    known = {bar.session: bar for bar in bars if bar.session <= session}
    last = replace(known.pop(session, Bar(session, spot)), close=spot)
    return (*sorted(known.values(), key=lambda bar: bar.session), last)


def window(series: Sequence[Bar], sessions: int) -> Sequence[Bar] | None:
    """The last so many sessions; None where bars are too few or a session among them is missing."""
    if len(series) < sessions:
        return None
    chosen = series[-sessions:]
    complete = session_count(chosen[0].session, chosen[-1].session) == sessions
    return chosen if complete else None


def closes_of(series: Sequence[Bar], sessions: int) -> list[float] | None:
    """Dollars: the closes of the last so many sessions, or None as for the window."""
    chosen = window(series, sessions)
    return None if chosen is None else [bar.close for bar in chosen]


# --- averages and bands -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bands:
    """Bollinger bands in dollars."""

    upper: float
    middle: float
    lower: float

    def position(self, price: float) -> float | None:
        """%B: 0 at the lower band, 1 at the upper; may lie outside; None for bands of no width."""
        width = self.upper - self.lower
        return (price - self.lower) / width if width else None


def bollinger(closes: Sequence[float]) -> Bands:
    """The mean of the closes, and 2 population standard deviations on either side of it."""
    middle, half = fmean(closes), BOLLINGER_WIDTH * pstdev(closes)
    return Bands(middle + half, middle, middle - half)


def exponential(seed: float, values: Iterable[float], period: int) -> list[float]:
    """An exponential average with weight 2 / (period + 1), started from the seed (included)."""
    averages = [seed]
    for value in values:
        averages.append(averages[-1] + (value - averages[-1]) * 2 / (period + 1))
    return averages


def wilder(values: Sequence[float], period: int = WILDER) -> list[float]:
    """Wilder's average: the mean of the first `period` values, then weight 1 / period for each."""
    averages = [fmean(values[:period])]
    for value in values[period:]:
        averages.append((averages[-1] * (period - 1) + value) / period)
    return averages


# --- indicators ---------------------------------------------------------------------------------


def relative_strength(closes: Sequence[float]) -> float:
    """The 14-day RSI, 0 to 100, after the last close: Wilder's mean gain / (gain + loss)."""
    changes = [after - before for before, after in pairwise(closes)]
    gain = wilder([max(change, 0.0) for change in changes])[-1]
    loss = wilder([max(-change, 0.0) for change in changes])[-1]
    return 100.0 * gain / (gain + loss) if gain + loss else 0.0


def macd_line(closes: Sequence[float]) -> list[float]:
    """Dollars: 12-day minus 26-day exponential average, from the 26th bar on.

    Both averages start there from a plain mean: of the last 12 and of all 26 closes so far.
    """
    later = closes[SLOW:]
    fast = exponential(fmean(closes[SLOW - FAST : SLOW]), later, FAST)
    slow = exponential(fmean(closes[:SLOW]), later, SLOW)
    return [quick - steady for quick, steady in zip(fast, slow, strict=True)]


def macd_signal(line: Sequence[float]) -> list[float]:
    """Dollars: 9-day exponential average of the MACD line, started from the mean of its first 9."""
    return exponential(fmean(line[:SIGNAL]), line[SIGNAL:], SIGNAL)


def true_ranges(bars: Sequence[Bar]) -> list[float] | None:
    """Dollars: of each bar after the first, the widest of high, low and the close before."""
    ranges: list[float] = []
    for before, bar in pairwise(bars):
        if bar.high is None or bar.low is None:
            return None
        ranges.append(max(bar.high, before.close) - min(bar.low, before.close))
    return ranges


def _indicators(series: Sequence[Bar]) -> Facts:
    """RSI, MACD and ATR on all bars given; unavailable under 50 bars or with a gap among them."""
    names = ("rsi_14", "macd_12_26", "macd_signal_9", "macd_histogram", "atr_14")
    bars = window(series, len(series))
    if bars is None or len(bars) < INDICATOR_BARS:
        return dict.fromkeys(names)
    closes = [bar.close for bar in bars]
    line = macd_line(closes)
    signal = macd_signal(line)
    ranges = true_ranges(bars)
    return {
        "rsi_14": relative_strength(closes),
        "macd_12_26": line[-1],
        "macd_signal_9": signal[-1],
        "macd_histogram": line[-1] - signal[-1],
        "atr_14": None if ranges is None else wilder(ranges)[-1],
    }


# --- returns, volatility, volume ----------------------------------------------------------------


def realized_volatility(closes: Sequence[float]) -> float:
    """Fraction per year: sample deviation of log close-to-close returns x sqrt(252)."""
    returns = [math.log(after / before) for before, after in pairwise(closes)]
    return stdev(returns) * math.sqrt(SESSIONS_PER_YEAR)


def _return_over(series: Sequence[Bar], sessions: int) -> float | None:
    """Fraction: last close / close so many sessions earlier - 1."""
    closes = closes_of(series, sessions + 1)
    return None if closes is None else closes[-1] / closes[0] - 1


def _volume_ratio(series: Sequence[Bar]) -> float | None:
    """The last session's shares / the mean of the 20 sessions before it."""
    bars = window(series, VOLUME_SESSIONS + 1)
    shares = [] if bars is None else [bar.volume for bar in bars if bar.volume is not None]
    if len(shares) != VOLUME_SESSIONS + 1:
        return None
    usual = fmean(shares[:-1])
    return shares[-1] / usual if usual else None


# --- support and resistance ---------------------------------------------------------------------


def swing_lows(lows: Sequence[float]) -> list[float]:
    """The lows that lie below the lows of the two sessions on either side, all of them given."""
    return [
        lows[place]
        for place in range(SWING_SIDE, len(lows) - SWING_SIDE)
        if all(
            lows[place] < lows[place + step] for step in range(-SWING_SIDE, SWING_SIDE + 1) if step
        )
    ]


def support_level(lows: Sequence[float], spot: float) -> float | None:
    """Dollars: the nearest swing low below spot, else the 30-session low if below, else nothing.

    Args:
        lows: The last 30 sessions, after up to two older ones by which the oldest are judged.
        spot: Dollars.
    """
    below = [low for low in swing_lows(lows) if low < spot]
    if below:
        return max(below)
    lowest = min(lows[-SWING_SESSIONS:])
    return lowest if lowest < spot else None


def resistance_level(highs: Sequence[float], spot: float) -> float | None:
    """Dollars: the same with highs above spot; a swing high is a swing low turned over."""
    level = support_level([-high for high in highs], -spot)
    return None if level is None else -level


def _levels(series: Sequence[Bar], spot: float) -> Facts:
    """Support and resistance of the last 30 sessions, today included.

    A swing is one of these 30; the two sessions before it may be older. Where those older bars are
    missing, the oldest of the 30 cannot be judged and are no swings.
    """
    for sessions in range(SWING_SESSIONS + SWING_SIDE, SWING_SESSIONS - 1, -1):
        bars = window(series, sessions) or ()
        highs = [bar.high for bar in bars if bar.high is not None]
        lows = [bar.low for bar in bars if bar.low is not None]
        if len(highs) == len(lows) == sessions:
            return {
                "support": support_level(lows, spot),
                "resistance": resistance_level(highs, spot),
            }
    return {"support": None, "resistance": None}


# --- the entry point ----------------------------------------------------------------------------


def reference_price_facts(bars: Iterable[Bar], as_of_date: date, spot: float) -> Facts:
    """The price facts of one end-of-day snapshot under the catalogue's names.

    Args:
        bars: Unadjusted daily bars in any order; those after the as-of date are not looked at.
        as_of_date: The exchange's date of the snapshot, after that day's close.
        spot: The quote in dollars; it stands in for the last close.

    Returns:
        The facts; None where one is unavailable. `beta_252d` is given, as None, only while the bars
        are too few for it: no benchmark is read here.
    """
    series = history(bars, as_of_date, spot)
    closes = closes_of(series, 2)
    facts: Facts = {
        "previous_close": None if closes is None else closes[0],
        "day_change": _return_over(series, 1),
        "return_5d": _return_over(series, 5),
        "volume_ratio_20d": _volume_ratio(series),
    }
    facts |= _averages(series) | _bands(series) | _indicators(series)
    facts |= _volatilities(series) | _levels(series, spot)
    if len(series) <= BETA_RETURNS:
        facts["beta_252d"] = None
    return facts


def _averages(series: Sequence[Bar]) -> Facts:
    """Dollars: the mean of the last N closes."""
    facts: Facts = {}
    for sessions in (20, 30, 50, 100, 200):
        closes = closes_of(series, sessions)
        facts[f"sma_{sessions}"] = None if closes is None else fmean(closes)
    return facts


def _bands(series: Sequence[Bar]) -> Facts:
    """Bollinger bands of the last 20 closes, and where the last close lies between them."""
    upper, middle, lower, position = (f"bollinger_{name}" for name in BOLLINGER_FACTS)
    closes = closes_of(series, BOLLINGER_SESSIONS)
    if closes is None:
        return dict.fromkeys((upper, middle, lower, position))
    bands = bollinger(closes)
    return {
        upper: bands.upper,
        middle: bands.middle,
        lower: bands.lower,
        position: bands.position(closes[-1]),
    }


def _volatilities(series: Sequence[Bar]) -> Facts:
    """N-day volatility is made of N returns, so of N + 1 closes."""
    facts: Facts = {}
    for returns in (20, 60, 252):
        closes = closes_of(series, returns + 1)
        name = f"realized_volatility_{returns}d"
        facts[name] = None if closes is None else realized_volatility(closes)
    return facts
