"""The chart of daily closes with Bollinger bands and levels."""

from __future__ import annotations

from typing import Any

from generator.render.chart_parts import (
    BOTTOM,
    HEIGHT,
    LABEL_GAP,
    LABELS,
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
from generator.render.scales import Scale, round_ticks, spread
from generator.signals.facts import Unit


def price_chart(given: ChartInput) -> dict[str, Any] | None:
    """The values of its template, or ``None`` with fewer than two closes."""
    rows = given.facts["price_history"].rows
    if len(rows) < 2:  # noqa: PLR2004 - one close makes no line
        return None
    days = ordinals(rows)
    closes = column(rows, "close")
    upper, lower = column(rows, "bollinger_upper"), column(rows, "bollinger_lower")
    levels = [
        (name, found)
        for name in ("resistance", "support", "bollinger_upper_20_2", "bollinger_lower_20_2")
        if (found := label(given, name, "price")) is not None
    ]
    values = [number(given.facts[name].number) for name, _ in levels]
    low, high = min(*lower, *closes, *values), max(*upper, *closes, *values)
    margin = 0.06 * (high - low)
    x = Scale(days[0], days[-1], LEFT, WIDTH - LABELS)
    y = Scale(low - margin, high + margin, HEIGHT - BOTTOM, TOP)
    spot = label(given, "spot", "price")
    named = [("spot", spot, closes[-1])] + [
        (name, found, value) for (name, found), value in zip(levels, values, strict=True)
    ]
    return {
        **frame(right=LABELS),
        "line": points(days, closes, x, y),
        "band": f"{points(days, upper, x, y)} {points(days[::-1], lower[::-1], x, y)}",
        "x": x,
        "x_ticks": month_ticks(days, x),
        "y": y,
        "y_ticks": [
            tick(given, value, Unit.USD, "strike", y(value))
            for value in round_ticks(y.low, y.high, 8)
        ],
        "end": {"x": x(days[-1]), "y": y(closes[-1])},
        "levels": _level_labels(named, y),
        "symbol": label(given, "symbol", "text"),
    }


def _level_labels(
    named: list[tuple[str, dict[str, str] | None, float]], y: Scale
) -> list[dict[str, Any]]:
    """Direct labels at the right edge, moved apart where they would touch."""
    words = {
        "spot": "price",
        "resistance": "resistance",
        "support": "support",
        "bollinger_upper_20_2": "upper band",
        "bollinger_lower_20_2": "lower band",
    }
    positions = spread([y(value) for _, _, value in named], LABEL_GAP, TOP, HEIGHT - BOTTOM)
    return [
        {"name": name, "word": words[name], "label": found, "y": y(value), "label_y": at}
        for (name, found, value), at in zip(named, positions, strict=True)
    ]
