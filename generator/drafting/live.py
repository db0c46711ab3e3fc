"""Fetching and storing, for the commands that ask Yahoo; here the clock is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from generator.archive.raw_answers import packed
from generator.config import Settings, cache_folder
from generator.keeping import keep_snapshot, open_archive
from generator.market.age import assess_age
from generator.market.yahoo.fetch import fetch_snapshot
from generator.market.yahoo.pace import Pace
from generator.market.yahoo.session import Limits, YahooSession

if TYPE_CHECKING:
    from pathlib import Path

    from generator.archive.archive import Archive, Entry

_PACE: Final = "yahoo.pace"


class LiveFeed:
    """Yahoo, and the archive that everything goes through.

    Args:
        settings: Timeout, pace, retries; which archive.
        cache: Folder for the state of the pace.
    """

    def __init__(self, settings: Settings, cache: Path) -> None:
        pace = settings.provider_pace_seconds
        tries = settings.provider_retries + 1
        limits = Limits(
            timeout_seconds=settings.provider_timeout_seconds,
            request_seconds=3 * settings.provider_timeout_seconds,
            tries=tries,
            back_off_seconds=2 * pace,
        )
        self._session = YahooSession(Pace(path=cache / _PACE, gap_seconds=pace), limits)
        self._settings = settings
        self.archive: Archive = open_archive(settings)

    def fetch(self, symbol: str) -> Entry:
        """Fetch ``symbol`` now and store it.

        Raises:
            ProviderError: Yahoo gave no chain; nothing was stored.
            StoreError: It cannot be stored.
        """
        now = datetime.now(UTC)
        fetched = fetch_snapshot(symbol, session=self._session, now=now)
        snapshot = fetched.snapshot
        age = assess_age(snapshot.as_of, now, self._settings.gates)
        if age is not None:
            snapshot = replace(snapshot, issues=(*snapshot.issues, age))
        return keep_snapshot(self.archive, snapshot, self._settings, packed(fetched.answers))


def live_feed(settings: Settings) -> LiveFeed:
    """The feed of this process: yfinance keeps one cookie and crumb, which are one session's."""
    return _feed(settings, cache_folder())


@lru_cache(maxsize=1)
def _feed(settings: Settings, cache: Path) -> LiveFeed:
    return LiveFeed(settings, cache)
