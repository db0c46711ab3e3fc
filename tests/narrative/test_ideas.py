"""Trade ideas: what is proposed can be traded, costs what it says and pays what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from generator.market.demo import demo_snapshot
from generator.market.occ import parse_occ_symbol
from generator.narrative.derived import made, threshold_definition
from generator.narrative.ideas import propose_ideas
from generator.narrative.stance import add_stance
from generator.narrative.structures import STRUCTURES
from generator.signals.catalogue import compute_facts
from generator.signals.history import History
from tests.narrative.made_facts import demo_with
from tests.replays import idea_rules, playbook
from tests.variants import days_of_structures, modelled_days, of_company

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.narrative.ideas import Ideas
    from generator.signals.facts import Facts

CALENDAR: Final = demo_snapshot().sessions()
STEP: Final = 0.01
DEBITS: Final = {"bull call spread", "bear put spread"}
CREDITS: Final = {"bull put spread", "bear call spread"}
BIASES: Final = {
    "bullish": {
        "long call", "bull call spread", "bull put spread", "covered call", "cash-secured put",
        "collar",
    },
    "bearish": {"long put", "bear put spread", "bear call spread"},
    "neutral": {"iron condor", "straddle"},
}  # fmt: skip
DAYS: Final = sorted(days_of_structures())


def ideas_of(facts: Facts) -> Ideas:
    """The ideas for facts that have their thresholds and stance already, or get them here."""
    if "trend" not in facts:
        facts = add_stance(_with_thresholds(facts), playbook())[0]
    return propose_ideas(facts, idea_rules(), CALENDAR)


def _with_thresholds(facts: Facts) -> Facts:
    return facts.with_facts(
        *(
            made(threshold_definition(rule.id, rule.name, rule.threshold_unit), rule.threshold)
            for rule in playbook().rules.values()
            if rule.threshold is not None
        )
    )


@cache
def facts_of_day(name: str) -> Facts:
    """The facts of a day of `days_of_structures`."""
    snapshot, history = days_of_structures()[name]
    return compute_facts(snapshot, history, snapshot_sha256="")


@cache
def ideas_of_day(name: str) -> Ideas:
    """The ideas of a day."""
    return ideas_of(facts_of_day(name))


def table(ideas: Ideas, name: str) -> list[dict[str, Any]]:
    """The rows of one of the facts of ``ideas``."""
    (fact,) = [item for item in ideas.facts if item.name == name]
    return [dict(row) for row in fact.rows]


def options_of(name: str) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The option ideas of a day, each with its legs."""
    ideas = ideas_of_day(name)
    legs = table(ideas, "idea_legs")
    return [
        (row, [leg for leg in legs if leg["idea"] == number])
        for number, row in enumerate(table(ideas, "trade_ideas"), start=1)
        if row["structure"] != "stock"
    ]


def profit_of(legs: list[dict[str, Any]], prices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Profit of one contract at expiration for each price, from the symbols of its legs."""
    total = np.zeros_like(prices)
    for leg in legs:
        if leg["kind"] == "shares":
            total += leg["quantity"] * (prices - leg["price"])
            continue
        contract = parse_occ_symbol(str(leg["contract"]))
        strike = float(contract.strike)
        assert strike == leg["strike"]
        inside = np.maximum(prices - strike if contract.is_call else strike - prices, 0)
        sign = {"buy": 1, "sell": -1}[leg["side"]]
        total += sign * leg["contract_size"] * (inside - leg["price"])
    return total


@pytest.mark.parametrize("name", DAYS)
def test_a_day_that_is_made_for_a_structure_proposes_it(name: str) -> None:
    """And the trace says which condition chose, and by what margin."""
    found = [row["structure"] for row, _ in options_of(name)]
    assert found
    if name in playbook_structures():
        assert found[0] == name
        traces = {trace.rule: trace.outcome for trace in ideas_of_day(name).traces}
        chosen = traces[f"ideas.{name.replace(' ', '_')}"]
        assert chosen.truth is True
        assert any(item.margin is not None for item in chosen.trace)


def playbook_structures() -> set[str]:
    """The structures that the playbook lists."""
    return {choice.word for choice in idea_rules().structures}


def test_the_playbook_lists_every_structure_and_a_day_proposes_each() -> None:
    assert playbook_structures() == set(STRUCTURES)
    reached = {row["structure"] for name in DAYS for row, _ in options_of(name)}
    assert reached == set(STRUCTURES)


@pytest.mark.parametrize("name", DAYS)
def test_gain_loss_and_break_evens_are_those_of_the_payoff(name: str) -> None:
    """Over a grid of prices, a cent apart, up to three times the price."""
    prices = np.arange(0, 3 * 249.52, STEP)
    for row, legs in options_of(name):
        profit = profit_of(legs, prices)
        assert profit.min() == pytest.approx(-row["maximum_loss"], abs=1e-6)
        if row["maximum_gain"] is None:
            assert row["unlimited"] == "gain"
            assert np.all(np.diff(profit)[-1000:] > 0)
        else:
            assert profit.max() == pytest.approx(row["maximum_gain"], abs=1e-6)
            assert row["reward_risk"] == pytest.approx(row["maximum_gain"] / row["maximum_loss"])
        turns = prices[:-1][np.sign(profit[:-1]) * np.sign(profit[1:]) < 0]
        exact = prices[np.abs(profit) < 1e-9]
        found = [row[column] for column in ("break_even", "break_even_upper") if row[column]]
        for even in found:
            assert np.abs(np.concatenate([turns, exact]) - even).min() <= 1.01 * STEP
        assert all(np.abs(np.array(found) - turn).min() <= 1.01 * STEP for turn in turns)


@pytest.mark.parametrize("name", DAYS)
def test_debit_and_credit_are_those_of_the_legs(name: str) -> None:
    """At mid, and where one buys at the ask and sells at the bid, which is never better."""
    for row, legs in options_of(name):
        options = [leg for leg in legs if leg["contract"]]
        sign = {"buy": 1, "sell": -1}
        mid = sum(sign[leg["side"]] * leg["price"] for leg in options)
        natural = sum(leg["ask"] if leg["side"] == "buy" else -leg["bid"] for leg in options)
        assert all(leg["bid"] < leg["price"] < leg["ask"] for leg in options)
        if row["premium"] == "debit":
            assert row["debit"] == pytest.approx(mid)
            assert row["debit_natural"] == pytest.approx(natural)
            assert row["cost"] == pytest.approx(100 * mid)
            assert row["natural"] == pytest.approx(100 * natural)
            assert row["credit"] is row["proceeds"] is None
            assert row["natural"] >= row["cost"] > 0
        else:
            assert row["credit"] == pytest.approx(-mid)
            assert row["credit_natural"] == pytest.approx(-natural)
            assert row["proceeds"] == pytest.approx(-100 * mid)
            assert row["debit"] is row["cost"] is None
            assert row["proceeds"] >= row["natural"]


@pytest.mark.parametrize("name", DAYS)
def test_an_idea_leans_to_the_side_that_it_names(name: str) -> None:
    """A bullish one gains when the price rises, a bearish one when it falls."""
    for row, legs in options_of(name):
        assert row["structure"] in BIASES[row["bias"]]
        low, middle, high = profit_of(legs, np.array([150.0, 249.52, 350.0]))
        if row["bias"] == "neutral":
            assert (middle > max(low, high)) == (row["premium"] == "credit")
            assert (middle < min(low, high)) == (row["premium"] == "debit")
        else:
            assert (high > low) == (row["bias"] == "bullish")


@pytest.mark.parametrize("name", DAYS)
def test_every_leg_is_a_quoted_liquid_contract_of_the_chain(name: str) -> None:
    """Open interest, width of the quote and days left are inside their bounds."""
    snapshot, _ = days_of_structures()[name]
    chain = snapshot.contracts
    for row, legs in options_of(name):
        options = [leg for leg in legs if leg["contract"]]
        for leg in options:
            contract = parse_occ_symbol(leg["contract"])
            (found,) = chain[
                (chain["expiration"] == np.datetime64(contract.expiration))
                & (chain["strike"] == float(contract.strike))
                & (chain["right"] == ("call" if contract.is_call else "put"))
            ].to_dict("records")
            bid, ask = float(found["bid"]), float(found["ask"])
            assert (bid, ask) == (leg["bid"], leg["ask"])
            assert bid > 0
            assert ask - bid <= max(0.10 * (bid + ask) / 2, 0.05) + 1e-9
            assert leg["spread"] == pytest.approx((ask - bid) / leg["price"])
            assert found["open_interest"] == leg["open_interest"] >= 100
            assert contract.expiration == row["expiration"]
            assert 7 <= (contract.expiration - snapshot.as_of_date).days <= 45
        assert row["widest_spread"] == max(leg["spread"] for leg in options)
        assert row["least_open_interest"] == min(leg["open_interest"] for leg in options)


@pytest.mark.parametrize("name", DAYS)
def test_deltas_are_inside_their_bounds_or_the_strike_holds_most_open_interest(name: str) -> None:
    low, high = idea_rules().short_delta
    facts = facts_of_day(name)
    moves = {row["expiration"]: row["expected_move"] for row in _rows(facts, MOVES)}
    for row, legs in options_of(name):
        for leg in legs:
            delta = abs(leg["delta"] or 0)
            if leg["side"] == "buy" and row["structure"] in DEBITS | {"long call", "long put"}:
                assert idea_rules().long_delta[0] <= delta <= idea_rules().long_delta[1]
            if leg["side"] == "sell" and not low <= delta <= high:
                side = [
                    item["open_interest"]
                    for item in _rows(facts, "liquid_contracts")
                    if item["expiration"] == row["expiration"] and item["right"] == leg["kind"]
                ]
                assert leg["open_interest"] == max(side)
                assert abs(leg["strike"] - 249.52) <= moves[row["expiration"]]


MOVES: Final = "expected_move_by_expiration"


def _rows(facts: Facts, name: str) -> list[dict[str, Any]]:
    return [dict(row) for row in facts[name].rows]


@pytest.mark.parametrize("name", DAYS)
def test_exit_is_a_session_a_week_before_expiration_and_levels_lie_on_their_sides(
    name: str,
) -> None:
    for row, legs in options_of(name):
        exit_date, expiration = row["exit_date"], row["expiration"]
        if row["structure"] != "collar":
            assert expiration - exit_date >= timedelta(days=idea_rules().exit_days_before)
        assert CALENDAR.on_or_before(exit_date) == exit_date
        assert exit_date > demo_snapshot().as_of_date
        trigger, invalidation = row["trigger"], row["invalidation"]
        if row["structure"] == "iron condor":
            sold = sorted(leg["strike"] for leg in legs if leg["side"] == "sell")
            assert [invalidation, row["invalidation_upper"]] == sold
        elif row["structure"] in {"straddle", "collar"}:
            assert trigger is invalidation is None
        else:
            assert (invalidation < 249.52) == (row["bias"] == "bullish")
            assert trigger is None or (trigger > invalidation) == (row["bias"] == "bullish")


@pytest.mark.parametrize("name", DAYS)
def test_what_is_proposed_is_worth_its_risk(name: str) -> None:
    """A debit gains what it risks; a credit brings a quarter of the distance of its strikes."""
    for row, legs in options_of(name):
        if row["structure"] in DEBITS:
            assert row["maximum_gain"] >= row["maximum_loss"]
        if row["structure"] in CREDITS | {"iron condor"}:
            sides = [[leg["strike"] for leg in legs if leg["kind"] == kind] for kind in KINDS]
            width = max(max(strikes) - min(strikes) for strikes in sides if strikes)
            assert row["credit"] >= width / 4 - 1e-9
            total = row["maximum_gain"] + row["maximum_loss"]
            assert total == pytest.approx(100 * width)


KINDS: Final = ("call", "put")


@pytest.mark.parametrize("name", DAYS)
def test_the_distance_of_the_break_even_is_counted_in_expected_moves(name: str) -> None:
    moves = {row["expiration"]: row for row in facts_of_day(name)[MOVES].rows}
    for row, _ in options_of(name):
        move = float(str(moves[row["expiration"]]["expected_move"]))
        evens = [row[column] for column in ("break_even", "break_even_upper") if row[column]]
        nearest = min(abs(even - 249.52) for even in evens)
        assert row["break_even_moves"] == pytest.approx(nearest / move)


@pytest.mark.parametrize("name", DAYS)
def test_the_chance_of_a_profit_is_that_of_the_chains_own_volatility(name: str) -> None:
    """Drawn as 4,000 even quantiles of the lognormal with forward and volatility at the money."""
    facts = facts_of_day(name)
    for row, legs in options_of(name):
        (forward,) = [item["forward"] for item in _rows(facts, "forward_by_expiration")
                      if item["expiration"] == row["expiration"]]  # fmt: skip
        (deviation,) = [item["expected_move_fraction"] for item in _rows(facts, MOVES)
                        if item["expiration"] == row["expiration"]]  # fmt: skip
        quantiles = (np.arange(4_000) + 0.5) / 4_000
        normal = np.array([NORMAL.inv_cdf(share) for share in quantiles])
        prices = forward * np.exp(deviation * normal - deviation**2 / 2)
        share = float((profit_of(legs, prices) > 0).mean())
        assert row["probability_of_profit"] == pytest.approx(share, abs=1e-3)


NORMAL: Final = NormalDist()


@pytest.mark.parametrize("name", DAYS)
def test_payoffs_are_told_at_strikes_break_evens_price_and_one_sigma(name: str) -> None:
    payoffs = table(ideas_of_day(name), "idea_payoffs")
    spot = facts_of_day(name)["spot"].number
    for number, (row, legs) in enumerate(options_of(name), start=1):
        own = [item for item in payoffs if item["idea"] == number]
        prices = np.array([item["price"] for item in own])
        assert list(prices) == sorted(set(prices))
        told = [item["profit"] for item in own]
        assert told == pytest.approx(list(profit_of(legs, prices)), abs=1e-6)
        strikes = {leg["strike"] for leg in legs if leg["strike"]}
        evens = {row[column] for column in ("break_even", "break_even_upper") if row[column]}
        assert {item["strike"] for item in own if item["strike"]} == strikes
        assert {item["price"] for item in own if item["point"] == "break-even"} == evens
        assert spot in prices
        sigmas = [item["moves"] for item in own if item["point"].startswith("one sigma")]
        assert sigmas == pytest.approx([-1, 1])


def test_where_results_are_due_before_expiration_the_loss_is_limited_by_the_legs() -> None:
    """A covered call and a put secured by cash are left out, whatever the list says."""
    for name in ("collar", "debits before results"):
        for row, _ in options_of(name):
            assert row["earnings_date"] <= row["expiration"]
            assert row["structure"] not in {"covered call", "cash-secured put"}
    snapshot, history = days_of_structures()["cash-secured put"]
    assert {row["structure"] for row, _ in options_of("cash-secured put")} == {"cash-secured put"}
    late = of_company(
        snapshot, next_earnings_date=(snapshot.as_of_date + timedelta(days=16)).isoformat()
    )
    ideas = ideas_of(compute_facts(late, history, snapshot_sha256=""))
    structures = {row["structure"]: row for row in table(ideas, "trade_ideas")}
    for row in structures.values():
        assert row["structure"] == "stock" or row["earnings_date"] is None


def test_a_short_call_is_told_to_be_assigned_before_a_dividend_and_an_index_at_expiration() -> None:
    (row, legs), *_ = options_of("collar")
    assert row["assignment"] == "early, before the dividend"
    assert row["ex_dividend_date"] <= row["expiration"]
    assert [leg["assignment"] for leg in legs] == [None, None, "early, before the dividend"]
    (row, legs), *_ = options_of("bull call spread")
    assert [leg["assignment"] for leg in legs] == [None, "at any time"]
    assert row["ex_dividend_date"] is None
    snapshot, history = days_of_structures()["bull call spread"]
    index = replace(snapshot, context=dict(snapshot.context) | {"instrument_type": "index"})
    made_of = ideas_of(compute_facts(index, history, snapshot_sha256=""))
    assert {leg["assignment"] for leg in table(made_of, "idea_legs")} == {None, "at expiration"}


@pytest.mark.parametrize(("after", "sessions"), [(8, 1), (4, 1), (5, 1)])
def test_a_collar_ends_the_session_after_the_results_and_no_price_invalidates_it(
    after: int, sessions: int
) -> None:
    """On the days from the results to the exit there are two sessions at most, weekends or not."""
    snapshot, history = days_of_structures()["collar"]
    due = snapshot.as_of_date + timedelta(days=after)
    day = of_company(snapshot, next_earnings_date=due.isoformat())
    row, *_ = table(ideas_of(compute_facts(day, history, snapshot_sha256="")), "trade_ideas")
    assert row["structure"] == "collar"
    assert row["earnings_date"] == due
    assert row["exit_date"] > due
    between = [due + timedelta(days=step) for step in range(1, (row["exit_date"] - due).days + 1)]
    assert sum(CALENDAR.is_session(item) for item in between) == sessions
    assert row["invalidation"] is row["trigger"] is None
    assert row["trigger_basis"] == "none"


def test_an_idea_that_waits_for_a_level_is_never_without_an_invalidation() -> None:
    """Where bars gave no level behind the price, one implied day stands in for it."""
    facts = add_stance(_with_thresholds(demo_with(support=None)), playbook())[0]
    day = facts["one_sigma_move_1d"].number
    assert day is not None
    for row in table(ideas_of(facts), "trade_ideas"):
        assert row["invalidation"] is not None
        if row["bias"] == "bullish":
            assert row["invalidation"] == pytest.approx(249.52 - day)
        else:
            assert row["trigger_basis"] == "none"
            assert row["trigger"] is None


def _reason(ideas: Ideas) -> str | None:
    codes = {item.unavailable.code if item.unavailable else None for item in ideas.facts}
    assert len(codes) == 1
    return codes.pop()


@pytest.mark.parametrize(("name", "reason"), [("illiquid", "illiquid"), ("quiet", "no_direction")])
def test_no_trade_says_why(name: str, reason: str) -> None:
    facts = compute_facts(modelled_days()[name], History(), snapshot_sha256="")
    assert _reason(ideas_of(facts)) == reason


def test_without_quotes_there_is_no_option_idea() -> None:
    demo = demo_snapshot()
    bare = replace(demo, contracts=demo.contracts.assign(bid=np.nan, ask=np.nan))
    assert _reason(ideas_of(compute_facts(bare, History(), snapshot_sha256=""))) == "no_quotes"


def test_a_stock_idea_has_its_stop_below_and_its_target_above_the_entry_or_mirrored() -> None:
    """Two average ranges to the stop, three to the target, whatever the direction."""
    found = set()
    for name in ("demo", "bearish"):
        facts = compute_facts(modelled_days()[name], History(), snapshot_sha256="")
        if name == "demo":
            facts = replace(facts, by_name=dict(facts.by_name) | {
                "put_call_oi_ratio": replace(facts["put_call_oi_ratio"], value=1.0)
            })  # fmt: skip
        for row in ideas_of(facts).fact.rows:
            if row["structure"] != "stock":
                continue
            stop, entry, target = (float(str(row[key])) for key in ("stop", "entry", "target"))
            bullish = row["bias"] == "bullish"
            found.add(row["bias"])
            assert (stop < entry < target) if bullish else (target < entry < stop)
            ranges = facts["atr_14"].number
            assert ranges is not None
            assert abs(entry - stop) == pytest.approx(2 * ranges)
            assert abs(target - entry) == pytest.approx(3 * ranges)
            assert row["reward_risk"] == pytest.approx(1.5)
    assert found


def test_the_same_facts_give_the_same_ideas() -> None:
    first, second = ideas_of(demo_with()), ideas_of(demo_with())
    assert first.fact == second.fact
    assert len(first.fact.rows) <= 3
    assert isinstance(first.fact.rows[0]["expiration"], date)
