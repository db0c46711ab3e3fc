"""The model-free volatility: the white paper's own answers, and which quotes it takes."""

from __future__ import annotations

import csv
import math
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from generator.signals.model_free import (
    MINUTES_A_YEAR,
    Strip,
    Term,
    model_free_volatility,
    term_variance,
)
from tests.reference.model_free import Quotes, reference_model_free, reference_term
from tests.signals.priced import RATE, SPOT, quoted
from tests.snapshots import Row, contract, facts_of, reason, snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PAPER_RATE: Final = 0.0038
PAPER_MINUTES: Final = {9: 12_960, 37: 53_280}
PAPER_YEARS: Final = {9: 0.0246575, 37: 0.1013699}
"""As the paper prints them; its variances are made with these seven digits."""


@cache
def _paper(folder: Path) -> dict[int, list[dict[str, str]]]:
    path = folder / "known_answers" / "vix_whitepaper2009_options.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    return {days: [line for line in lines if line["Days"] == str(days)] for days in PAPER_MINUTES}


def _strip(lines: Sequence[dict[str, str]]) -> Strip:
    def column(name: str) -> Any:  # noqa: ANN401 - an array of a row's numbers
        return np.array([float(line[name]) for line in lines])

    return Strip(
        strike=column("Strike"),
        call_bid=column("Call Bid"),
        call_ask=column("Call Ask"),
        put_bid=column("Put Bid"),
        put_ask=column("Put Ask"),
    )


def _term(strip: Strip, rate: float, minutes: float) -> Term:
    term = term_variance(strip, rate=rate, minutes=minutes)
    assert term is not None
    return term


def test_the_white_paper_s_forwards_variances_and_index_are_met(data_dir: Path) -> None:
    """To every digit that it prints: forwards, strikes below them, variances, and 61.22."""
    paper = _paper(data_dir)
    printed = {9: (920.50005, 0.4727679), 37: (921.00039, 0.3668180)}
    for days, (forward, variance) in printed.items():
        rounded = PAPER_YEARS[days] * MINUTES_A_YEAR
        term = _term(_strip(paper[days]), PAPER_RATE, rounded)
        assert term.forward == pytest.approx(forward, abs=5e-6)
        assert term.centre == 920
        assert term.variance == pytest.approx(variance, abs=5e-8)
    near, far = (
        _term(_strip(paper[days]), PAPER_RATE, minutes) for days, minutes in PAPER_MINUTES.items()
    )
    assert model_free_volatility(near, far) == pytest.approx(0.6122, abs=5e-5)
    assert model_free_volatility(near, far) == pytest.approx(0.61217999, abs=5e-9)


def test_the_white_paper_s_chain_as_a_snapshot_gives_its_index(data_dir: Path) -> None:
    """Series that settle at the open, 9 and 37 days ahead to the minute, at the paper's rate."""
    rows: list[Row] = []
    for days, expiration in ((9, "2026-08-28"), (37, "2026-09-25")):
        for line in _paper(data_dir)[days]:
            for right in ("call", "put"):
                bid, ask = (float(line[f"{right.title()} {side}"]) for side in ("Bid", "Ask"))
                known: Row = {"root": "SPX", "settlement": "AM", "bid": bid, "ask": ask}
                rows.append(contract(expiration, float(line["Strike"]), right, **known))
    made = snapshot(rows, symbol="SPX", spot=919.0, rate=PAPER_RATE, as_of="2026-08-19T09:30")
    fact = facts_of(made)["model_free_iv_30d"]
    assert fact.number == pytest.approx(0.61217999, abs=5e-9)
    assert fact.basis == "quotes"
    assert "variance" in fact.method


def test_the_reference_meets_the_white_paper_too(data_dir: Path) -> None:
    paper = _paper(data_dir)
    terms = [
        reference_term(_quotes(paper[days]), PAPER_RATE, minutes)
        for days, minutes in PAPER_MINUTES.items()
    ]
    assert reference_model_free(*terms) == pytest.approx(0.61217999, abs=5e-9)


def _quotes(lines: Sequence[dict[str, str]]) -> list[Quotes]:
    names = ("Strike", "Call Bid", "Call Ask", "Put Bid", "Put Ask")
    return [Quotes(*(float(line[name]) for name in names)) for line in lines]


def _holed_chain() -> list[Row]:
    """Two expirations with spreads, bids of 0 and missing strikes in different places."""
    rows = []
    strikes = [60, 65, 70, 72.5, 75, 80, 84, 88, 90, 92, 95, 98, 100, 102.5, 105, 108, 112, 120]
    for place, row in enumerate(quoted({"2026-09-11": 0.31, "2026-10-16": 0.27}, strikes)):
        if place % 11 == 4:
            continue
        value = float(str(row["bid"]))
        spread = 0.02 * value + 0.01
        bid = 0.0 if value < 0.02 or place % 17 == 3 else value - spread
        rows.append(row | {"bid": bid, "ask": value + spread})
    return rows


def test_a_made_chain_with_holes_gives_what_the_reference_gives() -> None:
    """Spreads, dead bids and missing contracts: the same volatility as without a shared line."""
    rows = _holed_chain()
    facts = facts_of(snapshot(rows, spot=SPOT, rate=RATE))
    expected = reference_model_free(
        *(
            reference_term(_by_strike(rows, expiration), RATE, minutes)
            for expiration, minutes in (("2026-09-11", 21 * 1440), ("2026-10-16", 56 * 1440))
        )
    )
    assert facts["model_free_iv_30d"].number == pytest.approx(expected, rel=1e-12)
    assert 0.2 < expected < 0.35


def _by_strike(rows: Sequence[Row], expiration: str) -> list[Quotes]:
    sides: dict[float, dict[str, tuple[float, float]]] = {}
    for row in rows:
        if row["expiration"] == expiration:
            quote = (float(str(row["bid"])), float(str(row["ask"])))
            sides.setdefault(float(str(row["strike"])), {})[str(row["right"])] = quote
    none = (math.nan, math.nan)
    return [
        Quotes(strike, *sides[strike].get("call", none), *sides[strike].get("put", none))
        for strike in sorted(sides)
    ]


def test_a_flat_smile_gives_its_volatility_back() -> None:
    """With strikes from 30 to 330, half a dollar apart, within a thousandth of the volatility."""
    strikes = [half / 2 for half in range(60, 661)]
    rows = quoted({"2026-09-11": 0.2, "2026-10-16": 0.2}, strikes)
    facts = facts_of(snapshot(rows, spot=SPOT, rate=RATE))
    assert facts["model_free_iv_30d"].number == pytest.approx(0.2, rel=1e-3)


def _even_strip(**bids: Sequence[float]) -> Strip:
    """Strikes 80 to 120 by fives around a forward of 100; asks are a dime above bids."""
    put = np.array(bids.get("put", (0.5, 0.7, 1.0, 1.9, 3.0, 5.5, 10.0, 15.0, 20.0)))
    call = np.array(bids.get("call", (20.0, 15.0, 10.0, 5.5, 3.0, 1.9, 1.0, 0.7, 0.5)))
    return Strip(
        strike=np.arange(80.0, 121.0, 5.0),
        call_bid=call,
        call_ask=call + 0.1,
        put_bid=put,
        put_ask=put + 0.1,
    )


def test_the_strip_by_hand() -> None:
    """Each price by hand: interval over squared strike, times mid, twice, over the term."""
    half_year = MINUTES_A_YEAR / 2
    term = _term(_even_strip(), 0.0, half_year)
    assert (term.forward, term.centre) == (100, 100)
    mids = {80: 0.55, 85: 0.75, 90: 1.05, 95: 1.95, 100: 3.05}
    mids |= {105: 1.95, 110: 1.05, 115: 0.75, 120: 0.55}
    expected = 2 / 0.5 * sum(5 / strike**2 * mid for strike, mid in mids.items())
    assert term.variance == pytest.approx(expected, rel=1e-14)


def test_two_neighbours_without_a_bid_end_the_strip_and_one_alone_is_passed_over() -> None:
    """Behind two dead puts nothing counts, however dear; behind one dead call the rest does."""
    dead_puts = _even_strip(put=(9.0, 0.0, 0.0, 1.9, 3.0, 5.5, 10.0, 15.0, 20.0))
    term = _term(dead_puts, 0.0, MINUTES_A_YEAR)
    mids = {95: 1.95, 100: 3.05, 105: 1.95, 110: 1.05, 115: 0.75, 120: 0.55}
    expected = 2 * sum(5 / strike**2 * mid for strike, mid in mids.items())
    assert term.variance == pytest.approx(expected, rel=1e-14)
    dead_call = _even_strip(call=(20.0, 15.0, 10.0, 5.5, 3.0, 1.9, 0.0, 0.7, 0.5))
    term = _term(dead_call, 0.0, MINUTES_A_YEAR)
    mids = {80: 0.55, 85: 0.75, 90: 1.05, 95: 1.95, 100: 3.05, 120: 0.55}
    expected = 2 * sum(5 / strike**2 * mid for strike, mid in mids.items())
    expected += 2 * (7.5 / 105**2 * 1.95 + 7.5 / 115**2 * 0.75)
    assert term.variance == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    "strip",
    [
        _even_strip(put=(0.0,) * 9),
        _even_strip(put=(0.0, 0.0, 0.0, 0.0, 3.0, 5.5, 10.0, 15.0, 20.0)),
        _even_strip(call=(20.0, 15.0, 10.0, 5.5, 3.0, 0.0, 0.0, 0.7, 0.5)),
    ],
)
def test_a_strip_without_a_forward_or_without_a_side_gives_nothing(strip: Strip) -> None:
    assert term_variance(strip, rate=0.0, minutes=MINUTES_A_YEAR) is None


def test_an_expiration_thirty_days_ahead_needs_no_other() -> None:
    rows = quoted({"2026-09-18": 0.25}, range(40, 201))
    made = snapshot(rows, spot=SPOT, rate=RATE, as_of="2026-08-19T16:00")
    assert facts_of(made)["model_free_iv_30d"].number is not None


@pytest.mark.parametrize(
    ("volatilities", "code"),
    [
        ({"2026-08-28": 0.2, "2026-09-18": 0.2}, "no_bracket"),
        ({"2026-10-16": 0.2}, "no_bracket"),
        ({"2026-08-24": 0.2, "2026-10-16": 0.2}, "no_bracket"),
    ],
)
def test_expirations_of_a_week_or_more_must_bracket_thirty_days(
    volatilities: dict[str, float], code: str
) -> None:
    facts = facts_of(snapshot(quoted(volatilities, range(60, 161)), spot=SPOT, rate=RATE))
    assert reason(facts, "model_free_iv_30d") == code


def test_an_expiration_whose_quotes_give_nothing_is_passed_over() -> None:
    """Between two good ones a later expiration before the 30 days has no puts: the earlier does."""
    rows = quoted({"2026-09-11": 0.3, "2026-10-16": 0.3}, range(60, 161))
    blind = [row for row in quoted({"2026-09-18": 0.9}, range(60, 161)) if row["right"] == "call"]
    plain = facts_of(snapshot(rows, spot=SPOT, rate=RATE))["model_free_iv_30d"].number
    assert plain == pytest.approx(0.3, rel=0.01)
    found = facts_of(snapshot(rows + blind, spot=SPOT, rate=RATE))["model_free_iv_30d"].number
    assert found == plain


def test_closing_prices_dead_quotes_and_an_unknown_rate_give_none() -> None:
    rows = quoted({"2026-09-11": 0.2, "2026-10-16": 0.2}, range(60, 161))
    assert reason(facts_of(snapshot(rows, spot=SPOT)), "model_free_iv_30d") == "not_given"
    closes = [row | {"last": row["bid"], "bid": None, "ask": None, "volume": 9.0} for row in rows]
    facts = facts_of(snapshot(closes, spot=SPOT, rate=RATE))
    assert facts["iv_30d"].ok
    assert reason(facts, "model_free_iv_30d") == "closing_prices"
    dead = [row | {"bid": 0.0} for row in rows]
    facts = facts_of(snapshot(dead, spot=SPOT, rate=RATE))
    assert reason(facts, "model_free_iv_30d") == "quotes_dead"
