"""A file that names its symbol must be about the one that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import ImportFileError
from generator.market.roots import plain_symbol

if TYPE_CHECKING:
    from pathlib import Path


def check_named_symbol(named: object, symbol: str | None, file: Path) -> None:
    """Refuse a file that is about another symbol; one that names none passes.

    Args:
        named: What the file says, if anything.
        symbol: The ticker asked for; ``None`` where any will do.
        file: To name in the message.

    Raises:
        ImportFileError: The two differ (``symbol_mismatch``).
    """
    if named is None or symbol is None:
        return
    if plain_symbol(str(named)) != plain_symbol(symbol):
        raise ImportFileError(file, f"is about {named}, not {symbol}", code="symbol_mismatch")
