"""Indicators: averages, bands, oscillators, realized volatility, beta.

They are TA-Lib's on all bars of the unbroken run that ends with the quote, spot as the last close.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import talib

from generator.signals.facts import Unavailable, Unit
from generator.signals.price_series import SESSIONS_A_YEAR, MaybePrice, PriceSeries, too_few
from generator.signals.register import Measured, Register

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot

register: Final = Register("indicators", source="quote and daily bars")

_INDICATOR_BARS: Final = 50
BAND_PERIOD: Final = 20
_BAND_WIDTH: Final = 2.0
CHART_SESSIONS: Final = 126
_BETA_MINIMUM: Final = 120


def _mean_of_last(count: int, series: PriceSeries) -> float | Unavailable:
    return too_few(count, series) or float(np.mean(series.close[-count:]))


@register.fact(
    Unit.USD, label="20-day average", definition="mean of the last 20 closes, spot as the last"
)
def sma_20(price_series: PriceSeries) -> MaybePrice:
    return _mean_of_last(20, price_series)


@register.fact(
    Unit.USD, label="30-day average", definition="mean of the last 30 closes, spot as the last"
)
def sma_30(price_series: PriceSeries) -> MaybePrice:
    return _mean_of_last(30, price_series)


@register.fact(
    Unit.USD, label="50-day average", definition="mean of the last 50 closes, spot as the last"
)
def sma_50(price_series: PriceSeries) -> MaybePrice:
    return _mean_of_last(50, price_series)


@register.fact(
    Unit.USD, label="100-day average", definition="mean of the last 100 closes, spot as the last"
)
def sma_100(price_series: PriceSeries) -> MaybePrice:
    return _mean_of_last(100, price_series)


@register.fact(
    Unit.USD, label="200-day average", definition="mean of the last 200 closes, spot as the last"
)
def sma_200(price_series: PriceSeries) -> MaybePrice:
    return _mean_of_last(200, price_series)


@dataclass(frozen=True, slots=True)
class Bands:
    """Bollinger bands, one value a session; NaN before the period is full."""

    upper: NDArray[np.float64]
    middle: NDArray[np.float64]
    lower: NDArray[np.float64]


@register.quantity
def bollinger_bands(price_series: PriceSeries) -> Bands | Unavailable:
    """20 closes, two population standard deviations."""
    if lacking := too_few(BAND_PERIOD, price_series):
        return lacking
    bands = Bands(*talib.BBANDS(price_series.close, BAND_PERIOD, _BAND_WIDTH, _BAND_WIDTH))
    if not bands.lower[-1] > 0:
        return Unavailable("band_below_zero", "the lower band is below zero: closes are too far")
    return bands


_BANDS = "20 closes with spot as the last, 2 population standard deviations"


@register.fact(Unit.USD, label="upper Bollinger band", definition=_BANDS)
def bollinger_upper_20_2(bollinger_bands: Bands) -> float:
    return float(bollinger_bands.upper[-1])


@register.fact(Unit.USD, label="Bollinger middle", definition="mean of 20 closes, spot as the last")
def bollinger_middle_20_2(bollinger_bands: Bands) -> float:
    return float(bollinger_bands.middle[-1])


@register.fact(Unit.USD, label="lower Bollinger band", definition=_BANDS)
def bollinger_lower_20_2(bollinger_bands: Bands) -> float:
    return float(bollinger_bands.lower[-1])


@register.fact(
    Unit.RATIO,
    label="Bollinger %B",
    definition="(spot - lower band) / (upper band - lower band); may lie outside 0 to 1",
)
def bollinger_percent_b(
    spot: float, bollinger_lower_20_2: float, bollinger_upper_20_2: float
) -> float | Unavailable:
    width = bollinger_upper_20_2 - bollinger_lower_20_2
    if not width > 0:
        return Unavailable("no_variation", "the bands have no width")
    return (spot - bollinger_lower_20_2) / width


def _bars_used(series: PriceSeries, value: float) -> Measured | Unavailable:
    if not np.isfinite(value):
        return Unavailable("no_variation", "the bars give no value")
    return Measured(float(value), method=f"over {len(series)} sessions")


@register.fact(
    Unit.INDEX,
    label="14-day RSI",
    definition="relative strength index with Wilder's smoothing, as TA-Lib computes it",
    reference="J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
)
def rsi_14(price_series: PriceSeries) -> Measured | Unavailable:
    if lacking := too_few(_INDICATOR_BARS, price_series):
        return lacking
    return _bars_used(price_series, talib.RSI(price_series.close, 14)[-1])


@register.quantity
def macd_lines(price_series: PriceSeries) -> tuple[float, float, float] | Unavailable:
    """MACD, its signal and their difference at the last session."""
    if lacking := too_few(_INDICATOR_BARS, price_series):
        return lacking
    line, signal, histogram = talib.MACD(price_series.close, 12, 26, 9)
    return float(line[-1]), float(signal[-1]), float(histogram[-1])


@register.fact(
    Unit.USD,
    label="MACD (12, 26)",
    definition="12-day less 26-day exponential average of the close, as TA-Lib computes it",
)
def macd_12_26(macd_lines: tuple[float, float, float], price_series: PriceSeries) -> Measured:
    return Measured(macd_lines[0], method=f"over {len(price_series)} sessions")


@register.fact(
    Unit.USD, label="MACD signal (9)", definition="9-day exponential average of the MACD"
)
def macd_signal_9(macd_lines: tuple[float, float, float]) -> float:
    return macd_lines[1]


@register.fact(Unit.USD, label="MACD histogram", definition="MACD less its signal")
def macd_histogram(macd_lines: tuple[float, float, float]) -> float:
    return macd_lines[2]


@register.fact(
    Unit.USD,
    label="14-day average true range",
    definition="mean true range with Wilder's smoothing, as TA-Lib computes it",
    reference="J. Welles Wilder, New Concepts in Technical Trading Systems, 1978",
)
def atr_14(price_series: PriceSeries) -> Measured | Unavailable:
    if lacking := too_few(_INDICATOR_BARS, price_series):
        return lacking
    series = price_series
    if np.isnan(series.high).any() or np.isnan(series.low).any():
        return Unavailable("close_only", "the daily bars do not all have a high and a low")
    return _bars_used(series, talib.ATR(series.high, series.low, series.close, 14)[-1])


def _realized(count: int, series: PriceSeries) -> float | Unavailable:
    if lacking := too_few(count + 1, series):
        return lacking
    returns = np.diff(np.log(series.close[-count - 1 :]))
    return float(np.std(returns, ddof=1) * np.sqrt(SESSIONS_A_YEAR))


_REALIZED = "sample standard deviation of {} log close-to-close returns x sqrt(252), spot as last"


@register.fact(Unit.FRACTION, label="20-day realized volatility", definition=_REALIZED.format(20))
def realized_volatility_20d(price_series: PriceSeries) -> float | Unavailable:
    return _realized(20, price_series)


@register.fact(Unit.FRACTION, label="60-day realized volatility", definition=_REALIZED.format(60))
def realized_volatility_60d(price_series: PriceSeries) -> float | Unavailable:
    return _realized(60, price_series)


@register.fact(Unit.FRACTION, label="252-day realized volatility", definition=_REALIZED.format(252))
def realized_volatility_252d(price_series: PriceSeries) -> float | Unavailable:
    return _realized(252, price_series)


@register.fact(
    Unit.TABLE,
    label="daily closes with Bollinger bands",
    definition="closes of up to 126 sessions with their bands (20 closes, 2 population sd)",
    columns={
        "session": Unit.DATE,
        "close": Unit.USD,
        "bollinger_upper": Unit.USD,
        "bollinger_lower": Unit.USD,
    },
)
def price_history(
    price_series: PriceSeries, bollinger_bands: Bands
) -> tuple[Mapping[str, object], ...]:
    start = max(BAND_PERIOD - 1, len(price_series) - CHART_SESSIONS)
    return tuple(
        {
            "session": price_series.session[place],
            "close": price_series.close[place],
            "bollinger_upper": bollinger_bands.upper[place],
            "bollinger_lower": bollinger_bands.lower[place],
        }
        for place in range(start, len(price_series))
    )


@register.fact(Unit.TEXT, label="benchmark", definition="the symbol that beta is measured against")
def benchmark(snapshot: Snapshot) -> str | Unavailable:
    if snapshot.benchmark is None:
        return Unavailable("not_given", "no prices of a benchmark were given")
    return snapshot.benchmark.symbol


@register.fact(
    Unit.RATIO,
    label="252-day beta",
    definition="covariance / variance of daily log returns against the benchmark, "
    "up to 252 common sessions",
)
def beta_252d(
    snapshot: Snapshot, price_series: PriceSeries, benchmark: str
) -> Measured | Unavailable:
    if snapshot.benchmark is None:
        return Unavailable("not_given", f"no prices of {benchmark} were given")
    bars = snapshot.benchmark.bars.table
    own, other = common_sessions(price_series, bars)
    returns = len(own) - 1
    if returns < _BETA_MINIMUM:
        return Unavailable(
            "too_few_bars", f"needs {_BETA_MINIMUM} common returns, has {max(returns, 0)}"
        )
    symbol_returns = np.diff(np.log(price_series.close[own]))
    market_returns = np.diff(np.log(bars["close"].to_numpy()[other]))
    if market_returns.min() == market_returns.max():
        return Unavailable("no_variation", f"{benchmark} did not vary")
    covariance = np.cov(symbol_returns, market_returns)
    beta = float(covariance[0, 1] / covariance[1, 1])
    return Measured(beta, method=f"{returns} common returns")


def common_sessions(
    series: PriceSeries, bars: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of the last 253 sessions that both have: in the series, and in the other's bars."""
    days = bars["session"].to_numpy().astype("datetime64[D]")
    _, own, other = np.intersect1d(series.session, days, return_indices=True)
    return own[-SESSIONS_A_YEAR - 1 :], other[-SESSIONS_A_YEAR - 1 :]
