"""Landlock: how a process on Linux gives up files, TCP, programs and signals, for good and unasked.

No privilege is needed and there is no way back. What the kernel does not know yet is left out: each
version of the interface adds rights to the ones before it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
import struct
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_NO_NEW_PRIVILEGES: Final = 38

_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_FILE_RIGHTS: Final = 1 | 1 << 1 | _READ_FILE | 1 << 14 | 1 << 15
"""Execute, write, read, truncate, ioctl: what can be allowed on a file that is no folder."""
_EXECUTE_AND_IOCTL: Final = 1 | 1 << 15
_RIGHTS_BY_VERSION: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many file rights each version of the interface knows, as bits from the lowest."""
_TCP_SINCE: Final = 4
_SCOPES_SINCE: Final = 6
_BOTH: Final = 3
"""Binding and connecting; signals and sockets by name."""


def version() -> int:
    """The version of the kernel's Landlock; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        return max(0, int(library.syscall(_CREATE, None, 0, _ASK_VERSION)))
    return 0


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> tuple[str, ...]:
    """Keep reading beneath ``readable`` and reading and writing beneath ``writable``; give up more.

    Args:
        readable: Files and folders; those that are not there are passed over.
        writable: Folders.

    Returns:
        What is given up: of ``files``, ``programs``, ``tcp`` and ``signals`` those that hold.
    """
    known = version()
    if known == 0:
        return ()
    library = ctypes.CDLL(None, use_errno=True)
    rights = (1 << _RIGHTS_BY_VERSION.get(known, 16)) - 1
    wanted = [rights] + [_BOTH] * (known >= _TCP_SINCE) + [_BOTH] * (known >= _SCOPES_SINCE)
    given_up = struct.pack(f"={len(wanted)}Q", *wanted)
    rules = library.syscall(_CREATE, given_up, len(given_up), 0)
    if rules < 0:
        return ()
    try:
        for path in readable:
            _allow(library, rules, path, _READ_FILE | _READ_FOLDER)
        for path in writable:
            _allow(library, rules, path, rights & ~_EXECUTE_AND_IOCTL)
        library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if library.syscall(_RESTRICT, rules, 0) != 0:
            return ()
    finally:
        os.close(rules)
    more = ("tcp",) * (known >= _TCP_SINCE) + ("signals",) * (known >= _SCOPES_SINCE)
    return ("files", "programs", *more)


def _allow(library: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, handle)
        library.syscall(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(handle)
