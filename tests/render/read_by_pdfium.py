"""The pieces of text of a PDF in the order of its tags, as pdfium reads them."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium

from tests.render.tagged_text import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator


def pieces(content: bytes) -> list[Piece]:
    """Every piece of text that has a tag."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [
            piece for number, page in enumerate(document) for piece in _Page(page, number).pieces()
        ]
    finally:
        document.close()


class _Page:
    """One page: the text of each of its marked contents, and its part of the tree."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self._page = page
        self._number = number
        self._text = page.get_textpage()
        self._drawn: dict[int, list[tuple[float, str]]] = {}
        for at in range(pdfium.FPDFPage_CountObjects(page)):
            item = pdfium.FPDFPage_GetObject(page, at)
            marked = pdfium.FPDFPageObj_GetMarkedContentID(item)
            self._drawn.setdefault(marked, []).extend(self._texts(item))

    def pieces(self) -> Iterator[Piece]:
        tree = pdfium.FPDF_StructTree_GetForPage(self._page)
        try:
            for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
                root = pdfium.FPDF_StructTree_GetChildAtIndex(tree, at)
                # One place for the page and the root, as the tags' roles begin with the root.
                yield from self._under(root, (), (self._number + at / 100,))
        finally:
            pdfium.FPDF_StructTree_Close(tree)

    def _under(
        self,
        element: Any,  # noqa: ANN401 - a pointer
        roles: tuple[str, ...],
        place: tuple[float, ...],
    ) -> Iterator[Piece]:
        roles = (*roles, _role(element))
        for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
            if child:
                yield from self._under(child, roles, (*place, at))
                continue
            marked = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)
            for baseline, text in self._drawn.get(marked, ()):
                yield Piece(roles, place, baseline, text)

    def _texts(self, item: Any) -> Iterator[tuple[float, str]]:  # noqa: ANN401 - a pointer
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(item, matrix)
            yield matrix.f, self._read(item)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            for at in range(pdfium.FPDFFormObj_CountObjects(item)):
                yield from self._texts(pdfium.FPDFFormObj_GetObject(item, at))

    def _read(self, item: Any) -> str:  # noqa: ANN401 - a pointer
        size = pdfium.FPDFTextObj_GetText(item, self._text, None, 0)
        buffer = ctypes.create_string_buffer(size)
        pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        pdfium.FPDFTextObj_GetText(item, self._text, pointer, size)
        text = buffer.raw.decode("utf-16-le").partition("\0")[0]
        return text.replace("\x02", "-").replace("\ufffe", "-")


def _role(element: Any) -> str:  # noqa: ANN401 - a pointer
    size = pdfium.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_StructElement_GetType(element, buffer, size)
    return buffer.raw.decode("utf-16-le").partition("\0")[0]
