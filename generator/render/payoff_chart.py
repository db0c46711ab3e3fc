"""The chart of the option ideas: a panel each, with its profit or loss at expiration by price."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.narrative import payoff
from generator.narrative.idea_tables import BREAK_EVEN, payoff_legs
from generator.render.chart_parts import ChartInput, label, number, points, tick
from generator.render.scales import Scale, round_ticks, spread
from generator.signals.facts import Reference, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.signals.facts import Row

TABLE: Final = "idea_payoffs"
_WIDTH: Final = 680
_PANEL_HEIGHT: Final = 256
_LEFT: Final = 86
_RIGHT: Final = 14
_TOP: Final = 40
_BOTTOM: Final = 62
_ABREAST: Final = 2
_MOST_TICKS: Final = 6
_MOST_PRICES: Final = 5
_SMALLEST_SHARE: Final = 0.2
"""Of a scale that all panels share, what the line of each must take up to be read."""
_MARGIN: Final = 0.08
_CHARACTER: Final = 6.4
"""Pixels that a character of a label takes at most."""
_BETWEEN: Final = 6.0
"""Pixels between two labels."""


def payoff_chart(given: ChartInput) -> dict[str, Any] | None:
    """The values of its template, or ``None`` without an option idea."""
    rows = list(enumerate(given.facts[TABLE].rows))
    groups = itertools.groupby(rows, key=lambda item: item[1]["idea"])
    ideas = [_idea(given, list(group)) for _, group in groups]
    if not ideas:
        return None
    spans, own = _spans(ideas)
    abreast = min(len(ideas), _ABREAST)
    lines = -(-len(ideas) // abreast)
    width = _WIDTH / abreast
    return {
        "width": _WIDTH,
        "height": _PANEL_HEIGHT * lines,
        "own_scales": own,
        "panels": [
            _panel(
                given,
                idea,
                span,
                corner=(width * (place % abreast), _PANEL_HEIGHT * (place // abreast)),
                width=width,
            )
            for place, (idea, span) in enumerate(zip(ideas, spans, strict=True))
        ],
    }


@dataclass(frozen=True, slots=True)
class _Idea:
    """One idea's line.

    Args:
        rows: Its rows of the table of payoffs, with their numbers.
        at: Prices, ascending; the outer two lie beyond those of the rows.
        profits: What one contract pays at each.
    """

    rows: Sequence[tuple[int, Row]]
    at: Sequence[float]
    profits: Sequence[float]

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and the highest profit, zero included."""
        return min(0.0, *self.profits), max(0.0, *self.profits)


def _idea(given: ChartInput, rows: Sequence[tuple[int, Row]]) -> _Idea:
    idea = int(number(rows[0][1]["idea"]))
    prices = [number(row["price"]) for _, row in rows]
    margin = _MARGIN * (prices[-1] - prices[0])
    at = [max(prices[0] - margin, 0.0), *prices, prices[-1] + margin]
    size = _size(given, idea)
    profits = [float(amount) * size for amount in payoff.profit(payoff_legs(given.facts, idea), at)]
    return _Idea(rows, at, profits)


def _spans(ideas: Sequence[_Idea]) -> tuple[list[tuple[float, float]], bool]:
    """The profits that each panel shows, and whether they differ.

    All panels have one scale, so that heights compare, unless a line would be too flat on it.
    """
    low = min(idea.span[0] for idea in ideas)
    high = max(idea.span[1] for idea in ideas)
    smallest = min(idea.span[1] - idea.span[0] for idea in ideas)
    if smallest < _SMALLEST_SHARE * (high - low):
        return [idea.span for idea in ideas], True
    return [(low, high)] * len(ideas), False


def _panel(
    given: ChartInput,
    idea: _Idea,
    span: tuple[float, float],
    *,
    corner: tuple[float, float],
    width: float,
) -> dict[str, Any]:
    rows, (floor, ceiling), (left, top) = idea.rows, span, corner
    room = _MARGIN * (ceiling - floor)
    plot = {
        "left": left + _LEFT, "right": left + width - _RIGHT, "top": top + _TOP,
        "bottom": top + _PANEL_HEIGHT - _BOTTOM,
    }  # fmt: skip
    x = Scale(idea.at[0], idea.at[-1], plot["left"], plot["right"])
    y = Scale(floor - room, ceiling + room, plot["bottom"], plot["top"])
    return {
        "plot": plot,
        "middle": (plot["left"] + plot["right"]) / 2,
        "name": label(given, str(Reference(TABLE, row=rows[0][0], column="structure")), "text"),
        "x": x,
        "x_ticks": list(_prices(given, x)),
        "y": y,
        "y_ticks": [
            tick(given, value, Unit.USD_NOTIONAL, "amount", y(value))
            for value in round_ticks(y.low, y.high, _MOST_TICKS)
        ],
        "zero": y(0.0),
        "line": points(idea.at, idea.profits, x, y),
        "areas": list(_areas(idea.at, idea.profits, x, y)),
        "spot": _spot(given, x),
        "strikes": _marks(given, rows, x, plot, strikes=True),
        "break_evens": _marks(given, rows, x, plot, strikes=False),
    }


def _prices(given: ChartInput, x: Scale) -> Iterator[dict[str, Any]]:
    """The ticks of the axis of prices whose labels stay under the plot."""
    for value in round_ticks(x.low, x.high, _MOST_PRICES):
        made = tick(given, value, Unit.USD, "strike", x(value))
        half = len(made["text"]) * _CHARACTER / 2
        if x.start + half <= made["at"] <= x.end - half:
            yield made


def _size(given: ChartInput, idea: int) -> float:
    """Shares of one contract of the idea."""
    sizes = [
        number(row["contract_size"]) for row in given.facts["idea_legs"].rows if row["idea"] == idea
    ]
    return sizes[0]


def _areas(
    at: Sequence[float], profits: Sequence[float], x: Scale, y: Scale
) -> Iterator[dict[str, Any]]:
    """The areas between the line and zero, one for each stretch of gains or of losses.

    Break-evens are among ``at``, so no piece of the line crosses zero.
    """
    pieces = itertools.pairwise(zip(at, profits, strict=True))
    for gains, stretch in itertools.groupby(pieces, key=lambda ends: ends[0][1] + ends[1][1] > 0):
        ends = list(stretch)
        corners = [ends[0][0], *(second for _, second in ends)]
        prices, amounts = [price for price, _ in corners], [amount for _, amount in corners]
        outline = points([prices[0], *prices, prices[-1]], [0.0, *amounts, 0.0], x, y)
        yield {"outline": outline, "gains": gains}


def _spot(given: ChartInput, x: Scale) -> dict[str, Any]:
    """The price now, named above the plot and kept inside it."""
    found = label(given, "spot", "price")
    words = len("price ") + len(found["text"] if found else "")
    half = words * _CHARACTER / 2
    at = x(number(given.facts["spot"].number))
    kept = min(max(at, x.start + half), x.end - half)
    return {"label": found, "x": at, "label_x": kept}


def _marks(
    given: ChartInput,
    rows: Sequence[tuple[int, Row]],
    x: Scale,
    plot: dict[str, float],
    *,
    strikes: bool,
) -> list[dict[str, Any]]:
    """Strikes or break-evens, named below the plot and moved apart where they would touch."""
    name = "strike" if strikes else "price"
    found = [
        (text, x(number(row["price"])))
        for place, row in rows
        if (row["strike"] is not None if strikes else row["point"] == BREAK_EVEN)
        and (text := label(given, str(Reference(TABLE, row=place, column="price")), name))
    ]
    widest = max((len(text["text"]) for text, _ in found), default=0) * _CHARACTER
    placed = spread(
        [at for _, at in found],
        widest + _BETWEEN,
        plot["left"] + widest / 2,
        plot["right"] - widest / 2,
    )
    return [
        {"label": text, "x": at, "label_x": label_x}
        for (text, at), label_x in zip(found, placed, strict=True)
    ]
