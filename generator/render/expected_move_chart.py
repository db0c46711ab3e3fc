"""The cone of expected moves: closes so far, and one standard deviation until each expiration."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from generator.render.chart_parts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    TOP,
    WIDTH,
    ChartInput,
    column,
    frame,
    label,
    month_ticks,
    number,
    ordinals,
    points,
    tick,
)
from generator.render.scales import Scale, round_ticks
from generator.signals.facts import Reference, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE: Final = "expected_move_by_expiration"
_MOST_CLOSES: Final = 60
_MOST_DAYS: Final = 75
_FEWEST: Final = 2
_MARGIN: Final = 0.08
_ROOM: Final = 132
"""Room for the words at the right edge, pixels."""
_ROOM_OF_A_MONTH: Final = 14.0
"""How far a month's name is kept from the edges of the plot, pixels."""


def expected_move_chart(given: ChartInput) -> dict[str, Any] | None:
    """The values of its template, or ``None`` with fewer than two expirations to come."""
    today = float(given.facts.as_of.date().toordinal())
    spot = given.facts["spot"].number
    ahead = [
        (place, float(day.toordinal()), number(row["expected_move"]))
        for place, row in enumerate(given.facts[TABLE].rows)
        if isinstance(day := row["expiration"], date)
        and today < day.toordinal() <= today + _MOST_DAYS
        and row["expected_move"] is not None
    ]
    if spot is None or len(ahead) < _FEWEST:
        return None
    history = given.facts["price_history"].rows[-_MOST_CLOSES:]
    days, closes = ordinals(history), column(history, "close")
    ends, moves = [end for _, end, _ in ahead], [move for *_, move in ahead]
    low = min(spot - max(moves), *closes, spot)
    high = max(spot + max(moves), *closes, spot)
    margin = _MARGIN * (high - low)
    x = Scale(min([*days, today]), ends[-1], LEFT, WIDTH - _ROOM)
    y = Scale(low - margin, high + margin, HEIGHT - BOTTOM, TOP)
    return {
        **frame(right=_ROOM),
        "line": points(days, closes, x, y) if days else None,
        "cone": _cone([today, *ends], [0.0, *moves], spot, (x, y)),
        "x": x,
        "x_ticks": _months([min([*days, today]), ends[-1]], x),
        "y": y,
        "y_ticks": [
            tick(given, value, Unit.USD, "strike", y(value))
            for value in round_ticks(y.low, y.high, 7)
        ],
        "now": {"x": x(today), "y": y(spot), "label": label(given, "spot", "price")},
        "ends": _ends(given, ahead[-1], spot, y),
    }


def _cone(
    days: Sequence[float], moves: Sequence[float], spot: float, scales: tuple[Scale, Scale]
) -> str:
    """The outline: up along the upper edge, back along the lower one."""
    upper, lower = [spot + move for move in moves], [spot - move for move in moves]
    return f"{points(days, upper, *scales)} {points(days[::-1], lower[::-1], *scales)}"


def _months(days: Sequence[float], x: Scale) -> list[dict[str, Any]]:
    """Names of months that have room within the plot."""
    inside = range(round(x.start + _ROOM_OF_A_MONTH), round(x.end - _ROOM_OF_A_MONTH) + 1)
    return [month for month in month_ticks(days, x) if round(month["at"]) in inside]


def _ends(
    given: ChartInput, last: tuple[int, float, float], spot: float, y: Scale
) -> list[dict[str, Any]]:
    """The move until the last expiration that is drawn, at both edges, with its date above."""
    place, _, move = last
    size = label(given, str(Reference(TABLE, row=place, column="expected_move")), "price")
    day = label(given, str(Reference(TABLE, row=place, column="expiration")), "month_day")
    return [
        {"word": word, "size": size, "date": day, "y": y(value)}
        for word, value in (("up", spot + move), ("down", spot - move))
    ]
