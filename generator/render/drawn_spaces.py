"""Spaces between two numbers that are drawn, so that who listens to a PDF hears two words.

WeasyPrint draws nothing for a space that stands alone between two elements. To the eye the gap is
there; whoever takes the letters out in their order, as a screen reader may, gets "2.17IWM".
"""

from __future__ import annotations

from itertools import product
from typing import Final

_NEXT: Final = ("data ", 'span class="sourced"')
"""How the element of a number begins; one with its source ends as it has begun."""


def with_drawn_spaces(page: str) -> str:
    """The page with each space between two numbers inside the first; to look at, it is the same."""
    for end, begin in product(("data", "span"), _NEXT):
        page = page.replace(f"</{end}> <{begin}", f" </{end}><{begin}")
    return page
