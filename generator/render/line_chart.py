"""A number over time as a plain SVG, for a look at the archive."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from generator.render.scales import Scale, round_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

WIDTH: Final = 680
HEIGHT: Final = 260
_LEFT: Final = 64
_RIGHT: Final = 16
_TOP: Final = 34
_BOTTOM: Final = 34
_TICKS: Final = 6
_MILLIONS: Final = 1e7


def line_chart(title: str, points: Sequence[tuple[date, float]]) -> str:
    """The SVG of ``points``, oldest first; one point is a dot, none is an empty frame."""
    values = [value for _, value in points]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    margin = 0.06 * (high - low) or max(abs(high), 1.0) * 0.06
    y = Scale(low - margin, high + margin, HEIGHT - _BOTTOM, _TOP)
    days = [float(day.toordinal()) for day, _ in points] or [0.0]
    x = Scale(days[0], max(days[-1], days[0] + 1), _LEFT, WIDTH - _RIGHT)
    places = [(x(day), y(value)) for day, value in zip(days, values, strict=False)]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">'
    )
    parts = [
        opening,
        f"<title>{escape(title)}</title>",
        f'<text x="{_LEFT}" y="20" font-weight="600">{escape(title)}</text>',
        *_grid(y),
        f'<polyline fill="none" stroke="#1f5f8b" stroke-width="1.6" points="{_path(places)}"/>',
        *(f'<circle cx="{a:.2f}" cy="{b:.2f}" r="1.8" fill="#1f5f8b"/>' for a, b in places),
        *_ends(points, x),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{a:.2f},{b:.2f}" for a, b in places)


def _grid(y: Scale) -> list[str]:
    lines = []
    for value in round_ticks(y.low, y.high, _TICKS):
        at = y(value)
        lines.append(
            f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{at:.2f}" y2="{at:.2f}" '
            'stroke="#d9d4c9"/>'
        )
        lines.append(
            f'<text x="{_LEFT - 6}" y="{at + 4:.2f}" text-anchor="end">{_short(value)}</text>'
        )
    return lines


def _short(value: float) -> str:
    """A tick's value in the width that is left of the frame."""
    return f"{value:,.10g}" if abs(value) < _MILLIONS else f"{value / 1e6:,.10g}M"


def _ends(points: Sequence[tuple[date, float]], x: Scale) -> list[str]:
    if not points:
        return []
    ends = [(points[0][0], "start")]
    if len(points) > 1:
        ends.append((points[-1][0], "end"))
    return [
        f'<text x="{x(float(day.toordinal())):.2f}" y="{HEIGHT - 12}" text-anchor="{anchor}">'
        f"{day.isoformat()}</text>"
        for day, anchor in ends
    ]
