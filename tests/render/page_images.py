"""Small pictures of pages, and where two of them differ.

A page is drawn four times too large and made small afterwards, so that little depends on how a
version of pdfium rounds letters to pixels. Two pages are compared tile by tile: the mean difference
of a tile is what a reader would see there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pypdfium2
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Grey = NDArray[np.float64]

DOTS_PER_INCH: Final = 40
TILE: Final = 20
"""Pixels, which are half an inch of the page."""
TOLERANCE: Final = 18.0
"""Mean difference of a tile, of 255, up to which two pages look alike.

Measured on the demo: 5 by the sixteen greys that are kept, 10 where letters are rounded to other
pixels, 18 where all is moved by half a pixel, a third of a millimetre. Beyond it: 25 for another
typeface around the text, 44 for a block that moved by a millimetre, 56 for another typeface of the
text, 63 for a chart that is gone.
"""
_FINE: Final = 4
_STEP: Final = 17
"""Between the sixteen greys that are kept: 0, 17, 34 … 255."""
_PAPER: Final = 255


def drawn(content: bytes, fine: int = _FINE) -> Grey:
    """The pages of a PDF side by side.

    Args:
        content: The PDF.
        fine: How much too large each is drawn.

    Returns:
        Grey from 0, which is black, to 255; rows and columns.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        scale = DOTS_PER_INCH * fine / 72
        pages = [_small(page.render(scale=scale, grayscale=True), fine) for page in document]
    finally:
        document.close()
    return np.concatenate(pages, axis=1)


def _small(bitmap: Any, fine: int) -> Grey:  # noqa: ANN401 - untyped
    grey: Grey = bitmap.to_numpy().astype(float)
    rows, columns = (side // fine for side in grey.shape)
    small: Grey = (
        grey[: rows * fine, : columns * fine].reshape(rows, fine, columns, fine).mean((1, 3))
    )
    return small


def keep(grey: Grey, path: Path) -> None:
    """Write a picture in sixteen greys."""
    levels = np.clip((grey + _STEP // 2) // _STEP, 0, 15).astype(np.uint8)
    picture = Image.fromarray(levels, "P")
    picture.putpalette([level * _STEP for level in range(16) for _ in range(3)])
    picture.save(path, bits=4, optimize=True)


def kept(path: Path) -> Grey:
    """The picture that `keep` wrote."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L")).astype(float)


def differences(found: Grey, wanted: Grey) -> list[str]:
    """Tiles that differ by more than `TOLERANCE`, the worst first, by their place in the picture.

    A picture that is larger than the other is compared with bare paper.
    """
    size = tuple(max(sides) for sides in zip(found.shape, wanted.shape, strict=True))
    gap = np.abs(_on_paper(found, size) - _on_paper(wanted, size))
    worst = sorted(_tiles(gap), reverse=True)
    return [
        f"{mean:.0f} at row {row}, column {column}"
        for mean, row, column in worst
        if mean > TOLERANCE
    ]


def _on_paper(grey: Grey, size: tuple[int, ...]) -> Grey:
    sheet = np.full(size, float(_PAPER))
    sheet[: grey.shape[0], : grey.shape[1]] = grey
    return sheet


def _tiles(gap: Grey) -> Iterator[tuple[float, int, int]]:
    for row in range(0, gap.shape[0], TILE):
        for column in range(0, gap.shape[1], TILE):
            yield float(gap[row : row + TILE, column : column + TILE].mean()), row, column
