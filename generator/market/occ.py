"""OCC option symbols, made and read: ``IWM260109C00255000``.

The Options Clearing Corporation's symbology: root, expiration as yymmdd, C or P, and the strike
in thousandths of a dollar on eight digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

_SYMBOL: Final = re.compile(
    r"(?P<root>[A-Z0-9.^]{1,6})(?P<day>\d{6})(?P<right>[CP])(?P<strike>\d{8})\Z", re.ASCII
)
_THOUSANDTHS: Final = 1000


@dataclass(frozen=True, slots=True)
class OptionContract:
    """What an OCC symbol says; strike in dollars."""

    root: str
    expiration: date
    is_call: bool
    strike: Decimal

    @property
    def symbol(self) -> str:
        """The OCC symbol, without padding."""
        side = "C" if self.is_call else "P"
        thousandths = int(self.strike * _THOUSANDTHS)
        return f"{self.root}{self.expiration:%y%m%d}{side}{thousandths:08d}"


def parse_occ_symbol(symbol: str) -> OptionContract:
    """Read an OCC symbol.

    Raises:
        ValueError: It is none.
    """
    match = _SYMBOL.match(symbol)
    if match is None:
        msg = f"{symbol!r} is no OCC option symbol"
        raise ValueError(msg)
    year, month, day = (int(match["day"][place : place + 2]) for place in (0, 2, 4))
    return OptionContract(
        root=match["root"],
        expiration=date(2000 + year, month, day),
        is_call=match["right"] == "C",
        strike=Decimal(match["strike"]) / _THOUSANDTHS,
    )
