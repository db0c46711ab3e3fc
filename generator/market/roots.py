"""Option roots: which underlying they belong to, and when their contracts settle.

An index has several roots: SPX settles at the open of its expiration date (AM), SPXW at the
close (PM). A root that ends in a digit (``GOOG7``) delivers something else than the standard
number of shares, after a corporate action.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.market.sessions import Settlement

INDEX_ROOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "DJX": ("DJX", "DJXW"),
    "MRUT": ("MRUT",),
    "NDX": ("NDX", "NDXP"),
    "OEX": ("OEX", "OEXW"),
    "RUT": ("RUT", "RUTW"),
    "SPX": ("SPX", "SPXW"),
    "VIX": ("VIX", "VIXW"),
    "XEO": ("XEO", "XEOW"),
    "XND": ("XND",),
    "XSP": ("XSP", "XSPW"),
}
"""Roots of the index options that are listed in the United States."""

_AM_SETTLED: Final = frozenset({"DJX", "NDX", "RUT", "SPX", "VIX", "VIXW"})
_PLAIN: Final = re.compile(r"[^A-Z0-9]")
_ADJUSTED: Final = re.compile(r"(?P<root>[A-Z]+)\d\Z")


def plain_symbol(symbol: str) -> str:
    """Letters and digits of a ticker alone: ``BRK.B`` and ``BRK-B`` are ``BRKB``."""
    return _PLAIN.sub("", symbol.upper())


def settlement_of(root: str) -> Settlement:
    """When contracts of ``root`` settle on their expiration date."""
    return "AM" if root in _AM_SETTLED else "PM"


def is_adjusted(root: str, symbol: str) -> bool:
    """Whether ``root`` marks contracts of ``symbol`` with an adjusted deliverable."""
    match = _ADJUSTED.match(root)
    return match is not None and root != plain_symbol(symbol) and belongs(match["root"], symbol)


def belongs(root: str, symbol: str) -> bool:
    """Whether contracts of ``root`` are written on ``symbol``."""
    plain = plain_symbol(symbol)
    if root == plain or root in INDEX_ROOTS.get(plain, ()):
        return True
    match = _ADJUSTED.match(root)
    return match is not None and match["root"] == plain
