"""Fetching and storing, for the commands that ask Yahoo; here the clock is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from generator.archive.folder import Archive, Stored
from generator.config import Settings, archive_folder, cache_folder
from generator.market.age import assess_age
from generator.market.sessions import EXCHANGE_ZONE, Sessions
from generator.market.yahoo.fetch import fetch_snapshot
from generator.market.yahoo.pace import Pace
from generator.market.yahoo.session import Limits, YahooSession

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot


_PACE: Final = "yahoo.pace"


class LiveFeed:
    """Yahoo, and the archive that everything goes through.

    Args:
        settings: Timeout, pace, retries.
        archive: Folder of the archive.
        cache: Folder for the state of the pace.
    """

    def __init__(self, settings: Settings, archive: Path, cache: Path) -> None:
        pace = settings.provider_pace_seconds
        tries = settings.provider_retries + 1
        limits = Limits(
            timeout_seconds=settings.provider_timeout_seconds,
            request_seconds=3 * settings.provider_timeout_seconds,
            tries=tries,
            back_off_seconds=2 * pace,
        )
        self._session = YahooSession(Pace(path=cache / _PACE, gap_seconds=pace), limits)
        self._archive = Archive(archive)
        self._gates = settings.gates

    def fetch(self, symbol: str) -> tuple[Snapshot, Stored]:
        """Fetch ``symbol`` now and store it.

        Raises:
            ProviderError: Yahoo gave no chain; nothing was stored.
            StoreError: It cannot be stored.
        """
        now = datetime.now(UTC)
        fetched = fetch_snapshot(symbol, session=self._session, now=now)
        snapshot = fetched.snapshot
        age = assess_age(snapshot.as_of, now, self._gates)
        if age is not None:
            snapshot = replace(snapshot, issues=(*snapshot.issues, age))
        return snapshot, self._archive.store(snapshot, fetched.answers)

    def kept(self, symbol: str) -> Path | None:
        """The stored snapshot of ``symbol`` that nothing newer can be had for, if there is one."""
        return self._archive.fetched_since(symbol, last_boundary(datetime.now(UTC)))


def live_feed(settings: Settings) -> LiveFeed:
    """The feed of this process: yfinance keeps one cookie and crumb, which are one session's."""
    return _feed(settings, archive_folder(settings), cache_folder())


@lru_cache(maxsize=1)
def _feed(settings: Settings, archive: Path, cache: Path) -> LiveFeed:
    return LiveFeed(settings, archive, cache)


def last_boundary(now: datetime) -> datetime:
    """The latest open or close of the exchange that is not after ``now``."""
    calendar = Sessions.covering(now.astimezone(EXCHANGE_ZONE).date())
    session = calendar.latest_begun(now)
    close = calendar.close(session)
    return close if close <= now else calendar.open(session)
