"""The chart of a scorecard: for each group its rate with its interval, and its base rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from generator.render.scales import Scale
from generator.scorecard.words import ACCUMULATING, name_in_words
from generator.wording.numbers import count, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.scorecard.card import Group

_WIDTH: Final = 680.0
_LEFT: Final = 230.0
_RIGHT: Final = 24.0
_TOP: Final = 34.0
_ROW: Final = 30.0
_BOTTOM: Final = 30.0
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def chart_values(groups: Sequence[Group], title: str, place: str) -> dict[str, Any]:
    """What the template of the chart draws.

    Args:
        groups: One row each.
        title: Of the chart.
        place: A word for the ids in it, of which a page may have no two.
    """
    x = Scale(0.0, 1.0, _LEFT, _WIDTH - _RIGHT)
    height = _TOP + _ROW * len(groups) + _BOTTOM
    return {
        "place": place,
        "title": title,
        "alternative": " ".join(map(_told, groups)),
        "width": _WIDTH,
        "height": height,
        "top": _TOP,
        "bottom": height - _BOTTOM,
        "left": _LEFT,
        "ticks": [{"x": x(value), "text": percent(value, 0)} for value in _TICKS],
        "rows": [_row(group, x, _TOP + _ROW * (row + 0.5)) for row, group in enumerate(groups)],
    }


def _row(group: Group, x: Scale, y: float) -> dict[str, Any]:
    tally = group.tally
    low, high = (None, None) if tally.interval is None else map(x, tally.interval)
    return {
        "y": y,
        "name": f"{_name(group)}, n = {count(tally.n)}",
        "rate": None if tally.rate is None else x(tally.rate),
        "low": low,
        "high": high,
        "base": None if tally.base_rate is None else x(tally.base_rate),
        "waiting": ACCUMULATING if tally.accumulating else None,
    }


def _name(group: Group) -> str:
    name = name_in_words(group.name)
    return name if group.grouping in ("kind", "structure") else f"{name}: {group.kind}"


def _told(group: Group) -> str:
    """A row of the chart in words."""
    tally = group.tally
    if tally.rate is None or tally.interval is None:
        return f"{_name(group)}: {ACCUMULATING}, {count(tally.n)} decided."
    low, high = tally.interval
    base = "" if tally.base_rate is None else f"; base rate {percent(tally.base_rate, 1)}"
    interval = f"{percent(low, 1)} to {percent(high, 1)}"
    return f"{_name(group)}: {percent(tally.rate, 1)}, interval {interval}{base}."
