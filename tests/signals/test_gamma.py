"""Gamma by strike beside QuantLib's, contract by contract; unsigned but where it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

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


def test_the_peak_is_the_strike_with_the_most_and_ties_go_to_the_nearer_one() -> None:
    facts = _facts(_rows(lambda row: 900.0 if row["strike"] == 90 else 1.0))
    assert facts["gamma_peak_strike"].value == 90
    alone = _facts(_rows(lambda row: 5.0 if (row["strike"], row["right"]) == (95, "put") else 0.0))
    assert [line["strike"] for line in alone["gamma_by_strike"].rows] == [95]
    assert alone["gamma_peak_strike"].value == 95


def _puts_below(row: Row) -> float:
    """Puts are held at 90 and calls at 110, three puts for two calls."""
    if row["strike"] == 90 and row["right"] == "put":
        return 300.0
    return 200.0 if row["strike"] == 110 and row["right"] == "call" else 1.0


def test_the_sign_changes_where_a_recomputed_total_does() -> None:
    """The total by QuantLib with the underlying at each strike has another sign on either side."""
    rows = _rows(_puts_below)
    found = _facts(rows)["gamma_zero_strike"].number
    levels = [level for level in STRIKES if abs(level - SPOT) <= 10]
    totals = [
        sum(_dollars(row, level) * (1 if row["right"] == "call" else -1) for row in rows)
        for level in levels
    ]
    changes = [place for place in range(len(levels) - 1) if totals[place] * totals[place + 1] < 0]
    assert len(changes) == 1
    around = (changes[0], changes[0] + 1)
    assert found == levels[min(around, key=lambda place: abs(totals[place]))]
    assert totals[around[0]] < 0 < totals[around[1]]


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
