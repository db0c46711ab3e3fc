"""Facts: named values with unit, method, inputs and source. What a note may print."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

Scalar = float | int | str | date | datetime
Row = Mapping[str, Scalar | None]
Value = Scalar | tuple[Row, ...]

SCHEMA: Final = "facts/1"


class Unit(StrEnum):
    """What a value measures. Rules and formats are checked against it."""

    USD = "usd"  # dollars a share
    USD_NOTIONAL = "usd_notional"  # dollars in total
    FRACTION = "fraction"  # 0.0076, printed as a percentage
    RATIO = "ratio"  # a plain number
    INDEX = "index"  # 0 to 100
    CONTRACTS = "contracts"
    SHARES = "shares"
    DAYS = "days"
    MINUTES = "minutes"
    COUNT = "count"
    DATE = "date"
    TIME = "time"
    TEXT = "text"
    CONTRACT = "contract"  # an OCC symbol
    TABLE = "table"


class Basis(StrEnum):
    """What prices a volatility fact rests on, from strong to weak."""

    QUOTES = "quotes"
    CLOSES = "closing prices"
    CARRY = "spot carried at the rate"


_BASIS_ORDER: Final = tuple(Basis)


def weakest(bases: Sequence[Basis | None]) -> Basis | None:
    """The weakest of ``bases``; facts that rest on no price have none."""
    known = [basis for basis in bases if basis is not None]
    return max(known, key=_BASIS_ORDER.index, default=None)


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why a fact has no value.

    Args:
        code: Stable reason code, such as ``too_few_sessions``.
        reason: The reason in words.
    """

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One named value, or the reason why there is none.

    Args:
        name: Its name in the catalogue.
        unit: What it measures.
        label: Its name in words, parameters included ("14-day RSI").
        value: The value at full precision; ``None`` if unavailable.
        method: How it was computed, in words.
        inputs: Names of the facts it was computed from.
        source: Which part of the snapshot it comes from.
        observed: The date of the observation.
        basis: What prices it rests on, for volatility facts.
        sessions: How many earlier sessions a percentile, rank or z-score is taken over.
        unavailable: Why there is no value.
        columns: Units of the columns of a table.
    """

    name: str
    unit: Unit
    label: str
    value: Value | None = None
    method: str = ""
    inputs: tuple[str, ...] = ()
    source: str = ""
    observed: date | None = None
    basis: Basis | None = None
    sessions: int | None = None
    unavailable: Unavailable | None = None
    columns: Mapping[str, Unit] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the fact has a value."""
        return self.unavailable is None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of a table fact; none if it is unavailable."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def number(self) -> float | None:
        """The value of a numeric fact; ``None`` if it is unavailable or no number."""
        if isinstance(self.value, int | float):
            return float(self.value)
        return None

    def as_json(self) -> dict[str, Any]:
        """The fact in the form of ``facts.json``."""
        body: dict[str, Any] = {
            "value": json_value(self.value),
            "unit": str(self.unit),
            "status": "ok" if self.ok else "unavailable",
            "label": self.label,
        }
        if self.unavailable is not None:
            body |= {"reason": self.unavailable.reason, "reason_code": self.unavailable.code}
        optional = {
            "method": self.method,
            "inputs": list(self.inputs),
            "source": self.source,
            "observed": self.observed and self.observed.isoformat(),
            "basis": self.basis and str(self.basis),
            "sessions": self.sessions,
            "columns": {name: str(unit) for name, unit in self.columns.items()},
        }
        return body | {name: value for name, value in optional.items() if value}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a reference points at.

    Args:
        value: The value.
        unit: What it measures.
        near: Date of the facts, beside which a date may be written without its year.
    """

    value: Scalar | None
    unit: Unit
    near: date | None = field(default=None, compare=False)


_REFERENCE: Final = re.compile(
    r"(?P<name>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*?)"
    r"(?:\[(?P<row>\d+)\]\.(?P<column>[a-z0-9_]+)|:(?P<field>label|sessions|observed|rows))?\Z",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A fact (``spot``), a cell of a table (``trade_ideas[0].debit``), or a fact's own field.

    Fields are written after a colon: ``rsi_14:label``, ``iv_rank:sessions``,
    ``put_call_oi_ratio:observed``, ``trade_ideas:rows``.
    """

    name: str
    row: int | None = None
    column: str | None = None
    field: str | None = None

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Read a reference.

        Raises:
            ValueError: ``text`` is none.
        """
        match = _REFERENCE.match(text)
        if match is None:
            msg = f"{text!r} is no reference to a fact"
            raise ValueError(msg)
        row = match["row"]
        return cls(match["name"], int(row) if row else None, match["column"], match["field"])

    def __str__(self) -> str:
        if self.column is not None:
            return f"{self.name}[{self.row}].{self.column}"
        return f"{self.name}:{self.field}" if self.field else self.name


@dataclass(frozen=True, slots=True)
class Facts(Mapping[str, Fact]):
    """All facts of one snapshot, by name."""

    symbol: str
    as_of: datetime
    snapshot_sha256: str
    by_name: Mapping[str, Fact]

    def __getitem__(self, name: str) -> Fact:
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)

    def with_facts(self, *facts: Fact) -> Facts:
        """These facts and ``facts``; a name that is there already is a bug."""
        added = {fact.name: fact for fact in facts}
        known = sorted(set(added) & set(self.by_name))
        if known or len(added) != len(facts):
            msg = f"facts named twice: {known or [fact.name for fact in facts]}"
            raise ValueError(msg)
        return replace(self, by_name=MappingProxyType(dict(self.by_name) | added))

    def only(self, names: Iterable[str]) -> Facts:
        """These facts without those that are not among ``names``."""
        kept = {name: self.by_name[name] for name in names}
        return replace(self, by_name=MappingProxyType(kept))

    def resolve(self, reference: Reference) -> Cell | None:
        """What ``reference`` points at, or ``None`` where there is nothing."""
        found = self._resolve(reference)
        return None if found is None else replace(found, near=self.as_of.date())

    def _resolve(self, reference: Reference) -> Cell | None:
        fact = self.by_name.get(reference.name)
        if fact is None:
            return None
        if reference.field is not None:
            return _field_of(fact, reference.field)
        if not fact.ok:
            return None
        if reference.column is None:
            scalar = None if isinstance(fact.value, tuple) else fact.value
            return Cell(scalar, fact.unit) if scalar is not None else None
        if reference.row is None or reference.row >= len(fact.rows):
            return None
        value = fact.rows[reference.row].get(reference.column)
        unit = fact.columns.get(reference.column)
        return Cell(value, unit) if unit is not None and value is not None else None

    def as_json(self) -> dict[str, Any]:
        """The content of ``facts.json``."""
        return {
            "schema": SCHEMA,
            "symbol": self.symbol,
            "as_of": self.as_of.isoformat(),
            "snapshot_sha256": self.snapshot_sha256,
            "facts": {name: self.by_name[name].as_json() for name in sorted(self.by_name)},
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Facts:
        """The facts that `as_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: ``body`` is of another shape.
        """
        if body.get("schema") != SCHEMA:
            msg = f"is of kind {body.get('schema')!r}, not {SCHEMA!r}"
            raise ValueError(msg)
        facts = {name: _fact_from_json(name, item) for name, item in body["facts"].items()}
        as_of = datetime.fromisoformat(body["as_of"])
        return cls(body["symbol"], as_of, body["snapshot_sha256"], MappingProxyType(facts))


def _field_of(fact: Fact, name: str) -> Cell | None:
    if name == "label":
        return Cell(fact.label, Unit.TEXT)
    if name == "rows":
        return Cell(len(fact.rows), Unit.COUNT) if fact.ok else None
    if name == "sessions":
        return Cell(fact.sessions, Unit.COUNT) if fact.sessions is not None else None
    return Cell(fact.observed, Unit.DATE) if fact.observed is not None else None


def json_value(value: Value | None) -> Any:  # noqa: ANN401 - JSON is any value
    """``value`` as plain JSON; dates and times in ISO form."""
    if isinstance(value, tuple):
        return [{name: json_value(cell) for name, cell in row.items()} for row in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        msg = "a fact is never NaN or infinite"
        raise ValueError(msg)
    return value


def _fact_from_json(name: str, body: Mapping[str, Any]) -> Fact:
    unit = Unit(body["unit"])
    columns = {column: Unit(text) for column, text in body.get("columns", {}).items()}
    missing = body["status"] != "ok"
    value = body["value"]
    if unit is Unit.TABLE and value is not None:
        value = tuple(
            {column: _scalar(cell, columns[column]) for column, cell in row.items()}
            for row in value
        )
    else:
        value = _scalar(value, unit)
    observed = body.get("observed")
    basis = body.get("basis")
    return Fact(
        name=name,
        unit=unit,
        label=body["label"],
        value=value,
        method=body.get("method", ""),
        inputs=tuple(body.get("inputs", ())),
        source=body.get("source", ""),
        observed=date.fromisoformat(observed) if observed else None,
        basis=Basis(basis) if basis else None,
        sessions=body.get("sessions"),
        unavailable=Unavailable(body["reason_code"], body["reason"]) if missing else None,
        columns=columns,
    )


def _scalar(value: Any, unit: Unit) -> Scalar | None:  # noqa: ANN401 - as read from JSON
    if value is None:
        return None
    if unit is Unit.DATE:
        return date.fromisoformat(value)
    if unit is Unit.TIME:
        return datetime.fromisoformat(value)
    scalar: Scalar = value
    return scalar
