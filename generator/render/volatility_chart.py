"""The chart of implied volatility in two panels: by strike, and at the money by time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from generator.render.chart_parts import (
    BOTTOM,
    HEIGHT,
    LABEL_GAP,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    ChartInput,
    column,
    label,
    number,
    points,
    tick,
)
from generator.render.scales import Scale, round_ticks, spread
from generator.signals.facts import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.signals.facts import Row

_LEAST_DELTA: Final = 0.03
"""Options further out move on a cent; their volatilities say little and stretch the axis."""
_MOST_DAYS: Final = 400
_FEWEST_STRIKES: Final = 5
_FEWEST_DATES: Final = 3
_PANEL_END: Final = 306
_SECOND_PANEL: Final = 374
_LABELS: Final = 124
"""Room for the words at the right edge of the second panel, pixels."""
_MARGIN: Final = 0.08
_ROOM_OF_A_TICK: Final = 44
"""Pixels between two ticks of a horizontal axis."""
_CONSTANT_DAYS: Final = (("iv_30d", 30.0, "one month"), ("iv_90d", 90.0, "three months"))


def volatility_chart(given: ChartInput) -> dict[str, Any] | None:
    """The values of its template, or ``None`` where neither panel has enough points."""
    strikes = [
        row
        for row in given.facts["volatility_smile_front"].rows
        if row["delta"] is not None and abs(number(row["delta"])) >= _LEAST_DELTA
    ]
    dates = [
        row
        for row in given.facts["atm_iv_by_expiration"].rows
        if 0 < number(row["days"]) <= _MOST_DAYS
    ]
    has_smile, has_term = len(strikes) >= _FEWEST_STRIKES, len(dates) >= _FEWEST_DATES
    if not has_smile and not has_term:
        return None
    smile_end = _PANEL_END if has_term else WIDTH - RIGHT
    term_start = _SECOND_PANEL if has_smile else LEFT
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "top": TOP,
        "bottom": HEIGHT - BOTTOM,
        "smile": _smile(given, strikes, smile_end) if has_smile else None,
        "term": _term(given, dates, term_start) if has_term else None,
    }


def _smile(given: ChartInput, rows: Sequence[Row], end: int) -> dict[str, Any]:
    found = column(rows, "strike")
    spot = number(given.facts["spot"].number)
    low, high = min(*found, spot), max(*found, spot)
    room = _MARGIN * (high - low)
    x = Scale(low - room, high + room, LEFT, end)
    y = _volatility_axis(column(rows, "implied_volatility"))
    return {
        "left": LEFT,
        "right": end,
        "x": x,
        "y": y,
        "x_ticks": [
            tick(given, value, Unit.USD, "strike", x(value))
            for value in round_ticks(x.low, x.high, (end - LEFT) // _ROOM_OF_A_TICK)
        ],
        "y_ticks": _volatility_ticks(given, y),
        "sides": [
            {"right": right, "points": _dots(rows, right, x, y)} for right in ("put", "call")
        ],
        "spot_x": x(spot),
        "spot": label(given, "spot", "price"),
    }


def _dots(rows: Sequence[Row], right: str, x: Scale, y: Scale) -> list[dict[str, float]]:
    return [
        {"x": x(number(row["strike"])), "y": y(number(row["implied_volatility"]))}
        for row in rows
        if row["right"] == right
    ]


def _term(given: ChartInput, rows: Sequence[Row], start: int) -> dict[str, Any]:
    days, volatilities = column(rows, "days"), column(rows, "implied_volatility")
    named = [
        (name, at, word, value)
        for name, at, word in _CONSTANT_DAYS
        if (value := given.facts[name].number) is not None and at <= days[-1]
    ]
    end = WIDTH - (_LABELS if named else RIGHT)
    x = Scale(0.0, days[-1], start, end)
    y = _volatility_axis([*volatilities, *(value for *_, value in named)])
    places = spread([y(value) for *_, value in named], LABEL_GAP, TOP, HEIGHT - BOTTOM)
    return {
        "left": start,
        "right": end,
        "x": x,
        "y": y,
        "line": points(days, volatilities, x, y),
        "dots": [{"x": x(a), "y": y(b)} for a, b in zip(days, volatilities, strict=True)],
        "x_ticks": [
            tick(given, value, Unit.DAYS, "count", x(value))
            for value in round_ticks(0.0, days[-1], (end - start) // _ROOM_OF_A_TICK)
        ],
        "y_ticks": _volatility_ticks(given, y),
        "named": [
            {
                "word": word,
                "label": label(given, name, "percent"),
                "x": x(at),
                "y": y(value),
                "label_y": place,
            }
            for (name, at, word, value), place in zip(named, places, strict=True)
        ],
    }


def _volatility_axis(values: Sequence[float]) -> Scale:
    low, high = min(values), max(values)
    margin = _MARGIN * (high - low) or _MARGIN * high
    return Scale(max(0.0, low - margin), high + margin, HEIGHT - BOTTOM, TOP)


def _volatility_ticks(given: ChartInput, y: Scale) -> list[dict[str, Any]]:
    values = round_ticks(y.low, y.high, 6)
    whole = all(abs(value * 100 - round(value * 100)) < 1e-9 for value in values)  # noqa: PLR2004
    name = "percent_whole" if whole else "percent"
    return [tick(given, value, Unit.FRACTION, name, y(value)) for value in values]
