"""Amounts in dollars in the prose of a note, and how often one may come."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

MOST: Final = 2
"""How often the prose of a note may print an amount; a table carries the rest."""
_AMOUNT: Final = re.compile(
    r"\$((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?![\d,.]*\d|\s+(?:thousand|million|billion|trillion|a contract\b))"
)


def amounts_in(text: str) -> list[Decimal]:
    """The amounts of ``text``, in order; "$300" and "$300.00" are equal, totals are none.

    Nor is what a contract makes or loses ("$165 a contract"): that is no price.
    """
    return [Decimal(amount.replace(",", "")) for amount in _AMOUNT.findall(text)]
