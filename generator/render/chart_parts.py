"""What charts are made of: their input, their frame, labels that are facts, ticks, lines.

A label is either a fact (``data-fact``) or a tick, which says its value and stands where its axis
puts that value; the audit proves both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from generator.signals.facts import Cell, Unit
from generator.wording.dates import month_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.render.scales import Scale
    from generator.render.theme import Theme
    from generator.signals.facts import Facts, Row
    from generator.wording.formats import Vocabulary

WIDTH: Final = 680
HEIGHT: Final = 260
LEFT: Final = 58
RIGHT: Final = 12
TOP: Final = 30
BOTTOM: Final = 30
LABELS: Final = 126
"""Room for direct labels at the right edge, pixels."""
LABEL_GAP: Final = 15.0


@dataclass(frozen=True, slots=True)
class ChartInput:
    """What charts are drawn from."""

    facts: Facts
    vocabulary: Vocabulary
    folder: Path
    theme: Theme


def frame(*, right: int) -> dict[str, Any]:
    """Size and plot area of a chart that leaves ``right`` pixels beside its plot."""
    plot = {"left": LEFT, "right": WIDTH - right, "top": TOP, "bottom": HEIGHT - BOTTOM}
    return {"width": WIDTH, "height": HEIGHT, "plot": plot}


def label(given: ChartInput, reference: str, name: str) -> dict[str, str] | None:
    """A fact as a label, or ``None`` where it has no value."""
    text = given.vocabulary.write_reference(given.facts, reference, name)
    return None if text is None else {"text": text, "fact": reference, "format": name}


def tick(given: ChartInput, value: float, unit: Unit, name: str, at: float) -> dict[str, Any]:
    """A value of an axis at the pixel ``at``."""
    text = given.vocabulary.write(name, Cell(value, unit))
    return {"text": text, "value": repr(value), "unit": str(unit), "format": name, "at": at}


def number(value: object) -> float:
    """A cell that must be a number.

    Raises:
        TypeError: It is none.
    """
    if not isinstance(value, int | float):
        msg = f"a chart needs a number, not {value!r}"
        raise TypeError(msg)
    return float(value)


def column(rows: Sequence[Row], name: str) -> list[float]:
    """A column of numbers."""
    return [number(row[name]) for row in rows]


def ordinals(rows: Sequence[Row]) -> list[float]:
    """The column ``session`` as day numbers."""
    return [float(day.toordinal()) for row in rows if isinstance(day := row["session"], date)]


def month_ticks(days: Sequence[float], x: Scale) -> list[dict[str, Any]]:
    """The months that begin between the first and the last day, each at its first day."""
    first, last = date.fromordinal(int(days[0])), date.fromordinal(int(days[-1]))
    months = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        start = date(year, month, 1)
        if start >= first:
            months.append(start)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004
    return [{"text": month_name(day), "at": x(float(day.toordinal()))} for day in months]


def points(xs: Sequence[float], ys: Sequence[float], x: Scale, y: Scale) -> str:
    """The points of a line, as SVG writes them."""
    return " ".join(f"{x(first):.2f},{y(second):.2f}" for first, second in zip(xs, ys, strict=True))
