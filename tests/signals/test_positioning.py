"""Positioning, in chains small enough for the eye."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.snapshots import NEXT_FRIDAY, Row, contract, facts_of, pair, reason, snapshot


def test_what_does_not_count_is_in_no_total() -> None:
    """Expired, adjusted, negative and contradictory contracts are out, a repeated one in once."""
    rows = [
        contract(NEXT_FRIDAY, 100, "call", oi=200),
        contract(NEXT_FRIDAY, 100, "call", oi=200),
        contract(NEXT_FRIDAY, 101, "call", oi=7),
        contract(NEXT_FRIDAY, 101, "call", oi=8),
        contract("2026-08-20", 100, "call", oi=1000),
        contract(NEXT_FRIDAY, 102, "call", oi=1000, standard=False),
        contract(NEXT_FRIDAY, 0, "call", oi=1000),
        contract(NEXT_FRIDAY, 103, "call", oi=-5),
        contract(NEXT_FRIDAY, 104, "call", oi=1000, volume=-1.0),
        contract(NEXT_FRIDAY, 100, "put", oi=50),
    ]
    facts = facts_of(snapshot(rows))
    assert facts["call_open_interest"].value == 200
    assert facts["put_open_interest"].value == 50
    assert facts["put_call_oi_ratio"].value == 0.25


def test_a_ratio_needs_a_hundred_call_contracts() -> None:
    few = facts_of(snapshot(pair(NEXT_FRIDAY, 100, calls=99, puts=300)))
    assert reason(few, "put_call_oi_ratio") == "too_few_contracts"
    enough = facts_of(snapshot(pair(NEXT_FRIDAY, 100, calls=100, puts=300)))
    assert enough["put_call_oi_ratio"].value == 3.0
    assert reason(enough, "put_call_volume_ratio") == "too_few_contracts"


@pytest.mark.parametrize("interest", [0.0, np.nan])
def test_open_interest_that_is_nowhere_is_not_reported_never_zero(interest: float) -> None:
    """A source without open interest gives no total, ratio, leader, wall, pain or pin."""
    rows = pair(NEXT_FRIDAY, 100, interest, interest) + pair(NEXT_FRIDAY, 105, interest, interest)
    facts = facts_of(snapshot(rows))
    for name in (
        "call_open_interest",
        "put_open_interest",
        "put_call_oi_ratio",
        "put_call_oi_ratio_tradable",
        "expiring_today_share",
        "open_interest_by_strike",
        "top_otm_calls_front",
        "call_wall",
        "put_wall",
        "max_pain_front",
        "pin_share_front",
    ):
        assert reason(facts, name) == "not_reported"
    assert facts["call_volume"].value == 0


def test_one_side_alone_gives_no_ratio() -> None:
    facts = facts_of(snapshot([contract(NEXT_FRIDAY, 100, "call", oi=500)]))
    assert facts["call_open_interest"].value == 500
    assert reason(facts, "put_open_interest") == "not_reported"
    assert reason(facts, "put_call_oi_ratio") == "not_reported"


def test_an_empty_chain_and_an_expired_one_say_so() -> None:
    assert reason(facts_of(snapshot([])), "call_open_interest") == "empty_chain"
    expired = facts_of(snapshot(pair("2026-08-21", 100, 500, 500)))
    assert expired["put_call_oi_ratio"].value == 1.0
    assert expired["expiring_today_share"].value == 1.0
    for name in ("expiration_front", "call_wall", "top_otm_calls_front", "put_call_by_expiration"):
        assert reason(expired, name) == "none_tradable"


def test_totals_are_withheld_under_four_fifths_of_the_listed_expirations() -> None:
    """With 8 of 10 expirations the chain is spoken of, with 7 it is not; leaders stay."""
    fridays = ["2026-08-28", "2026-09-04", "2026-09-11", "2026-09-18", "2026-09-25"]
    fridays += ["2026-10-02", "2026-10-09", "2026-10-16"]
    rows = [row for day in fridays for row in pair(day, 105, 100, 100)]
    enough = facts_of(snapshot(rows, expirations_listed=10))
    assert enough["call_open_interest"].value == 800
    few = facts_of(snapshot(rows[:-2], expirations_listed=10))
    for name in ("call_open_interest", "put_call_oi_ratio", "call_volume", "expiring_today_share"):
        assert reason(few, name) == "partial_chain"
    assert few["expirations_covered"].value == 7
    assert len(few["top_otm_calls_front"].rows) == 1


def test_leaders_are_out_of_the_money_at_most_five_ties_to_the_nearer_strike() -> None:
    """The strike at spot is none, empty ones are none, and each share is of the whole side."""
    interest = {95: 50, 100: 30, 101: 5, 102: 9, 103: 9, 104: 0, 105: 20, 106: 1, 107: 2, 110: 9}
    rows = [contract(NEXT_FRIDAY, strike, "call", oi=oi) for strike, oi in interest.items()]
    facts = facts_of(snapshot(rows))
    leaders = facts["top_otm_calls_front"].rows
    assert [row["strike"] for row in leaders] == [105, 102, 103, 110, 101]
    assert leaders[0]["share"] == 20 / sum(interest.values())
    assert leaders[0]["expiration"] == date(2026, 8, 28)
    assert reason(facts, "top_otm_puts_front") == "not_reported"


def test_leaders_need_a_strike_beyond_spot_with_open_interest() -> None:
    facts = facts_of(snapshot(pair(NEXT_FRIDAY, 100, 10, 10)))
    assert reason(facts, "top_otm_calls_front") == "none_out_of_the_money"
    assert reason(facts, "top_otm_puts_front") == "none_out_of_the_money"


def test_walls_are_within_ten_percent_and_forty_five_days_edges_included() -> None:
    """At spot and at exactly 10 % count, 46 days do not, and expirations are summed by strike."""
    rows = [
        *pair(NEXT_FRIDAY, 10.0, 5, 5),
        *pair(NEXT_FRIDAY, 10.5, calls=4),
        *pair("2026-10-05", 10.5, calls=4),
        *pair("2026-10-06", 10.5, calls=99),
        *pair(NEXT_FRIDAY, 11.0, calls=8),
        *pair(NEXT_FRIDAY, 11.01, calls=99),
        *pair(NEXT_FRIDAY, 9.0, puts=6),
        *pair(NEXT_FRIDAY, 8.99, puts=99),
        *pair("2026-08-21", 10.0, 99, 99),
    ]
    facts = facts_of(snapshot(rows, spot=10.0))
    assert (facts["call_wall"].value, facts["call_wall_open_interest"].value) == (10.5, 8)
    assert (facts["put_wall"].value, facts["put_wall_open_interest"].value) == (9.0, 6)


def test_a_strike_on_the_edge_of_a_band_is_inside_whatever_a_float_makes_of_it() -> None:
    """1.1 x 33.33 is 36.663 and 1.01 x 33.33 is 33.6633; one ten-thousandth more is outside."""
    strikes = (36.663, 36.6631, 33.33, 29.997, 29.9969, 33.6633, 33.6634)
    rows = [row for strike in strikes for row in pair(NEXT_FRIDAY, strike, 1, 1)]
    facts = facts_of(snapshot(rows, spot=33.33))
    listed = [row["strike"] for row in facts["open_interest_by_strike"].rows]
    assert listed == [29.997, 33.33, 33.6633, 33.6634, 36.663]
    assert facts["pin_share_front"].value == 4 / 14


def test_max_pain_ties_go_to_the_strike_nearer_to_spot() -> None:
    """With one contract on either side every strike between owes the same: spot decides."""
    rows = [*pair(NEXT_FRIDAY, 90, 1, 0), *pair(NEXT_FRIDAY, 100), *pair(NEXT_FRIDAY, 110, 0, 1)]
    for spot, strike in ((91.0, 90), (99.0, 100), (300.0, 110)):
        assert facts_of(snapshot(rows, spot=spot))["max_pain_front"].value == strike


def test_max_pain_weighs_contracts_by_their_size() -> None:
    """Ten times ten shares weigh as one times a hundred."""
    big = [*pair(NEXT_FRIDAY, 95, 30, 0), *pair(NEXT_FRIDAY, 105, 0, 1)]
    small: list[Row] = [
        *pair(NEXT_FRIDAY, 95, 30, 0),
        contract(NEXT_FRIDAY, 105, "put", oi=400, contract_size=10.0),
    ]
    assert facts_of(snapshot(big))["max_pain_front"].value == 95
    assert facts_of(snapshot(small))["max_pain_front"].value == 105


def test_morning_and_afternoon_series_of_one_day_are_kept_apart() -> None:
    """On the third Friday at noon the AM series has settled and the PM series still trades."""
    rows = [
        contract("2026-08-21", 100, "call", oi=300, root="SPX", settlement="AM"),
        contract("2026-08-21", 100, "call", oi=100, root="SPXW"),
        contract("2026-08-21", 100, "put", oi=300, root="SPXW"),
    ]
    facts = facts_of(snapshot(rows, as_of="2026-08-21T12:00"))
    assert facts["call_open_interest"].value == 400
    assert facts["put_call_oi_ratio_tradable"].value == 3.0
    assert facts["expiring_today_share"].value == pytest.approx(3 / 7)


def test_volume_is_of_the_quote_s_day_and_open_interest_of_the_count_s() -> None:
    made = snapshot(pair(NEXT_FRIDAY, 100, 200, 200), open_interest_date=date(2026, 8, 20))
    facts = facts_of(made)
    for name in ("call_open_interest", "put_call_oi_ratio", "max_pain_front", "call_wall"):
        if facts[name].ok:
            assert facts[name].observed == date(2026, 8, 20)
    for name in ("call_volume", "put_volume", "expiration_front", "expirations_covered"):
        assert facts[name].observed == date(2026, 8, 21)
