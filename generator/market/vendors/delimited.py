"""Strict reading of delimited text: a number is parsed or refused with its line, never guessed."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from generator.errors import ImportFileError, Position
from generator.market.sessions import LAST_YEAR
from generator.market.vendors.content import read_content

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

_NUMBER: Final = re.compile(
    r"[+-]?((\d+|\d{1,3}(,\d{3})+)(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\Z", re.ASCII
)
_DATE: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?)?\Z", re.ASCII
)
_UNKNOWN: Final = frozenset({"", "nan", "na", "n/a", "null", "none", "-", "--"})


def read_delimited(path: Path) -> pd.DataFrame:
    """Read a CSV file, gzipped or not, as `parse_delimited` does.

    Raises:
        ImportFileError: As `parse_delimited`, or it is no text.
    """
    content = read_content(path)
    if content.text is None:
        raise ImportFileError(path, f"is no CSV: it is {content.seen()}", code="not_csv")
    return parse_delimited(content.text, path)


def parse_delimited(
    text: str, path: Path, *, header_line: int = 1, repeated_names: bool = False
) -> pd.DataFrame:
    """CSV text as text cells under the names of its header, indexed by their line.

    Args:
        text: The text.
        path: The file it is from, for messages.
        header_line: The line that names the columns, or blank lines before it; what stands above
            is left alone.
        repeated_names: Let a later column of the same name be called ``name#2``.

    Raises:
        ImportFileError: It is no CSV, has no header or a column twice, or a line has another
            number of cells.
    """
    rows = _rows(text, path)
    header_line = next((line for line, row in rows.items() if row and line >= header_line), 1)
    header = [name.strip() for name in rows.get(header_line, [])]
    header = _numbered(header) if repeated_names else header
    for name in header:
        if name and header.count(name) > 1:
            problem = f"names the column {name} twice"
            raise ImportFileError(path, problem, Position(header_line), code="bad_header")
    rows = {line: row for line, row in rows.items() if row and line > header_line}
    for line, row in rows.items():
        if len(row) != len(header):
            problem = f"has {len(row)} cells, the header names {len(header)}"
            raise ImportFileError(path, problem, Position(line), code="bad_row")
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=header, dtype="str")


def _rows(text: str, path: Path) -> dict[int, list[str]]:
    """The rows by the line that they begin on."""
    rows: dict[int, list[str]] = {}
    reader = csv.reader(io.StringIO(text), strict=True)
    first = 1
    try:
        for row in reader:
            rows[first] = row
            first = reader.line_num + 1
    except csv.Error as error:
        problem = f"is no CSV: {error}"
        raise ImportFileError(path, problem, Position(first), code="not_csv") from error
    return rows


def _numbered(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names


def parse_number(text: str) -> float | None:
    """The number that ``text`` is: NaN where it says that it is unknown, ``None`` where it is none.

    Blank, "NaN", "N/A", "null", "None" and "-" are unknown. Commas between thousands are
    understood. Anything else that is no plain ASCII number of finite size is none.
    """
    stripped = text.strip()
    if _NUMBER.match(stripped):
        value = float(stripped.replace(",", ""))
        return value if np.isfinite(value) else None
    return np.nan if stripped.lower() in _UNKNOWN else None


def numbers(table: pd.DataFrame, column: str, path: Path) -> NDArray[np.float64]:
    """The numbers of ``column``; blank, "NaN", "N/A", "null" and "-" are unknown (NaN).

    Commas between thousands are understood. Anything else that is no plain ASCII number is
    refused.

    Raises:
        ImportFileError: With the line of the first cell that is no number.
    """
    cells, places = distinct_cells(table, column)
    parsed = np.empty(len(cells))
    for index, cell in enumerate(cells):
        value = parse_number(cell)
        if value is None:
            problem = f"{column} is {cell!r:.60}, not a number"
            line = line_of(table, places, index)
            raise ImportFileError(path, problem, line, code="bad_cell")
        parsed[index] = value
    return parsed[places]


def dates(table: pd.DataFrame, column: str, path: Path) -> NDArray[np.datetime64]:
    """The ISO dates of ``column``; a time of day and an offset after the date are ignored.

    Raises:
        ImportFileError: With the line of the first cell that is no date.
    """
    cells, places = distinct_cells(table, column)
    parsed = np.empty(len(cells), dtype="datetime64[s]")
    for index, cell in enumerate(cells):
        day = _date(cell)
        if day is None:
            problem = f"{column} is {cell!r:.60}, not a date like 2026-08-21"
            line = line_of(table, places, index)
            raise ImportFileError(path, problem, line, code="bad_cell")
        parsed[index] = day
    return parsed[places]


def _date(cell: str) -> date | None:
    match = _DATE.match(cell.strip())
    if match is None:
        return None
    try:
        day = date.fromisoformat(match["day"])
    except ValueError:
        return None
    return day if day.year <= LAST_YEAR else None


def distinct_cells(table: pd.DataFrame, column: str) -> tuple[list[str], NDArray[np.intp]]:
    """The different cells of a column in the order in which they appear, and each row's place."""
    values = table[column].to_numpy()
    if values.dtype == object:
        values = np.array([str(value) for value in values], dtype=object)
    places, cells = pd.factorize(values, use_na_sentinel=False)
    return [str(cell) for cell in cells], places


def line_of(table: pd.DataFrame, places: NDArray[np.intp], place: int) -> Position:
    """The line of the first cell that `distinct_cells` put at ``place``."""
    return Position(int(table.index[int(np.argmax(places == place))]))


def find_column(columns: Iterable[str], *names: str) -> str | None:
    """The first of ``columns`` that is one of ``names``, whatever its case."""
    wanted = {name.lower() for name in names}
    return next((column for column in columns if column.lower() in wanted), None)
