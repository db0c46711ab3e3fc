"""Changes between two sessions, beside plain arithmetic over the raw rows of real chains."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest

from generator.market.vendors.importing import ImportRequest, open_request, snapshot_of_day
from generator.signals.history import History
from tests.reference import changes as reference
from tests.reference.calendar import is_session
from tests.snapshots import facts_of, pair, reason, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Facts

SYMBOLS: Final = ("IWM", "SPY")
AFTER_EXPIRATION: Final = date(2026, 6, 22)
"""The session after the quarterly expiration of 2026-06-18; 2026-06-19 was a holiday."""
DAYS: Final = (
    AFTER_EXPIRATION,
    date(2026, 5, 27),
    date(2026, 6, 1),
    date(2026, 6, 8),
    date(2026, 6, 18),
    date(2026, 6, 23),
    date(2026, 7, 1),
    date(2026, 7, 6),
    date(2026, 7, 20),
    date(2026, 8, 3),
    date(2026, 8, 21),
)
"""That one and ten others: a Monday after a Friday's expiration, one after a holiday, the last."""
NAMES: Final = (
    "put_call_oi_change_1d",
    "call_oi_build_near_spot",
    "put_oi_build_near_spot",
    "open_interest_builds",
)


@cache
def raw(folder: Path, symbol: str) -> pd.DataFrame:
    """The raw rows of a symbol."""
    return pd.read_parquet(folder / "eod_series" / f"{symbol}.parquet")


@cache
def request(folder: Path, symbol: str) -> ImportRequest:
    """What is imported."""
    headers = folder / "eod_series" / "headers.csv"
    chain = folder / "eod_series" / f"{symbol}.parquet"
    return ImportRequest(files=[chain], symbol=symbol, spots=headers)


@cache
def made(folder: Path, symbol: str, day: date) -> Snapshot:
    """The snapshot of a day."""
    asked = request(folder, symbol)
    return snapshot_of_day(asked, open_request(asked), day)


def session_before(folder: Path, symbol: str, day: date) -> date:
    """The last session of the series before a day."""
    days = (date.fromisoformat(text) for text in raw(folder, symbol)["date"].unique())
    return max(each for each in days if each < day and is_session(each))


def facts(folder: Path, symbol: str, day: date, before: date) -> Facts:
    """The facts of a day with the session ``before`` stored."""
    return facts_of(made(folder, symbol, day), History(previous=made(folder, symbol, before)))


@pytest.fixture(params=SYMBOLS)
def symbol(request: pytest.FixtureRequest) -> str:
    """Each of two symbols."""
    pytest.importorskip("pyarrow")
    return str(request.param)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_changes_are_those_of_the_raw_rows(day: date, symbol: str, data_dir: Path) -> None:
    """Ratio, builds near spot and the table of builds, to 1e-12, with every tie in its place."""
    before = session_before(data_dir, symbol, day)
    found = facts(data_dir, symbol, day, before)
    both = reference.of_both_days(raw(data_dir, symbol), before, day)
    spot = made(data_dir, symbol, day).quote.spot
    assert spot is not None
    expected = reference.change_of_ratio(both)
    assert found["put_call_oi_change_1d"].value == pytest.approx(expected, rel=0, abs=1e-12)
    for right in ("call", "put"):
        build = reference.build_near(both, spot, right)
        assert found[f"{right}_oi_build_near_spot"].value == build
    rows = [
        (row["direction"], str(row["expiration"]), row["strike"], row["right"],
         row["open_interest"], row["change"])
        for row in found["open_interest_builds"].rows
    ]  # fmt: skip
    assert rows == [
        (direction, line.expiration, line.strike, line.right, line.oi, line.build)
        for direction in ("rise", "fall")
        for line in reference.largest(both, spot, direction).itertuples()
    ]
    assert len(rows) == 10


def test_what_rolls_off_at_an_expiration_is_no_change(symbol: str, data_dir: Path) -> None:
    """On 2026-06-22 a seventh of all open interest and more is gone, and nothing of it is reported.

    The naive difference of the published ratios is more than ten times the change of the
    contracts that are alive, and the totals fall while the holders of those that are alive added.
    """
    before = date(2026, 6, 18)
    assert session_before(data_dir, symbol, AFTER_EXPIRATION) == before
    series = raw(data_dir, symbol)
    then, now = (reference.contracts_of(series, day) for day in (before, AFTER_EXPIRATION))
    naive = reference.put_call(now) - reference.put_call(then)
    found = facts(data_dir, symbol, AFTER_EXPIRATION, before)
    change = found["put_call_oi_change_1d"].value
    assert isinstance(change, float)
    assert abs(naive) > 10 * abs(change)
    both = reference.of_both_days(series, before, AFTER_EXPIRATION)
    fallen, added = now["oi"].sum() - then["oi"].sum(), both["build"].sum()
    assert fallen < -then["oi"].sum() / 7
    assert added > 0
    gone = {"2026-06-18", "2026-06-22"}
    listed = {str(row["expiration"]) for row in found["open_interest_builds"].rows}
    assert not listed & gone


def test_the_first_day_has_no_history(symbol: str, data_dir: Path) -> None:
    alone = facts_of(made(data_dir, symbol, date(2026, 5, 26)))
    assert {reason(alone, name) for name in NAMES} == {"no_history"}


def test_a_gap_is_no_session_before(symbol: str, data_dir: Path) -> None:
    """What is stored is two sessions old, or of a holiday, which is no session."""
    for before in (date(2026, 6, 17), date(2026, 6, 19)):
        found = facts(data_dir, symbol, AFTER_EXPIRATION, before)
        assert {reason(found, name) for name in NAMES} == {"no_session_before"}


def test_a_day_without_a_session_has_no_change(symbol: str, data_dir: Path) -> None:
    found = facts(data_dir, symbol, date(2026, 6, 19), date(2026, 6, 18))
    assert {reason(found, name) for name in NAMES} == {"not_a_session"}


def two_days(
    before: list[dict[str, object]], now: list[dict[str, object]], spot: float = 100.0
) -> Facts:
    """The facts of a Friday with its Thursday stored."""
    thursday = snapshot(before, as_of="2026-08-20T16:00", spot=spot)
    return facts_of(snapshot(now, spot=spot), History(previous=thursday))


def test_a_contract_that_is_listed_since_today_is_no_build() -> None:
    old = pair("2026-09-18", 100, 500, 600)
    found = two_days(old, pair("2026-09-18", 100, 510, 600) + pair("2026-09-18", 101, 9000, 9000))
    assert found["call_oi_build_near_spot"].value == 10
    assert found["put_oi_build_near_spot"].value == 0
    [row] = found["open_interest_builds"].rows
    assert (row["change"], row["direction"]) == (10, "rise")


def test_near_spot_is_within_five_percent_and_the_edge_is_inside() -> None:
    strikes = (94, 95, 105, 106)
    before = [row for strike in strikes for row in pair("2026-09-18", strike, 500, 600)]
    now = [row for place, strike in enumerate(strikes)
           for row in pair("2026-09-18", strike, 500 + 10**place, 600)]  # fmt: skip
    assert two_days(before, now)["call_oi_build_near_spot"].value == 10 + 100


def test_open_interest_that_did_not_change_is_no_build_and_says_so() -> None:
    rows = pair("2026-09-18", 100, 500, 600)
    found = two_days(rows, rows)
    assert found["put_call_oi_change_1d"].value == 0
    assert reason(found, "open_interest_builds") == "no_change"


def test_too_few_calls_give_no_change_of_the_ratio() -> None:
    found = two_days(pair("2026-09-18", 100, 99, 600), pair("2026-09-18", 100, 500, 600))
    assert reason(found, "put_call_oi_change_1d") == "too_few_contracts"
    assert found["call_oi_build_near_spot"].value == 401
