"""Which amounts a later section of the note has to name, so that earlier ones can spare them.

An idea cannot leave out its strikes and levels, and the section on the chain has to name the
leading strikes of the front expiration. A bullet that would name one of them too often says
something else.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from generator.wording.numbers import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from generator.signals.facts import Facts

_LEADERS: Final = ("top_otm_calls_front", "top_otm_puts_front")
_TERMS: Final = ("trigger", "invalidation")


def named_later(facts: Facts) -> Mapping[str, Counter[Decimal]]:
    """For the sections ``chain`` and ``trades``, how often each amount in dollars is named."""
    # A strike that is trigger as well, or a leg of both ideas, is named once for all.
    return {"chain": Counter(_leaders(facts)), "trades": Counter(set(_terms(facts)))}


def _leaders(facts: Facts) -> Iterator[Decimal]:
    for name in _LEADERS:
        for row in facts[name].rows[:1]:
            yield from _amount(row["strike"])


def _terms(facts: Facts) -> Iterator[Decimal]:
    for row in facts["idea_legs"].rows:
        yield from _amount(row["strike"])
    for row in facts["trade_ideas"].rows[:1]:
        for column in _TERMS:
            yield from _amount(row[column])


def _amount(value: object) -> Iterator[Decimal]:
    if isinstance(value, float):
        yield rounded(value, 2)
