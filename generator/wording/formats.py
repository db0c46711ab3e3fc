"""The named formats that a fragment may ask for, and the words that bands give.

A format turns one value into exactly one text, and the audit turns it again: what a note prints
is what its format gives, character by character.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from generator.market.occ import parse_occ_symbol
from generator.signals.facts import Cell, Facts, Reference, Scalar, Unit
from generator.wording import dates, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NUMERIC: Final = frozenset(
    {
        Unit.USD, Unit.USD_NOTIONAL, Unit.FRACTION, Unit.RATIO, Unit.INDEX, Unit.CONTRACTS,
        Unit.SHARES, Unit.DAYS, Unit.MINUTES, Unit.COUNT,
    }
)  # fmt: skip
_COUNTS: Final = frozenset({Unit.CONTRACTS, Unit.SHARES, Unit.COUNT, Unit.DAYS, Unit.MINUTES})


@dataclass(frozen=True, slots=True)
class Format:
    """A named way to write one value.

    Args:
        name: As fragments name it.
        units: What it can write.
        write: The text of a value.
        example: A value and its text, for the documentation.
        write_near: The text of a date beside that of the note; ``None`` where that tells nothing.
    """

    name: str
    units: frozenset[Unit]
    write: Callable[[Any], str]
    example: tuple[Scalar, str]
    write_near: Callable[[Any, date], str] | None = None

    def text_of(self, cell: Cell) -> str:
        """The text of the value of ``cell``."""
        if self.write_near is None or cell.near is None:
            return self.write(cell.value)
        return self.write_near(cell.value, cell.near)


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a band: it holds for values below ``below`` (``None``: without a limit)."""

    below: float | None
    word: str


@dataclass(frozen=True, slots=True)
class Band:
    """A scale of words over a number, half-open: the lower bound belongs to the step.

    Args:
        name: As fragments name it.
        units: What it can be asked about.
        steps: Words in ascending order; the last has no limit.
        of_size: Whether the sign is left out first.
    """

    name: str
    units: frozenset[Unit]
    steps: tuple[Step, ...]
    of_size: bool = False

    def word(self, value: float) -> str:
        """The word of ``value``."""
        measured = abs(value) if self.of_size else value
        return next(step.word for step in self.steps if step.below is None or measured < step.below)

    def as_json(self) -> dict[str, Any]:
        """The band as plain JSON."""
        return {
            "units": sorted(str(unit) for unit in self.units),
            "of_size": self.of_size,
            "steps": [{"below": step.below, "word": step.word} for step in self.steps],
        }

    @classmethod
    def from_json(cls, name: str, body: Mapping[str, Any]) -> Band:
        """The band that `as_json` wrote."""
        return cls(
            name=name,
            units=frozenset(Unit(unit) for unit in body["units"]),
            steps=tuple(Step(step["below"], step["word"]) for step in body["steps"]),
            of_size=body["of_size"],
        )


def _direction(value: float) -> str:
    size = numbers.percent_size(value, 2)
    if size == numbers.percent(0, 2):
        return "unchanged"
    return f"{'up' if value > 0 else 'down'} {size}"


def _ratio_direction(value: float) -> str:
    size = numbers.plain(abs(value), 2)
    if size == numbers.plain(0, 2):
        return "unchanged"
    return f"{'up' if value > 0 else 'down'} {size}"


def _contract_name(symbol: str) -> str:
    contract = parse_occ_symbol(symbol)
    right = "call" if contract.is_call else "put"
    strike = numbers.short_dollars(float(contract.strike))
    return f"{dates.full_date(contract.expiration)}, {strike} {right}"


def _formats() -> Mapping[str, Format]:
    usd = frozenset({Unit.USD})
    fraction = frozenset({Unit.FRACTION})
    ratio = frozenset({Unit.RATIO})
    text = frozenset({Unit.TEXT})
    on_date = frozenset({Unit.DATE, Unit.TIME})
    time = frozenset({Unit.TIME})
    contract = frozenset({Unit.CONTRACT})
    notional = frozenset({Unit.USD_NOTIONAL})
    day, moment = date(2026, 1, 9), datetime.fromisoformat("2026-01-09T16:00:00-05:00")
    occ = "IWM260109C00255000"
    made = (
        Format("price", usd, numbers.dollars, (249.52, "$249.52")),
        Format("strike", usd, numbers.short_dollars, (255.0, "$255")),
        Format("amount", notional, numbers.short_dollars, (185.0, "$185")),
        Format("big_amount", notional, numbers.big_dollars, (3.283e11, "$328.3 billion")),
        Format("percent", fraction, lambda v: numbers.percent(v, 1), (0.176, "17.6%")),
        Format("percent_fine", fraction, lambda v: numbers.percent(v, 2), (0.1445, "14.45%")),
        Format("percent_whole", fraction, lambda v: numbers.percent(v, 0), (0.255, "26%")),
        Format("size", fraction, lambda v: numbers.percent_size(v, 2), (-0.0079, "0.79%")),
        Format("size_short", fraction, lambda v: numbers.percent_size(v, 1), (-0.0079, "0.8%")),
        Format("signed", fraction, lambda v: numbers.signed_percent(v, 2), (0.0077, "+0.77%")),
        Format("direction", fraction, _direction, (-0.0076, "down 0.76%")),
        Format("points", fraction, numbers.points, (0.031, "3.1 points")),
        Format("ratio", ratio, lambda v: numbers.plain(v, 2), (2.1676, "2.17")),
        Format("number", ratio, numbers.trimmed, (2.0, "2")),
        Format("ratio_short", ratio, lambda v: numbers.plain(v, 1), (2.1676, "2.2")),
        Format("ratio_size", ratio, lambda v: numbers.plain(abs(v), 2), (-0.0342, "0.03")),
        Format("ratio_direction", ratio, _ratio_direction, (-0.0342, "down 0.03")),
        Format("deviations", ratio, lambda v: numbers.plain(abs(v), 1), (-1.6409, "1.6")),
        Format("index", frozenset({Unit.INDEX}), lambda v: numbers.plain(v, 1), (52.64, "52.6")),
        Format("count", _COUNTS, numbers.count, (2625, "2,625")),
        Format("small_count", _COUNTS, numbers.small_count, (3, "three")),
        Format("millions", _COUNTS, numbers.millions, (22_919_225, "22.9 million")),
        Format("date", on_date, dates.full_date, (day, "Jan. 9, 2026")),
        Format("weekday_date", on_date, dates.weekday_date, (day, "Friday, Jan. 9, 2026")),
        Format("month_day", on_date, dates.month_day, (day, "Jan. 9"), dates.month_day),
        Format(
            "weekday_month_day",
            on_date,
            dates.weekday_month_day,
            (day, "Friday, Jan. 9"),
            dates.weekday_month_day,
        ),
        Format("weekday", on_date, dates.weekday, (day, "Friday")),
        Format("clock", time, dates.clock_time, (moment, "4:00 p.m. EST")),
        Format("moment", time, dates.full_moment, (moment, "Friday, Jan. 9, 2026, 4:00 p.m. EST")),
        Format("text", text, str, ("IWM", "IWM")),
        Format("note_link", text, str, ("IWM", "IWM")),
        Format("quoted", text, lambda v: f"“{v}”", ("Rates hold", "“Rates hold”")),
        Format("occ", contract, str, (occ, occ)),
        Format("contract", contract, _contract_name, (occ, "Jan. 9, 2026, $255 call")),
    )  # fmt: skip
    return MappingProxyType({item.name: item for item in made})


FORMATS: Final = _formats()
"""The formats of every playbook."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All formats that a playbook knows: the built-in ones and its own bands."""

    bands: Mapping[str, Band]

    def units(self, name: str) -> frozenset[Unit] | None:
        """What format ``name`` can write; ``None`` if there is no such format."""
        if name in FORMATS:
            return FORMATS[name].units
        return self.bands[name].units if name in self.bands else None

    def names(self) -> list[str]:
        """All names, for "did you mean"."""
        return sorted({*FORMATS, *self.bands})

    def write(self, name: str, cell: Cell) -> str:
        """The text of ``cell`` in format ``name``.

        Raises:
            ValueError: There is no such format, it cannot write that unit, or there is no value.
        """
        units = self.units(name)
        if units is None or cell.unit not in units or cell.value is None:
            msg = f"format {name!r} cannot write a value of unit {cell.unit}"
            raise ValueError(msg)
        if name in FORMATS:
            return FORMATS[name].text_of(cell)
        value = cell.value
        if not isinstance(value, int | float):
            msg = f"band {name!r} needs a number"
            raise TypeError(msg)
        return self.bands[name].word(float(value))

    def write_reference(self, facts: Facts, reference: str, name: str) -> str | None:
        """The text of what ``reference`` points at, or ``None`` where that has no value."""
        cell = facts.resolve(Reference.parse(reference))
        return None if cell is None else self.write(name, cell)


NUMERIC_UNITS: Final = _NUMERIC
