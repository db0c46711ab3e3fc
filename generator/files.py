"""Reading and writing files so that nothing is lost and nothing is guessed."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from generator.errors import InputError, Position, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_SYMBOL: Final = re.compile(r"\^?[A-Z0-9][A-Z0-9.\-/=]{0,14}\Z")
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape that is half of a character; two of them, in order, are one."""
_RESERVED: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL"}
    | {f"{device}{number}" for device in ("COM", "LPT") for number in range(10)}
)


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` under a temporary name, sync it, rename it: a reader sees all or nothing.

    Raises:
        StoreError: The folder cannot be made or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path}: cannot be written: {error.strerror}; check space and rights")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make ``folder`` hold exactly ``files``, so that a reader sees the old folder or the new one.

    The files are written and synced beside it, then the folders change places in one step where
    the system can do that (Linux), else in two renames.

    Args:
        folder: The folder; it may exist.
        files: Contents by relative name.

    Raises:
        StoreError: Something cannot be written; the old folder stands.
    """
    with fresh_folder(folder) as fresh:
        for name, content in files.items():
            write_atomically(fresh / name, content)


@contextlib.contextmanager
def fresh_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of ``folder`` when the block ends well.

    Whatever the block raises, the old folder stands and nothing is left beside it.

    Raises:
        StoreError: Something cannot be written; the old folder stands.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise _cannot_write(folder, error) from error
    try:
        yield fresh
        fresh.chmod(0o755)
        _exchange(fresh, folder)
        _sync_folder(folder.parent)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _exchange(fresh: Path, folder: Path) -> None:
    """Put ``fresh`` where ``folder`` is; what was there ends under the name of ``fresh``."""
    if not folder.exists():
        fresh.rename(folder)
        return
    library = ctypes.CDLL(None, use_errno=True)
    swap = getattr(library, "renameat2", None)
    if (
        swap is not None
        and swap(_AT_FDCWD, os.fsencode(fresh), _AT_FDCWD, os.fsencode(folder), _RENAME_EXCHANGE)
        == 0
    ):
        return
    aside = fresh.with_name(f"{fresh.name}.old")
    folder.rename(aside)
    fresh.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def read_bytes(path: Path, *, limit: int = 256 * 1024 * 1024) -> bytes:
    """The bytes of ``path``.

    Raises:
        InputError: It is missing, a folder, unreadable, or larger than ``limit`` bytes.
    """
    try:
        if path.is_dir():
            raise InputError(path, "is a folder, not a file")
        if path.stat().st_size > limit:
            size = f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit // 2**10} KB"
            raise InputError(path, f"is larger than {size}")
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(path, "does not exist") from None
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror}") from error


def read_text(path: Path, *, limit: int = 256 * 1024 * 1024) -> str:
    """The text of ``path``, UTF-8 with or without a byte-order mark.

    Raises:
        InputError: As `read_bytes`, or the bytes are not UTF-8.
    """
    content = read_bytes(path, limit=limit)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(path, "is not UTF-8 text", Position(line)) from error


def parse_json(content: bytes | str, path: Path) -> Any:  # noqa: ANN401 - JSON is any value
    """Parse strict JSON in UTF-8: no NaN, no infinity, no key twice, no half of a character.

    Raises:
        InputError: It is not that; the position is given where it is known.
    """

    def refuse_constant(name: str) -> NoReturn:
        raise InputError(path, f"holds {name}, which is no JSON number")

    def refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise InputError(path, f"has the key {twice!r} twice in one object")
        return values

    def finite(text: str) -> float:
        value = float(text)
        if value in (float("inf"), float("-inf")):
            raise InputError(path, f"holds the number {text}, which is too large")
        return value

    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        value = json.loads(
            text,
            parse_constant=refuse_constant,
            parse_float=finite,
            object_pairs_hook=refuse_duplicates,
        )
        if _SURROGATE.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        problem = f"is no JSON: {error.msg}"
        raise InputError(path, problem, Position(error.lineno, error.colno)) from error
    except (ValueError, RecursionError) as error:
        raise InputError(path, f"is no JSON that can be read: {error}") from error
    return value


def check_symbol(symbol: str) -> str:
    """The ticker in upper case, if it is one.

    Raises:
        UsageError: It is not made of ASCII letters, digits and ``. - / =``, with an optional
            leading ``^``.
    """
    upper = symbol.upper() if symbol.isascii() else symbol
    if not _SYMBOL.match(upper):
        msg = f"{symbol!r} is no ticker: use letters, digits and . - / = (as in BRK.B or ^SPX)"
        raise UsageError(msg)
    return upper


def folder_name(symbol: str) -> str:
    """A safe folder name for a ticker, reversible by `symbol_of_folder`.

    Characters other than letters, digits, ``-`` and inner dots become ``%xx``; names that Windows
    reserves get their first letter written that way.
    """
    safe = "".join(
        char if char.isalnum() or char == "-" or (char == "." and place) else f"%{ord(char):02X}"
        for place, char in enumerate(symbol)
    )
    if safe.endswith("."):
        safe = f"{safe[:-1]}%2E"
    if safe.split(".")[0] in _RESERVED:
        safe = f"%{ord(safe[0]):02X}{safe[1:]}"
    return safe


def symbol_of_folder(name: str) -> str:
    """The ticker whose `folder_name` is ``name``."""
    return re.sub("%([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), name)
