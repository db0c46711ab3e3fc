"""How a fact is defined: a function whose parameters are the facts it is made from.

    prices = Register("price", source="bars")

    @prices.fact(Unit.RATIO, label="…", definition="…")
    def put_call_oi_ratio(call_open_interest: float, put_open_interest: float) -> float: …

The name of the function is the name of the fact. A parameter that names another fact is given its
value, one that names a ``quantity`` (an intermediate that is not printed) its result, and the
roots are ``snapshot``, ``history``, ``previous`` (the stored session before), ``calendar`` and
``gates`` (the codes of what the gates found).
Where an input is unavailable the fact is unavailable for the same reason, unless the parameter's
annotation admits `Unavailable`.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from generator.signals.facts import Basis, Unit, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

P = ParamSpec("P")
R = TypeVar("R")

ROOTS: Final = frozenset({"snapshot", "history", "previous", "calendar", "gates"})


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with what the function learnt while it computed it.

    Args:
        value: The value.
        basis: What prices it rests on, where that differs from its inputs'.
        method: What to add to the definition, such as the number of bars.
        sessions: How many earlier sessions it is taken over.
    """

    value: Any
    basis: Basis | None = None
    method: str | None = None
    sessions: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One entry of the catalogue, or a quantity on the way to one.

    Args:
        name: The fact's name.
        function: What computes it; ``None`` for facts that the narrative adds.
        parameters: Names of its inputs.
        tolerant: Those of them that may be unavailable.
        unit: What it measures; ``None`` for a quantity, which is never printed.
        label: Its name in words.
        definition: How it is computed, in one sentence.
        family: The part of the catalogue it belongs to.
        source: Which part of the snapshot it comes from.
        reference: Where the formula is published, if it is not elementary.
        columns: Units of a table's columns.
        observed_with: "quote" if dated by the snapshot's time, "open_interest" if by the count's.
    """

    name: str
    function: Callable[..., Any] | None = None
    parameters: tuple[str, ...] = ()
    tolerant: frozenset[str] = frozenset()
    unit: Unit | None = None
    label: str = ""
    definition: str = ""
    family: str = ""
    source: str = ""
    reference: str = ""
    columns: Mapping[str, Unit] = field(default_factory=dict)
    observed_with: str = "quote"


class Register:
    """The definitions of one family, collected as its module is read.

    Args:
        family: Name of the family, as the generated page prints it.
        source: Part of the snapshot that its facts come from.
        observed_with: What dates its facts.
    """

    def __init__(self, family: str, *, source: str, observed_with: str = "quote") -> None:
        self.family = family
        self.source = source
        self.observed_with = observed_with
        self._definitions: dict[str, Definition] = {}

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """All definitions so far, by name."""
        return MappingProxyType(self._definitions)

    def fact(  # noqa: PLR0913 - an entry of the catalogue has these parts
        self,
        unit: Unit,
        *,
        label: str,
        definition: str,
        reference: str = "",
        columns: Mapping[str, Unit] | None = None,
        observed_with: str | None = None,
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Register the decorated function as the fact of its name.

        Args:
            unit: What it measures.
            label: Its name in words.
            definition: How it is computed, in one sentence.
            reference: Where the formula is published.
            columns: Units of a table's columns.
            observed_with: What dates it, where that is not what dates its family.
        """

        def add(function: Callable[P, R]) -> Callable[P, R]:
            if (unit is Unit.TABLE) != bool(columns):
                msg = f"{function.__name__}: a table, and only a table, has columns"
                raise TypeError(msg)
            self._add(
                function,
                unit=unit,
                label=label,
                definition=definition,
                reference=reference,
                columns=MappingProxyType(dict(columns or {})),
                observed_with=observed_with or self.observed_with,
            )
            return function

        return add

    def quantity(self, function: Callable[P, R]) -> Callable[P, R]:
        """Register the decorated function as an intermediate that is never printed."""
        self._add(function)
        return function

    def _add(self, function: Callable[..., Any], **entry: Any) -> None:  # noqa: ANN401
        name = function.__name__
        if name in self._definitions or name in ROOTS:
            msg = f"{name} is defined twice"
            raise TypeError(msg)
        parameters = inspect.signature(function).parameters
        self._definitions[name] = Definition(
            name=name,
            function=function,
            parameters=tuple(parameters),
            tolerant=frozenset(
                key for key, value in parameters.items() if "Unavailable" in str(value.annotation)
            ),
            family=self.family,
            source=self.source,
            **entry,
        )


def check_value(definition: Definition, value: Value) -> None:
    """Refuse a value that its unit cannot have.

    Raises:
        TypeError: A function returned something else than it is registered for; this is a bug.
    """
    if (definition.unit is Unit.TABLE) != isinstance(value, tuple):
        msg = f"{definition.name} gave {type(value).__name__} for unit {definition.unit}"
        raise TypeError(msg)
    if isinstance(value, tuple):
        for row in value:
            if set(row) != set(definition.columns):
                msg = f"{definition.name}: columns {sorted(row)}, not {sorted(definition.columns)}"
                raise TypeError(msg)


def check_kind(definition: Definition, value: Value | None) -> None:
    """Refuse a number for words, and words for a number.

    Raises:
        TypeError: The value is of another kind than the unit.
    """
    words = definition.unit in (Unit.TEXT, Unit.CONTRACT)
    number = definition.unit not in (Unit.TEXT, Unit.CONTRACT, Unit.DATE, Unit.TIME, Unit.TABLE)
    is_number = isinstance(value, int | float)
    if value is not None and (words != isinstance(value, str) or number != is_number):
        msg = f"gave {type(value).__name__} for unit {definition.unit}"
        raise TypeError(msg)
