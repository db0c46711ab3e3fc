"""The catalogue: every fact that may be printed, and how all of them are computed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.errors import ExtensionError
from generator.market.quality import assess
from generator.signals import (
    blocks,
    changes,
    context,
    coverage,
    events,
    flow,
    gamma,
    history,
    indicators,
    instrument,
    liquidity,
    model_free,
    positioning,
    price,
    price_series,
    surface,
    volatility,
)
from generator.signals.extended import extended
from generator.signals.facts import Fact, Facts, Unavailable, Unit, Value, weakest
from generator.signals.register import ROOTS, Definition, Measured, check_kind, check_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.market.issues import Issue
    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Basis
    from generator.signals.history import History

_REGISTERS: Final = (
    context.register,
    coverage.register,
    instrument.register,
    price_series.register,
    price.register,
    indicators.register,
    positioning.register,
    flow.register,
    blocks.register,
    surface.register,
    volatility.register,
    model_free.register,
    events.register,
    gamma.register,
    liquidity.register,
    changes.register,
    history.register,
)


def _merge() -> Mapping[str, Definition]:
    merged: dict[str, Definition] = {}
    for register in _REGISTERS:
        for name, definition in register.definitions.items():
            if name in merged:
                msg = f"{name} is defined in two families"
                raise TypeError(msg)
            merged[name] = definition
    for definition in merged.values():
        unknown = set(definition.parameters) - set(merged) - ROOTS
        if unknown:
            msg = f"{definition.name} asks for {sorted(unknown)}, which nothing defines"
            raise TypeError(msg)
    return MappingProxyType(merged)


_PLAIN: Final = frozenset({str, int, bool, date, datetime, type(None)})
"""Types of cells that stay as they are."""

DEFINITIONS, ORIGINS = extended(_merge())
"""Facts and quantities by name; and of those of extensions, the distribution that they are from."""

CATALOGUE: Final[Mapping[str, Definition]] = MappingProxyType(
    {name: entry for name, entry in DEFINITIONS.items() if entry.unit is not None}
)
"""The facts alone, in the order of their families."""


def compute_facts(
    snapshot: Snapshot,
    history: History,
    *,
    snapshot_sha256: str,
    issues: tuple[Issue, ...] | None = None,
) -> Facts:
    """Compute every fact of the catalogue.

    Args:
        snapshot: What came in.
        history: Earlier sessions of the symbol, none of them at or after ``snapshot.as_of``.
        snapshot_sha256: The snapshot's hash, kept with the facts.
        issues: What the gates found; found here, with their usual limits, unless it is given.
    """
    evaluation = evaluation_of(snapshot, history, issues=issues)
    dates = {"quote": snapshot.as_of_date, "open_interest": snapshot.open_interest_date}
    facts = {
        name: _checked_fact(entry, evaluation.result(name), dates[entry.observed_with])
        for name, entry in CATALOGUE.items()
    }
    return Facts(snapshot.symbol, snapshot.as_of, snapshot_sha256, MappingProxyType(facts))


def evaluation_of(
    snapshot: Snapshot, history: History, *, issues: tuple[Issue, ...] | None = None
) -> Evaluation:
    """What `compute_facts` computes from, quantities included, each only when it is asked for.

    Args:
        snapshot: What came in.
        history: Earlier sessions of the symbol.
        issues: What the gates found; found here, with their usual limits, unless it is given.
    """
    found = assess(snapshot) if issues is None else issues
    return Evaluation(
        {
            "snapshot": snapshot,
            "history": history,
            "previous": history.previous,
            "calendar": snapshot.sessions(),
            "gates": frozenset(issue.code for issue in found),
        }
    )


def value_of(name: str, evaluation: Evaluation) -> Value | None:
    """The value of fact ``name`` as it stands in the catalogue; ``None`` if unavailable."""
    result = evaluation.result(name)
    return None if isinstance(result, Unavailable) else _plain(result.value)


def depends_on_history(name: str) -> bool:
    """Whether a fact or quantity is made from stored sessions other than the one before."""
    definition = DEFINITIONS[name]
    return any(
        parameter == "history" or (parameter in DEFINITIONS and depends_on_history(parameter))
        for parameter in definition.parameters
    )


def recompute(
    name: str,
    stored: Mapping[str, float],
    history: History,
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> Measured | Unavailable:
    """A fact that is made from history, computed again from what its session stored.

    Args:
        name: The fact, such as ``put_call_oi_percentile``.
        stored: The numeric facts of its session.
        history: The sessions before it.
        reasons: Codes of why others of its facts have no number, by their names, if known.
    """
    given = {key: Measured(value) for key, value in stored.items()}
    more = "it needs more than the stored numbers"
    missing = Unavailable("not_stored", more)
    evaluation = Evaluation({"history": history}, dict(given))
    for parameter in DEFINITIONS[name].parameters:
        if parameter not in ROOTS and parameter not in given and not depends_on_history(parameter):
            evaluation.results[parameter] = Unavailable(reasons.get(parameter, missing.code), more)
    if set(DEFINITIONS[name].parameters) & (ROOTS - {"history"}):
        return missing
    return evaluation.result(name)


@dataclass(slots=True)
class Evaluation:
    """Results of one computation, each made once and only if something asks for it.

    Args:
        roots: The snapshot and what else nothing computes, by their names.
        results: What was computed so far.
    """

    roots: Mapping[str, Any]
    results: dict[str, Measured | Unavailable] = field(default_factory=dict)

    def result(self, name: str) -> Measured | Unavailable:
        """What the fact or quantity ``name`` is, or why it is not."""
        if name not in self.results:
            self.results[name] = self._compute(DEFINITIONS[name])
        return self.results[name]

    def _compute(self, definition: Definition) -> Measured | Unavailable:
        arguments: dict[str, Any] = {}
        bases: list[Basis | None] = []
        sessions = None
        for parameter in definition.parameters:
            if parameter in self.roots:
                arguments[parameter] = self.roots[parameter]
                continue
            given = self.result(parameter)
            if isinstance(given, Unavailable):
                if parameter not in definition.tolerant:
                    return given
                arguments[parameter] = given
            else:
                arguments[parameter] = given.value
                bases.append(given.basis)
                sessions = sessions or given.sessions
        made = _called(definition, arguments)
        if isinstance(made, Unavailable):
            return made
        if not isinstance(made, Measured):
            made = Measured(made)
        basis = made.basis or weakest(bases)
        return Measured(made.value, basis, made.method, made.sessions or sessions)


def _called(definition: Definition, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - any value
    """What a signal gives; a fault of an extension's names its distribution.

    Raises:
        ExtensionError: The signal of an extension failed.
    """
    if definition.function is None:
        msg = f"{definition.name} has no function"
        raise TypeError(msg)
    origin = ORIGINS.get(definition.name)
    if origin is None:
        return definition.function(**arguments)
    try:
        return definition.function(**arguments)
    except Exception as error:
        problem = f"its fact {definition.name} failed: {type(error).__name__}: {error}"
        raise ExtensionError(origin, f"{problem}; repair it or uninstall it") from error


def _checked_fact(
    definition: Definition, result: Measured | Unavailable, observed: date | None
) -> Fact:
    """A fact; one that its unit cannot have is a bug, and an extension's names its distribution.

    Raises:
        ExtensionError: The signal of an extension gave it.
    """
    origin = ORIGINS.get(definition.name)
    if origin is None:
        return _fact(definition, result, observed)
    try:
        made = _fact(definition, result, observed)
        check_kind(definition, made.value)
    except (TypeError, ValueError) as error:
        problem = f"its fact {definition.name}: {error}"
        raise ExtensionError(origin, f"{problem}; repair it or uninstall it") from error
    return made


def _fact(definition: Definition, result: Measured | Unavailable, observed: date | None) -> Fact:
    unit = definition.unit or Unit.TEXT
    inputs = tuple(name for name in definition.parameters if name in CATALOGUE)
    common: dict[str, Any] = {
        "name": definition.name,
        "unit": unit,
        "label": definition.label,
        "inputs": inputs,
        "source": definition.source,
        "columns": definition.columns,
    }
    if isinstance(result, Unavailable):
        return Fact(unavailable=result, method=definition.definition, **common)
    value = _plain(result.value)
    check_value(definition, value)
    details = [definition.definition, result.method, result.basis and f"from {result.basis}"]
    return Fact(
        value=value,
        method="; ".join(part for part in details if part),
        observed=observed,
        basis=result.basis,
        sessions=result.sessions,
        **common,
    )


def _plain(value: Any) -> Value:  # noqa: ANN401 - numpy scalars come in, Python values go out
    if isinstance(value, tuple | list):
        return tuple(
            MappingProxyType({name: plain_cell(cell) for name, cell in row.items()})
            for row in value
        )
    cell = plain_cell(value)
    if cell is None:
        msg = "a fact without a value must say why"
        raise TypeError(msg)
    result: Value = cell
    return result


def plain_cell(cell: Any) -> Any:  # noqa: ANN401 - as `_plain`
    """A cell of a table as a plain value; ``None`` where it is NaN."""
    kind = type(cell)
    if kind is float:
        return cell if math.isfinite(cell) else None
    if kind in _PLAIN:
        return cell
    if isinstance(cell, np.datetime64):
        return cell.astype("datetime64[D]").item()
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, float) and not np.isfinite(cell):
        return None
    return cell
