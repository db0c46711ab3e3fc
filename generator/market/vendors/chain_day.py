"""What a vendor's file says of one symbol at one moment, in this project's words.

Every layout ends here; `generator.market.vendors.importing` makes the snapshot out of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    import pandas as pd

    from generator.market.issues import Issue
    from generator.market.snapshot import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainDay:
    """One chain as its source gives it.

    Args:
        as_of: Time of the quote, in exchange time; a date alone where the file is of a whole day.
        contracts: The chain, by `generator.market.tables.CONTRACT_COLUMNS`.
        source_name: As the byline prints it, such as "Yahoo Finance".
        quote: The underlying's quote, where the file has one.
        expirations_listed: How many expirations are listed, where the file says so.
        open_interest_date: The close at which open interest was counted, where that is known.
        rate: Risk-free rate, fraction a year, where the file has one.
        context: Catalogue names of the context family and their values.
        issues: What was found wrong and set right or left out.
    """

    as_of: datetime | date
    contracts: pd.DataFrame
    source_name: str
    quote: Quote | None = None
    expirations_listed: int | None = None
    open_interest_date: date | None = None
    rate: float | None = None
    context: Mapping[str, str | float] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFile:
    """A recognised file of chains of one symbol.

    Args:
        layout: Name of the layout.
        days: The days it holds a chain for, ascending; empty where it does not say its day.
        read: The chain of one of its days.
        files: The files it was read from.
        dated: Whether ``days`` is what the file says; else it is concluded, and another day may be
            asked for.
    """

    layout: str
    days: Sequence[date]
    read: Callable[[date], ChainDay]
    files: tuple[Path, ...]
    dated: bool = True
