"""Price facts: the quote, changes, returns, the year's range, support and resistance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.signals.facts import Unavailable, Unit
from generator.signals.price_series import SESSIONS_A_YEAR, MaybePrice, PriceSeries, too_few
from generator.signals.register import Register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot

register: Final = Register("price", source="quote and daily bars")

LEVEL_SESSIONS: Final = 30
_SWING_NEIGHBOURS: Final = 2
ZSCORE_SESSIONS: Final = 60
_DECEMBER: Final = 12


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


@register.fact(
    Unit.USD,
    label="previous close",
    definition="close of the session before, by its bar as traded; else by the quote",
)
def previous_close(
    snapshot: Snapshot,
    calendar: Sessions,
    gates: frozenset[str],
    price_series: PriceSeries | Unavailable,
) -> MaybePrice:
    if not calendar.is_session(snapshot.as_of_date):
        return Unavailable("not_a_session", f"{snapshot.as_of_date} is no session")
    if "no_trades" in gates:
        return Unavailable("no_trades", "the share did not trade in this session")
    if isinstance(price_series, PriceSeries):
        return float(price_series.close[-2])
    quoted = snapshot.quote.previous_close
    if quoted is None or not quoted > 0 or "split_in_bars" in gates:
        return price_series
    return quoted


@register.fact(Unit.USD, label="session open", definition="first price of the regular session")
def day_open(snapshot: Snapshot, calendar: Sessions) -> MaybePrice:
    return _quote_part(snapshot, calendar, snapshot.quote.open, "opening price")


@register.fact(
    Unit.USD, label="session high", definition="highest price of the regular session so far"
)
def day_high(snapshot: Snapshot, calendar: Sessions) -> MaybePrice:
    high = snapshot.quote.high
    if high is not None and snapshot.quote.spot > high:
        return Unavailable("contradicts_price", f"the price is above the day's high {high:.2f}")
    return _quote_part(snapshot, calendar, high, "day's high")


@register.fact(
    Unit.USD, label="session low", definition="lowest price of the regular session so far"
)
def day_low(snapshot: Snapshot, calendar: Sessions) -> MaybePrice:
    low = snapshot.quote.low
    if low is not None and snapshot.quote.spot < low:
        return Unavailable("contradicts_price", f"the price is below the day's low {low:.2f}")
    return _quote_part(snapshot, calendar, low, "day's low")


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
    if lacking := too_few(ZSCORE_SESSIONS + 2, price_series):
        return lacking
    closes = price_series.close[-ZSCORE_SESSIONS - 2 : -1]
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
    if lacking := too_few(21, price_series):
        return lacking
    mean = float(np.mean(price_series.volume[-21:-1]))
    if not mean > 0:
        return Unavailable("no_volume", "the daily bars carry no volume")
    return volume / mean


def _year_of(series: PriceSeries, name: str) -> NDArray[np.float64] | Unavailable:
    if lacking := too_few(SESSIONS_A_YEAR, series):
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


def _return_over(name: str, series: PriceSeries, calendar: Sessions) -> float | Unavailable:
    at = starts_of_returns(series, calendar)[name]
    if isinstance(at, Unavailable):
        return at
    return float(series.close[-1] / series.close[at] - 1)


def _place_of(series: PriceSeries, day: date, calendar: Sessions) -> int | Unavailable:
    session = calendar.on_or_before(day)
    at = np.flatnonzero(series.session == np.datetime64(session, "D"))
    if not len(at):
        return Unavailable("too_few_bars", f"needs the close of {session}")
    return int(at[0])


def starts_of_returns(series: PriceSeries, calendar: Sessions) -> Mapping[str, int | Unavailable]:
    """Place of the close that each return by the calendar is taken from, by the fact's name."""
    today = _as_of_date(series)
    days = {
        "return_1m": _months_before(today, 1),
        "return_ytd": date(today.year - 1, _DECEMBER, 31),
        "return_1y": _months_before(today, 12),
    }
    return {name: _place_of(series, day, calendar) for name, day in days.items()}


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
    if lacking := too_few(6, price_series):
        return lacking
    return float(price_series.close[-1] / price_series.close[-6] - 1)


@register.fact(
    Unit.FRACTION,
    label="one-month return",
    definition="spot / close on or before the same day last month - 1, dividends left out",
)
def return_1m(price_series: PriceSeries, calendar: Sessions) -> float | Unavailable:
    return _return_over("return_1m", price_series, calendar)


@register.fact(
    Unit.FRACTION,
    label="year-to-date return",
    definition="spot / last close of the year before - 1, dividends left out",
)
def return_ytd(price_series: PriceSeries, calendar: Sessions) -> float | Unavailable:
    return _return_over("return_ytd", price_series, calendar)


@register.fact(
    Unit.FRACTION,
    label="one-year return",
    definition="spot / close on or before the same day a year ago - 1, dividends left out",
)
def return_1y(price_series: PriceSeries, calendar: Sessions) -> float | Unavailable:
    return _return_over("return_1y", price_series, calendar)


def _level(series: PriceSeries, *, below: bool) -> float | Unavailable:
    """The nearest swing beyond spot among the last sessions, else their extreme beyond spot.

    A swing is judged by its neighbours, which may be older than the window.
    """
    if lacking := too_few(LEVEL_SESSIONS, series):
        return lacking
    side = 1.0 if below else -1.0
    prices = (series.low if below else series.high) * side
    known = prices[:-1] if np.isnan(prices[-1]) else prices
    start = len(prices) - LEVEL_SESSIONS
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
        "no_level", f"no level of the last {LEVEL_SESSIONS} sessions lies {where} spot"
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
