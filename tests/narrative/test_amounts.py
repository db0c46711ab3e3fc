"""Amounts in dollars, as a note prints them."""

from __future__ import annotations

from decimal import Decimal

from generator.narrative.amounts import amounts_in


def test_an_amount_is_the_same_with_and_without_cents() -> None:
    assert amounts_in("$1,300 and $1,300.00, then $0.05.") == [
        Decimal(1300),
        Decimal(1300),
        Decimal("0.05"),
    ]


def test_a_total_in_words_is_no_level() -> None:
    assert amounts_in("assets of $2 million, or $328.3 billion") == []
