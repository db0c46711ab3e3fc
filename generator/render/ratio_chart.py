"""The chart of the put/call ratio beside its own past: a line, and the band it usually kept to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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
    number,
    ordinals,
    points,
    tick,
)
from generator.render.scales import Scale, round_ticks, spread
from generator.signals.facts import Reference, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.signals.facts import Row

TABLE: Final = "put_call_oi_ratio_history"
_FEWEST: Final = 5
_MARGIN: Final = 0.08
_MOST_TICKS: Final = 6


def ratio_chart(given: ChartInput) -> dict[str, Any] | None:
    """The values of its template, or ``None`` with fewer than five sessions."""
    rows = given.facts[TABLE].rows
    if len(rows) < _FEWEST:
        return None
    ratios, days = column(rows, "ratio"), ordinals(rows)
    banded = [row for row in rows if row["low"] is not None and row["high"] is not None]
    edges = [*column(banded, "low"), *column(banded, "high")]
    low, high = min(*ratios, *edges), max(*ratios, *edges)
    margin = _MARGIN * (high - low) or _MARGIN * high
    x = Scale(days[0], days[-1], LEFT, WIDTH - LABELS)
    y = Scale(low - margin, high + margin, HEIGHT - BOTTOM, TOP)
    return {
        **frame(right=LABELS),
        "line": points(days, ratios, x, y),
        "band": _band(banded, x, y),
        "x": x,
        "dates": _dates(given, rows, x),
        "y": y,
        "y_ticks": [
            tick(given, value, Unit.RATIO, "ratio", y(value))
            for value in round_ticks(y.low, y.high, _MOST_TICKS)
        ],
        "end": {"x": x(days[-1]), "y": y(ratios[-1])},
        "ends": _ends(given, rows, y),
    }


def _band(rows: Sequence[Row], x: Scale, y: Scale) -> str | None:
    """The outline of the band over the sessions that have one."""
    if len(rows) < 2:  # noqa: PLR2004 - one session spans nothing
        return None
    days = ordinals(rows)
    upper, lower = column(rows, "high"), column(rows, "low")
    return f"{points(days, upper, x, y)} {points(days[::-1], lower[::-1], x, y)}"


def _dates(given: ChartInput, rows: Sequence[Row], x: Scale) -> list[dict[str, Any]]:
    """The first and the last session, named under the ends of the line."""
    named = []
    for row, anchor in ((0, "start"), (len(rows) - 1, "end")):
        reference = Reference(TABLE, row=row, column="session")
        at = x(ordinals(rows[row : row + 1])[0])
        named.append({"label": label(given, str(reference), "month_day"), "at": at, "to": anchor})
    return named


def _ends(given: ChartInput, rows: Sequence[Row], y: Scale) -> list[dict[str, Any]]:
    """Today's ratio and the edges of its band, named at the right edge."""
    last = len(rows) - 1
    found = []
    for name, word in (("ratio", "today"), ("high", "upper edge"), ("low", "lower edge")):
        reference = Reference(TABLE, row=last, column=name)
        text = label(given, str(reference), "ratio")
        if text is not None:
            found.append((name, word, text, number(rows[last][name])))
    places = spread([y(value) for *_, value in found], LABEL_GAP, TOP, HEIGHT - BOTTOM)
    return [
        {"name": name, "word": word, "label": text, "y": y(value), "label_y": at}
        for (name, word, text, value), at in zip(found, places, strict=True)
    ]
