"""The inks of a theme, by day and at night, and whether words in them can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Iterator


def _in_small_letters(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Color = Annotated[str, BeforeValidator(_in_small_letters), Field(pattern=r"^#[0-9a-f]{6}$")]

LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of ordinary size."""


class Palette(BaseModel):
    """Inks as ``#rrggbb``, in small letters."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    paper: Color
    """Behind everything."""
    ink: Color
    """Of the text."""
    soft: Color
    """Of what stands beside the text."""
    line: Color
    """Of rules and grids."""
    accent: Color
    """Of headings, and of the calls in charts."""
    contrast: Color
    """Of the puts in charts."""
    contrast_text: Color
    """Of words about puts in charts."""

    def items(self) -> Iterator[tuple[str, str]]:
        """The name of each ink and the ink, the paper first."""
        yield from self.model_dump().items()


_LEAST: Final = {
    "ink": LEAST_CONTRAST,
    "soft": LEAST_CONTRAST,
    "accent": LEAST_CONTRAST,
    "contrast_text": LEAST_CONTRAST,
    "contrast": 2.0,
    "line": 1.1,
}
"""Words must be read, bars and lines be seen."""


def unreadable(palette: Palette) -> tuple[str, float, float] | None:
    """The first ink too close to the paper, its contrast with it, and what that should be."""
    for name, least in _LEAST.items():
        contrast = contrast_of(getattr(palette, name), palette.paper)
        if contrast < least:
            return name, contrast, least
    return None


def contrast_of(first: str, second: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2)."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
