"""Strict reading of delimited text: numbers are parsed or refused with their line, never guessed."""

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

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\Z", re.ASCII)
_UNKNOWN: Final = frozenset({"", "nan", "na", "n/a", "null", "none", "-", "--"})
_HEADER_LINES = 1


def read_delimited(path: Path) -> pd.DataFrame:
    """Read a CSV file as text cells under its first line's names.

    Raises:
        ImportFileError: It is empty, has no header, or a line has another number of cells.
    """
    text = read_text(path)
    if not text.strip():
        raise ImportFileError(path, "is empty")
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise ImportFileError(path, f"is no CSV: {error}") from error
    header = [name.strip() for name in rows[0]]
    for number, row in enumerate(rows[_HEADER_LINES:], start=_HEADER_LINES + 1):
        if row and len(row) != len(header):
            problem = f"has {len(row)} cells, the header names {len(header)}"
            raise ImportFileError(path, problem, Position(number))
    return pd.DataFrame([row for row in rows[_HEADER_LINES:] if row], columns=header, dtype="str")


def numbers(table: pd.DataFrame, column: str, path: Path) -> NDArray[np.float64]:
    """The numbers of ``column``; blank, "NaN", "N/A", "null" and "-" are unknown (NaN).

    Thousands commas are understood. Anything else that is no plain ASCII number is refused.

    Raises:
        ImportFileError: With the line of the first cell that is no number.
    """
    cells = table[column].to_numpy()
    parsed = np.full(len(cells), np.nan)
    for place, cell in enumerate(cells):
        text = str(cell).strip().replace(",", "")
        if _NUMBER.match(text):
            parsed[place] = float(text)
        elif text.lower() not in _UNKNOWN:
            raise ImportFileError(
                path, f"{column} is {cell!r}, not a number", Position(place + _HEADER_LINES + 1)
            )
    return parsed


def dates(table: pd.DataFrame, column: str, path: Path) -> NDArray[np.datetime64]:
    """The ISO dates of ``column``; a time of day and an offset after the date are ignored.

    Raises:
        ImportFileError: With the line of the first cell that is no date.
    """
    cells, places = np.unique(table[column].to_numpy().astype(str), return_inverse=True)
    parsed = np.empty(len(cells), dtype="datetime64[s]")
    for index, cell in enumerate(cells):
        try:
            parsed[index] = date.fromisoformat(cell.strip()[:10])
        except ValueError:
            line = int(np.argmax(places == index)) + _HEADER_LINES + 1
            problem = f"{column} is {str(cell)!r}, not a date like 2026-08-21"
            raise ImportFileError(path, problem, Position(line)) from None
    return parsed[places]


def find_column(columns: Sequence[str], *names: str) -> str | None:
    """The first of ``columns`` that is one of ``names``, whatever its case."""
    wanted = {name.lower() for name in names}
    return next((column for column in columns if column.lower() in wanted), None)
