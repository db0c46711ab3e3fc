"""Data from a provider that an extension brings; like Yahoo's, it goes through the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.errors import ExtensionError, ProviderError, StrikedeskError
from generator.extensions import announced, distribution_of, loaded
from generator.keeping import keep_snapshot, open_archive
from generator.market.age import assess_age
from generator.market.snapshot import Snapshot

if TYPE_CHECKING:
    from generator.archive.archive import Archive, Entry
    from generator.config import Settings


class ProviderFeed:
    """A provider that an extension announces, and the archive that everything goes through.

    Args:
        name: As it is announced.
        settings: Handed to the provider; which archive.
    """

    def __init__(self, name: str, settings: Settings) -> None:
        self._name = name
        self._settings = settings
        self.archive: Archive = open_archive(settings)

    def fetch(self, symbol: str) -> Entry:
        """What the provider gives for ``symbol`` now, stored.

        Raises:
            ExtensionError: The provider cannot be loaded, or gives something else.
            ProviderError: It gave no chain; nothing was stored.
            StoreError: It cannot be stored.
        """
        snapshot = _fetched(symbol, self._name, self._settings)
        age = assess_age(snapshot.as_of, datetime.now(UTC), self._settings.gates)
        if age is not None:
            snapshot = replace(snapshot, issues=(*snapshot.issues, age))
        return keep_snapshot(self.archive, snapshot, self._settings)


def _fetched(symbol: str, source: str, settings: Settings) -> Snapshot:
    entry = announced("providers")[source]
    fetch = loaded(entry, Callable, "a function fetch(symbol, settings)")  # type: ignore[arg-type]
    try:
        given = fetch(symbol, settings)
    except StrikedeskError:
        raise
    except (Exception, SystemExit) as error:  # one that ends the program would end it in silence
        told = f"{distribution_of(entry)} failed: {type(error).__name__}: {error}"
        raise ProviderError("provider_failed", f"{symbol}: {told}") from error
    if not isinstance(given, Snapshot) or given.symbol != symbol:
        found = given.symbol if isinstance(given, Snapshot) else type(given).__name__
        problem = f"{entry.value} gave {found} for {symbol}, not its Snapshot"
        raise ExtensionError(distribution_of(entry), problem)
    return given
