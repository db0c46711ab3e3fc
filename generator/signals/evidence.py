"""The rows that a number was made from: of the chain, the bars, the quote, and what else came in.

`TABLE` says for each fact which rows of which table it rests on. A fact that is made from other
facts alone has no entry: it rests on theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from generator.market.occ import OptionContract
from generator.market.sessions import EXCHANGE_ZONE
from generator.signals.catalogue import CATALOGUE, plain_cell
from generator.signals.evidence_bars import OF_BARS, OF_THE_REST
from generator.signals.evidence_chain import OF_OPTION_PRICES, OF_POSITIONS
from generator.signals.facts import Row, Unavailable, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.signals.catalogue import Evaluation
    from generator.signals.evidence_sources import Rests, Source


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Rows that one fact rests on.

    Args:
        what: What they are, in words; empty where the table says it.
        source: The table that they are of.
        rows: All of them, what weighs most first; contracts are indexed by their row in the
            snapshot's table.
        adds: The column whose sum is the fact, where it is a sum.
    """

    what: str
    source: Source
    rows: pd.DataFrame
    adds: str | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def top(self, count: int) -> tuple[Row, ...]:
        """The first ``count`` rows as plain values; contracts by their OCC symbol."""
        rows = self.rows.head(count)
        names = list(rows.columns)
        cells = zip(*(rows[name] for name in names), strict=True)
        return tuple(_row(dict(zip(names, row, strict=True)), self.source.units) for row in cells)


def _row(record: dict[str, Any], units: Mapping[str, Unit]) -> Row:
    root = record.pop("root", None)
    cells = {name: _cell(value, units[name]) for name, value in record.items()}
    if root is None:
        return MappingProxyType(cells)
    contract = OptionContract(
        root=root,
        expiration=cells["expiration"],
        is_call=cells["right"] == "call",
        strike=Decimal(repr(cells["strike"])),
    )
    return MappingProxyType({"contract": contract.symbol} | cells)


def _cell(value: Any, unit: Unit) -> Any:  # noqa: ANN401 - a cell of any column
    if isinstance(value, pd.Timestamp):
        if unit is Unit.DATE:
            return value.date()
        moment = value.to_pydatetime()
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC).astimezone(EXCHANGE_ZONE)
    return plain_cell(value)


def evidence_of(name: str, evaluation: Evaluation) -> Evidence | None:
    """The rows that fact ``name`` rests on.

    Args:
        name: A fact of the catalogue.
        evaluation: What its snapshot gives; see `generator.signals.catalogue.evaluation_of`.

    Returns:
        ``None`` where the fact is unavailable, or rests on other facts alone.
    """
    if name not in CATALOGUE or isinstance(evaluation.result(name), Unavailable):
        return None
    for entry in TABLE.get(name, ()):
        given = [_given(part, evaluation) for part in entry.of]
        if any(isinstance(value, Unavailable) for value in given):
            continue
        rows = entry.rows(*given)
        if len(rows):
            return Evidence(entry.what, entry.source, rows, entry.adds)
    return None


def _given(name: str, evaluation: Evaluation) -> Any:  # noqa: ANN401 - whatever a signal is given
    if name in evaluation.roots:
        return evaluation.roots[name]
    found = evaluation.result(name)
    return found if isinstance(found, Unavailable) else found.value


def _by_fact(*entries: Rests) -> Mapping[str, tuple[Rests, ...]]:
    table: dict[str, tuple[Rests, ...]] = {}
    for entry in entries:
        for name in entry.facts:
            table[name] = (*table.get(name, ()), entry)
    return MappingProxyType(table)


TABLE: Final = _by_fact(*OF_POSITIONS, *OF_OPTION_PRICES, *OF_BARS, *OF_THE_REST)
"""What each fact rests on; of several entries the first that gives a row."""
