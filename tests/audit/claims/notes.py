"""Facts and notes that the tests of claims read."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tests.replays import demo_note

if TYPE_CHECKING:
    from generator.signals.facts import Facts, Value

DEMO_FACTS: Final = demo_note().written.composition.facts


def told(facts: Facts, **values: Value) -> Facts:
    """``facts`` with other values, as if they had been computed."""
    changed = {
        name: replace(facts[name], value=value, unavailable=None) for name, value in values.items()
    }
    return replace(facts, by_name=MappingProxyType(dict(facts.by_name) | changed))
