"""Gamma by strike beside QuantLib's, contract by contract; unsigned but where it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from generator.signals.gamma import (
    GammaByStrike,
    HeldGamma,
    _signed_totals,
    gamma_peak_strike,
)
from tests import oracle
from tests.signals.priced import (
    RATE,
    SPOT,
    discount_to,
    forward_to,
    quoted,
    years_to,
)
from tests.snapshots import Row, facts_of, reason, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.signals.facts import Facts

NEAR: Final = "2026-08-28"
FAR: Final = "2026-10-16"
LEVELS: Final = {NEAR: 0.35, FAR: 0.25}
STRIKES: Final = tuple(range(80, 121, 5))


def _rows(interest: Callable[[Row], float]) -> list[Row]:
    return [row | {"open_interest": interest(row)} for row in quoted(LEVELS, STRIKES)]


def _facts(rows: list[Row], **parts: Any) -> Facts:  # noqa: ANN401
    return facts_of(snapshot(rows, spot=SPOT, rate=RATE, **parts))


def _dollars(row: Mapping[str, Any], level: float = SPOT, size: float = 100) -> float:
    """QuantLib's gamma of a contract with the underlying at ``level``, dollars for 1 %."""
    expiration = row["expiration"]
    gamma = oracle.greeks(
        spot=level,
        forward=forward_to(expiration) * level / SPOT,
        strike=row["strike"],
        years=years_to(expiration),
        volatility=LEVELS[expiration],
        discount=discount_to(expiration),
        is_call=row["right"] == "call",
    ).gamma
    return float(gamma * row["open_interest"] * size * level**2 * 0.01)


def _mixed(row: Row) -> float:
    """Some open interest or other: different by strike, side and expiration."""
    strike = int(float(str(row["strike"])))
    return float((strike * 7 + (31 if row["right"] == "put" else 0)) % 90 + len(str(row)) % 7)


def test_every_strike_has_quantlib_s_gamma_of_both_its_sides() -> None:
    """In the money too: such a contract has the volatility of its partner out of the money."""
    rows = _rows(_mixed)
    table = _facts(rows)["gamma_by_strike"].rows
    assert [line["strike"] for line in table] == list(STRIKES)
    for line in table:
        expected = {
            side: sum(
                _dollars(row)
                for row in rows
                if row["strike"] == line["strike"] and row["right"] == side
            )
            for side in ("call", "put")
        }
        assert line["call_gamma"] == pytest.approx(expected["call"], rel=1e-8)
        assert line["put_gamma"] == pytest.approx(expected["put"], rel=1e-8)
        assert line["total_gamma"] == line["call_gamma"] + line["put_gamma"]  # type: ignore[operator]


def test_the_signed_total_is_calls_less_puts_and_says_on_what_assumption() -> None:
    rows = _rows(_mixed)
    fact = _facts(rows)["gamma_signed_total"]
    expected = sum(_dollars(row) * (1 if row["right"] == "call" else -1) for row in rows)
    assert fact.number == pytest.approx(expected, rel=1e-8)
    assert "as if dealers were long all calls and short all puts" in fact.label
    assert "an assumption and not an observation" in fact.method
    assert "100% of the tradable open interest has a volatility" in fact.method


def test_the_peak_is_the_strike_with_the_most() -> None:
    facts = _facts(_rows(lambda row: 900.0 if row["strike"] == 90 else 1.0))
    assert facts["gamma_peak_strike"].value == 90
    alone = _facts(_rows(lambda row: 5.0 if (row["strike"], row["right"]) == (95, "put") else 0.0))
    assert [line["strike"] for line in alone["gamma_by_strike"].rows] == [95]
    assert alone["gamma_peak_strike"].value == 95


def _fine(held: Mapping[tuple[int, str], float]) -> list[Row]:
    """The near expiration alone, a strike a dollar from 80 to 120, with this open interest."""
    rows = quoted({NEAR: LEVELS[NEAR]}, range(80, 121))
    return [
        row | {"open_interest": held.get((int(float(str(row["strike"]))), str(row["right"])), 0.01)}
        for row in rows
    ]


def _total(rows: list[Row], level: float) -> float:
    """QuantLib's signed total with the underlying at ``level``."""
    return sum(_dollars(row, level) * (1 if row["right"] == "call" else -1) for row in rows)


@pytest.mark.parametrize(
    ("held", "changes"),
    [
        ({(95, "put"): 300.0, (106, "call"): 200.0}, 1),
        ({(90, "call"): 900.0, (98, "put"): 700.0, (111, "call"): 400.0}, 2),
        ({(92, "put"): 200.0, (104, "call"): 900.0, (109, "put"): 700.0}, 2),
    ],
)
def test_the_sign_changes_where_a_recomputed_total_does(
    held: Mapping[tuple[int, str], float], changes: int
) -> None:
    """Of all changes the one nearest spot, at the strike whose total is nearer to nothing."""
    rows = _fine(held)
    levels = range(90, 111)
    totals = [_total(rows, level) for level in levels]
    crossings = [
        min((place, place + 1), key=lambda each: abs(totals[each]))
        for place in range(len(levels) - 1)
        if totals[place] * totals[place + 1] < 0
    ]
    assert len(crossings) == changes
    expected = min((levels[place] for place in crossings), key=lambda level: abs(level - SPOT))
    assert _facts(rows)["gamma_zero_strike"].number == expected


def test_the_total_at_another_price_is_quantlib_s() -> None:
    """But for a common factor, which no sign and no comparison depends on."""
    rows = _rows(_mixed)
    levels_of = [LEVELS[str(row["expiration"])] for row in rows]
    years = [years_to(str(row["expiration"])) for row in rows]
    given = HeldGamma(
        rows=np.arange(len(rows)),
        strike=np.array([float(str(row["strike"])) for row in rows]),
        is_call=np.array([row["right"] == "call" for row in rows]),
        shares=100 * np.array([float(str(row["open_interest"])) for row in rows]),
        gamma=np.full(len(rows), np.nan),
        forward=np.array([forward_to(str(row["expiration"])) for row in rows]),
        deviation=np.array(levels_of) * np.sqrt(years),
        discount=np.array([discount_to(str(row["expiration"])) for row in rows]),
        covered=1.0,
        basis=None,
    )
    levels = [88.0, 97.0, SPOT, 104.5]
    found = _signed_totals(given, np.array(levels), SPOT) * 0.01 / SPOT
    np.testing.assert_allclose(found, [_total(rows, level) for level in levels], rtol=1e-9)


def test_of_equal_strikes_the_peak_is_the_nearer_one() -> None:
    equal = GammaByStrike(np.array([90.0, 105.0, 120.0]), np.ones(3), np.full(3, 2.0))
    assert gamma_peak_strike(equal, SPOT) == 105
    assert gamma_peak_strike(equal, 91.0) == 90


def test_a_change_beyond_ten_percent_of_spot_is_none() -> None:
    """Calls at 120 turn the total only where nobody stands."""
    held = {(strike, "put"): 9.0 for strike in range(90, 111, 5)} | {(120, "call"): 30.0}
    rows = _fine(held)
    assert _total(rows, 110) < 0 < _total(rows, 119)
    assert reason(_facts(rows), "gamma_zero_strike") == "no_crossing"


def test_a_total_of_one_sign_has_no_crossing() -> None:
    facts = _facts(_rows(lambda row: 9.0 if row["right"] == "put" else 1.0))
    assert reason(facts, "gamma_zero_strike") == "no_crossing"
    assert facts["gamma_signed_total"].number is not None
    assert facts["gamma_signed_total"].number < 0


def test_contracts_of_ten_shares_weigh_a_tenth() -> None:
    rows = _rows(_mixed)
    small = _facts([row | {"contract_size": 10.0} for row in rows])["gamma_signed_total"].number
    usual = _facts(rows)["gamma_signed_total"].number
    assert small is not None
    assert usual == pytest.approx(10 * small, rel=1e-12)


def test_a_contract_without_a_volatility_is_left_out_and_its_share_is_said() -> None:
    """A strike whose put has no quote, below the forward, has no gamma."""
    rows = _rows(lambda _: 10.0)
    blind = [
        row | {"bid": 0.0} if (row["strike"], row["right"]) == (80, "put") else row for row in rows
    ]
    fact = _facts(blind)["gamma_by_strike"]
    assert [line["strike"] for line in fact.rows] == [strike for strike in STRIKES if strike > 80]
    assert "89% of the tradable open interest has a volatility" in fact.method


def test_morning_and_afternoon_series_are_not_taken_for_one_another() -> None:
    """Of two roots on one date the surface is of the main one; the other's interest is not in."""
    rows = [row | {"root": "SPXW"} for row in quoted({NEAR: 0.35}, STRIKES, open_interest=10.0)]
    other = [row | {"root": "SPX", "settlement": "AM", "open_interest": 1.0} for row in rows]
    fact = _facts(rows + other, symbol="SPX")["gamma_by_strike"]
    alone = _facts(rows, symbol="SPX")["gamma_by_strike"]
    assert fact.rows == alone.rows
    assert "91% of the tradable" in fact.method


@pytest.mark.parametrize(
    ("rows", "parts", "codes"),
    [
        (_rows(lambda _: 0.0), {}, ("not_reported", "not_reported")),
        (_rows(lambda _: 5.0), {"expirations_listed": 9}, (None, "partial_chain")),
        (
            [row | {"volume": 9.0} for row in _rows(lambda row: float(row["strike"] == 80))],
            {},
            ("not_published", "not_published"),
        ),
        (
            [row for row in _rows(lambda _: 5.0) if row["right"] == "put"],
            {"dividend_yield": 0.0},
            (None, "one_side_only"),
        ),
    ],
)
def test_what_open_interest_cannot_carry_has_its_reason(
    rows: list[Row], parts: dict[str, Any], codes: tuple[str | None, str]
) -> None:
    facts = _facts(rows, **parts)
    assert reason(facts, "gamma_by_strike") == codes[0]
    assert reason(facts, "gamma_peak_strike") == codes[0]
    assert reason(facts, "gamma_signed_total") == codes[1]
    assert reason(facts, "gamma_zero_strike") == codes[1]


def test_gamma_scales_as_prices_do() -> None:
    """Dollars and strikes ten times as large, interest a tenth: the same dollars of shares a 1%."""
    rows = _rows(_mixed)
    large = [
        row
        | {
            "strike": 10 * float(str(row["strike"])),
            "bid": 10 * float(str(row["bid"])),
            "ask": 10 * float(str(row["ask"])),
            "open_interest": float(str(row["open_interest"])) / 10,
        }
        for row in rows
    ]
    one = _facts(rows)["gamma_by_strike"].rows
    other = facts_of(snapshot(large, spot=10 * SPOT, rate=RATE))["gamma_by_strike"].rows
    assert len(one) == len(other) == len(STRIKES)
    for line, scaled in zip(one, other, strict=True):
        assert scaled["total_gamma"] == pytest.approx(line["total_gamma"], rel=1e-9)
