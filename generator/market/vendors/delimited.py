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
from generator.files import read_text
from generator.market.sessions import LAST_YEAR

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
    """Read a CSV file as text cells under its first line's names, indexed by their line.

    Raises:
        ImportFileError: It is empty, has no header or a column twice, or a line has another
            number of cells.
    """
    text = read_text(path)
    if not text.strip():
        raise ImportFileError(path, "is empty")
    rows: dict[int, list[str]] = {}
    reader = csv.reader(io.StringIO(text), strict=True)
    first = 1
    try:
        for row in reader:
            rows[first] = row
            first = reader.line_num + 1
    except csv.Error as error:
        raise ImportFileError(path, f"is no CSV: {error}", Position(first)) from error
    header = [name.strip() for name in rows.pop(1)]
    for name in header:
        if name and header.count(name) > 1:
            raise ImportFileError(path, f"names the column {name} twice", Position(1))
    rows = {line: row for line, row in rows.items() if row}
    for line, row in rows.items():
        if len(row) != len(header):
            problem = f"has {len(row)} cells, the header names {len(header)}"
            raise ImportFileError(path, problem, Position(line))
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=header, dtype="str")


def numbers(table: pd.DataFrame, column: str, path: Path) -> NDArray[np.float64]:
    """The numbers of ``column``; blank, "NaN", "N/A", "null" and "-" are unknown (NaN).

    Commas between thousands are understood. Anything else that is no plain ASCII number is
    refused.

    Raises:
        ImportFileError: With the line of the first cell that is no number.
    """
    cells = table[column].to_numpy()
    parsed = np.full(len(cells), np.nan)
    for place, cell in enumerate(cells):
        text = str(cell).strip()
        if _NUMBER.match(text):
            parsed[place] = float(text.replace(",", ""))
        if not (np.isfinite(parsed[place]) or text.lower() in _UNKNOWN):
            problem = f"{column} is {str(cell)!r}, not a number"
            raise ImportFileError(path, problem, _line(table, place))
    return parsed


def dates(table: pd.DataFrame, column: str, path: Path) -> NDArray[np.datetime64]:
    """The ISO dates of ``column``; a time of day and an offset after the date are ignored.

    Raises:
        ImportFileError: With the line of the first cell that is no date.
    """
    cells, places = np.unique(table[column].to_numpy().astype(str), return_inverse=True)
    parsed = np.empty(len(cells), dtype="datetime64[s]")
    for index, cell in enumerate(cells):
        day = _date(cell)
        if day is None:
            problem = f"{column} is {str(cell)!r}, not a date like 2026-08-21"
            raise ImportFileError(path, problem, _line(table, int(np.argmax(places == index))))
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


def _line(table: pd.DataFrame, place: int) -> Position:
    return Position(int(table.index[place]))


def find_column(columns: Iterable[str], *names: str) -> str | None:
    """The first of ``columns`` that is one of ``names``, whatever its case."""
    wanted = {name.lower() for name in names}
    return next((column for column in columns if column.lower() in wanted), None)
