"""Watchlists: which symbols, from where, in which playbook, and who gets the note.

A YAML list of tickers, or of mappings with ``symbol``; or a CSV with a column ``symbol``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, field_validator

from generator.config import OutputFormat, checked_address
from generator.errors import InputError, Position, UsageError
from generator.files import check_symbol
from generator.yaml_file import read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TABLES: Final = frozenset({".csv", ".tsv"})
_SIZE_LIMIT: Final = 8 * 1024 * 1024
"""Bytes: some tens of thousands of symbols, each with all that an entry may say."""
_LISTS: Final = frozenset({"formats", "recipients"})


class WatchlistEntry(BaseModel):
    """One symbol of a watchlist."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    symbol: str
    """The underlying's ticker."""

    source: str = "yahoo"
    """Where its data is from: yahoo, archive, demo, a snapshot file, or an extension's provider."""

    playbook: str | None = None
    """Name or folder of its playbook, where it is not that of the settings."""

    formats: tuple[OutputFormat, ...] = Field(default=("md", "html", "pdf"), min_length=1)
    """What is written."""

    recipients: tuple[str, ...] = Field(default=())
    """Who gets the note."""

    @field_validator("recipients")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(checked_address, value))

    @field_validator("symbol", mode="before")
    @classmethod
    def _is_ticker(cls, value: object) -> str:
        # YAML reads a ticker of digits alone as a number; quoting it is asked for.
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is no text: put a ticker in quotation marks")  # noqa: TRY004 - pydantic takes ValueError
        try:
            return check_symbol(value.strip())
        except UsageError as error:
            raise ValueError(str(error)) from error


class _Entries(RootModel[list[WatchlistEntry]]):
    """All entries, so that a mistake is found with its place."""


def read_watchlist(path: Path) -> tuple[WatchlistEntry, ...]:
    """The entries of ``path``, in its order.

    Raises:
        InputError: It cannot be read, an entry is wrong, or a symbol stands in it twice; with
            line and, in YAML, column.
    """
    if path.suffix.lower() in _TABLES:
        return _from_table(path)
    return _from_yaml(path)


def _from_yaml(path: Path) -> tuple[WatchlistEntry, ...]:
    file = read_yaml(path, InputError, limit=_SIZE_LIMIT)
    if not isinstance(file.content, list) or not file.content:
        problem = "is no list: write one ticker a line, each after a dash"
        raise InputError(path, problem, file.position(()))
    values = [item if isinstance(item, dict) else {"symbol": item} for item in file.content]
    places = [file.position((index,)) for index in range(len(values))]
    try:
        entries = tuple(_Entries.model_validate(values).root)
    except ValidationError as problems:
        first = problems.errors()[0]
        raise InputError(path, _words(first), file.position(first["loc"])) from problems
    return _without_repeats(path, entries, places)


def _from_table(path: Path) -> tuple[WatchlistEntry, ...]:
    from generator.market.vendors.delimited import read_delimited  # noqa: PLC0415 - needs pandas

    table = read_delimited(path)
    if "symbol" not in table.columns:
        found = ", ".join(table.columns)
        raise InputError(path, f"has the columns {found}, none is symbol", Position(1))
    entries, places = [], []
    for line, row in zip(table.index, table.to_dict("records"), strict=True):
        place = Position(int(line))
        try:
            entries.append(WatchlistEntry.model_validate(_cells(row)))
        except ValidationError as problems:
            raise InputError(path, _words(problems.errors()[0]), place) from problems
        places.append(place)
    if not entries:
        raise InputError(path, "names no symbol")
    return _without_repeats(path, tuple(entries), places)


def _cells(row: dict[Any, Any]) -> dict[str, Any]:
    """The cells that are not blank; lists are separated by blanks."""
    return {
        str(name): cell.split() if name in _LISTS else cell
        for name, cell in row.items()
        if cell.strip() or name == "symbol"
    }


def _words(problem: Any) -> str:  # noqa: ANN401 - pydantic's own description of a mistake
    if problem["type"] == "extra_forbidden":
        known = ", ".join(WatchlistEntry.model_fields)
        return f"there is no key {problem['loc'][-1]!r}; known are {known}"
    where = ".".join(str(part) for part in problem["loc"] if not isinstance(part, int))
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _without_repeats(
    path: Path, entries: tuple[WatchlistEntry, ...], places: Sequence[Position | None]
) -> tuple[WatchlistEntry, ...]:
    seen: set[str] = set()
    for entry, place in zip(entries, places, strict=True):
        if entry.symbol in seen:
            raise InputError(path, f"names {entry.symbol} twice", place)
        seen.add(entry.symbol)
    return entries
