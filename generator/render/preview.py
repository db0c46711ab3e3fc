"""The picture that messengers and networks show beside a link to a note: headline and first chart.

Its words are the note's headline, the masthead and the date; line ends are found by the widths of
the theme's own letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final

from generator.errors import RenderError
from generator.render.faces import unpacked_faces

if TYPE_CHECKING:
    from pathlib import Path

    from generator.render.theme import Family, Theme

WIDTH: Final = 1200
HEIGHT: Final = 630
"""Pixels that the large networks show whole."""
_EDGE: Final = 64
_SIZE: Final = 50
_MOST_LINES: Final = 3
_CHART: Final = re.compile(
    r'<svg [^>]*viewBox="0 0 (?P<width>\d+) (?P<height>\d+)"[^>]*?(?P<fonts> font-family.*?)>'
    r"(?P<drawing>.*)</svg>",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the picture shows.

    Args:
        title: The headline.
        rubric: What the playbook is called.
        date: The date of the data, in words.
        chart: SVG of one chart; ``None`` where the note has none.
    """

    title: str
    rubric: str
    date: str
    chart: str | None = None


def draw_preview(preview: Preview, theme: Theme) -> bytes:
    """The picture as PNG, 1200 by 630 pixels.

    Raises:
        RenderError: ``no_fonts``, or ``picture_failed`` where it cannot be drawn.
    """
    import resvg_py  # noqa: PLC0415 - only where a site is made

    svg = _svg(preview, theme)
    try:
        content: bytes = resvg_py.svg_to_bytes(
            svg_string=svg,
            background=theme.light.paper,
            skip_system_fonts=True,
            font_files=[*_files(theme, theme.text), *_files(theme, theme.display)],
            width=WIDTH,
        )
    except ValueError as error:
        problem = f"the preview of {preview.title!r} cannot be drawn: {error}"
        raise RenderError("picture_failed", problem) from error
    return content


def _files(theme: Theme, family: Family) -> tuple[str, ...]:
    return unpacked_faces(family.family, theme.upright(family))


def _svg(preview: Preview, theme: Theme) -> str:
    ink, soft, right = theme.light.ink, theme.light.soft, WIDTH - _EDGE
    lines = _lines(preview.title, theme)
    headline = "".join(
        f'<text x="{_EDGE}" y="{190 + 58 * row}" fill="{ink}" font-weight="600" '
        f'font-size="{_SIZE}" font-family="\'{theme.text.family}\'">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )
    words = f'font-family="\'{theme.display.family}\'" font-size="26"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<text x="{_EDGE}" y="84" {words} font-weight="600" fill="{ink}">'
        f"{escape(theme.imprint.masthead)}</text>"
        f'<text x="{right}" y="84" {words} fill="{soft}" text-anchor="end">'
        f"{escape(preview.rubric)} · {escape(preview.date)}</text>"
        f'<path d="M{_EDGE} 103H{right}M{_EDGE} 109H{right}" stroke="{ink}" stroke-width="2"/>'
        f"{headline}{_drawing(preview.chart, below=190 + 58 * (len(lines) - 1) + 24)}</svg>"
    )


def _drawing(chart: str | None, below: int) -> str:
    """The chart, as large as the room that the headline leaves."""
    match = None if chart is None else _CHART.search(chart)
    if match is None:
        return ""
    return (
        f'<svg x="{_EDGE}" y="{below}" width="{WIDTH - 2 * _EDGE}" height="{HEIGHT - below - 24}" '
        f'viewBox="0 0 {match["width"]} {match["height"]}"{match["fonts"]}>{match["drawing"]}</svg>'
    )


def _lines(title: str, theme: Theme) -> list[str]:
    """The headline in at most three lines; what has no room ends in an ellipsis."""
    *_, face = theme.upright(theme.text)  # the headline is semibold
    room = (WIDTH - 2 * _EDGE) / _SIZE
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, face) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > _MOST_LINES:
        return [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]} …"]
    return lines


def _width(text: str, face: Path) -> float:
    """How wide ``text`` is, in sizes of the face."""
    widths = _widths(face)
    return sum(widths.get(ord(char), 0.6) for char in text)


@lru_cache(maxsize=8)
def _widths(face: Path) -> dict[int, float]:
    """The width of each letter of a face, by its code point."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only where pictures are made

    with TTFont(face) as font:
        unit = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return {code: metrics[name][0] / unit for code, name in font.getBestCmap().items()}
