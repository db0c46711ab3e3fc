"""Facts with their past, on thirty-one sessions of two symbols, from the raw files by plain pandas.

The reference reads the files itself and shares nothing with the product but their names. What it
says of a session's past, it says from its own earlier sessions, so that an error in the keeping of
history, in its order or in where it ends would show.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from generator.market.vendors.importing import ImportRequest, open_request, snapshot_of_day
from generator.signals.catalogue import compute_facts, depends_on_history
from generator.signals.facts import Facts
from generator.signals.history import History

from . import changes
from .calendar import is_session

TOGETHER: Final = tuple(
    pytest.param(symbol, marks=pytest.mark.xdist_group(f"reference of {symbol}"))
    for symbol in ("IWM", "SPY")
)
"""Two symbols; all tests of one run in the same process, which computes its days once."""
FIRST: Final = 31
"""The first session with thirty earlier changes; percentiles need no more than thirty sessions."""
ENOUGH: Final = 30
"""Sessions that a percentile needs."""
SESSIONS: Final = 62
NAMES: Final = (
    "spot",
    "previous_close",
    "day_change",
    "day_change_zscore",
    "return_5d",
    "volume",
    "volume_ratio_20d",
    "sma_20",
    "sma_50",
    "bollinger_upper_20_2",
    "bollinger_percent_b",
    "realized_volatility_20d",
    "call_open_interest",
    "put_open_interest",
    "call_volume",
    "put_volume",
    "put_call_oi_ratio",
    "put_call_volume_ratio",
    "put_call_oi_ratio_tradable",
    "expiring_today_share",
    "put_call_oi_change_1d",
    "call_oi_build_near_spot",
    "put_oi_build_near_spot",
    "stored_sessions",
    "put_call_oi_percentile",
    "put_call_oi_zscore",
    "put_call_oi_change_zscore",
)
"""Twenty-seven facts."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The raw files of a symbol.

    Args:
        chain: Rows of calls and puts, of all days.
        bars: Daily prices by session, oldest first.
        spots: The underlying's price, dollars, by day.
    """

    chain: pd.DataFrame
    bars: pd.DataFrame
    spots: Mapping[date, float]

    @property
    def sessions(self) -> list[date]:
        """The days of the chain with a session, oldest first."""
        days = sorted(date.fromisoformat(day) for day in self.chain["date"].unique())
        return [day for day in days if is_session(day)]


def read_raw(folder: Path, symbol: str) -> Raw:
    """Read the files."""
    bars = pd.read_csv(folder / "prices" / f"av_{symbol}_2026.csv")
    bars.index = pd.Index([date.fromisoformat(day) for day in bars["timestamp"]])
    headers = pd.read_csv(folder / "eod_series" / "headers.csv")
    own = headers[headers["symbol"] == symbol]
    spots = {
        date.fromisoformat(day): float(spot)
        for day, spot in zip(own["date"], own["underlyingPrice"], strict=True)
    }
    chain = pd.read_parquet(folder / "eod_series" / f"{symbol}.parquet")
    return Raw(chain, bars.sort_index(), spots)


def of_prices(raw: Raw, day: date) -> dict[str, float]:
    """The price facts: bars before the day, and the day's own with spot as its close."""
    bars, spot = raw.bars[raw.bars.index <= day], raw.spots[day]
    before = bars["close"].iloc[:-1]
    closes = pd.concat([before, pd.Series([spot])], ignore_index=True)
    last = closes.tail(20)
    deviation = last.std(ddof=0)
    upper, lower = last.mean() + 2 * deviation, last.mean() - 2 * deviation
    growth = closes / closes.shift(1)
    change = spot / before.iloc[-1] - 1
    logs = growth.tail(20).map(math.log)
    return {
        "spot": spot,
        "previous_close": before.iloc[-1],
        "day_change": change,
        "day_change_zscore": change / (growth.iloc[-61:-1] - 1).std(ddof=1),
        "return_5d": spot / before.iloc[-5] - 1,
        "volume": bars["volume"].iloc[-1],
        "volume_ratio_20d": bars["volume"].iloc[-1] / bars["volume"].iloc[-21:-1].mean(),
        "sma_20": last.mean(),
        "sma_50": closes.tail(50).mean(),
        "bollinger_upper_20_2": upper,
        "bollinger_percent_b": (spot - lower) / (upper - lower),
        "realized_volatility_20d": logs.std(ddof=1) * math.sqrt(252),
    }


def of_chain(raw: Raw, day: date) -> dict[str, float]:
    """The facts of one day's chain."""
    counted = changes.contracts_of(raw.chain, day)
    alive = changes.still_trading(counted, day)
    held, traded = (counted.groupby("right")[name].sum() for name in ("oi", "volume"))
    return {
        "call_open_interest": held["call"],
        "put_open_interest": held["put"],
        "call_volume": traded["call"],
        "put_volume": traded["put"],
        "put_call_oi_ratio": held["put"] / held["call"],
        "put_call_volume_ratio": traded["put"] / traded["call"],
        "put_call_oi_ratio_tradable": changes.put_call(alive),
        "expiring_today_share": 1 - alive["oi"].sum() / counted["oi"].sum(),
    }


def of_two_days(raw: Raw, before: date, day: date) -> dict[str, float]:
    """The facts of a day and the session before it."""
    both = changes.of_both_days(raw.chain, before, day)
    return {
        "put_call_oi_change_1d": changes.change_of_ratio(both),
        "call_oi_build_near_spot": changes.build_near(both, raw.spots[day], "call"),
        "put_oi_build_near_spot": changes.build_near(both, raw.spots[day], "put"),
    }


def of_the_past(now: Mapping[str, float], past: pd.DataFrame) -> dict[str, float]:
    """The facts of a session beside its earlier ones: one row of ``past`` each, oldest first."""
    ratio, ratios = now["put_call_oi_ratio_tradable"], past["put_call_oi_ratio_tradable"]
    return {
        "stored_sessions": len(past),
        "put_call_oi_percentile": (ratios < ratio).mean(),
        "put_call_oi_zscore": (ratio - ratios.mean()) / ratios.std(ddof=1),
        "put_call_oi_change_zscore": now["put_call_oi_change_1d"]
        / past["put_call_oi_change_1d"].dropna().std(ddof=1),
    }


@cache
def expected(folder: Path, symbol: str) -> dict[date, dict[str, float]]:
    """What the reference says of each session from `FIRST` on."""
    raw = read_raw(folder, symbol)
    rows: list[dict[str, float]] = []
    found: dict[date, dict[str, float]] = {}
    for place, day in enumerate(raw.sessions):
        made = of_chain(raw, day)
        if place:
            made |= of_two_days(raw, raw.sessions[place - 1], day)
        if place >= FIRST:
            found[day] = made | of_prices(raw, day) | of_the_past(made, pd.DataFrame(rows))
        rows.append(made)
    return found


@cache
def produced(folder: Path, symbol: str) -> dict[date, Facts]:
    """What the product says of each session, each beside what the earlier ones stored."""
    request = ImportRequest(
        files=[folder / "eod_series" / f"{symbol}.parquet"],
        symbol=symbol,
        bars=[folder / "prices" / f"av_{symbol}_2026.csv"],
        spots=folder / "eod_series" / "headers.csv",
        rate=0.04,
    )
    chain = open_request(request)
    found: dict[date, Facts] = {}
    stored: dict[date, dict[str, float]] = {}
    previous = None
    for day in sorted(filter(is_session, chain.days)):
        snapshot = snapshot_of_day(request, chain, day)
        facts = compute_facts(snapshot, History(dict(stored), previous), snapshot_sha256="")
        found[day], previous = facts, snapshot
        stored[day] = {
            name: float(fact.value)
            for name, fact in facts.items()
            if fact.ok and isinstance(fact.value, int | float) and not depends_on_history(name)
        }
    return found


@pytest.fixture(params=TOGETHER)
def symbol(request: pytest.FixtureRequest) -> str:
    """Each of two symbols."""
    pytest.importorskip("pyarrow")
    return str(request.param)


def test_every_fact_and_its_past_is_the_reference_s(symbol: str, data_dir: Path) -> None:
    """Twenty-seven facts on thirty-one sessions, none of them missing, to 1e-9."""
    wanted, found = expected(data_dir, symbol), produced(data_dir, symbol)
    assert len(found) == SESSIONS
    assert list(wanted) == list(found)[FIRST:]
    assert len(wanted) == SESSIONS - FIRST
    for day, facts in wanted.items():
        assert set(facts) == set(NAMES)
        values = {name: found[day][name].value for name in NAMES}
        assert values == pytest.approx(facts, rel=1e-9, abs=1e-12), day


def test_the_past_of_the_ratio_is_drawn_from_earlier_sessions(symbol: str, data_dir: Path) -> None:
    """Of each session the ratio, and the tenth and ninetieth percentile of those before it."""
    raw, found = read_raw(data_dir, symbol), produced(data_dir, symbol)
    ratios = {day: of_chain(raw, day)["put_call_oi_ratio_tradable"] for day in raw.sessions}
    rows = list(found[raw.sessions[-1]]["put_call_oi_ratio_history"].rows)
    assert [row["session"] for row in rows] == raw.sessions[-61:]
    for day, row in zip(raw.sessions[-61:], rows, strict=True):
        earlier = pd.Series([ratio for each, ratio in ratios.items() if each < day], dtype=float)
        wanted = [ratios[day]]
        if len(earlier) >= ENOUGH:
            wanted += [float(earlier.quantile(share)) for share in (0.1, 0.9)]
        cells = [row[name] for name in ("ratio", "low", "high")]
        assert [cell for cell in cells if cell is not None] == pytest.approx(wanted, rel=1e-9)


def test_volatility_beside_its_past_is_a_rank_and_a_share(symbol: str, data_dir: Path) -> None:
    """Of the volatilities that earlier sessions stored, on every session that has thirty."""
    stored = {
        day: float(facts["iv_30d"].value)  # type: ignore[arg-type]
        for day, facts in produced(data_dir, symbol).items()
        if facts["iv_30d"].ok
    }
    series = pd.Series(stored)
    days = list(stored)[ENOUGH:]
    assert len(days) >= 20
    for day in days:
        facts, past = produced(data_dir, symbol)[day], series[series.index < day]
        rank = (series[day] - past.min()) / (past.max() - past.min())
        assert facts["iv_rank"].value == pytest.approx(rank, rel=1e-12)
        assert facts["iv_percentile"].value == pytest.approx((past < series[day]).mean())
        assert facts["iv_rank"].sessions == len(past)
