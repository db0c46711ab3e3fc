"""Charts as PNG pictures, for mail programs: none of the large ones shows SVG."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final

from generator.errors import RenderError
from generator.render.faces import unpacked_faces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.render.theme import Theme

WIDTH: Final = 600
"""Pixels of the page that a picture takes."""
_DENSITY: Final = 2
_DPI: Final = 96.0
_TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION: Final = re.compile(r"<desc>(.*?)</desc>", re.DOTALL)
_HEIGHT: Final = slice(20, 24)
"""Where a PNG says how many pixels high it is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as a picture.

    Args:
        content: PNG, two pixels to one of the page.
        width: Pixels of the page.
        height: Pixels of the page.
        alternative: What stands in for it where pictures are off: its title and description.
    """

    content: bytes
    width: int
    height: int
    alternative: str


def draw_pictures(charts: Mapping[str, str], theme: Theme) -> dict[str, Picture]:
    """The picture of each chart, by its id.

    Args:
        charts: SVG by id.
        theme: Its faces are used, never those of the machine.

    Raises:
        RenderError: ``no_fonts``, or ``picture_failed`` for a chart that cannot be drawn.
    """
    return {name: _picture(name, svg, theme) for name, svg in charts.items()}


def _picture(name: str, svg: str, theme: Theme) -> Picture:
    import resvg_py  # noqa: PLC0415 - only where an e-mail is made

    faces = unpacked_faces(theme.display.family, theme.upright(theme.display))
    try:
        content: bytes = resvg_py.svg_to_bytes(
            svg_string=svg,
            background=theme.light.paper,
            skip_system_fonts=True,
            font_files=list(faces),
            width=WIDTH * _DENSITY,
            dpi=_DPI,
        )
    except ValueError as error:
        raise RenderError("picture_failed", f"the chart {name} cannot be drawn: {error}") from error
    height = int.from_bytes(content[_HEIGHT], "big")
    return Picture(content, WIDTH, round(height / _DENSITY), _alternative(svg))


def _alternative(svg: str) -> str:
    """Title and description; charts have both."""
    found = [match[1] for pattern in (_TITLE, _DESCRIPTION) if (match := pattern.search(svg))]
    return ". ".join(" ".join(unescape(part).split()) for part in found)
