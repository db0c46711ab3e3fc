"""An archive that is a folder: ``snapshots/<SYMBOL>/<as-of>.snapshot.zip`` and its raw answers.

The raw answers are written first, so that a snapshot never lacks them; each file appears whole or
not at all. A later fetch of the same moment gets a number and takes nothing away, because notes
name their snapshot by its hash.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final

from generator.errors import SnapshotError, StoreError
from generator.files import folder_name, write_atomically
from generator.market.bundle import SUFFIX, load_snapshot, save_snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from generator.market.snapshot import Snapshot
    from generator.market.yahoo.answers import RawAnswer

RAW_SUFFIX: Final = ".raw.zip"
_FOLDER: Final = "snapshots"
_INDEX: Final = "index.json"
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_STEM: Final = re.compile(r"(?P<stamp>\d{8}T\d{6}Z)(-(?P<number>\d+))?\Z", re.ASCII)
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Stored:
    """A snapshot in the archive.

    Args:
        path: Its file.
        sha256: Its hash, as the note will name it.
    """

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive in a folder.

    Args:
        root: The folder; it is made when something is stored.
    """

    root: Path

    def store(self, snapshot: Snapshot, answers: Sequence[RawAnswer]) -> Stored:
        """Keep a snapshot and what it was made from.

        Raises:
            StoreError: A file cannot be written; the snapshot is not in the archive then.
        """
        stem = self._free_stem(snapshot)
        folder = self._folder(snapshot.symbol)
        write_atomically(folder / f"{stem}{RAW_SUFFIX}", _packed(answers))
        path = folder / f"{stem}{SUFFIX}"
        return Stored(path, save_snapshot(snapshot, path))

    def latest(self, symbol: str) -> Path | None:
        """The newest snapshot of ``symbol``, if there is one.

        Raises:
            StoreError: The archive cannot be read.
        """
        found = self._snapshots(symbol)
        return found[max(found)] if found else None

    def fetched_since(self, symbol: str, moment: datetime) -> Path | None:
        """The newest snapshot of ``symbol`` if it was fetched at ``moment`` or later.

        A damaged one counts as none: it is fetched again.

        Raises:
            StoreError: The archive cannot be read.
        """
        path = self.latest(symbol)
        if path is None:
            return None
        try:
            snapshot, _ = load_snapshot(path)
        except SnapshotError:
            return None
        fetched = snapshot.fetched_at
        return path if fetched is not None and fetched >= moment else None

    def _folder(self, symbol: str) -> Path:
        return self.root / _FOLDER / folder_name(symbol)

    def _snapshots(self, symbol: str) -> dict[tuple[str, int], Path]:
        """The snapshots by the moment they are of and their number at that moment."""
        folder = self._folder(symbol)
        try:
            paths = list(folder.glob(f"*{SUFFIX}"))
        except OSError as error:
            raise StoreError(f"{folder}: cannot be read: {error.strerror}") from error
        found = {}
        for path in paths:
            match = _STEM.match(path.name.removesuffix(SUFFIX))
            if match is not None:
                found[match["stamp"], int(match["number"] or 1)] = path
        return found

    def _free_stem(self, snapshot: Snapshot) -> str:
        stamp = snapshot.as_of.astimezone(UTC).strftime(_STAMP)
        numbers = [number for known, number in self._snapshots(snapshot.symbol) if known == stamp]
        return stamp if not numbers else f"{stamp}-{max(numbers) + 1}"


def _packed(answers: Sequence[RawAnswer]) -> bytes:
    """A zip of the answers in order and an index of what was asked; the same bytes each time."""
    index, members = [], {}
    for place, answer in enumerate(answers, 1):
        name = f"{place:03d}.{'json' if 'json' in answer.content_type else 'txt'}"
        members[name] = answer.body
        index.append(
            {
                "member": name,
                "url": answer.url,
                "status": answer.status,
                "content_type": answer.content_type,
            }
        )
    listing = json.dumps(index, ensure_ascii=False, indent=1).encode() + b"\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for name, content in {_INDEX: listing, **members}.items():
            entry = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, content)
    return buffer.getvalue()
