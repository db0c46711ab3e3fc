"""Figures of ideas that their legs do not give are found, in sentences and in the facts."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from generator.audit.claims.checks import audit_claims
from generator.narrative.placed_span import PlacedSpan
from tests.audit.claims.notes import DEMO_FACTS
from tests.replays import note
from tests.variants import days_of_structures

if TYPE_CHECKING:
    from generator.signals.facts import Facts

RIGHT = (
    (
        "Buy the $251 call and sell the $260 call for a debit of $3.41. Maximum loss is $341 a"
        " contract, it can gain $559, and it breaks even at $254.41."
    ),
    (
        "Sell the $243 put and buy the $237 put for a credit of $1.50. It can lose $450 a contract,"
        " can gain $150, and breaks even at $241.50."
    ),
    (
        "A covered call: sell the $260 call for a credit of $1.57. It can lose $24,795 a contract"
        " and breaks even at $247.95."
    ),
    (
        "Sell the $240 put, secured by cash, for a credit of $2.33. The maximum loss is $23,767 a"
        " contract, the break-even $237.67."
    ),
    (
        "An iron condor sells the $240 put and the $260 call for a credit of $2.80. The break-evens"
        " are $237.20 and $262.80; it risks $820 a contract."
    ),
    (
        "A straddle: buy the $250 call and the put of the same strike for a debit of $11.00. It"
        " breaks even at $239.00 and $261.00 and can lose $1,100 a contract."
    ),
    (
        "The bullish idea risks a debit of $3.41, the $251 call against the $260 call. The maximum"
        " loss is $341 a contract, the break-even $254.41."
    ),
)
WRONG = (
    (RIGHT[0], "$254.41", "$255.41"),
    (RIGHT[0], "$341 a", "$241 a"),
    (RIGHT[0], "$559", "$659"),
    (RIGHT[1], "$450", "$150"),
    (RIGHT[1], "$241.50", "$244.50"),
    (RIGHT[1], "gain $150", "gain $450"),
    (RIGHT[2], "$247.95", "$251.09"),
    (RIGHT[2], "$24,795", "$157"),
    (RIGHT[3], "$237.67", "$242.33"),
    (RIGHT[3], "$23,767", "$233"),
    (RIGHT[4], "$237.20", "$242.80"),
    (RIGHT[4], "$262.80", "$257.20"),
    (RIGHT[5], "$239.00", "$240.00"),
    (RIGHT[5], "$261.00", "$260.00"),
    (RIGHT[5], "$1,100", "$110"),
    (RIGHT[6], "$341", "$314"),
    (RIGHT[6], "$254.41", "$263.41"),
)

WITHOUT_LIMIT = (
    "Sell the $260 call for a credit of $1.57. Maximum loss is $157, the break-even $261.57.",
    "Sell the $260 call for $1.57. It can lose at most $157; the break-even is $261.57.",
    "Buy the $251 call for a debit of $4.98. Maximum gain is $1,042.50, break-even $255.98.",
    "A straddle: buy the $250 call and the put of the same strike. The maximum gain is $900.",
)
AGAIN = (
    "Buy the $251 call for a debit of $4.98. The $251 call has a delta of 0.48. Maximum loss is"
    " $498, the break-even $255.98."
)


def codes(text: str, facts: Facts = DEMO_FACTS) -> set[str]:
    """The classes of the errors of a section on trades."""
    found = audit_claims(f"# A\n\n## Trades\n\n{text}\n", facts, file="note.md", foreign=True)
    return {item.kind for item in found if item.severity == "error"}


@pytest.mark.parametrize("text", RIGHT)
def test_figures_that_follow_are_left_alone(text: str) -> None:
    assert not codes(text) & {"arithmetic", "direction", "trade_terms"}


@pytest.mark.parametrize(("text", "right", "wrong"), WRONG)
def test_a_figure_that_does_not_follow_is_found(text: str, right: str, wrong: str) -> None:
    assert text.count(right) == 1
    assert "arithmetic" in codes(text.replace(right, wrong))


@pytest.mark.parametrize("text", WITHOUT_LIMIT)
def test_a_most_of_what_has_no_limit_is_found(text: str) -> None:
    assert "arithmetic" in codes(text)


def test_a_leg_that_is_named_again_is_one_leg() -> None:
    assert not codes(AGAIN) & {"arithmetic", "trade_terms"}
    assert "arithmetic" in codes(AGAIN.replace("$498", "$478"))


def test_figures_whose_legs_are_not_told_are_a_remark() -> None:
    text = (
        "Buy the $251 call for a debit of $3.41 beside the $255 call and the $260 call. Maximum"
        " loss is $341."
    )
    found = audit_claims(f"# A\n\n## Trades\n\n{text}\n", DEMO_FACTS, file="note.md", foreign=True)
    assert ("arithmetic", "warning") in {(item.kind, item.severity) for item in found}


@pytest.mark.parametrize(
    ("premium", "is_wrong"),
    [("$4.98", False), ("$4.95", False), ("$5.01", False), ("$4.58", True), ("$5.10", True)],
)
def test_a_premium_outside_the_quotes_is_found(premium: str, *, is_wrong: bool) -> None:
    text = f"Buy the Jan. 30, 2026, $251 call for a debit of {premium}."
    assert ("arithmetic" in codes(text)) == is_wrong


def test_a_gain_at_a_price_is_no_most() -> None:
    assert "arithmetic" not in codes("Buy the $251 call for $4.98. It gains $402 at $260.")


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("Its maximum loss is $341 a contract.", False),
        ("Its maximum gain is $341 a contract.", True),
    ],
)
def test_the_most_lost_is_not_called_a_gain(text: str, *, is_wrong: bool) -> None:
    markdown = f"# A\n\n## Trades\n\n{text}\n"
    start = markdown.find("$341")
    span = PlacedSpan(
        start=start, end=start + 4, text="$341", reference="trade_ideas[0].maximum_loss",
        format="amount",
    )  # fmt: skip
    found = audit_claims(markdown, DEMO_FACTS, [span], file="article.md")
    assert ("label" in {item.kind for item in found}) == is_wrong


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("A bearish structure: sell the $243 put, buy the $237 put, a credit of $1.50.", True),
        ("A bullish structure: sell the $243 put, buy the $237 put, a credit of $1.50.", False),
        ("Bullish, on a close above $251.26: buy the $250 put for $5.45.", True),
        ("A bearish position: sell the $258 call, buy the $261 call, a credit of $0.76.", False),
        ("A bullish position: sell the $258 call, buy the $261 call, a credit of $0.76.", True),
        ("The bullish structure requires a close below $246.09: buy the $251 call for $5.", True),
        (
            "The bearish structure starts with a close below $246.09: buy the $250 put for $5.",
            False,
        ),
    ],
)
def test_the_side_of_an_idea_is_that_of_its_legs_and_of_its_trigger(
    text: str, *, is_wrong: bool
) -> None:
    assert ("direction" in codes(text)) == is_wrong


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("With volatility inexpensive, one option is bought.", True),
        ("Expensive volatility is sold.", True),
        ("Volatility is neither cheap nor dear.", False),
    ],
)
def test_volatility_without_a_rank_is_neither_cheap_nor_dear(text: str, *, is_wrong: bool) -> None:
    assert ("indicator" in codes(text)) == is_wrong


@pytest.mark.parametrize(
    "column",
    [
        "maximum_gain",
        "maximum_loss",
        "break_even",
        "break_even_upper",
        "credit",
        "debit",
        "debit_natural",
        "credit_natural",
        "natural",
        "break_even_moves",
        "probability_of_profit",
    ],
)
@pytest.mark.parametrize("name", ["iron condor", "bull call spread", "covered call"])
def test_a_fact_that_its_legs_do_not_give_is_found(column: str, name: str) -> None:
    snapshot, history = days_of_structures()[name]
    written = note(snapshot, history).written
    facts = written.composition.facts
    first, *others = facts["trade_ideas"].rows
    value = first[column]
    turned = {**first, column: 1.0 if value is None else float(str(value)) + 0.5}
    fact = replace(facts["trade_ideas"], value=(MappingProxyType(turned), *others))
    changed = replace(facts, by_name=MappingProxyType({**facts.by_name, "trade_ideas": fact}))
    found = audit_claims(written.note.text, changed, written.record.spans, file="article.md")
    assert any(f"do not give its {column}" in item.message for item in found)
    clean = audit_claims(written.note.text, facts, written.record.spans, file="article.md")
    assert not [item for item in clean if item.severity == "error"]
