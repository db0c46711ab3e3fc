"""Any CSV of an option chain, by a map in YAML that says which column is what.

One row a contract::

    source: my broker
    columns: {expiration: Expiry, strike: K, right: C/P, bid: Bid, ask: Ask, open_interest: OI}
    percent: [implied_volatility]

One row a strike, with what the file does not hold as constants::

    columns: {strike: Strike Price}
    calls: {bid: Call Bid, ask: Call Ask}
    puts: {bid: Put Bid, ask: Put Ask}
    constants: {expiration: 2024-10-18, spot: 5781.88, date: 2024-09-20}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_args

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from generator.errors import ConfigurationError, ImportFileError
from generator.market.vendors.contract_rows import NEEDED, RowTable, open_rows
from generator.market.vendors.delimited import parse_delimited
from generator.market.vendors.moments import parse_date
from generator.yaml_file import YamlFile, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.market.vendors.chain_day import ChainFile
    from generator.market.vendors.content import Content

Name = Literal[
    "symbol", "contract", "expiration", "strike", "right", "bid", "ask", "last", "volume",
    "open_interest", "implied_volatility", "last_trade", "contract_size", "spot", "date", "time",
    "rate_percent",
]  # fmt: skip
"""What a column may be; `generator.market.vendors.contract_rows` says what each means."""

_LAYOUT: Final = "CSV by a column map"
_DATES: Final[tuple[Literal["expiration", "date"], ...]] = ("expiration", "date")


class _Map(BaseModel):
    """The file of a column map."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    columns: dict[Name, str]
    calls: dict[Name, str] = {}
    puts: dict[Name, str] = {}
    constants: dict[Literal["expiration", "spot", "date"], str | float | int] = {}
    percent: list[Name] = []
    header_line: Annotated[int, Field(ge=1)] = 1
    source: str = "option-chain file"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A map of columns that was read and checked."""

    file: YamlFile
    entry: _Map

    def open(self, content: Content, symbol: str) -> ChainFile:
        """The chains of ``symbol`` in ``content``.

        Raises:
            ImportFileError: The file is no CSV, or lacks a column of the map.
        """
        if content.text is None:
            problem = f"is {content.seen()}: a column map is for CSV files"
            raise ImportFileError(content.path, problem, code="unknown_layout")
        table = parse_delimited(
            content.text, content.path, header_line=self.entry.header_line, repeated_names=True
        )
        self._check_columns(table, content.path)
        columns = dict(self.entry.columns)
        if self.entry.calls:
            table, columns = self._stacked(table)
        constants = {str(name): str(value) for name, value in self.entry.constants.items()}
        if "date" in constants:
            table, columns = (
                table.assign(**{"(date)": constants["date"]}),
                columns | {"date": "(date)"},
            )
        rows = RowTable(
            path=content.path,
            table=table,
            columns={str(name): column for name, column in columns.items()},
            percent=frozenset(map(str, self.entry.percent)),
            constants=constants,
            layout=_LAYOUT,
            source_name=self.entry.source,
        )
        return open_rows(rows, symbol)

    def _check_columns(self, table: pd.DataFrame, path: Path) -> None:
        for part in ("columns", "calls", "puts"):
            wanted: Mapping[str, str] = getattr(self.entry, part)
            for name, column in wanted.items():
                if column not in table.columns:
                    problem = (
                        f"has no column {column!r} ({part}.{name} of {self.file.path}); it has "
                        f"{', '.join(table.columns)}"
                    )
                    raise ImportFileError(path, problem, code="unknown_layout")

    def _stacked(self, table: pd.DataFrame) -> tuple[pd.DataFrame, dict[Any, str]]:
        """One row a contract out of one row a strike."""
        parts = []
        for right, side in (("call", self.entry.calls), ("put", self.entry.puts)):
            columns = {str(name): column for name, column in (self.entry.columns | side).items()}
            part = pd.DataFrame({name: table[column] for name, column in columns.items()})
            parts.append(part.assign(right=right))
        stacked = pd.concat(parts).fillna("")
        return stacked, {name: name for name in stacked.columns}


def read_column_map(path: Path) -> ColumnMap:
    """Read and check a column map.

    Raises:
        ConfigurationError: It is no YAML, has an unknown key, or leaves a needed column out.
    """
    file = read_yaml(path, ConfigurationError)
    entry = file.validate(_Map, ConfigurationError)
    given = set(entry.columns) | set(entry.constants) | ({"right"} if entry.calls else set())
    missing = [name for name in NEEDED if name not in given]
    if missing:
        known = ", ".join(get_args(Name))
        problem = f"names no column for {', '.join(missing)}; what a column may be: {known}"
        raise ConfigurationError(path, problem, file.position(("columns",)))
    if bool(entry.calls) != bool(entry.puts):
        lacking = "puts" if entry.calls else "calls"
        raise ConfigurationError(path, f"names columns of one side only: {lacking} are missing")
    for name in _DATES:
        value = entry.constants.get(name)
        if value is not None and parse_date(str(value)) is None:
            place = ("constants", name)
            raise ConfigurationError(path, f"{name} is {value!r}, no date", file.position(place))
    spot = entry.constants.get("spot")
    if spot is not None and not re.fullmatch(r"[0-9]+(\.[0-9]+)?", str(spot)):
        problem = f"spot is {spot!r}, no price"
        raise ConfigurationError(path, problem, file.position(("constants", "spot")))
    return ColumnMap(file, entry)
