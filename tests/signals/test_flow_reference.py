"""Flow and gamma of real days beside a second computation that shares no line with the product."""

from __future__ import annotations

import math
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from generator.market.vendors.importing import ImportRequest, open_request, snapshot_of_day
from tests.reference.calendar import snapshot_time
from tests.reference.chain import read_headers
from tests.reference.flow import read_traded, reference_flow_facts
from tests.snapshots import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.signals.facts import Fact, Facts

RATE: Final = 0.0412
DAYS: Final = tuple(
    date.fromisoformat(day) for day in ("2026-06-05", "2026-06-19", "2026-07-20", "2026-08-21")
)
"""Among them a day before a weekend, a holiday with expired rows and the last one."""
CLOSE: Final = 1e-10
"""What is left of a volatility that is solved by bisection."""


@cache
def _both(folder: Path, symbol: str) -> dict[date, tuple[Facts, dict[str, object]]]:
    chain = folder / "eod_series" / f"{symbol}.parquet"
    headers = folder / "eod_series" / "headers.csv"
    request = ImportRequest(files=[chain], symbol=symbol, spots=headers, rate=RATE)
    opened = open_request(request)
    traded = read_traded(chain, DAYS)
    spots = {day: header.spot for day, header in read_headers(headers, symbol).items()}
    return {
        day: (
            facts_of(snapshot_of_day(request, opened, day)),
            reference_flow_facts(traded[day], snapshot_time(day), spots[day], RATE),
        )
        for day in DAYS
    }


@pytest.mark.parametrize("symbol", ["IWM", "SPY"])
def test_flow_and_gamma_of_real_days_are_the_reference_s(symbol: str, data_dir: Path) -> None:
    """Four days of two chains: every premium, every unusual contract, every strike's gamma."""
    pytest.importorskip("pyarrow")
    strikes = contracts = 0
    for day, (facts, expected) in _both(data_dir, symbol).items():
        for name, value in expected.items():
            _compare(facts[name], value, f"{symbol} {day} {name}")
        strikes += len(facts["gamma_by_strike"].rows)
        contracts += len(facts["unusual_contracts"].rows)
    assert strikes > 400
    assert contracts > 40


def _compare(fact: Fact, expected: object, what: str) -> None:
    assert fact.ok, f"{what}: {fact.unavailable}"
    if not isinstance(expected, list):
        assert isinstance(expected, float)
        assert fact.number == pytest.approx(expected, rel=CLOSE), what
        return
    assert len(fact.rows) == len(expected), what
    for row, line in zip(fact.rows, expected, strict=True):
        for name, value in line.items():
            assert _same(row, name, value), f"{what}: {dict(row)}, not {line}"


def _same(row: Mapping[str, object], name: str, value: object) -> bool:
    found = row[name]
    if isinstance(found, date):
        return found.isoformat() == value
    if isinstance(found, float) and isinstance(value, float | int):
        return math.isclose(found, value, rel_tol=CLOSE, abs_tol=1e-3)
    return found == value
