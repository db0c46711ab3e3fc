"""The chart of open interest by strike: calls above the line, puts below it."""

from __future__ import annotations

import itertools
from typing import Any, Final

from generator.render.chart_parts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    ChartInput,
    column,
    frame,
    label,
    number,
    tick,
)
from generator.render.scales import Scale, round_ticks
from generator.signals.facts import Reference, Unit

_ROOM_OF_A_LABEL: Final = 18.0
_MOST_TICKS: Final = 7


def open_interest_chart(given: ChartInput) -> dict[str, Any] | None:
    """The values of its template, or ``None`` with fewer than two strikes or no contract open."""
    rows = given.facts["open_interest_by_strike"].rows
    spot = given.facts["spot"].number
    if len(rows) < 2 or spot is None:  # noqa: PLR2004 - one strike makes no axis
        return None
    strikes = column(rows, "strike")
    calls, puts = column(rows, "call_open_interest"), column(rows, "put_open_interest")
    if not any(calls) and not any(puts):
        return None
    step = min(b - a for a, b in itertools.pairwise(strikes))
    low, high = min(strikes[0], spot) - step, max(strikes[-1], spot) + step
    x = Scale(low, high, LEFT, WIDTH - RIGHT)
    top = max(*calls, *puts)
    y = Scale(-max(puts), max(calls), HEIGHT - BOTTOM - _ROOM_OF_A_LABEL, TOP + _ROOM_OF_A_LABEL)
    walls = _wall_labels(given, x, y)
    width = max(1.0, abs(x(low + step) - x(low)) * 0.72)
    return {
        **frame(right=RIGHT),
        "zero": y(0),
        "bar_width": width,
        "bars": [
            {"x": x(strike) - width / 2, "call_y": y(call), "call_height": y(0) - y(call),
             "put_y": y(0), "put_height": y(-put) - y(0)}
            for strike, call, put in zip(strikes, calls, puts, strict=True)
        ],
        "x": x,
        "x_ticks": [
            tick(given, value, Unit.USD, "strike", x(value))
            for value in round_ticks(low, high, _MOST_TICKS)
        ],
        "y": y,
        "y_ticks": _mirrored_ticks(given, y, top),
        "spot_x": x(spot),
        "spot": label(given, "spot", "price"),
        "walls": walls,
        "sides": [
            _side_word("calls", x(spot), TOP - 12.0),
            _side_word("puts", walls[-1]["x"], HEIGHT - BOTTOM - 6.0),
        ],
        "symbol": label(given, "symbol", "text"),
    }  # fmt: skip


def _mirrored_ticks(given: ChartInput, y: Scale, top: float) -> list[dict[str, Any]]:
    """Counts up for calls and down for puts; both sides are counted from zero."""
    sizes = [value for value in round_ticks(0, top, 5) if value > 0]
    ticks = []
    for size in sizes:
        for value in (size, -size):
            if y.low <= value <= y.high:
                made = tick(given, size, Unit.CONTRACTS, "count", y(value))
                ticks.append(made | {"value": repr(value)})
    return ticks


def _side_word(word: str, taken: float, y: float) -> dict[str, Any]:
    """The word for one side of the line, in the corner that the label at ``taken`` leaves free."""
    if taken > (LEFT + WIDTH - RIGHT) / 2:
        return {"word": word, "x": LEFT + 4.0, "y": y, "anchor": "start"}
    return {"word": word, "x": WIDTH - RIGHT - 4.0, "y": y, "anchor": "end"}


def _wall_labels(given: ChartInput, x: Scale, y: Scale) -> list[dict[str, Any]]:
    """The strike with the tallest bar on each side that has bars, named at its bar."""
    rows = given.facts["open_interest_by_strike"].rows
    labels = []
    for side, sign in (("call_open_interest", 1), ("put_open_interest", -1)):
        place = max(range(len(rows)), key=lambda row: number(rows[row][side]))
        if not rows[place][side]:
            continue
        at = Reference("open_interest_by_strike", row=place, column="strike")
        held = Reference("open_interest_by_strike", row=place, column=side)
        position = x(number(rows[place]["strike"]))
        tip = y(sign * number(rows[place][side]))
        labels.append(
            {
                "strike": label(given, str(at), "strike"),
                "held": label(given, str(held), "count"),
                "x": min(max(position, LEFT + 50.0), WIDTH - RIGHT - 50.0),
                "y": tip - 5 if sign > 0 else tip + 12,
            }
        )
    return labels
