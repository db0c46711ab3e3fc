"""What a note calls its instrument after the first time: the fund, the stock, the index."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.narrative.derived import DERIVED, made
from generator.signals.facts import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.signals.facts import Fact, Facts

NOUNS: Final[Mapping[str, str]] = MappingProxyType(
    {"etf": "fund", "equity": "stock", "index": "index"}
)


def instrument_noun(facts: Facts) -> Fact:
    """The noun of the instrument; unavailable where the data does not say what it is."""
    kind = facts["instrument_type"]
    noun = NOUNS.get(str(kind.value))
    lacking = kind.unavailable or Unavailable("not_given", "the data does not say what it is")
    return made(DERIVED["instrument_noun"], noun or lacking, observed=facts.as_of.date())
