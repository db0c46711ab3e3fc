"""The journal of a run: a line for each job that is done, written before the next is told of.

A run that was broken off goes on from it. A line that was cut off is as if it had not been written;
a note whose folder is not as its line says is drafted again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.batch.jobs import Outcome
from generator.errors import StoreError
from generator.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA: Final = "batch-run/1"
_FOLDER: Final = ".batch"
_AGAIN: Final = frozenset({"worker_died", "note_timeout", "note_memory", "other_day"})
_ASKED_AGAIN: Final = frozenset({3, 5, 70})
"""Exit codes of what may go better next time: a provider, a store, a bug that was mended."""


class Journal:
    """The journal of one run.

    Args:
        output: Folder that notes are written to.
        key: Of the run.
    """

    def __init__(self, output: Path, key: str) -> None:
        self._folder = output / _FOLDER
        self._path = self._folder / f"{key}.jsonl"
        self._key = key

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the run, so that no other process does it at the same time.

        Raises:
            StoreError: One does, or the folder cannot be written.
        """
        path = self._path.with_suffix(".lock")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
        except OSError as error:
            problem = f"cannot be written: {error.strerror}"
            raise StoreError(
                f"{self._folder.parent}: {problem}; name another with --out"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            problem = "this very batch is being run by another process"
            raise StoreError(f"{path}: {problem}; wait for it") from None
        try:
            yield
        finally:
            os.close(descriptor)

    def begin(
        self, *, resume: bool, now: datetime, since: datetime | None = None
    ) -> dict[str, Outcome]:
        """Start the journal anew, or with what an earlier run has done for good.

        Args:
            resume: Whether to go on with an earlier run.
            now: When this one begins; one that goes on began when the earlier one did.
            since: An earlier run that began before is not gone on with: its data is of then.

        Returns:
            The outcomes that stand, by symbol.

        Raises:
            StoreError: It cannot be written.
        """
        begun = self._begun() if resume else None
        if begun is None or (since is not None and begun < since):
            kept, begun = {}, now
        else:
            kept = {symbol: item for symbol, item in self._last().items() if _stands(item)}
        head = {"schema": SCHEMA, "key": self._key, "begun": begun.astimezone(UTC).isoformat()}
        lines = [json.dumps(head), *map(_line, kept.values())]
        write_atomically(self._path, ("\n".join(lines) + "\n").encode())
        return kept

    def add(self, outcome: Outcome) -> None:
        """Write down what became of a job.

        Raises:
            StoreError: It cannot be written.
        """
        self._append(_line(outcome))

    def end(self, exit_code: int, now: datetime) -> None:
        """Write down that the run has come to its end.

        Raises:
            StoreError: It cannot be written.
        """
        self._append(json.dumps({"ended": now.astimezone(UTC).isoformat(), "exit": exit_code}))

    def ended(self) -> datetime | None:
        """When the run before came to its end; ``None`` if it did not, or there was none."""
        lines = self._lines()
        with contextlib.suppress(IndexError, ValueError, KeyError, TypeError):
            return datetime.fromisoformat(json.loads(lines[-1])["ended"])
        return None

    def is_left_undone(self) -> bool:
        """Whether the run before has a job that should be done again: its provider may be back."""
        return not all(map(_stands, self._last().values()))

    def _begun(self) -> datetime | None:
        with contextlib.suppress(IndexError, ValueError, KeyError, TypeError):
            return datetime.fromisoformat(json.loads(self._lines()[0])["begun"])
        return None

    def _last(self) -> dict[str, Outcome]:
        """What became of each job at last."""
        return {item.symbol: item for item in self._read()}

    def _append(self, line: str) -> None:
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be written: {error.strerror}") from error

    def _read(self) -> Iterator[Outcome]:
        """The outcomes of the run before; what cannot be read was not written whole."""
        for line in self._lines()[1:]:
            with contextlib.suppress(ValueError, KeyError, TypeError):
                body: dict[str, Any] = json.loads(line)
                yield Outcome.from_json(body)

    def _lines(self) -> list[str]:
        try:
            return self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []


def _line(outcome: Outcome) -> str:
    return json.dumps(outcome.as_json(), ensure_ascii=False)


def _stands(outcome: Outcome) -> bool:
    """Whether a job need not be done again."""
    if outcome.state in {"done", "failed"}:
        return bool(outcome.folder) and folder_sha256(Path(outcome.folder)) == outcome.sha256
    again = outcome.code in _AGAIN or outcome.exit_code in _ASKED_AGAIN
    return outcome.state == "refused" and not again


def folder_sha256(folder: Path) -> str:
    """One hash over the names and contents of a note's files, as outcomes have it."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for name in sorted(names, key=lambda item: (item.count("/"), item)):
        content = (folder / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
