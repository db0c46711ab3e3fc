"""The fonts of a PDF are inside it, and are those of its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pikepdf
import pytest

from generator.audit.page_outline import page_outline
from tests.audit.broken_pdf import broken, codes, messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.printing import Press

pytestmark = pytest.mark.xdist_group("press")

FILES: Final = ("/FontFile", "/FontFile2", "/FontFile3")


def _descriptors(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            yield item


def test_a_font_whose_file_is_gone_is_found(press: Press) -> None:
    def change(document: pikepdf.Pdf) -> None:
        first = next(_descriptors(document))
        for key in FILES:
            if key in first:
                del first[key]

    assert codes(broken(press.modelled("demo").content, change)) == ["pdf_font"]


def test_a_font_that_every_reading_program_should_bring_is_found(press: Press) -> None:
    """Not one of them brings the same."""

    def change(document: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        document.pages[0].Resources.Font.F9 = font

    found = messages(broken(press.modelled("demo").content, change))
    assert found == ["the font Helvetica is not in the file"]


def test_letters_that_no_declared_typeface_has_are_found(press: Press) -> None:
    page = press.modelled("demo").page
    html = page.replace("</main>", "<p>Ελληνικά</p></main>", 1)
    content = press.sheets(html)
    assert codes(content) == []
    outline = page_outline(html)
    assert codes(content, outline) == ["pdf_typeface"]
    # Which face stands in is the machine's choice.
    assert messages(content, outline)[0].startswith("the page does not declare the typeface ")


def test_a_style_that_trusts_in_fonts_of_the_machine_is_found(press: Press) -> None:
    """Whatever stands in for Georgia here, another machine has another."""
    html = re.sub(r'@font-face { font-family: "Source Serif.*', "", press.modelled("demo").page)
    assert "pdf_typeface" in codes(press.sheets(html), page_outline(html))
