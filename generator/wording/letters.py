"""The characters that the page's faces have: what others wrote is printed in them, or not at all.

A letter that no face has would be an empty box on one machine, and on another whatever some face
of that machine makes of it; a PDF with either is no proof of what the note says.
"""

from __future__ import annotations

from typing import Final

_RANGES: Final = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2BB, 0x2BC),
    (0x2C6, 0x2C6), (0x2DA, 0x2DA), (0x2DC, 0x2DC), (0x2009, 0x2009), (0x2013, 0x2014),
    (0x2018, 0x201A), (0x201C, 0x201E), (0x2022, 0x2022), (0x2026, 0x2026), (0x2032, 0x2033),
    (0x2039, 0x203A), (0x2044, 0x2044), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2191, 0x2191),
    (0x2193, 0x2193), (0x2212, 0x2212), (0x2215, 0x2215),
)  # fmt: skip
PRINTED: Final = frozenset(chr(code) for low, high in _RANGES for code in range(low, high + 1))
"""Every character that all faces have; none that has no picture or only changes the one before."""


def is_printed(text: str) -> bool:
    """Whether every character of ``text`` is in all faces."""
    return PRINTED.issuperset(text)
