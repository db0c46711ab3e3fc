"""Whom data is asked of, Yahoo or an extension's provider; what they give goes into the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from generator.drafting.sources import YAHOO, is_provider
from generator.errors import UsageError
from generator.market.sessions import last_boundary
from generator.market.vendors.yahoo_options import NAME as YAHOO_LAYOUT

if TYPE_CHECKING:
    from datetime import datetime

    from generator.archive.archive import Archive, Entry
    from generator.config import Settings

_LACKING: Final = frozenset({"partial_expirations", "history_unavailable"})


class Feed(Protocol):
    """Somebody who is asked for the data of a symbol, and the archive that all of it goes to."""

    archive: Archive

    def fetch(self, symbol: str) -> Entry:
        """Fetch ``symbol`` now and store it.

        Raises:
            ExtensionError: The provider cannot be loaded, or gives something else.
            ProviderError: There is no chain; nothing was stored.
            StoreError: It cannot be stored.
        """


def feed_of(source: str, settings: Settings) -> Feed:
    """The feed of this name.

    Raises:
        UsageError: Nobody of this name is asked for data.
    """
    if source == YAHOO:
        from generator.drafting.live import live_feed  # noqa: PLC0415 - brings yfinance

        return live_feed(settings)
    if is_provider(source):
        from generator.drafting.provided import ProviderFeed  # noqa: PLC0415 - brings the database

        return ProviderFeed(source, settings)
    known = "yahoo is one, and an extension may add its own"
    raise UsageError(f"{source} is no provider of data; {known}")


def still_good(archive: Archive, symbol: str, source: str, now: datetime) -> Entry | None:
    """The stored snapshot of ``symbol`` that nothing better can be had for, if there is one.

    One that lacks a part, or that no note can be made of, is asked for again; so is Yahoo's where
    somebody else is to be asked, and the other way round.
    """
    entry = archive.fetched_since(symbol, last_boundary(now))
    if entry is None:
        return None
    snapshot = archive.load(entry)
    if (snapshot.source.layout == YAHOO_LAYOUT) != (source == YAHOO):
        return None
    issues = snapshot.issues
    whole = all(item.verdict != "block" and item.code not in _LACKING for item in issues)
    return entry if whole else None
