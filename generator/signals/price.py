"""Price facts: levels, returns, averages, indicators, realized volatility, beta.

Indicators are TA-Lib's on all bars of the unbroken run that ends with the quote, spot as the
last close. A window that a missing session breaks gives no fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import talib

from generator.signals.facts import Unavailable, Unit
from generator.signals.register import Measured, Register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot

register: Final = Register("price", source="quote and daily bars")

SESSIONS_A_YEAR: Final = 252
_INDICATOR_BARS: Final = 50
_BAND_PERIOD: Final = 20
_BAND_WIDTH: Final = 2.0
_LEVEL_SESSIONS: Final = 30
_SWING_NEIGHBOURS: Final = 2
_CHART_SESSIONS: Final = 126
_BETA_MINIMUM: Final = 120
_ZSCORE_SESSIONS: Final = 60
_DECEMBER: Final = 12

MaybePrice = float | Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSeries:
    """Daily prices in one unbroken run that ends with the quote.

    Args:
        session: ``datetime64[D]``, ascending.
        high: Dollars; NaN where unknown.
        low: Dollars; NaN where unknown.
        close: Dollars; the last is spot.
        volume: Shares; NaN where unknown.
        intraday: The last session has not ended.
    """

    session: NDArray[np.datetime64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    volume: NDArray[np.float64]
    intraday: bool

    def __len__(self) -> int:
        return len(self.session)


@register.quantity
def price_series(snapshot: Snapshot, calendar: Sessions, spot: float) -> PriceSeries | Unavailable:
    """The unbroken run of daily prices up to the quote, spot as its last close."""
    if snapshot.bars.adjustment == "dividends":
        return Unavailable("bars_adjusted", "the daily closes are adjusted for dividends")
    bars = snapshot.bars.table
    today = quote_session(snapshot, calendar)
    sessions = bars["session"].to_numpy().astype("datetime64[D]")
    earlier = sessions < np.datetime64(today, "D")
    run = _unbroken(sessions[earlier], calendar, before=today)
    rows = np.flatnonzero(earlier)[len(sessions[earlier]) - run :]
    if run == 0:
        return Unavailable("no_bars", f"no daily price for the session before {today}")
    quote = snapshot.quote
    own = bars[sessions == np.datetime64(today, "D")]
    known = calendar.is_session(snapshot.as_of_date)
    columns = {"close": np.append(bars["close"].to_numpy()[rows], spot)}
    for name, quoted in (("high", quote.high), ("low", quote.low), ("volume", quote.volume)):
        last = quoted if known and quoted is not None else own[name].max()
        columns[name] = np.append(bars[name].to_numpy()[rows], last)
    return PriceSeries(
        session=np.append(sessions[rows], np.datetime64(today, "D")),
        intraday=calendar.during_session(snapshot.as_of),
        **columns,
    )


def quote_session(snapshot: Snapshot, calendar: Sessions) -> date:
    """The session that the quote belongs to: the last that opened at or before the as-of time."""
    session = calendar.on_or_before(snapshot.as_of_date)
    if calendar.open(session) > snapshot.as_of:
        return calendar.before(session)
    return session


def _unbroken(sessions: NDArray[np.datetime64], calendar: Sessions, *, before: date) -> int:
    """How many of ``sessions``, counted from the end, follow one another without a gap."""
    if not len(sessions):
        return 0
    expected = calendar.days[calendar.days < np.datetime64(before, "D")][::-1][: len(sessions)]
    given = sessions[::-1][: len(expected)]
    mismatch = np.flatnonzero(given != expected)
    return int(mismatch[0]) if len(mismatch) else len(given)


def _too_few(needed: int, series: PriceSeries) -> Unavailable | None:
    if len(series) >= needed:
        return None
    return Unavailable("too_few_bars", f"needs {needed} sessions without a gap, has {len(series)}")


def _quote_part(
    snapshot: Snapshot, calendar: Sessions, value: float | None, what: str
) -> float | Unavailable:
    if not calendar.is_session(snapshot.as_of_date):
        return Unavailable("not_a_session", f"{snapshot.as_of_date} is no session")
    if value is None:
        return Unavailable("not_given", f"the source gives no {what}")
    return value


@register.fact(Unit.USD, label="price", definition="the underlying's quote")
def spot(snapshot: Snapshot) -> float | Unavailable:
    if not snapshot.quote.spot > 0:
        return Unavailable("no_spot", "the source gives no price")
    return snapshot.quote.spot


@register.fact(
    Unit.MINUTES, label="quote delay", definition="delay of the quote as the source states it"
)
def quote_delay(snapshot: Snapshot) -> float | Unavailable:
    delay = snapshot.quote.delay_minutes
    return Unavailable("not_given", "the source states no delay") if delay is None else delay


@register.fact(Unit.COUNT, label="daily bars", definition="number of daily bars given")
def price_bars(snapshot: Snapshot) -> int:
    return len(snapshot.bars.table)


@register.fact(Unit.USD, label="previous close", definition="close of the session before")
def previous_close(snapshot: Snapshot, calendar: Sessions, price_series: PriceSeries) -> MaybePrice:
    if not calendar.is_session(snapshot.as_of_date):
        return Unavailable("not_a_session", f"{snapshot.as_of_date} is no session")
    return float(price_series.close[-2])


@register.fact(Unit.USD, label="session open", definition="first price of the regular session")
def day_open(snapshot: Snapshot, calendar: Sessions) -> MaybePrice:
    return _quote_part(snapshot, calendar, snapshot.quote.open, "opening price")


@register.fact(
    Unit.USD, label="session high", definition="highest price of the regular session so far"
)
def day_high(snapshot: Snapshot, calendar: Sessions) -> MaybePrice:
    return _quote_part(snapshot, calendar, snapshot.quote.high, "day's high")


@register.fact(
    Unit.USD, label="session low", definition="lowest price of the regular session so far"
)
def day_low(snapshot: Snapshot, calendar: Sessions) -> MaybePrice:
    return _quote_part(snapshot, calendar, snapshot.quote.low, "day's low")


@register.fact(
    Unit.FRACTION, label="change from the previous close", definition="spot / previous close - 1"
)
def day_change(spot: float, previous_close: float) -> float:
    return spot / previous_close - 1


@register.fact(
    Unit.RATIO,
    label="day's change in standard deviations",
    definition="day's change / sample standard deviation of the 60 daily returns before",
)
def day_change_zscore(day_change: float, price_series: PriceSeries) -> float | Unavailable:
    if lacking := _too_few(_ZSCORE_SESSIONS + 2, price_series):
        return lacking
    closes = price_series.close[-_ZSCORE_SESSIONS - 2 : -1]
    returns = closes[1:] / closes[:-1] - 1
    if returns.min() == returns.max():
        return Unavailable("no_variation", "the price did not vary in the 60 sessions before")
    return day_change / float(np.std(returns, ddof=1))


@register.fact(Unit.SHARES, label="volume", definition="shares traded this session so far")
def volume(snapshot: Snapshot, calendar: Sessions) -> MaybePrice:
    return _quote_part(snapshot, calendar, snapshot.quote.volume, "volume")


@register.fact(
    Unit.RATIO,
    label="volume against its 20-day average",
    definition="volume / mean volume of the 20 sessions before; only after the close",
)
def volume_ratio_20d(volume: float, price_series: PriceSeries) -> float | Unavailable:
    if price_series.intraday:
        return Unavailable("during_session", "the session has not ended")
    if lacking := _too_few(21, price_series):
        return lacking
    mean = float(np.mean(price_series.volume[-21:-1]))
    if not mean > 0:
        return Unavailable("no_volume", "the daily bars carry no volume")
    return volume / mean


def _year_of(series: PriceSeries, name: str) -> NDArray[np.float64] | Unavailable:
    if lacking := _too_few(SESSIONS_A_YEAR, series):
        return lacking
    values: NDArray[np.float64] = getattr(series, name)[-SESSIONS_A_YEAR:]
    values = values[:-1] if np.isnan(values[-1]) else values
    if np.isnan(values).any():
        return Unavailable("close_only", "the daily bars hold closes only")
    return values


@register.fact(
    Unit.USD,
    label="52-week high",
    definition="highest high of the last 252 sessions, today included",
)
def high_52w(price_series: PriceSeries) -> MaybePrice:
    highs = _year_of(price_series, "high")
    return highs if isinstance(highs, Unavailable) else float(highs.max())


@register.fact(
    Unit.USD, label="52-week low", definition="lowest low of the last 252 sessions, today included"
)
def low_52w(price_series: PriceSeries) -> MaybePrice:
    lows = _year_of(price_series, "low")
    return lows if isinstance(lows, Unavailable) else float(lows.min())


@register.fact(
    Unit.FRACTION, label="distance from the 52-week high", definition="spot / 52-week high - 1"
)
def distance_from_high_52w(spot: float, high_52w: float) -> float:
    return spot / high_52w - 1


def _return_since(series: PriceSeries, day: date, calendar: Sessions) -> float | Unavailable:
    session = calendar.on_or_before(day)
    at = np.flatnonzero(series.session == np.datetime64(session, "D"))
    if not len(at):
        return Unavailable("too_few_bars", f"needs the close of {session}")
    return float(series.close[-1] / series.close[at[0]] - 1)


def _as_of_date(series: PriceSeries) -> date:
    day: date = series.session[-1].item()
    return day


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    next_month = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (next_month - timedelta(days=1)).day))


@register.fact(
    Unit.FRACTION, label="5-session return", definition="spot / close 5 sessions ago - 1"
)
def return_5d(price_series: PriceSeries) -> float | Unavailable:
    if lacking := _too_few(6, price_series):
        return lacking
    return float(price_series.close[-1] / price_series.close[-6] - 1)


@register.fact(
    Unit.FRACTION,
    label="one-month return",
    definition="spot / close on or before the same day last month - 1, dividends left out",
)
def return_1m(price_series: PriceSeries, calendar: Sessions) -> float | Unavailable:
    return _return_since(price_series, _months_before(_as_of_date(price_series), 1), calendar)


@register.fact(
    Unit.FRACTION,
    label="year-to-date return",
    definition="spot / last close of the year before - 1, dividends left out",
)
def return_ytd(price_series: PriceSeries, calendar: Sessions) -> float | Unavailable:
    year_end = date(_as_of_date(price_series).year - 1, _DECEMBER, 31)
    return _return_since(price_series, year_end, calendar)


@register.fact(
    Unit.FRACTION,
    label="one-year return",
    definition="spot / close on or before the same day a year ago - 1, dividends left out",
)
def return_1y(price_series: PriceSeries, calendar: Sessions) -> float | Unavailable:
    return _return_since(price_series, _months_before(_as_of_date(price_series), 12), calendar)


def _mean_of_last(count: int, series: PriceSeries) -> float | Unavailable:
    return _too_few(count, series) or float(np.mean(series.close[-count:]))


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
    if lacking := _too_few(_BAND_PERIOD, price_series):
        return lacking
    return Bands(*talib.BBANDS(price_series.close, _BAND_PERIOD, _BAND_WIDTH, _BAND_WIDTH))


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
    if lacking := _too_few(_INDICATOR_BARS, price_series):
        return lacking
    return _bars_used(price_series, talib.RSI(price_series.close, 14)[-1])


@register.quantity
def macd_lines(price_series: PriceSeries) -> tuple[float, float, float] | Unavailable:
    """MACD, its signal and their difference at the last session."""
    if lacking := _too_few(_INDICATOR_BARS, price_series):
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
    if lacking := _too_few(_INDICATOR_BARS, price_series):
        return lacking
    series = price_series
    if np.isnan(series.high).any() or np.isnan(series.low).any():
        return Unavailable("close_only", "the daily bars do not all have a high and a low")
    return _bars_used(series, talib.ATR(series.high, series.low, series.close, 14)[-1])


def _realized(count: int, series: PriceSeries) -> float | Unavailable:
    if lacking := _too_few(count + 1, series):
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
    start = max(_BAND_PERIOD - 1, len(price_series) - _CHART_SESSIONS)
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
    days = bars["session"].to_numpy().astype("datetime64[D]")
    common, own, other = np.intersect1d(price_series.session, days, return_indices=True)
    returns = min(len(common) - 1, SESSIONS_A_YEAR)
    if returns < _BETA_MINIMUM:
        return Unavailable(
            "too_few_bars", f"needs {_BETA_MINIMUM} common returns, has {max(returns, 0)}"
        )
    symbol_returns = np.diff(np.log(price_series.close[own][-returns - 1 :]))
    market_returns = np.diff(np.log(bars["close"].to_numpy()[other][-returns - 1 :]))
    if market_returns.min() == market_returns.max():
        return Unavailable("no_variation", f"{benchmark} did not vary")
    covariance = np.cov(symbol_returns, market_returns)
    beta = float(covariance[0, 1] / covariance[1, 1])
    return Measured(beta, method=f"{returns} common returns")


def _level(series: PriceSeries, *, below: bool) -> float | Unavailable:
    """The nearest swing beyond spot among the last sessions, else their extreme beyond spot.

    A swing is judged by its neighbours, which may be older than the window.
    """
    if lacking := _too_few(_LEVEL_SESSIONS, series):
        return lacking
    side = 1.0 if below else -1.0
    prices = (series.low if below else series.high) * side
    known = prices[:-1] if np.isnan(prices[-1]) else prices
    start = len(prices) - _LEVEL_SESSIONS
    if np.isnan(known[start:]).any():
        return Unavailable("close_only", "the daily bars hold closes only")
    price = float(series.close[-1]) * side
    swings = [
        known[place]
        for place in range(max(start, _SWING_NEIGHBOURS), len(known) - _SWING_NEIGHBOURS)
        if _is_swing(known, place)
    ]
    beyond = [swing for swing in swings if swing < price]
    extreme = float(known[start:].min())
    if beyond:
        return float(max(beyond)) * side
    if extreme < price:
        return extreme * side
    where = "below" if below else "above"
    return Unavailable(
        "no_level", f"no level of the last {_LEVEL_SESSIONS} sessions lies {where} spot"
    )


def _is_swing(prices: NDArray[np.float64], place: int) -> bool:
    before = prices[place - _SWING_NEIGHBOURS : place]
    after = prices[place + 1 : place + 1 + _SWING_NEIGHBOURS]
    return bool((prices[place] < before).all() and (prices[place] < after).all())


@register.fact(
    Unit.USD,
    label="support",
    definition="nearest swing low below spot of the last 30 sessions (lower than the lows of the "
    "two sessions on either side), else their lowest low",
)
def support(price_series: PriceSeries) -> MaybePrice:
    return _level(price_series, below=True)


@register.fact(
    Unit.USD,
    label="resistance",
    definition="nearest swing high above spot of the last 30 sessions (higher than the highs of "
    "the two sessions on either side), else their highest high",
)
def resistance(price_series: PriceSeries) -> MaybePrice:
    return _level(price_series, below=False)
