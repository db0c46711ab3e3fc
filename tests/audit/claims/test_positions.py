"""The position of a paragraph is read in many wordings, ours and others'."""

from __future__ import annotations

import re

import pytest

from generator.audit.claims import words
from generator.audit.claims.note import read_note
from generator.audit.claims.positions import said_bias, told_position
from generator.narrative.payoff import break_evens, maximum_loss
from generator.narrative.text import plain_text
from generator.signals.facts import Facts, Reference
from tests.audit.claims.notes import DEMO_FACTS
from tests.replays import note, playbook
from tests.variants import days_of_structures

READ = (
    ("Buy the Jan. 30, 2026, $251 call for $4.98.", (255.98,), 4.98),
    ("Buy the $251 call and sell the $260 call for a debit of $3.41.", (254.41,), 3.41),
    ("The $251 call is bought, the $260 call sold against it, a debit of $3.41.", (254.41,), 3.41),
    ("A bought $250 put against a sold $240 put, at a debit of $3.12.", (246.88,), 3.12),
    ("Sell the $243 put, protected by the $237 put, for a credit of $1.50.", (241.5,), 4.5),
    ("The $258 call sold over the $261 call brings a credit of $0.76.", (258.76,), 2.24),
    ("Write the $258 call and purchase the $261 call for a credit of $0.76.", (258.76,), 2.24),
    ("A covered call: sell the $260 call for a credit of $1.57.", (247.95,), 247.95),
    ("Sell the $240 put, secured by cash, for a credit of $2.33.", (237.67,), 237.67),
    ("An iron condor sells the $240 put and the $260 call for a credit of $2.80.",
     (237.2, 262.8), None),
    ("A straddle: buy the $250 call and the put of the same strike for a debit of $11.",
     (239.0, 261.0), 11.0),
)  # fmt: skip


@pytest.mark.parametrize(("text", "evens", "loss"), READ)
def test_legs_and_premium_are_read(text: str, evens: tuple[float, ...], loss: float | None) -> None:
    group = next(read_note(f"# A\n\n## Trades\n\n{text}\n", DEMO_FACTS).paragraphs("trades"))
    position = told_position(group, 249.52)
    assert position is not None
    assert break_evens(position.legs) == pytest.approx(evens)
    found = maximum_loss(position.legs)
    assert (found is None) == (loss is None)
    assert loss is None or found == pytest.approx(loss)


@pytest.mark.parametrize(
    "text",
    [
        "No trade today.",
        "The $260 call wall is near.",
        "The $240 put and the $250 put are looked at for a debit of $2.",
        "Buy the $251 call on a close above $251.26.",
    ],
)
def test_what_is_not_told_is_not_guessed(text: str) -> None:
    group = next(read_note(f"# A\n\n## Trades\n\n{text}\n", DEMO_FACTS).paragraphs("trades"))
    assert told_position(group, 249.52) is None


@pytest.mark.parametrize("name", sorted(days_of_structures()))
def test_each_wording_of_ours_is_read_as_the_position_that_it_tells(name: str) -> None:
    """So that an edited figure of any of them is found."""
    snapshot, history = days_of_structures()[name]
    facts = note(snapshot, history).written.composition.facts
    read = 0
    for place, row in enumerate(facts["trade_ideas"].rows):
        if row["structure"] == "stock":
            continue
        for text in wordings(str(row["structure"]), Reference("trade_ideas", row=place), facts):
            group = next(read_note(f"# A\n\n## Trades\n\n{text}\n", facts).paragraphs("trades"))
            position = told_position(group, facts["spot"].number)
            assert position is not None, text
            assert words.IDEA.search(text), text
            assert not words.NO_IDEA.search(text), text
            for pattern in words.IDEA_TERMS.values():
                assert re.search(pattern, text, re.IGNORECASE), (pattern, text)
            evens = [row[name] for name in ("break_even", "break_even_upper") if row[name]]
            assert list(break_evens(position.legs)) == pytest.approx(evens, abs=0.011), text
            assert said_bias(group) in (None, row["bias"])
            read += 1
    assert read >= 4


def wordings(structure: str, row: Reference, facts: Facts) -> list[str]:
    """Every wording of the fragments of a structure, with the first of each choice."""
    (trades,) = [section for section in playbook().sections if section.id == "trades"]
    made = [
        variant.realize(facts, playbook().vocabulary, row)
        for item in trades.fragments
        if item.slot == "idea" and structure in item.where
        for variant in item.variants
    ]
    return [plain_text(text) for text in made if text]
