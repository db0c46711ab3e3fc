"""Dates and times as vendors write them in cells, in exchange time; never guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.errors import ImportFileError
from generator.market.sessions import EXCHANGE_ZONE, FIRST_YEAR, LAST_YEAR, Sessions
from generator.market.vendors.delimited import distinct_cells, line_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

_DATE_FORMATS: Final[Mapping[str, str]] = {
    r"\d{4}-\d\d-\d\d": "%Y-%m-%d",
    r"\d{8}": "%Y%m%d",
    r"\d{6}": "%y%m%d",
    r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d{4}": "%a %b %d %Y",
    r"\d\d/\d\d/\d{4}": "%m/%d/%Y",
}
"""How vendors write a date: its shape, and how to read it."""
_TIME_FORMATS: Final = ("%m_%d_%y-%H:%M",)
_IN_NAME: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)-?(?P<month>\d\d)-?(?P<day>\d\d)(?!\d)", re.ASCII
)


def parse_date(cell: str) -> date | None:
    """The date that ``cell`` is, alone or before a time of day; ``None`` if it is none."""
    text = cell.strip()
    form = next(
        (form for shape, form in _DATE_FORMATS.items() if re.fullmatch(shape, text, re.ASCII)), None
    )
    if form is None:
        time = parse_time(text, UTC)
        return None if time is None else time.date()
    try:
        found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def parse_time(cell: str, zone: tzinfo) -> datetime | None:
    """The moment that ``cell`` is, in its own offset or in ``zone``; ``None`` if it is none."""
    text = cell.strip()
    if not text.isascii():
        return None  # digits of other scripts, which strptime would read
    found: datetime | None = None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        for form in _TIME_FORMATS:
            try:
                found = datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows
            except ValueError:
                continue
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def date_column(table: pd.DataFrame, column: str, path: Path) -> NDArray[np.datetime64]:
    """The dates of a column, as ``datetime64[s]``.

    Raises:
        ImportFileError: With the line of a cell that is no date.
    """
    cells, places = distinct_cells(table, column)
    parsed = [parse_date(cell) for cell in cells]
    for index, day in enumerate(parsed):
        if day is None:
            problem = f"{column} is {cells[index]!r:.60}, not a date like 2026-08-21"
            line = line_of(table, places, index)
            raise ImportFileError(path, problem, line, code="bad_cell")
    return np.array(parsed, dtype="datetime64[s]")[places]


def trade_days(table: pd.DataFrame, column: str) -> NDArray[np.datetime64]:
    """The exchange dates of a column of times (UTC where they have no offset); NaT where none."""
    cells, places = distinct_cells(table, column)
    times = [parse_time(cell, UTC) for cell in cells]
    days = [None if time is None else time.astimezone(EXCHANGE_ZONE).date() for time in times]
    return np.array(days, dtype="datetime64[s]")[places]


def newest_time(table: pd.DataFrame, *columns: str) -> datetime | None:
    """The newest time in ``columns`` (UTC where they have no offset), in exchange time."""
    cells = {cell for column in columns for cell in table[column].unique()}
    times = [time for cell in cells if (time := parse_time(str(cell), UTC)) is not None]
    return max(times).astimezone(EXCHANGE_ZONE) if times else None


def quoted_at(fetched: datetime) -> datetime | date:
    """When a chain was quoted that somebody fetched at ``fetched``.

    After the close the regular session's quotes stand as they closed. On a day without a session
    there is no quote of that day: the date alone is given.
    """
    moment = fetched.astimezone(EXCHANGE_ZONE)
    sessions = Sessions.covering(moment.date())
    if not sessions.is_session(moment.date()):
        return moment.date()
    return min(moment, sessions.close(moment.date()))


def date_in_name(path: Path) -> date | None:
    """The only date in the name of a file, as 20260821 or 2026-08-21."""
    found = {match.groups() for match in _IN_NAME.finditer(path.name)}
    if len(found) != 1:
        return None
    year, month, day = (int(part) for part in found.pop())
    try:
        return date(year, month, day)
    except ValueError:
        return None
