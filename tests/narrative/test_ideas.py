"""Trade ideas: what is proposed can be traded, costs what it says and pays what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from generator.market.demo import demo_snapshot
from generator.market.occ import parse_occ_symbol
from generator.narrative.derived import made, threshold_definition
from generator.narrative.ideas import propose_ideas
from generator.narrative.stance import add_stance
from generator.signals.catalogue import compute_facts
from generator.signals.facts import Unavailable
from generator.signals.history import History
from tests.narrative.made_facts import demo_with
from tests.replays import playbook
from tests.variants import cheap_volatility, modelled_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.narrative.ideas import Ideas
    from generator.narrative.plan import IdeaRules
    from generator.signals.facts import Facts, Row

CALENDAR: Final = demo_snapshot().sessions()
STEP: Final = 0.01
SPREADS: Final = {"bull call spread", "bear put spread"}
SINGLE: Final = {"long call", "long put"}


def rules() -> IdeaRules:
    """What the playbook that comes with the program chooses ideas by."""
    found = playbook().ideas
    assert found is not None
    return found


def ideas_of(facts: Facts) -> Ideas:
    """The ideas for facts that have their thresholds and stance already, or get them here."""
    if "trend" not in facts:
        facts = add_stance(_with_thresholds(facts), playbook())[0]
    return propose_ideas(facts, rules(), CALENDAR)


def _with_thresholds(facts: Facts) -> Facts:
    return facts.with_facts(
        *(
            made(threshold_definition(rule.id, rule.name, rule.threshold_unit), rule.threshold)
            for rule in playbook().rules.values()
            if rule.threshold is not None
        )
    )


def cheap(name: str) -> Facts:
    """A modelled day whose implied volatility is lower than nearly ever before."""
    snapshot = modelled_days()[name]
    return compute_facts(snapshot, cheap_volatility(snapshot.as_of_date), snapshot_sha256="")


CASES: Final = (
    "both sides, spreads",
    "both sides, single options",
    "bullish spread",
    "bearish option",
)


@cache
def facts_of_case(name: str) -> Facts:
    """The facts of a case."""
    if name == "both sides, spreads":
        return demo_with()
    if name == "bullish spread":
        return demo_with(put_call_oi_ratio=1.0)
    return cheap("bearish" if name == "bearish option" else "demo")


def rows_of(name: str) -> list[dict[str, Any]]:
    """The option ideas of a case."""
    return [
        dict(row) for row in ideas_of(facts_of_case(name)).fact.rows if row["structure"] != "stock"
    ]


def payoff(row: Row, prices: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the idea is worth at expiration for each price, less its debit, dollars a share."""
    value = np.zeros_like(prices)
    for name, sign in (("long_leg", 1), ("short_leg", -1)):
        symbol = row[name]
        if symbol is None:
            continue
        leg = parse_occ_symbol(str(symbol))
        strike = float(leg.strike)
        inside = prices - strike if leg.is_call else strike - prices
        value += sign * np.maximum(inside, 0)
    return value - float(str(row["debit"]))


@pytest.mark.parametrize("name", CASES)
def test_gain_loss_and_break_even_are_those_of_the_payoff(name: str) -> None:
    """Over a grid of prices, a cent apart, up to three times the price."""
    prices = np.arange(0, 3 * 249.52, STEP)
    rows = rows_of(name)
    assert rows
    for row in rows:
        profit = payoff(row, prices)
        assert 100 * profit.min() == pytest.approx(-row["maximum_loss"], abs=1e-6)
        if row["maximum_gain"] is None:
            assert row["structure"] == "long call"
            assert np.all(np.diff(profit)[-1000:] > 0)
        else:
            assert 100 * profit.max() == pytest.approx(row["maximum_gain"], abs=1e-6)
        turns = prices[:-1][np.sign(profit[:-1]) != np.sign(profit[1:])]
        assert np.abs(turns - row["break_even"]).min() <= STEP
        assert row["cost"] == pytest.approx(100 * row["debit"])


@pytest.mark.parametrize("name", CASES)
def test_an_idea_leans_to_the_side_that_it_names(name: str) -> None:
    """A bullish one gains when the price rises, a bearish one when it falls."""
    for row in rows_of(name):
        low, high = payoff(row, np.array([150.0, 350.0]))
        assert (high > low) == (row["bias"] == "bullish")
        assert ("put" in row["structure"]) == (row["bias"] == "bearish")


@pytest.mark.parametrize("name", CASES)
def test_every_leg_is_a_quoted_liquid_contract_of_the_chain(name: str) -> None:
    """Open interest, width of the quote, days left and delta are inside their bounds."""
    snapshot = modelled_days()["bearish"] if "bearish" in name else demo_snapshot()
    table = snapshot.contracts
    liquid = {row["contract"]: row for row in facts_of_case(name)["liquid_contracts"].rows}
    bounds = {"long_leg": rules().long_delta, "short_leg": rules().short_delta}
    for row in rows_of(name):
        legs = {leg: str(row[leg]) for leg in bounds if row[leg] is not None}
        assert ("short_leg" in legs) == (row["structure"] in SPREADS)
        for leg, symbol in legs.items():
            contract = parse_occ_symbol(symbol)
            (found,) = table[
                (table["expiration"] == np.datetime64(contract.expiration))
                & (table["strike"] == float(contract.strike))
                & (table["right"] == ("call" if contract.is_call else "put"))
            ].to_dict("records")
            bid, ask = float(found["bid"]), float(found["ask"])
            assert bid > 0
            assert ask - bid <= max(0.10 * (bid + ask) / 2, 0.05) + 1e-9
            assert found["open_interest"] >= 100
            assert 7 <= (contract.expiration - snapshot.as_of_date).days <= 45
            low, high = bounds[leg]
            assert low <= abs(float(str(liquid[symbol]["delta"]))) <= high
        assert row["expiration"] == parse_occ_symbol(legs["long_leg"]).expiration


@pytest.mark.parametrize("name", CASES)
def test_the_natural_price_is_never_better_than_mid(name: str) -> None:
    """One buys at the ask and sells at the bid."""
    for row in rows_of(name):
        assert row["debit_natural"] >= row["debit"] > 0


@pytest.mark.parametrize("name", CASES)
def test_exit_is_a_session_a_week_before_expiration_and_levels_lie_on_their_sides(
    name: str,
) -> None:
    for row in rows_of(name):
        exit_date, expiration = row["exit_date"], row["expiration"]
        assert expiration - exit_date >= timedelta(days=rules().exit_days_before)
        assert CALENDAR.on_or_before(exit_date) == exit_date
        trigger, invalidation = row["trigger"], row["invalidation"]
        assert (trigger > invalidation) == (row["bias"] == "bullish")


def test_a_debit_spread_offers_at_least_what_it_risks() -> None:
    for name in CASES:
        for row in rows_of(name):
            if row["structure"] in SPREADS:
                ratio = row["maximum_gain"] / row["maximum_loss"]
                assert row["reward_risk"] == pytest.approx(ratio)
                assert ratio >= rules().least_reward_risk


def test_the_distance_of_the_break_even_is_counted_in_expected_moves() -> None:
    facts = facts_of_case("both sides, spreads")
    moves = {row["expiration"]: row for row in facts["expected_move_by_expiration"].rows}
    for row in rows_of("both sides, spreads"):
        move = float(str(moves[row["expiration"]]["expected_move"]))
        assert row["break_even_moves"] == pytest.approx(abs(row["break_even"] - 249.52) / move)


def test_where_volatility_is_cheap_an_option_is_bought_else_a_spread() -> None:
    """And the trace says which condition chose."""
    assert {row["structure"] for row in rows_of("both sides, spreads")} == SPREADS
    assert {row["structure"] for row in rows_of("both sides, single options")} == SINGLE
    traces = {trace.rule: trace.outcome for trace in ideas_of(cheap("demo")).traces}
    assert traces["ideas.long_option"].truth is True
    assert traces["ideas.long_option"].trace[0].margin is not None


def test_where_volatility_is_dear_nothing_is_bought() -> None:
    """With a rank of 0.7 and more neither structure is proposed."""
    day = demo_snapshot().as_of_date
    past = {day - timedelta(days=step): {"iv_30d": 0.05 + 0.001 * step} for step in range(1, 61)}
    facts = compute_facts(demo_snapshot(), History(past), snapshot_sha256="")
    assert facts["iv_rank"].number is not None
    assert facts["iv_rank"].number >= 0.7
    assert _reason(ideas_of(facts)) == "not_worth_it"


def _reason(ideas: Ideas) -> str | None:
    lacking = ideas.fact.unavailable
    return lacking.code if isinstance(lacking, Unavailable) else None


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
