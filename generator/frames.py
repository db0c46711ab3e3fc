"""Frames on the pipes of a process: four bytes of length, big-endian, then that many bytes."""

from __future__ import annotations

import os
import select
import struct
import time
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    import subprocess

_LENGTH: Final = struct.Struct(">I")


class GoneError(Exception):
    """The process ended in the middle of a frame, or before one."""


class LateError(Exception):
    """The process gave no whole frame in time."""


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, or ``None`` at the end of the stream or in the middle of a broken one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def frame_of(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """The next frame that a process writes.

    Args:
        process: Its standard output is a pipe.
        seconds: That the whole frame may take.

    Raises:
        GoneError: The process ended.
        LateError: It took longer.
    """
    deadline = time.monotonic() + seconds
    (length,) = _LENGTH.unpack(_read(process, _LENGTH.size, deadline))
    return _read(process, length, deadline)


def _read(process: subprocess.Popen[bytes], count: int, deadline: float) -> bytes:
    if process.stdout is None:
        msg = "the process has no output"
        raise RuntimeError(msg)
    parts = bytearray()
    while len(parts) < count:
        left = max(0.0, deadline - time.monotonic())
        if not select.select([process.stdout], [], [], left)[0]:
            raise LateError
        chunk = os.read(process.stdout.fileno(), count - len(parts))
        if not chunk:
            raise GoneError
        parts += chunk
    return bytes(parts)
