"""What a number says of itself: what it is, how it was computed, from what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.signals.facts import Cell, Unit
from generator.wording.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.signals.facts import Fact, Facts, Scalar

PLAIN_FORMATS: Final[Mapping[Unit, str]] = MappingProxyType(
    {
        Unit.USD: "price",
        Unit.USD_NOTIONAL: "amount",
        Unit.FRACTION: "percent_fine",
        Unit.RATIO: "ratio",
        Unit.INDEX: "index",
        Unit.CONTRACTS: "count",
        Unit.SHARES: "count",
        Unit.DAYS: "count",
        Unit.MINUTES: "count",
        Unit.COUNT: "count",
        Unit.DATE: "date",
        Unit.TIME: "moment",
        Unit.TEXT: "text",
        Unit.CONTRACT: "contract",
    }
)
"""How a value is written where only its unit is known."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One fact as a reader asks for it, line by line.

    Args:
        name: The fact's name.
        what: Its label and, unless it is a table, its value.
        rows: The rows of a table that are asked for, each cell with its name.
        how: The formula in words; empty where there is none.
        inputs: What it was computed from: the name of each fact, and its label and value.
        source: The part of the data, and the day of the observation.
    """

    name: str
    what: str
    rows: tuple[str, ...]
    how: str
    inputs: tuple[tuple[str, str], ...]
    source: str

    @property
    def lines(self) -> tuple[str, ...]:
        """All that a reader sees of it, in order."""
        words = (self.what, *self.rows, self.how, *(text for _, text in self.inputs), self.source)
        return tuple(line for line in words if line)


def proof_of(name: str, facts: Facts, rows: Iterable[int] = ()) -> Proof:
    """The proof of the fact ``name``; of a table, with ``rows`` of it.

    Raises:
        KeyError: There is no such fact.
        IndexError: It has no such row.
    """
    fact = facts[name]
    return Proof(
        name=name,
        what=_told(fact),
        rows=tuple(_row(fact, row) for row in rows),
        how=fact.method,
        inputs=tuple((given, _told(facts[given])) for given in fact.inputs if given in facts),
        source=_source(fact),
    )


def written_plainly(value: Scalar, unit: Unit, name: str) -> str:
    """A value by its unit and the name of its fact or column alone; a strike without its cents."""
    form = "strike" if name.endswith("strike") and unit is Unit.USD else PLAIN_FORMATS[unit]
    return FORMATS[form].text_of(Cell(value, unit))


def _told(fact: Fact) -> str:
    """``put open interest: 4,304,503``; a table is named without its rows."""
    if not fact.ok:
        return f"{fact.label}: not available"
    if fact.value is None or isinstance(fact.value, tuple):
        return fact.label
    return f"{fact.label}: {written_plainly(fact.value, fact.unit, fact.name)}"


def _row(fact: Fact, place: int) -> str:
    """``strike: $260; open interest: 141,048``; a cell without a value tells nothing."""
    cells = (
        f"{name.replace('_', ' ')}: {written_plainly(value, fact.columns[name], name)}"
        for name, value in fact.rows[place].items()
        if value is not None
    )
    return "; ".join(cells)


def _source(fact: Fact) -> str:
    when = "" if fact.observed is None else f"observed {FORMATS['date'].write(fact.observed)}"
    return ", ".join(part for part in (fact.source, when) if part)
