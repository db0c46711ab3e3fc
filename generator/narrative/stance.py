"""Trend, positioning and regime: the playbook's ordered conditions, first match wins.

Prices alone make the trend and open interest alone the positioning; neither borrows the other's
words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.narrative.derived import DERIVED, made
from generator.signals.facts import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.narrative.expressions import Outcome
    from generator.narrative.plan import Choice, Playbook
    from generator.signals.facts import Facts


@dataclass(frozen=True, slots=True)
class Trace:
    """One evaluated condition: which rule, how it came out, and by what margin."""

    rule: str
    outcome: Outcome


def add_stance(facts: Facts, playbook: Playbook) -> tuple[Facts, tuple[Trace, ...]]:
    """The facts with ``trend``, ``positioning`` and ``regime``, and how they were chosen."""
    traces: list[Trace] = []
    day = facts.as_of.date()
    for name, choices in (("trend", playbook.trend), ("positioning", playbook.positioning)):
        word = _first(name, choices, facts, traces)
        facts = facts.with_facts(made(DERIVED[name], word, observed=day))
    regime = _first("regime", playbook.regimes, facts, traces)
    facts = facts.with_facts(made(DERIVED["regime"], regime, observed=day))
    return facts, tuple(traces)


def _first(
    name: str, choices: Sequence[Choice], facts: Facts, traces: list[Trace]
) -> str | Unavailable:
    """The first word whose condition holds.

    A word without a condition is what is left; it is not taken while a condition before it is
    unknown, because then nothing is known of the matter.
    """
    unknown = False
    for choice in choices:
        if choice.condition is None:
            if not unknown:
                return choice.word
            break
        outcome = choice.condition.evaluate(facts)
        traces.append(Trace(f"{name}.{choice.word}", outcome))
        if outcome.truth:
            return choice.word
        unknown = unknown or outcome.truth is None
    return Unavailable("unknown", f"the facts that decide the {name} are not all there")
