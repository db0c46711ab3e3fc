"""The pieces of text of a PDF in the order of its tags, as pdfminer reads them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import mult_matrix

from tests.render.tagged_text import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdfminer.pdfcolor import PDFColorSpace
    from pdfminer.pdfdevice import PDFTextSeq
    from pdfminer.pdfinterp import PDFGraphicState, PDFStackT, PDFTextState
    from pdfminer.utils import Matrix


def pieces(content: bytes) -> list[Piece]:
    """Every piece of text that has a tag."""
    parser = PDFParser(io.BytesIO(content))
    document = PDFDocument(parser)
    device = _Device(PDFResourceManager())
    interpreter = PDFPageInterpreter(device.rsrcmgr, device)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
    tree = resolve1(document.catalog["StructTreeRoot"])
    return list(_under(tree, (), (), None, device.drawn))


class _Device(PDFDevice):
    """Keeps what is drawn, and where, by its page and the number of its marked content."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.drawn: dict[tuple[object, object], list[tuple[float, str]]] = {}
        self._page: object = None
        self._marks: list[object] = []

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:  # noqa: ARG002 - of the interface
        self._page = page.pageid

    def begin_tag(self, tag: PSLiteral, props: PDFStackT | None = None) -> None:  # noqa: ARG002
        self._marks.append(props.get("MCID") if isinstance(props, dict) else None)

    def end_tag(self) -> None:
        self._marks.pop()

    def render_string(
        self,
        textstate: PDFTextState,
        seq: PDFTextSeq,
        ncs: PDFColorSpace,  # noqa: ARG002 - of the interface
        graphicstate: PDFGraphicState,  # noqa: ARG002
    ) -> None:
        font, marked = (
            textstate.font,
            next((mark for mark in self._marks if mark is not None), None),
        )
        assert font is not None
        assert self.ctm is not None
        baseline = mult_matrix(textstate.matrix, self.ctm)[5]
        codes = (code for part in seq if isinstance(part, bytes) for code in font.decode(part))
        text = "".join(font.to_unichr(code) for code in codes)
        self.drawn.setdefault((self._page, marked), []).append((baseline, text))


def _under(
    element: Any,  # noqa: ANN401 - whatever the file holds
    roles: tuple[str, ...],
    place: tuple[int, ...],
    page: object,
    drawn: dict[tuple[object, object], list[tuple[float, str]]],
) -> Iterator[Piece]:
    if isinstance(element, int):
        for baseline, text in drawn.get((page, element), ()):
            yield Piece(roles, place[:-1], baseline, text)
        return
    role = element.get("S")
    inside = (*roles, str(role.name)) if isinstance(role, PSLiteral) else roles
    sheet = element.get("Pg")
    number = sheet.objid if isinstance(sheet, PDFObjRef) else page
    kids = resolve1(element.get("K", []))
    for at, kid in enumerate(kids if isinstance(kids, list) else [kids]):
        yield from _under(resolve1(kid), inside, (*place, at), number, drawn)
