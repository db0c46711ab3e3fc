"""What later sections have to name: the leading strikes, and the terms of the ideas."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from generator.narrative.derived import DERIVED, idea_row, leg_row, made
from generator.narrative.named_later import named_later
from generator.signals.facts import Unavailable
from tests.narrative.made_facts import demo_facts, demo_with

if TYPE_CHECKING:
    from generator.signals.facts import Facts, Row

NONE = Unavailable("no_ideas", "none")


def with_ideas(facts: Facts, ideas: list[Row], legs: list[Row]) -> Facts:
    """The facts and a note's ideas."""
    tables = {"trade_ideas": ideas, "idea_legs": legs}
    return facts.with_facts(
        *(made(DERIVED[name], tuple(rows) or NONE) for name, rows in tables.items())
    )


def leading(calls: list[float], puts: list[float], **terms: Any) -> Facts:  # noqa: ANN401 - facts
    """The demo with leading strikes of the front expiration."""
    sides = {"top_otm_calls_front": calls, "top_otm_puts_front": puts}
    leaders = {
        name: tuple({"strike": strike, "open_interest": 100.0} for strike in strikes)
        for name, strikes in sides.items()
    }
    return demo_with(**leaders, **terms)


def test_the_section_on_the_chain_names_the_first_strike_of_each_side_once() -> None:
    facts = with_ideas(leading([260.0, 265.0], [247.5, 240.0]), [], [])
    assert named_later(facts) == {
        "chain": Counter(map(Decimal, ["260", "247.5"])),
        "trades": Counter(),
    }


def test_a_strike_that_leads_both_sides_is_named_twice() -> None:
    facts = with_ideas(leading([255.0], [255.0]), [], [])
    assert named_later(facts)["chain"] == Counter({Decimal(255): 2})


def test_ideas_name_all_strikes_and_the_levels_of_the_first_each_once() -> None:
    """Shares have no strike, and a level that is a strike is named with it."""
    ideas = [
        idea_row(structure="bull call spread", trigger=251.25, invalidation=247.0),
        idea_row(structure="bear put spread", trigger=1.0, invalidation=2.0),
    ]
    legs = [
        leg_row(idea=1, structure="collar", strike=None),
        leg_row(idea=1, structure="bull call spread", strike=251.25),
        leg_row(idea=1, structure="bull call spread", strike=1300.0),
        leg_row(idea=2, structure="bear put spread", strike=240.0),
    ]
    facts = with_ideas(demo_facts(), ideas, legs)
    assert named_later(facts)["trades"] == Counter(map(Decimal, ["251.25", "1300", "247", "240"]))


def test_amounts_are_named_at_the_cent() -> None:
    idea = idea_row(structure="stock", trigger=249.99999999999997, invalidation=None)
    facts = with_ideas(demo_facts(), [idea], [])
    assert named_later(facts)["trades"] == Counter(map(Decimal, ["250"]))


def test_without_leaders_and_ideas_nothing_is_named() -> None:
    facts = demo_with(top_otm_calls_front=None, top_otm_puts_front=None)
    assert named_later(with_ideas(facts, [], [])) == {"chain": Counter(), "trades": Counter()}
