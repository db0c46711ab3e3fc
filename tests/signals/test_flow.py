"""What traded, in chains small enough for the eye: limits, premium, and what is not known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from tests.snapshots import NEXT_FRIDAY, Row, contract, facts_of, reason, snapshot

if TYPE_CHECKING:
    from generator.signals.facts import Facts

QUOTE: Final = {"bid": 1.0, "ask": 1.2, "last": 1.05}
QUIET: Final = contract("2026-09-18", 100, "call", oi=400.0, volume=1.0, **QUOTE)
DEAD: Final = {"bid": 0.0, "ask": 0.0}


def _facts(rows: list[Row], **parts: Any) -> Facts:  # noqa: ANN401
    return facts_of(snapshot(rows, **parts))


def _busy(strike: float, **columns: object) -> Row:
    known: Row = {"right": "call", "expiration": NEXT_FRIDAY, "oi": 800.0, "volume": 1000.0}
    known |= QUOTE | columns
    expiration, right = str(known.pop("expiration")), str(known.pop("right"))
    return contract(expiration, strike, right, **known)


def test_a_contract_with_unusual_volume_is_listed_with_all_that_makes_it_so() -> None:
    facts = _facts([_busy(102, right="put"), QUIET])
    assert facts["unusual_contracts"].rows == (
        {
            "contract": "IWM260828P00102000",
            "expiration": date(2026, 8, 28),
            "strike": 102.0,
            "right": "put",
            "volume": 1000.0,
            "open_interest": 800.0,
            "ratio": 1.25,
            "last": 1.05,
            "premium": pytest.approx(1000 * 1.1 * 100),
        },
    )


def test_the_contract_furthest_above_its_open_interest_is_told_with_its_shares() -> None:
    """The most contracts above it, not the largest multiple; shares of all volume, of one side."""
    rows = [
        _busy(102, right="put", volume=2000.0, oi=400.0),
        _busy(103, right="put", volume=900.0, oi=101.0),
        _busy(104, volume=1600.0, oi=900.0),
        QUIET | {"volume": 500.0},
    ]
    [row] = _facts(rows)["contract_above_open_interest"].rows
    assert row == {
        "contract": "IWM260828P00102000",
        "expiration": date(2026, 8, 28),
        "strike": 102.0,
        "right": "put",
        "volume": 2000.0,
        "open_interest": 400.0,
        "ratio": 5.0,
        "volume_share": 0.4,
        "side_share": pytest.approx(2000 / 501),
    }
    assert reason(_facts([QUIET]), "contract_above_open_interest") == "none_unusual"


@pytest.mark.parametrize(
    ("columns", "listed"),
    [
        ({}, True),
        ({"volume": 500.0, "oi": 101.0}, False),
        ({"volume": 501.0, "oi": 101.0}, True),
        ({"volume": 501.0, "oi": 100.0}, False),
        ({"last": 0.10}, False),
        ({"last": 0.11}, True),
        ({"last": np.nan}, False),
        ({"volume": 999.0}, False),
        ({"volume": np.nan}, False),
        ({"oi": np.nan}, False),
        ({"expiration": "2026-08-27"}, False),
        ({"standard": False}, False),
    ],
)
def test_every_limit_of_unusual_volume_stands_where_it_is_said(
    columns: dict[str, object], *, listed: bool
) -> None:
    """Above 500 traded and 100 open, above 0.10, a ratio of 1.25 or more, 7 days or more."""
    facts = _facts([_busy(102, **columns), QUIET])
    assert facts["unusual_contracts"].ok == listed
    assert reason(facts, "unusual_contracts") == (None if listed else "none_unusual")


def test_the_most_premium_comes_first() -> None:
    rows = [_busy(101), _busy(102, volume=5000.0), _busy(103, bid=9.0, ask=9.2), QUIET]
    listed = _facts(rows)["unusual_contracts"].rows
    assert [row["strike"] for row in listed] == [103, 102, 101]


def test_the_last_price_stands_in_for_a_quote_that_is_not_live() -> None:
    """Crossed, without a bid or missing: last; and last for all where quotes are dead."""
    for quote in ({"bid": 1.3}, {"bid": 0.0}, {"bid": np.nan, "ask": np.nan}):
        rows = [_busy(101) | quote, QUIET, QUIET | {"strike": 99}]
        listed = _facts(rows)["unusual_contracts"]
        assert listed.rows[0]["premium"] == pytest.approx(1000 * 1.05 * 100)
    dead = [QUIET | DEAD | {"strike": float(strike)} for strike in range(91, 110)]
    stale = _facts([_busy(100.5, bid=50.0, ask=51.0), *dead])
    assert stale["quotes_state"].value == "dead"
    assert stale["unusual_contracts"].rows[0]["premium"] == pytest.approx(1000 * 1.05 * 100)


def test_premium_is_summed_by_side_over_counted_contracts() -> None:
    """Those that expire with the session too, by their own size; adjusted ones not."""
    rows = [
        _busy(101),
        _busy(102, volume=10.0, contract_size=10.0),
        _busy(103, expiration="2026-08-21", volume=20.0),
        _busy(104, standard=False),
        _busy(99, right="put", volume=30.0),
    ]
    facts = _facts(rows)
    calls, puts = facts["call_premium_traded"], facts["put_premium_traded"]
    assert calls.number == pytest.approx(1.1 * (1000 * 100 + 10 * 10 + 20 * 100))
    assert puts.number == pytest.approx(1.1 * 30 * 100)
    assert "estimated" in calls.label
    assert "estimated" in puts.label
    assert calls.observed == date(2026, 8, 21)


def test_volume_without_a_price_is_left_out_and_withholds_the_sum_over_a_fifth() -> None:
    """Nine tenths of the volume priced is a sum that says so, eight are, seven tenths none."""
    blind: Row = {"bid": np.nan, "ask": np.nan, "last": np.nan}
    most = _facts([_busy(101, volume=900.0), _busy(102, volume=100.0) | blind])
    assert most["call_premium_traded"].number == pytest.approx(900 * 1.1 * 100)
    assert "90.0% of the volume has a price" in most["call_premium_traded"].method
    enough = _facts([_busy(101, volume=800.0), _busy(102, volume=200.0) | blind])
    assert enough["call_premium_traded"].number == pytest.approx(800 * 1.1 * 100)
    some = _facts([_busy(101, volume=700.0), _busy(102, volume=300.0) | blind])
    assert reason(some, "call_premium_traded") == "no_prices"
    assert reason(some, "put_premium_traded") == "not_reported"


def test_a_part_of_the_chain_has_no_premium_in_total_but_its_unusual_contracts() -> None:
    facts = _facts([_busy(101)], expirations_listed=9)
    for name in ("call_premium_traded", "put_premium_traded"):
        assert reason(facts, name) == "partial_chain"
    assert facts["unusual_contracts"].ok


def test_without_volume_or_open_interest_nothing_is_unusual_and_the_reason_is_another() -> None:
    silent = _facts([_busy(101, volume=0.0), QUIET | {"volume": 0.0}])
    assert reason(silent, "unusual_contracts") == "not_reported"
    unheld = _facts([_busy(101, oi=0.0)])
    assert reason(unheld, "unusual_contracts") == "not_reported"
    before = [_busy(100 + place / 2, oi=0.0) for place in range(40)] + [_busy(130)]
    assert reason(_facts(before), "unusual_contracts") == "not_published"
