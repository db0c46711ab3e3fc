"""Which addresses a note was sent to: a small file beside its folder.

It stands beside the folder and not in it because drafting again replaces the folder, and a note
that was drafted again is still the note that its readers have.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ArticleError, UsageError
from generator.files import parse_json, read_bytes, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SCHEMA: Final = "sent/1"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that a server took.

    Args:
        address: Whom it is for.
        message_id: Of the message.
        sha256: Of its bytes.
        at: When, ISO.
    """

    address: str
    message_id: str
    sha256: str
    at: str


def deliveries_file(folder: Path) -> Path:
    """The file of what was sent of the note in ``folder``."""
    return folder.with_name(f"{folder.name}.sent.json")


def read_deliveries(folder: Path) -> tuple[Delivery, ...]:
    """What was sent of the note in ``folder``, oldest first.

    Raises:
        ArticleError: The file is there and cannot be understood: to guess might send twice.
    """
    path = deliveries_file(folder)
    if not path.exists():
        return ()
    body = parse_json(read_bytes(path), path)
    try:
        return tuple(Delivery(**_strings(item)) for item in _entries(body))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ArticleError(path, f"is no record of what was sent: {error}") from error


def _entries(body: Any) -> list[Any]:  # noqa: ANN401 - from a file
    if body["schema"] != SCHEMA:
        msg = f"is of kind {body['schema']!r}, not {SCHEMA!r}"
        raise ValueError(msg)
    return list(body["deliveries"])


def _strings(item: Any) -> dict[str, str]:  # noqa: ANN401 - from a file
    if not all(isinstance(value, str) for value in item.values()):
        msg = "it holds something else than text"
        raise ValueError(msg)
    return dict(item)


def write_deliveries(folder: Path, deliveries: Sequence[Delivery]) -> None:
    """Keep what was sent of the note in ``folder``.

    Raises:
        StoreError: It cannot be written.
    """
    body = {"schema": SCHEMA, "deliveries": [asdict(item) for item in deliveries]}
    content = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    write_atomically(deliveries_file(folder), content.encode())


def sent_to(deliveries: Sequence[Delivery], address: str) -> Delivery | None:
    """The last delivery to ``address``, in whatever case it was written."""
    return next((item for item in reversed(deliveries) if _same(item.address, address)), None)


def _same(first: str, second: str) -> bool:
    return first.casefold() == second.casefold()


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the note in ``folder``, so that no other process sends it at the same time.

    Raises:
        UsageError: One does.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            problem = f"{folder}: another process is sending this note; wait for it"
            raise UsageError(problem) from None
        yield
    finally:
        os.close(descriptor)
