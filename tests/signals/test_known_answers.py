"""Published answers: indicator sheets, max-pain examples, option prices, daily totals."""

from __future__ import annotations

import csv
import json
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from generator.market.snapshot import Bars, Quote
from generator.market.tables import bar_table
from generator.market.vendors.importing import ImportRequest, open_request, snapshot_of_day
from generator.signals.black import black_forward_delta, black_price
from generator.signals.chain import counted_chain
from generator.signals.positioning import max_pain
from tests.reference.chain import read_headers
from tests.snapshots import CALENDAR, NEXT_FRIDAY, facts_of, pair, snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.signals.facts import Facts

SESSION: Final = date(2026, 8, 21)
SHEET_DIGITS: Final = 1e-6
"""The sheets print six decimals; that of ATR nine."""


def _sheet(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / "known_answers" / f"stockcharts_cs-{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _facts_on(columns: dict[str, Sequence[float]]) -> Facts:
    """The facts of a day on which the last of these prices were quoted, after the others."""
    count = len(columns["close"])
    days = np.array(CALENDAR.last(count, until=SESSION), dtype="datetime64[s]")
    table = bar_table({"session": days} | {name: list(each) for name, each in columns.items()})
    high, low = (columns[name][-1] if name in columns else None for name in ("high", "low"))
    quote = Quote(spot=columns["close"][-1], high=high, low=low)
    return facts_of(snapshot(pair(NEXT_FRIDAY, 100), quote=quote, bars=Bars(table=table)))


def _value(facts: Facts, name: str) -> float:
    number = facts[name].number
    assert number is not None, facts[name].unavailable
    return number


def test_bollinger_bands_are_those_of_the_published_sheet(data_dir: Path) -> None:
    """Bands and %B meet StockCharts' sheet on all its 23 days, to its last digit."""
    sheet = _sheet(data_dir, "bbands")
    closes = [float(line["Close"]) for line in sheet]
    days = [place for place, line in enumerate(sheet) if line["MiddleBand"]]
    assert len(days) == 23
    for place in days:
        facts = _facts_on({"close": closes[: place + 1]})
        for name, column in (
            ("bollinger_middle_20_2", "MiddleBand"),
            ("bollinger_upper_20_2", "HighBand"),
            ("bollinger_lower_20_2", "LowBand"),
            ("bollinger_percent_b", "PercentageBand"),
        ):
            expected = float(sheet[place][column])
            assert _value(facts, name) == pytest.approx(expected, abs=SHEET_DIGITS)


def test_the_true_range_is_that_of_the_published_sheet(data_dir: Path) -> None:
    """ATR meets StockCharts' sheet exactly, once the sheet's own first average is its seed.

    The sheet has 30 days and starts a day earlier than TA-Lib, which has no range for a day
    without a close before it: a day that repeats the first high and low as its own close before
    gives the sheet's seed, and quiet days before that fill the product's minimum of 50 bars with
    ranges that Wilder's average forgets by 13/14 a day, here taken out exactly.
    """
    sheet = _sheet(data_dir, "atr")
    highs, lows, closes = (
        [float(line[name]) for line in sheet] for name in ("High", "Low", "Close")
    )
    seed = float(sheet[13]["ATR"])
    middle = closes[13]
    quiet = 40
    columns: dict[str, Sequence[float]] = {
        "high": [middle + seed / 2] * quiet + highs[14:],
        "low": [middle - seed / 2] * quiet + lows[14:],
        "close": [middle] * quiet + closes[14:],
    }
    for length in range(50, quiet + len(sheet) - 14 + 1):
        facts = _facts_on({name: values[:length] for name, values in columns.items()})
        expected = float(sheet[13 + length - quiet]["ATR"])
        assert _value(facts, "atr_14") == pytest.approx(expected, abs=1e-9)


def test_rsi_is_that_of_the_sheet_s_convention_where_its_seed_has_died_out(data_dir: Path) -> None:
    """On the sheet's closes after 300 other sessions, averages begun at 0 give the product's RSI.

    The sheet begins both averages at 0 (as `tests.reference` shows to its last digit); on its own
    33 days that seed has not died out.
    """
    sheet = _sheet(data_dir, "rsi")
    closes = [float(line["Close"]) for line in sheet]
    warmed = _zigzag(closes[0], 300) + closes
    gain = loss = 0.0
    for before, after in pairwise(warmed):
        gain = (13 * gain + max(after - before, 0.0)) / 14
        loss = (13 * loss + max(before - after, 0.0)) / 14
    assert _value(_facts_on({"close": warmed}), "rsi_14") == pytest.approx(
        100 * gain / (gain + loss), abs=SHEET_DIGITS
    )


def test_macd_is_that_of_the_published_sheet_where_the_seed_has_died_out(data_dir: Path) -> None:
    """On the last day of the sheet's 124 the line, its signal and the difference are met."""
    sheet = _sheet(data_dir, "macd")
    facts = _facts_on({"close": [float(line["Close"]) for line in sheet]})
    for name, column in (
        ("macd_12_26", "MACD_line"),
        ("macd_signal_9", "MACD_signal"),
        ("macd_histogram", "MACD_diff"),
    ):
        assert _value(facts, name) == pytest.approx(float(sheet[-1][column]), abs=1e-3)


def _zigzag(last: float, count: int) -> list[float]:
    return [last + (0.5 if place % 2 else -0.5) for place in range(count)]


def _max_pain(rows: list[dict[str, Any]], spot: float) -> object:
    made = snapshot(
        [
            contract
            for row in rows
            for contract in pair(NEXT_FRIDAY, row["strike"], row["call_oi"], row["put_oi"])
        ]
    )
    return max_pain(counted_chain(made, made.sessions()), spot)


def test_max_pain_of_the_published_examples_is_met(data_dir: Path) -> None:
    """The worked example of maximum-pain.com and another implementation's unit test agree."""
    text = (data_dir / "known_answers" / "maxpain_examples.json").read_text(encoding="utf-8")
    example, unit_test = json.loads(text)
    assert _max_pain(example["rows"], 100.0) == example["computed_by_hand"]["max_pain"]
    assert _max_pain(unit_test["rows"], 7700.0) == unit_test["published"]["max_pain"]


def test_black_scholes_prices_and_deltas_are_those_of_vollib(data_dir: Path) -> None:
    """On the forward, all 101 published calls and puts and their deltas come out."""
    text = (data_dir / "known_answers" / "vollib_bs_greeks_test_data.json").read_text("utf-8")
    table = json.loads(text)
    columns = dict(zip(table["columns"], np.array(table["data"]).T, strict=True))
    discount = np.exp(-columns["R"] * columns["t"])
    terms = {
        "forward": columns["S"] / discount,
        "strike": columns["K"],
        "deviation": columns["v"] * np.sqrt(columns["t"]),
    }
    assert len(discount) == 101
    for is_call, price, delta in ((True, "bs_call", "CD"), (False, "bs_put", "PD")):
        found = discount * black_price(**terms, is_call=is_call)
        np.testing.assert_allclose(found, columns[price], rtol=2e-6, atol=1e-6)
        found = black_forward_delta(**terms, is_call=is_call)
        np.testing.assert_allclose(found, columns[delta], rtol=2e-6, atol=1e-6)


EXPIRED_COUNTED: Final = frozenset({date(2026, 6, 19), date(2026, 7, 3)})
"""Holidays whose published totals still count what expired the session before."""
LEFT_OUT: Final = date(2026, 7, 17)
"""Its header leaves out the 31 July expiration."""
VOLUME_SHORT: Final = date(2026, 8, 18)
"""Its header counts less volume than its own rows."""


def test_published_totals_of_every_day_are_met(data_dir: Path) -> None:
    """IWM's totals are those of the source's header on 61 of 65 days; the others are known."""
    pytest.importorskip("pyarrow")
    path = data_dir / "eod_series" / "IWM.parquet"
    headers = read_headers(data_dir / "eod_series" / "headers.csv", "IWM")
    chain = open_request(ImportRequest(files=[path], symbol="IWM"))
    names = ("call_open_interest", "put_open_interest", "call_volume", "put_volume")
    differing = set()
    for day, header in headers.items():
        request = ImportRequest(files=[path], symbol="IWM", spot=header.spot)
        facts = facts_of(snapshot_of_day(request, chain, day))
        if any(facts[name].value != getattr(header, name) for name in names):
            differing.add(day)
    assert len(headers) == 65
    assert differing == EXPIRED_COUNTED | {LEFT_OUT, VOLUME_SHORT}


def test_the_numbers_of_21_august_2026_are_the_published_ones(data_dir: Path) -> None:
    """7,906,436 puts over 2,878,596 calls make 2.7466; of what still trades 2.576."""
    pytest.importorskip("pyarrow")
    path = data_dir / "eod_series" / "IWM.parquet"
    request = ImportRequest(files=[path], symbol="IWM", spot=299.96)
    facts = facts_of(snapshot_of_day(request, open_request(request), SESSION))
    assert facts["put_open_interest"].value == 7_906_436
    assert facts["call_open_interest"].value == 2_878_596
    assert _value(facts, "put_call_oi_ratio") == pytest.approx(2.7466, abs=5e-5)
    assert _value(facts, "put_call_oi_ratio_tradable") == pytest.approx(2.576, abs=5e-4)
    assert facts["put_call_oi_ratio"].observed == date(2026, 8, 20)
    assert facts["put_call_volume_ratio"].observed == SESSION
