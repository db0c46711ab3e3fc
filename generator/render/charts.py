"""Charts as SVG templates fed by facts.

A label is either a fact (``data-fact``) or a tick, which says its value and stands where its axis
puts that value; the audit proves both. Title, description and text alternative come with each.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from generator.errors import PlaybookError
from generator.render.scales import Scale, round_ticks, spread
from generator.render.templates import render_template
from generator.signals.facts import Cell, Reference, Unit
from generator.wording.dates import month_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generator.signals.facts import Facts, Row
    from generator.wording.formats import Vocabulary

WIDTH: Final = 680
_HEIGHT: Final = 260
_LEFT: Final = 58
_RIGHT: Final = 12
_LABELS: Final = 126
_TOP: Final = 30
_BOTTOM: Final = 30
_LABEL_GAP: Final = 15.0
_ROOM_OF_A_LABEL: Final = 18.0
_MOST_TICKS: Final = 7


@dataclass(frozen=True, slots=True)
class ChartInput:
    """What charts are drawn from."""

    facts: Facts
    vocabulary: Vocabulary
    folder: Path


def draw_charts(wanted: list[str], given: ChartInput) -> dict[str, str]:
    """The SVG of each chart of ``wanted`` that the facts can carry, by id."""
    drawn = {}
    for chart in wanted:
        if chart not in CHARTS:
            problem = f"no chart is called {chart!r}; known are {', '.join(CHARTS)}"
            raise PlaybookError(given.folder / "playbook.yaml", problem)
        values = CHARTS[chart](given)
        if values is not None:
            drawn[chart] = render_template(
                given.folder, f"charts/{chart}.svg.j2", values, autoescape=True
            )
    return drawn


def _label(given: ChartInput, reference: str, name: str) -> dict[str, str] | None:
    text = given.vocabulary.write_reference(given.facts, reference, name)
    return None if text is None else {"text": text, "fact": reference, "format": name}


def _tick(given: ChartInput, value: float, unit: Unit, name: str, at: float) -> dict[str, Any]:
    text = given.vocabulary.write(name, Cell(value, unit))
    return {"text": text, "value": repr(value), "unit": str(unit), "format": name, "at": at}


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        msg = f"a chart needs a number, not {value!r}"
        raise TypeError(msg)
    return float(value)


def _column(rows: tuple[Row, ...], name: str) -> list[float]:
    return [_number(row[name]) for row in rows]


def _open_interest_by_strike(given: ChartInput) -> dict[str, Any] | None:
    rows = given.facts["open_interest_by_strike"].rows
    spot = given.facts["spot"].number
    if len(rows) < 2 or spot is None:  # noqa: PLR2004 - one strike makes no axis
        return None
    strikes = _column(rows, "strike")
    calls, puts = _column(rows, "call_open_interest"), _column(rows, "put_open_interest")
    if not any(calls) and not any(puts):
        return None
    step = min(b - a for a, b in itertools.pairwise(strikes))
    low, high = min(strikes[0], spot) - step, max(strikes[-1], spot) + step
    x = Scale(low, high, _LEFT, WIDTH - _RIGHT)
    top = max(*calls, *puts)
    y = Scale(-max(puts), max(calls), _HEIGHT - _BOTTOM - _ROOM_OF_A_LABEL, _TOP + _ROOM_OF_A_LABEL)
    walls = _wall_labels(given, x, y)
    width = max(1.0, abs(x(low + step) - x(low)) * 0.72)
    return {
        "width": WIDTH,
        "height": _HEIGHT,
        "plot": {"left": _LEFT, "right": WIDTH - _RIGHT, "top": _TOP, "bottom": _HEIGHT - _BOTTOM},
        "zero": y(0),
        "bar_width": width,
        "bars": [
            {"x": x(strike) - width / 2, "call_y": y(call), "call_height": y(0) - y(call),
             "put_y": y(0), "put_height": y(-put) - y(0)}
            for strike, call, put in zip(strikes, calls, puts, strict=True)
        ],
        "x": x,
        "x_ticks": [
            _tick(given, value, Unit.USD, "strike", x(value))
            for value in round_ticks(low, high, _MOST_TICKS)
        ],
        "y": y,
        "y_ticks": _mirrored_ticks(given, y, top),
        "spot_x": x(spot),
        "spot": _label(given, "spot", "price"),
        "walls": walls,
        "sides": [
            _side_word("calls", x(spot), _TOP - 12.0),
            _side_word("puts", walls[-1]["x"], _HEIGHT - _BOTTOM - 6.0),
        ],
        "symbol": _label(given, "symbol", "text"),
    }  # fmt: skip


def _mirrored_ticks(given: ChartInput, y: Scale, top: float) -> list[dict[str, Any]]:
    """Counts up for calls and down for puts; both sides are counted from zero."""
    sizes = [value for value in round_ticks(0, top, 5) if value > 0]
    ticks = []
    for size in sizes:
        for value in (size, -size):
            if y.low <= value <= y.high:
                tick = _tick(given, size, Unit.CONTRACTS, "count", y(value))
                ticks.append(tick | {"value": repr(value)})
    return ticks


def _side_word(word: str, taken: float, y: float) -> dict[str, Any]:
    """The word for one side of the line, in the corner that the label at ``taken`` leaves free."""
    if taken > (_LEFT + WIDTH - _RIGHT) / 2:
        return {"word": word, "x": _LEFT + 4.0, "y": y, "anchor": "start"}
    return {"word": word, "x": WIDTH - _RIGHT - 4.0, "y": y, "anchor": "end"}


def _wall_labels(given: ChartInput, x: Scale, y: Scale) -> list[dict[str, Any]]:
    """The strike with the tallest bar on each side that has bars, named at its bar."""
    rows = given.facts["open_interest_by_strike"].rows
    labels = []
    for column, sign in (("call_open_interest", 1), ("put_open_interest", -1)):
        place = max(range(len(rows)), key=lambda row: _number(rows[row][column]))
        if not rows[place][column]:
            continue
        at = Reference("open_interest_by_strike", row=place, column="strike")
        held = Reference("open_interest_by_strike", row=place, column=column)
        position = x(_number(rows[place]["strike"]))
        tip = y(sign * _number(rows[place][column]))
        labels.append(
            {
                "strike": _label(given, str(at), "strike"),
                "held": _label(given, str(held), "count"),
                "x": min(max(position, _LEFT + 50.0), WIDTH - _RIGHT - 50.0),
                "y": tip - 5 if sign > 0 else tip + 12,
            }
        )
    return labels


def _price(given: ChartInput) -> dict[str, Any] | None:
    rows = given.facts["price_history"].rows
    if len(rows) < 2:  # noqa: PLR2004 - one close makes no line
        return None
    days = [row["session"] for row in rows]
    ordinals = [float(day.toordinal()) for day in days if isinstance(day, date)]
    closes = _column(rows, "close")
    upper, lower = _column(rows, "bollinger_upper"), _column(rows, "bollinger_lower")
    levels = [
        (name, label)
        for name in ("resistance", "support", "bollinger_upper_20_2", "bollinger_lower_20_2")
        if (label := _label(given, name, "price")) is not None
    ]
    values = [_number(given.facts[name].number) for name, _ in levels]
    low, high = min(*lower, *closes, *values), max(*upper, *closes, *values)
    margin = 0.06 * (high - low)
    x = Scale(ordinals[0], ordinals[-1], _LEFT, WIDTH - _LABELS)
    y = Scale(low - margin, high + margin, _HEIGHT - _BOTTOM, _TOP)
    spot = _label(given, "spot", "price")
    named = [("spot", spot, closes[-1])] + [
        (name, label, value) for (name, label), value in zip(levels, values, strict=True)
    ]
    return {
        "width": WIDTH,
        "height": _HEIGHT,
        "plot": {"left": _LEFT, "right": WIDTH - _LABELS, "top": _TOP, "bottom": _HEIGHT - _BOTTOM},
        "line": _path(ordinals, closes, x, y),
        "band": f"{_path(ordinals, upper, x, y)} {_path(ordinals[::-1], lower[::-1], x, y)}",
        "x": x,
        "x_ticks": _month_ticks(ordinals, x),
        "y": y,
        "y_ticks": [
            _tick(given, value, Unit.USD, "strike", y(value))
            for value in round_ticks(y.low, y.high, 8)
        ],
        "end": {"x": x(ordinals[-1]), "y": y(closes[-1])},
        "levels": _level_labels(given, named, y),
        "symbol": _label(given, "symbol", "text"),
    }


def _level_labels(
    given: ChartInput, named: list[tuple[str, dict[str, str] | None, float]], y: Scale
) -> list[dict[str, Any]]:
    """Direct labels at the right edge, moved apart where they would touch."""
    words = {
        "spot": "price",
        "resistance": "resistance",
        "support": "support",
        "bollinger_upper_20_2": "upper band",
        "bollinger_lower_20_2": "lower band",
    }
    positions = spread([y(value) for _, _, value in named], _LABEL_GAP, _TOP, _HEIGHT - _BOTTOM)
    del given
    return [
        {"name": name, "word": words[name], "label": label, "y": y(value), "label_y": at}
        for (name, label, value), at in zip(named, positions, strict=True)
    ]


def _month_ticks(ordinals: list[float], x: Scale) -> list[dict[str, Any]]:
    first, last = date.fromordinal(int(ordinals[0])), date.fromordinal(int(ordinals[-1]))
    months = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        start = date(year, month, 1)
        if start >= first:
            months.append(start)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004
    return [{"text": month_name(day), "at": x(float(day.toordinal()))} for day in months]


def _path(xs: list[float], ys: list[float], x: Scale, y: Scale) -> str:
    return " ".join(f"{x(first):.2f},{y(second):.2f}" for first, second in zip(xs, ys, strict=True))


CHARTS: Final[Mapping[str, Callable[[ChartInput], dict[str, Any] | None]]] = {
    "open_interest_by_strike": _open_interest_by_strike,
    "price": _price,
}
"""Charts by id; each returns the values of its template, or ``None`` where facts are missing."""
