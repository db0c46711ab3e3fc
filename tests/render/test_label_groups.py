"""Labels of charts keep all of their first letter, whatever the size on the screen."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np
import pikepdf
import pypdfium2
import pytest

from generator.render.pdf import PdfRenderer
from tests.replays import demo_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FINE: Final = 4
"""How many times larger the picture is that shows all the ink there should be."""
LABELS: Final = 24
STEP: Final = 16.37
"""Pixels of the chart from label to label: each begins elsewhere within a pixel of the screen."""


@pytest.fixture(scope="module")
def renderer() -> Iterator[PdfRenderer]:
    """One worker for all tests of this file."""
    with PdfRenderer(seconds=30) as made:
        yield made


def page(attributes: str, letter: str) -> str:
    """A page with a chart whose labels are one letter each."""
    labels = "".join(
        f'<text x="{20 + STEP * number:.2f}" y="30" {attributes}>{letter}</text>'
        for number in range(LABELS)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 60">{labels}</svg>'
    style = "@page { size: 420px 60px; margin: 0 } body { margin: 0 } svg { width: 420px }"
    head = f"<title>t</title><style>{style}</style>"
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{svg}</body></html>'


def ink(content: bytes, pixels: float) -> NDArray[np.float64]:
    """How dark each label is, from the left.

    Args:
        content: The PDF.
        pixels: Of the screen, for each pixel of the chart.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        grey = document[0].render(scale=pixels / 0.75, grayscale=True).to_numpy()
    finally:
        document.close()
    dark = (255.0 - grey).sum(axis=0) / 255.0 / pixels**2
    edges = ((20 + STEP * (np.arange(LABELS + 1) - 0.5)) * pixels).astype(int)
    return np.add.reduceat(dark, edges)[:-1]


@pytest.mark.parametrize("anchor", ["middle", "end"])
@pytest.mark.parametrize("letter", ["b", "p"])
def test_no_label_loses_its_left_stem_wherever_it_begins_within_a_pixel(
    anchor: str, letter: str, renderer: PdfRenderer
) -> None:
    content = renderer.render(page(f'text-anchor="{anchor}"', letter)).content
    for pixels in (1.275, 1.6):
        drawn = ink(content, pixels) / ink(content, pixels * FINE)
        assert drawn.min() > 0.8, f"{pixels} pixels: {drawn.round(2)}"


def test_no_label_of_a_note_is_a_transparency_group(renderer: PdfRenderer) -> None:
    content = renderer.render(demo_note().page).content
    with pikepdf.open(io.BytesIO(content)) as document:
        forms = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"
        ]
        groups = [item for item in forms if "/Group" in item]
    assert len(forms) > 50
    assert groups == []


@pytest.mark.parametrize("attributes", ['opacity="0.2"', 'opacity="0.2" text-anchor="end"'])
def test_a_label_that_is_pale_stays_pale(attributes: str, renderer: PdfRenderer) -> None:
    pale = ink(renderer.render(page(attributes, "b")).content, FINE)
    dark = ink(renderer.render(page('text-anchor="end"', "b")).content, FINE)
    assert pale.mean() < 0.3 * dark.mean()


def test_a_mask_made_of_letters_stays_a_mask(renderer: PdfRenderer) -> None:
    """Without its group a mask would be none, and hide nothing."""
    mask = '<mask id="m"><text x="90" y="50" fill="white" text-anchor="end">bo</text></mask>'
    chart = f'{mask}<rect width="400" height="60" mask="url(#m)"/>'
    html = page('text-anchor="end"', "b").replace("<text", f"{chart}<text", 1)
    with pikepdf.open(io.BytesIO(renderer.render(html).content)) as document:
        states = [
            state
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and "/ExtGState" in item
            for _, state in item.ExtGState.items()
        ]
        masks = [state.SMask.G for state in states if "/SMask" in state]
        assert len(masks) == 1
        assert "/Group" in masks[0]
