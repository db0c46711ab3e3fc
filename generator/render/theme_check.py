"""What can be wrong with a theme beyond its form: its faces, and words that are not printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.audit.wounds import wounds
from generator.errors import ThemeError
from generator.render.theme import FILE
from generator.wording.letters import is_printed

if TYPE_CHECKING:
    from pathlib import Path

    from generator.render.theme import Theme

_NEEDED: Final = (
    "AZaz09$%.,\N{MINUS SIGN}\N{EN DASH}\N{MULTIPLICATION SIGN}\N{MIDDLE DOT}"
    "\N{HORIZONTAL ELLIPSIS}\N{LEFT DOUBLE QUOTATION MARK}"
)
"""One of each kind of letter that notes print."""


def check_faces(theme: Theme) -> None:
    """Open each face and look for the letters that a note is made of.

    Raises:
        ThemeError: A file is no face, or lacks letters.
    """
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - only where faces are opened

    for face in theme.faces:
        try:
            with TTFont(face.path) as font:
                there = font.getBestCmap() or {}
        except (OSError, TTLibError, KeyError, AssertionError) as error:
            raise ThemeError(face.path, f"is no woff2 face that can be read: {error}") from error
        lacking = [char for char in _NEEDED if ord(char) not in there]
        if lacking:
            raise ThemeError(face.path, f"lacks letters that notes print: {' '.join(lacking)}")


def check_words(theme: Theme, folder: Path) -> None:
    """Look for letters that are not printed, and for what no reader should see.

    Raises:
        ThemeError: The masthead, the publisher or the disclosure holds one.
    """
    imprint = theme.imprint
    for key in ("masthead", "publisher", "disclosure"):
        text = getattr(imprint, key)
        odd = next((char for char in text if not is_printed(char)), None)
        if odd is not None:
            problem = f"{key}: {odd!r} is no letter that the faces of the house have"
            raise ThemeError(folder / FILE, problem)
        found = next(iter(wounds(text, file=FILE, sheltered=[], layout=True)), None)
        if found is not None:
            raise ThemeError(folder / FILE, f"{key}: {found.message}")
