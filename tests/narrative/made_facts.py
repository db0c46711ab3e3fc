"""Facts made by hand, and facts of the demo with some of them set."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.config import Settings
from generator.market.demo import demo_snapshot
from generator.market.sessions import EXCHANGE_ZONE
from generator.narrative.expressions import Schema, compile_expression
from generator.pipeline import facts_of
from generator.signals.catalogue import CATALOGUE
from generator.signals.facts import Fact, Facts, Unavailable, Unit, Value

if TYPE_CHECKING:
    from generator.errors import Position
    from generator.narrative.expressions import Outcome

MONDAY: Final = datetime(2026, 8, 24, 16, tzinfo=EXCHANGE_ZONE)

UNITS: Final = {
    "yes": Unit.RATIO,
    "no": Unit.RATIO,
    "lost": Unit.RATIO,
    "spot": Unit.USD,
    "sma_50": Unit.USD,
    "share": Unit.FRACTION,
    "rsi_14": Unit.INDEX,
    "interest": Unit.CONTRACTS,
    "regime": Unit.TEXT,
    "leg": Unit.CONTRACT,
    "front": Unit.DATE,
    "as_of_date": Unit.DATE,
    "as_of": Unit.TIME,
    "leaders": Unit.TABLE,
    "threshold.limit": Unit.RATIO,
}
SCHEMA: Final = Schema(
    units=UNITS, columns={"leaders": {"strike": Unit.USD, "open_interest": Unit.CONTRACTS}}
)
VALUES: Final[dict[str, Value]] = {
    "yes": 2.0,
    "no": 1.0,
    "spot": 100.0,
    "sma_50": 98.0,
    "share": 0.25,
    "rsi_14": 55.0,
    "interest": 1200,
    "regime": "quiet",
    "leg": "IWM260130C00251000",
    "front": MONDAY.date(),
    "as_of_date": MONDAY.date(),
    "as_of": MONDAY,
    "leaders": ({"strike": 105.0, "open_interest": 900}, {"strike": 110.0, "open_interest": 800}),
    "threshold.limit": 2.0,
}


def made_facts(**values: Value | None) -> Facts:
    """The facts of `VALUES`, with ``values`` set or, where ``None``, taken away."""
    known = {name: value for name, value in (VALUES | values).items() if value is not None}
    facts = {
        name: Fact(
            name=name,
            unit=unit,
            label=name,
            value=known.get(name),
            columns=SCHEMA.columns.get(name, {}),
            unavailable=None if name in known else Unavailable("gone", "taken away"),
        )
        for name, unit in UNITS.items()
    }
    return Facts("IWM", MONDAY, "0" * 64, MappingProxyType(facts))


def outcome(text: str, facts: Facts | None = None, *, rule: str = "limit") -> Outcome:
    """How the condition ``text`` comes out."""
    condition = compile_expression(text, SCHEMA, rule=rule, path="rules.yaml", position=None)
    return condition.evaluate(made_facts() if facts is None else facts)


def truth(text: str, facts: Facts | None = None) -> bool | None:
    """The truth of the condition ``text``."""
    return outcome(text, facts).truth


def refused(text: str, position: Position | None = None) -> None:
    """Read a condition that must not pass."""
    compile_expression(text, SCHEMA, rule="limit", path="rules.yaml", position=position)


@cache
def demo_facts() -> Facts:
    """The catalogue's facts of the demo."""
    return facts_of(demo_snapshot(), "0" * 64, Settings())


def demo_with(**values: Value | None) -> Facts:
    """The demo's facts with ``values`` set or, where ``None``, made unavailable."""
    facts = demo_facts()
    changed = {name: _set(facts[name], value) for name, value in values.items()}
    return replace(facts, by_name=MappingProxyType(dict(facts.by_name) | changed))


def _set(fact: Fact, value: Value | None) -> Fact:
    definition = CATALOGUE[fact.name]
    if value is None:
        return replace(fact, value=None, unavailable=Unavailable("gone", "taken away"))
    return replace(fact, value=value, unavailable=None, columns=definition.columns)
