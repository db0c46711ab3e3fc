"""The content of a file, whatever its name says: JSON, delimited text, or Parquet; gzip or not."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.errors import ImportFileError, InputError, Position
from generator.files import parse_json, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_GZIP: Final = b"\x1f\x8b"
_PARQUET: Final = b"PAR1"
_CODES: Final = {"does not exist": "no_file", "is a folder, not a file": "is_folder"}
"""What `read_bytes` says, as codes."""
_LIMIT: Final = 512 * 1024 * 1024
"""Bytes of an unpacked file; the largest chain history in a single file is a tenth of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One file, opened.

    Args:
        path: The file, as the user named it.
        json: Its value, if it is JSON.
        text: Its text, if it is delimited text.
        table: Its table, if it is Parquet, rows indexed from 1.
    """

    path: Path
    json: Any = None
    text: str | None = None
    table: pd.DataFrame | None = None

    def first_lines(self, count: int = 5) -> list[str]:
        """The first lines of a text that are not blank."""
        lines = (line for line in (self.text or "").splitlines()[: count * 4] if line.strip())
        return [line for line, _ in zip(lines, range(count), strict=False)]

    def header(self) -> list[str]:
        """The names in the first line of a text that is not blank."""
        line = (self.text or "").lstrip().partition("\n")[0]
        return [name.strip().strip('"') for name in line.split(",")]

    def seen(self) -> str:
        """What the file looks like, for a message that refuses it."""
        if self.table is not None:
            return f"Parquet with the columns {', '.join(map(str, self.table.columns))}"
        if isinstance(self.json, dict):
            keys = ", ".join(f"{key!r:.40}" for key in list(self.json)[:12])
            return f"JSON with the keys {keys or '(none)'}"
        if self.json is not None:
            return f"JSON, a {type(self.json).__name__} at the top"
        first = self.first_lines(1)
        return f"text that begins {first[0][:200]!r}" if first else "blank text"


def read_content(path: Path) -> Content:
    """Open ``path`` by what is in it.

    Raises:
        ImportFileError: It cannot be read, is empty, a web page, neither text nor Parquet, or
            damaged.
    """
    content = _bytes(path)
    if content.startswith(_GZIP):
        content = _unpacked(content, path)
    if content.startswith(_PARQUET):
        return Content(path=path, table=_parquet_table(content, path))
    text = _text(content, path)
    start = text.lstrip()[:1]
    if not start:
        raise ImportFileError(path, "is empty", code="empty_file")
    if start == "<":
        problem = "is a web page, not data: the site answered with HTML instead of the file"
        raise ImportFileError(path, problem, code="not_data")
    if start in "{[":
        return Content(path=path, json=_json(text, path))
    return Content(path=path, text=text)


def _bytes(path: Path) -> bytes:
    try:
        return read_bytes(path)
    except InputError as error:
        code = _CODES.get(error.problem, "unreadable")
        raise ImportFileError(path, error.problem, code=code) from error


def _json(text: str, path: Path) -> Any:  # noqa: ANN401 - JSON is any value
    try:
        return parse_json(text, path)
    except InputError as error:
        raise ImportFileError(path, error.problem, error.position, code="not_json") from error


def _unpacked(content: bytes, path: Path) -> bytes:
    """All members of a gzip file, one after the other; nothing else may follow but padding."""
    parts: list[bytes] = []
    left, rest = _LIMIT, content
    while rest.strip(b"\0"):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacker.decompress(rest, left + 1))
        except zlib.error as error:
            raise ImportFileError(path, f"is damaged gzip: {error}", code="damaged") from error
        left -= len(parts[-1])
        if left < 0:
            problem = f"unpacks to more than {_LIMIT // 2**20} MB"
            raise ImportFileError(path, problem, code="too_large")
        if not unpacker.eof:
            raise ImportFileError(path, "is gzip that ends too early", code="damaged")
        rest = unpacker.unused_data
    return b"".join(parts)


def _text(content: bytes, path: Path) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ImportFileError(path, "is not UTF-8 text", Position(line), code="not_text") from error
    if "\0" in text:
        raise ImportFileError(path, "is not text: it holds NUL characters", code="not_text")
    return text


def _parquet_table(content: bytes, path: Path) -> pd.DataFrame:
    import pyarrow as pa  # noqa: PLC0415 - a quarter second to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table: pd.DataFrame = pq.read_table(pa.BufferReader(content)).to_pandas()
    except (pa.ArrowException, OSError) as error:
        problem = f"is no readable Parquet file: {error}"
        raise ImportFileError(path, problem, code="damaged") from error
    index = np.arange(1, len(table) + 1)
    return table.set_axis(index, axis="index")
