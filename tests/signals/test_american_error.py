"""The page's tables of what American exercise and dividends cost are measured again."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from tests.american_oracle import Underlying
from tests.signals.american_error import (
    CASH_TERMS,
    TERMS,
    cash_cases,
    measure,
    row,
    yield_cases,
)

PAGE: Final = Path(__file__).parents[2] / "docs" / "pricing.md"
POINTS: Final = 0.015
"""A last digit of the page may fall either way on another machine."""
EXACT: Final = 0.02
"""What the tree and the finite differences themselves may be off, points of volatility."""


def _rows(heading: str) -> dict[int, list[str]]:
    """Cells of the table under a heading of the page, by the days in its first column."""
    text = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in re.findall(r"^\| \d.*$", text, re.MULTILINE)]
    return {int(cells[0]): cells for cells in lines}


def _same(printed: list[str], measured: list[str]) -> None:
    assert len(printed) == len(measured)
    for old, new in zip(printed, measured, strict=True):
        expected = [float(number) for number in re.findall(r"[-+]?\d+\.?\d*", new)]
        found = [float(number) for number in re.findall(r"[-+]?\d+\.?\d*", old)]
        assert found == pytest.approx(expected, rel=0, abs=POINTS), (printed, measured)


def _some(terms: tuple[int, ...], quick: set[int]) -> list[object]:
    """All terms, those that are not quick only in full runs."""
    return [pytest.param(days, marks=() if days in quick else pytest.mark.full) for days in terms]


@pytest.mark.parametrize("days", _some(TERMS, {30, 365}))
def test_the_page_s_error_of_american_exercise_is_the_measured_one(days: int) -> None:
    _same(_rows("American exercise")[days], row(days, measure(yield_cases(days))))


@pytest.mark.parametrize("days", _some(CASH_TERMS, {7, 30}))
def test_the_page_s_error_of_cash_dividends_is_the_measured_one(days: int) -> None:
    _same(_rows("Cash dividends")[days], row(days, measure(cash_cases(days))))


def test_the_page_lists_every_term_that_is_measured() -> None:
    assert list(_rows("American exercise")) == list(TERMS)
    assert list(_rows("Cash dividends")) == list(CASH_TERMS)


@pytest.mark.parametrize(("most_days", "points"), [(30, 0.2), (90, 0.4), (180, 0.6), (365, 1.1)])
def test_what_the_page_says_in_words_is_in_its_table(most_days: int, points: float) -> None:
    text = re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8"))
    assert f"{points} points to {most_days} days" in text
    for days, cells in _rows("American exercise").items():
        if days <= most_days:
            worst = [abs(float(cell.split()[0])) for cell in cells[1:-1] if cell != "none"]
            assert max(worst) <= points


def test_the_largest_errors_of_early_exercise_are_upward() -> None:
    for cells in _rows("American exercise").values():
        assert all(cell == "none" or cell.startswith("+") for cell in cells[1:-1])


def test_a_dividend_matters_within_days_and_no_more_after_a_month() -> None:
    """As the page says below its second table."""
    at_the_money = {days: cells[4] for days, cells in _rows("Cash dividends").items()}
    assert float(at_the_money[7].split()[0]) > 4
    assert float(at_the_money[30].split()[0]) < 0.4


def test_the_tree_is_right_where_an_option_can_tell_a_volatility() -> None:
    """It meets the integral method, and so do the finite differences with a dividend of nothing."""
    compared = 0
    carries = ((0.05, 0.0, 30), (0.05, 0.0, 365), (0.0, 0.04, 90))
    for (rate, paid, days), volatility, strike, is_call in product(
        carries, (0.1, 0.2, 0.6), (80.0, 100.0, 120.0), (True, False)
    ):
        underlying = Underlying(rate, paid, volatility)
        without_cash = Underlying(rate, paid, volatility, ((5, 0.0),))
        vega = underlying.vega(strike=strike, days=days)
        exact = underlying.american_by_integration(strike=strike, days=days, is_call=is_call)
        for of in (underlying, without_cash) if vega > 1 else ():
            found = of.american(strike=strike, days=days, is_call=is_call)
            assert 100 * abs(found - exact) / vega < EXACT
            compared += 1
    assert compared > 60
