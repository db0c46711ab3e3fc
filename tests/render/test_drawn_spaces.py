"""A space between two numbers is a letter of the PDF, and the page is the same to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.render.drawn_spaces import with_drawn_spaces
from tests.render.read_by_pdfminer import pieces

if TYPE_CHECKING:
    from tests.printing import Press

pytestmark = pytest.mark.xdist_group("press")

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><p>'
    '<data value="1">17,177</data> <data value="2">contracts</data> in <b>all</b></p></body></html>'
)


def test_a_space_that_stands_alone_between_two_numbers_moves_into_the_first() -> None:
    assert '17,177 </data><data value="2">contracts</data> in <b>' in with_drawn_spaces(PAGE)


def test_a_number_from_elsewhere_is_a_number_as_well() -> None:
    sourced = '<span class="sourced">4 (source: OCC)</span>'
    page = PAGE.replace(" in <b>", f' {sourced} <data value="5">5</data> in <b>')
    moved = with_drawn_spaces(page)
    assert "</data><span" in moved
    assert "OCC) </span><data " in moved


def test_a_page_is_moved_once_and_its_text_stays() -> None:
    once = with_drawn_spaces(PAGE)
    assert with_drawn_spaces(once) == once
    assert once.replace(" ", "") == PAGE.replace(" ", "")


def test_the_letters_of_the_pdf_in_their_order_are_words(press: Press) -> None:
    text = "".join(piece.text for piece in pieces(press.sheets(PAGE)))
    assert text == "17,177 contracts in all"
