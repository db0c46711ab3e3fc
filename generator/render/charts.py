"""Charts as SVG templates fed by facts; title, description and text alternative come with each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from generator.errors import PlaybookError
from generator.render.expected_move_chart import expected_move_chart
from generator.render.open_interest_chart import open_interest_chart
from generator.render.payoff_chart import payoff_chart
from generator.render.price_chart import price_chart
from generator.render.ratio_chart import ratio_chart
from generator.render.templates import render_template
from generator.render.volatility_chart import volatility_chart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from generator.render.chart_parts import ChartInput


CHARTS: Final[Mapping[str, Callable[[ChartInput], dict[str, Any] | None]]] = {
    "expected_move": expected_move_chart,
    "idea_payoffs": payoff_chart,
    "implied_volatility": volatility_chart,
    "open_interest_by_strike": open_interest_chart,
    "price": price_chart,
    "put_call_ratio": ratio_chart,
}
"""Charts by id; each returns the values of its template, or ``None`` where facts are missing."""


def check_charts(wanted: Iterable[str], folder: Path) -> None:
    """Refuse a chart that is none.

    Raises:
        PlaybookError: The playbook in ``folder`` asks for it.
    """
    for chart in wanted:
        if chart not in CHARTS:
            problem = f"no chart is called {chart!r}; known are {', '.join(CHARTS)}"
            raise PlaybookError(folder / "playbook.yaml", problem)


def draw_charts(wanted: list[str], given: ChartInput) -> dict[str, str]:
    """The SVG of each chart of ``wanted`` that the facts can carry, by id."""
    check_charts(wanted, given.folder)
    drawn = {}
    for chart in wanted:
        values = CHARTS[chart](given)
        if values is not None:
            dress = {"pen": given.theme.light, "face": given.theme.display.family}
            drawn[chart] = render_template(
                given.folder, f"charts/{chart}.svg.j2", values | dress, autoescape=True
            )
    return drawn
