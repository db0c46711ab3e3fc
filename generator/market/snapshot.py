"""The snapshot: everything that a note may be made from, frozen at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from generator.market.sessions import Sessions
from generator.market.tables import empty_bar_table, empty_trade_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    import pandas as pd

    from generator.market.issues import Issue

BarAdjustment = Literal["none", "dividends"]
"""Whether closes are as traded (splits apart) or lowered for dividends paid since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The quote of the underlying; prices in dollars a share, volume in shares.

    Args:
        spot: Price of the regular session.
        open: First price of the session.
        high: Highest price of the session so far.
        low: Lowest price of the session so far.
        previous_close: Close of the session before, as the source states it.
        volume: Shares traded this session so far.
        delay_minutes: Delay of the quote, as the source states it.
        currency: ISO code of the prices, where the source states one.
    """

    spot: float
    open: float | None = None
    high: float | None = None
    low: float | None = None
    previous_close: float | None = None
    volume: float | None = None
    delay_minutes: float | None = None
    currency: str | None = None


MODEL: Final = "model"
"""The layout of data that a model made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the data came from, in words that a reader may see.

    Args:
        name: As the byline prints it, such as "end-of-day file".
        layout: The recognised layout of the file or answer.
        files: Names (no folders) of the files read.
        modelled: The data was made by a model, not by a market.
        note: One sentence about the source for the reader, or nothing.
    """

    name: str
    layout: str
    files: tuple[str, ...] = ()
    modelled: bool = False
    note: str | None = None

    @property
    def is_modelled(self) -> bool:
        """Whether a model made the data; its layout says so too, whatever else is said."""
        return self.modelled or self.layout == MODEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The risk-free rate, continuously compounded, a year.

    Args:
        value: Fraction, 0.04 for 4 %.
        source: Where it is from: "snapshot", "--rate" or "assumption".
        observed: Its date, if it has one.
    """

    value: float
    source: str
    observed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A dated headline, quoted verbatim."""

    title: str
    publisher: str
    published: datetime
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A split of the share: from ``session`` on, ``ratio`` new shares stand for one old."""

    session: date
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Daily price bars, oldest first, with what is known of their adjustment.

    Args:
        table: The bars, by `generator.market.tables.BAR_COLUMNS`.
        adjustment: Whether closes are as traded or lowered for dividends.
        splits: Splits that the source names; its earlier prices are adjusted for them.
    """

    table: pd.DataFrame = field(default_factory=empty_bar_table)
    adjustment: BarAdjustment = "none"
    splits: tuple[Split, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """The bars that beta is measured against."""

    symbol: str
    bars: Bars


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Snapshot:
    """One symbol at one moment.

    Args:
        symbol: The underlying's ticker.
        as_of: Time of the quote, in exchange time.
        quote: The underlying's quote.
        contracts: The chain, by `generator.market.tables.CONTRACT_COLUMNS`.
        source: Where all this is from.
        bars: Daily bars of the underlying up to the as-of date.
        benchmark: Bars of the benchmark, if they were given.
        open_interest_date: The close at which open interest was counted.
        expirations_listed: How many expirations the exchange lists, where the source says so.
        rate: The risk-free rate, if any is known.
        dividend_yield: Fraction a year, continuously compounded, if known.
        headlines: Dated headlines about the symbol.
        context: Catalogue names of the context family and their values.
        issues: What the importer already found wrong and set right or left out.
        fetched_at: When a provider was asked, for data that was fetched.
        trades: Single trades of a tape, by `generator.market.tables.TRADE_COLUMNS`.
    """

    symbol: str
    as_of: datetime
    quote: Quote
    contracts: pd.DataFrame
    source: Source
    bars: Bars = field(default_factory=Bars)
    benchmark: Benchmark | None = None
    open_interest_date: date | None = None
    expirations_listed: int | None = None
    rate: Rate | None = None
    dividend_yield: float | None = None
    headlines: tuple[Headline, ...] = ()
    context: Mapping[str, str | float] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    fetched_at: datetime | None = None
    trades: pd.DataFrame = field(default_factory=empty_trade_table)

    @property
    def as_of_date(self) -> date:
        """The exchange date of the snapshot."""
        return self.as_of.date()

    def sessions(self) -> Sessions:
        """The exchange's calendar over all dates that this snapshot knows."""
        days = [self.as_of_date]
        for column in (self.contracts["expiration"], self.bars.table["session"]):
            if len(column):
                days += [column.min().date(), column.max().date()]
        return Sessions.covering(*days)
