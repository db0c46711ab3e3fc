"""The product's facts beside the reference's, on every day of two real series of chains.

One difference is meant: on a day without a session the reference repeats the facts of the session
before, the product gives none of that day's own (see `OF_THE_DAY`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from generator.market.vendors.importing import ImportRequest, open_request, snapshot_of_day
from generator.signals.catalogue import compute_facts
from generator.signals.history import History
from tests.reference.calendar import is_session, snapshot_time
from tests.reference.chain import Header, read_headers, read_snapshots, reference_chain_facts
from tests.reference.prices import Bar, read_bars, reference_price_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from generator.market.vendors.chain_day import ChainFile
    from generator.signals.facts import Fact, Facts

SYMBOLS: Final = ("IWM", "SPY")
DAYS: Final = 65
DAYS_A_TEST: Final = 5
OF_THE_DAY: Final = frozenset({"previous_close", "day_change", "volume_ratio_20d"})
"""Facts that only a session has."""
WITHOUT_SESSION: Final = frozenset({date(2026, 5, 25), date(2026, 6, 19), date(2026, 7, 3)})


@dataclass(frozen=True, slots=True)
class Series:
    """All chains of one symbol, as either side reads them."""

    request: ImportRequest
    chain: ChainFile
    rows: Mapping[date, list[dict[str, object]]]
    headers: Mapping[date, Header]
    bars: list[Bar]

    def product(self, day: date) -> Facts:
        """The facts of ``day`` as the product computes them."""
        snapshot = snapshot_of_day(self.request, self.chain, day)
        return compute_facts(snapshot, History(), snapshot_sha256="")

    def reference(self, day: date) -> dict[str, object]:
        """The facts of ``day`` as the reference computes them."""
        spot = self.headers[day].spot
        chain = reference_chain_facts(self.rows[day], snapshot_time(day), spot)
        return chain | reference_price_facts(self.bars, day, spot)


@cache
def _series(folder: Path, symbol: str) -> Series:
    chain = folder / "eod_series" / f"{symbol}.parquet"
    bars = folder / "prices" / f"av_{symbol}_2026.csv"
    headers = folder / "eod_series" / "headers.csv"
    request = ImportRequest(files=[chain], symbol=symbol, bars=[bars], spots=headers)
    return Series(
        request=request,
        chain=open_request(request),
        rows=read_snapshots(chain),
        headers=read_headers(headers, symbol),
        bars=read_bars(bars),
    )


@pytest.fixture(params=SYMBOLS)
def series(request: pytest.FixtureRequest, data_dir: Path) -> Series:
    """All chains of one symbol, read once a process."""
    pytest.importorskip("pyarrow")
    return _series(data_dir, request.param)


@pytest.mark.parametrize("first", range(0, DAYS, DAYS_A_TEST))
def test_every_fact_is_the_reference_s(series: Series, first: int) -> None:
    """On each day every fact of the reference is the product's, to 1e-9, or missing in both."""
    days = sorted(series.rows)
    assert len(days) == DAYS
    for day in days[first : first + DAYS_A_TEST]:
        facts, expected = series.product(day), series.reference(day)
        wrong = {
            name: (_shown(facts[name]), value)
            for name, value in expected.items()
            if not _agrees(facts[name], value, day)
        }
        assert not wrong, f"{day}: {wrong}"


def test_the_reference_covers_what_a_chain_and_its_bars_give(series: Series) -> None:
    """Forty-seven facts are computed twice, and the last day has all but the longest windows."""
    last = max(series.rows)
    expected = series.reference(last)
    assert len(expected) == 47
    missing = {name for name, value in expected.items() if value is None}
    assert missing == {"sma_200", "realized_volatility_252d", "beta_252d"}


def test_a_day_without_a_session_has_no_facts_of_its_own(series: Series) -> None:
    """On the three holidays of the series, what only a session has is missing for that reason."""
    holidays = {day for day in series.rows if not is_session(day)}
    assert holidays == WITHOUT_SESSION
    for day in sorted(holidays):
        facts = series.product(day)
        for name in (*OF_THE_DAY, "day_open", "day_high", "day_low", "volume"):
            lacking = facts[name].unavailable
            assert lacking is not None
            assert lacking.code == "not_a_session"


def _agrees(fact: Fact, expected: object, day: date) -> bool:
    if fact.name in OF_THE_DAY and day in WITHOUT_SESSION:
        return not fact.ok
    if expected is None:
        return not fact.ok
    if isinstance(expected, list):
        return _same_table(fact.rows, expected)
    return _same(fact.value, expected)


def _same_table(
    rows: Sequence[Mapping[str, object]], expected: Sequence[dict[str, object]]
) -> bool:
    return len(rows) == len(expected) and all(
        _same(row[name], value)
        for row, line in zip(rows, expected, strict=True)
        for name, value in line.items()
    )


def _same(value: object, expected: object) -> bool:
    if isinstance(value, date):
        return value.isoformat() == expected
    if isinstance(value, int | float) and isinstance(expected, int | float):
        return math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-12)
    return value is None and expected is None


def _shown(fact: Fact) -> object:
    return fact.value if fact.ok else fact.unavailable
