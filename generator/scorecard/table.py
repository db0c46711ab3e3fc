"""The scorecard as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.scorecard.card import GROUPINGS, void_reasons
from generator.scorecard.words import counts_in_words, name_in_words
from generator.text_tables import text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.scorecard.card import Card, Group


def cards_table(found: Sequence[Card]) -> str:
    """The scorecard of each symbol, one below the other."""
    return "\n\n".join("\n".join(_lines(card)) for card in found)


def _lines(card: Card) -> Iterator[str]:
    yield f"{card.symbol}: {card.sessions} closes stored, {card.first} to {card.last}"
    rows = [_row(group) for grouping in GROUPINGS for group in card.of(grouping)]
    heads = ["by", "kind", "name", *(_heads(card.groups[0]))]
    yield text_table(heads, rows)
    reasons = ", ".join(f"{count} {reason}" for reason, count in void_reasons(card).items())
    if reasons:
        yield f"void: {reasons}"


def _heads(group: Group) -> list[str]:
    return list(counts_in_words(group.tally))


def _row(group: Group) -> list[str]:
    name = group.name if group.grouping == "rule" else name_in_words(group.name)
    return [group.grouping, group.kind, name, *counts_in_words(group.tally).values()]
