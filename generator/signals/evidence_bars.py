"""Which bars, and what else beside the chain, each fact rests on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from generator.signals import indicators, price
from generator.signals.context import recent_headlines
from generator.signals.evidence_chain import all_of, contract_entry, largest_first
from generator.signals.evidence_sources import (
    BARS,
    CONTEXT,
    GIVEN_BARS,
    HEADLINES,
    QUOTE,
    SNAPSHOT,
    STORED,
    TRADES,
    Rests,
)
from generator.signals.facts import Unavailable
from generator.signals.price_series import SESSIONS_A_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot
    from generator.signals.blocks import Tape
    from generator.signals.history import History
    from generator.signals.price_series import PriceSeries


def _sessions(series: PriceSeries, places: slice | Sequence[int]) -> pd.DataFrame:
    """Sessions of the price series, the latest first; the last of all is the quote."""
    part = np.arange(len(series))[places][::-1]
    return pd.DataFrame(
        {
            "session": series.session[part].astype("datetime64[s]"),
            "high": series.high[part],
            "low": series.low[part],
            "close": series.close[part],
            "volume": series.volume[part],
            "from": np.where(part == len(series) - 1, "quote", "bar"),
        }
    )


def _last(count: int) -> slice:
    return slice(-count, None)


_WINDOWS: Final[Mapping[str, slice]] = {
    "previous_close": slice(-2, -1),
    "day_change_zscore": slice(-price.ZSCORE_SESSIONS - 2, -1),
    "volume_ratio_20d": slice(-21, -1),
    "return_5d": slice(-6, None, 5),
    "sma_20": _last(20),
    "sma_30": _last(30),
    "sma_50": _last(50),
    "sma_100": _last(100),
    "sma_200": _last(200),
    **dict.fromkeys(
        ("bollinger_upper_20_2", "bollinger_middle_20_2", "bollinger_lower_20_2"),
        _last(indicators.BAND_PERIOD),
    ),
    **dict.fromkeys(
        ("rsi_14", "macd_12_26", "macd_signal_9", "macd_histogram", "atr_14"), slice(None)
    ),
    "realized_volatility_20d": _last(21),
    "realized_volatility_60d": _last(61),
    "realized_volatility_252d": _last(253),
    "price_history": _last(indicators.CHART_SESSIONS + indicators.BAND_PERIOD - 1),
}
"""Which sessions of the price series a fact is made from."""


def _bars(*facts: str, what: str, of: Sequence[str], rows: Callable[..., pd.DataFrame]) -> Rests:
    return Rests(facts=facts, what=what, source=BARS, of=tuple(of), rows=rows)


def _window(name: str, places: slice) -> Rests:
    return _bars(
        name, what="sessions of its window", of=["price_series"],
        rows=lambda series: _sessions(series, places),
    )  # fmt: skip


def _extreme(column: str, *, largest: bool) -> Callable[[PriceSeries], pd.DataFrame]:
    def rows(series: PriceSeries) -> pd.DataFrame:
        year = _sessions(series, _last(SESSIONS_A_YEAR))
        return year.sort_values(column, ascending=not largest, kind="stable")

    return rows


def _level(column: str) -> Callable[[PriceSeries, float], pd.DataFrame]:
    def rows(series: PriceSeries, level: float) -> pd.DataFrame:
        window = _sessions(series, _last(price.LEVEL_SESSIONS))
        distance = (window[column] - level).abs().to_numpy()
        return window.iloc[np.argsort(distance, kind="stable")]

    return rows


def _return(name: str) -> Callable[[PriceSeries, Sessions], pd.DataFrame]:
    def rows(series: PriceSeries, calendar: Sessions) -> pd.DataFrame:
        start = price.starts_of_returns(series, calendar)[name]
        return _sessions(series, [] if isinstance(start, Unavailable) else [start, -1])

    return rows


def _beside_benchmark(snapshot: Snapshot, series: PriceSeries) -> pd.DataFrame:
    if snapshot.benchmark is None:
        return _sessions(series, slice(0))
    bars = snapshot.benchmark.bars.table
    own, other = indicators.common_sessions(series, bars)
    columns = {
        "session": series.session[own].astype("datetime64[s]"),
        "close": series.close[own],
        "benchmark_close": bars["close"].to_numpy()[other],
    }
    return pd.DataFrame(columns)[::-1]


OF_BARS: Final = (
    *(_window(name, places) for name, places in _WINDOWS.items()),
    _bars(
        "high_52w", what="sessions of the year, the highest first", of=["price_series"],
        rows=_extreme("high", largest=True),
    ),
    _bars(
        "low_52w", what="sessions of the year, the lowest first", of=["price_series"],
        rows=_extreme("low", largest=False),
    ),
    _bars(
        "support", what="sessions of its window, lows nearest it first",
        of=["price_series", "support"], rows=_level("low"),
    ),
    _bars(
        "resistance", what="sessions of its window, highs nearest it first",
        of=["price_series", "resistance"], rows=_level("high"),
    ),
    *(
        _bars(
            name, what="closes at both ends", of=["price_series", "calendar"], rows=_return(name)
        )
        for name in ("return_1m", "return_ytd", "return_1y")
    ),
    _bars(
        "beta_252d", what="sessions that both have", of=["snapshot", "price_series"],
        rows=_beside_benchmark,
    ),
    Rests(
        facts=("price_bars", "bars_state"), what="daily bars", source=GIVEN_BARS,
        of=("snapshot",), rows=lambda snapshot: snapshot.bars.table[::-1],
    ),
)  # fmt: skip


def _one_row(cells: Mapping[str, object]) -> pd.DataFrame:
    """What is known of ``cells``, as a table of one row; of nothing, no row."""
    known = {name: [value] for name, value in cells.items() if value is not None}
    return pd.DataFrame(known, dtype=object)


def _quote(snapshot: Snapshot) -> pd.DataFrame:
    return _one_row(asdict(snapshot.quote))


def _fields(*names: str) -> Callable[[Snapshot], pd.DataFrame]:
    """Fields of the snapshot itself."""

    def rows(snapshot: Snapshot) -> pd.DataFrame:
        source, rate, benchmark = snapshot.source, snapshot.rate, snapshot.benchmark
        cells = {
            "symbol": snapshot.symbol,
            "as_of": snapshot.as_of,
            "source": source.name,
            "layout": source.layout,
            "files": ", ".join(source.files) or None,
            "modelled": "yes" if source.modelled else "no",
            "note": source.note,
            "open_interest_date": snapshot.open_interest_date,
            "expirations_listed": snapshot.expirations_listed,
            "rate": rate and rate.value,
            "rate_source": rate and rate.source,
            "rate_observed": rate and rate.observed,
            "dividend_yield": snapshot.dividend_yield,
            "benchmark": benchmark and benchmark.symbol,
        }
        return _one_row({name: cells[name] for name in names})

    return rows


def _snapshot(*facts: str, fields: Sequence[str]) -> Rests:
    return Rests(
        facts=facts, what="", source=SNAPSHOT, of=("snapshot",),
        rows=_fields(*fields),
    )  # fmt: skip


def _context(*facts: str, fields: Sequence[str] = ()) -> Rests:
    """Fields of the context that came with the data; those of the facts' names unless named."""
    names = tuple(fields) or facts
    return Rests(
        facts=facts, what="", source=CONTEXT, of=("snapshot",),
        rows=lambda snapshot: _one_row({name: snapshot.context.get(name) for name in names}),
    )  # fmt: skip


def _headlines(snapshot: Snapshot) -> pd.DataFrame:
    return pd.DataFrame([asdict(item) for item in recent_headlines(snapshot)])


def _tape(tape: Tape) -> pd.DataFrame:
    return largest_first(tape.trades.assign(premium=tape.premium), "premium")


def _stored(history: History) -> pd.DataFrame:
    return pd.DataFrame({"session": sorted(history.by_session, reverse=True)})


def _stored_values(name: str) -> Callable[[History], pd.DataFrame]:
    def rows(history: History) -> pd.DataFrame:
        return pd.DataFrame(history.sessions_with(name)[::-1], columns=["session", name])

    return rows


def _stored_before(snapshot: Snapshot, calendar: Sessions, history: History) -> pd.DataFrame:
    day = calendar.before(snapshot.as_of_date)
    return _one_row({"session": day, "iv_30d": history.of_session(day).get("iv_30d")})


def _sessions_before(*facts: str, of: str) -> Rests:
    return Rests(
        facts=facts, what="earlier sessions", source=STORED, of=("history",),
        rows=_stored_values(of),
    )  # fmt: skip


OF_THE_REST: Final = (
    Rests(
        facts=(
            "spot", "quote_delay", "day_open", "day_high", "day_low", "volume", "previous_close",
        ),
        what="", source=QUOTE, of=("snapshot",), rows=_quote,
    ),
    Rests(
        facts=("stored_price",), what="the session before", source=QUOTE, of=("previous",),
        rows=_quote,
    ),
    Rests(
        facts=("stored_price_date",), what="the session before", source=SNAPSHOT, of=("previous",),
        rows=_fields("as_of"),
    ),
    _snapshot("symbol", fields=["symbol"]),
    _snapshot(
        "as_of", "as_of_date", "session_kind", "session_state", "days_to_front_expiration",
        fields=["as_of"],
    ),
    _snapshot("open_interest_date", fields=["open_interest_date"]),
    _snapshot("data_source", "data_kind", "data_note",
              fields=["source", "layout", "files", "modelled", "note"]),
    _snapshot("risk_free_rate", "risk_free_rate_source",
              fields=["rate", "rate_source", "rate_observed"]),
    _snapshot("dividend_yield", fields=["dividend_yield"]),
    _snapshot("benchmark", fields=["benchmark"]),
    _snapshot("expirations_listed", fields=["expirations_listed"]),
    contract_entry(
        "expirations_listed", what="contracts that are counted", of=["counted"], pick=all_of
    ),
    *(
        _context(name)
        for name in (
            "instrument_type", "name", "sector", "fund_assets", "expense_ratio", "market_value",
            "price_target", "operating_margin", "profit_margin", "next_earnings_date",
            "ex_dividend_date",
        )
    ),
    _context("earnings_date_state", "days_to_earnings",
             fields=["next_earnings_date", "earnings_date_state", "earnings_time"]),
    Rests(
        facts=("forward_by_expiration",), what="no strikes enough; the price, carried at the rate",
        source=QUOTE, of=("snapshot",), rows=_quote,
    ),
    Rests(
        facts=("headlines",), what="dated headlines of the last 7 days", source=HEADLINES,
        of=("snapshot",), rows=_headlines,
    ),
    Rests(
        facts=("block_trades",), what="trades of the tape, the largest first", source=TRADES,
        of=("tape",), rows=_tape,
    ),
    Rests(
        facts=("block_trades_left_out",), what="all trades of the tape", source=TRADES,
        of=("snapshot",), rows=lambda snapshot: snapshot.trades,
    ),
    Rests(
        facts=("stored_sessions",), what="earlier sessions", source=STORED, of=("history",),
        rows=_stored,
    ),
    _sessions_before(
        "put_call_oi_percentile", "put_call_oi_zscore", "put_call_oi_ratio_history",
        of="put_call_oi_ratio_tradable",
    ),
    _sessions_before("put_call_oi_change_zscore", of="put_call_oi_change_1d"),
    _sessions_before("iv_rank", "iv_percentile", of="iv_30d"),
    Rests(
        facts=("iv_30d_change_1d",), what="the session before", source=STORED,
        of=("snapshot", "calendar", "history"), rows=_stored_before,
    ),
)  # fmt: skip
