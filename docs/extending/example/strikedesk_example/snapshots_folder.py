"""A provider: snapshot files in a folder, one a symbol, as another program may leave them there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import ProviderError
from generator.market.bundle import load_snapshot

if TYPE_CHECKING:
    from generator.config import Settings
    from generator.market.snapshot import Snapshot

FOLDER = "EXAMPLE_SNAPSHOTS"


def fetch(symbol: str, settings: Settings) -> Snapshot:
    """The snapshot of ``symbol`` as its file has it now.

    Raises:
        ProviderError: There is no file of it, or no folder was named.
        SnapshotError: The file is damaged.
    """
    del settings  # a provider that asks over a network keeps to its timeouts and its pace
    if FOLDER not in os.environ:
        raise ProviderError("no_folder", f"{symbol}: {FOLDER} names no folder; set it")
    file = Path(os.environ[FOLDER]) / f"{symbol}.snapshot.zip"
    if not file.is_file():
        raise ProviderError("no_file", f"{symbol}: there is no {file}")
    snapshot, _ = load_snapshot(file)
    return snapshot
