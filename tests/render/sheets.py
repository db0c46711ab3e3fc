"""A PDF as it lies on its sheets: on which page and which line each block of a note stands.

Read back by pdfium: each character with its box. A note's blocks come from its page; the characters
of its charts are found first, which pdfium gives behind the text of their page, then those of the
other blocks, one after the other. Running feet and heads repeated overleaf belong to no block.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, NamedTuple

import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Sequence

CHART: Final = "svg"
BLOCKS: Final = frozenset({"h1", "h2", "p", "li", "caption", "tr", "figcaption"})
_SAME_LINE: Final = 1.0
"""Points that the boxes of one line may differ by."""
_FOOT: Final = 45.0
"""Points above a page's lower edge under which its running foot stands alone."""
_SILENT: Final = " \r\n\t\u00a0\u2022"
"""White space, and the mark of a list's item, which is no text of it."""
_HYPHENS: Final = str.maketrans({"\x02": "-", "\ufffe": "-"})
"""What pdfium gives for a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """What of a block stands on one line.

    Args:
        page: From 0.
        bottom: Of its characters' boxes, points above the page's foot.
        text: Its characters without spaces.
    """

    page: int
    bottom: float
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a note and its lines.

    Args:
        tag: Its element.
        text: Its text as the page has it, each white space one space.
        lines: From the first to the last.
    """

    tag: str
    text: str
    lines: tuple[Line, ...]

    @property
    def pages(self) -> list[int]:
        """The pages it stands on, ascending."""
        return sorted({line.page for line in self.lines})

    def lines_on(self, page: int) -> int:
        """How many of its lines stand on ``page``."""
        return sum(line.page == page for line in self.lines)


class _Blocks(HTMLParser):
    """The blocks of a note's ``main`` and their characters."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[str]]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag == "main" or (self._open and tag in BLOCKS | {CHART, "title", "desc"}):
            self._open.append(tag)
        if tag in BLOCKS | {CHART} and self._open:
            self.found.append((tag, []))
        elif tag in ("td", "th") and self._open:
            self.found[-1][1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in BLOCKS | {CHART}:
            self.found[-1][1].append(data)


class _Character(NamedTuple):
    page: int
    bottom: float
    text: str


@lru_cache(maxsize=32)
def blocks_of(html: str, pdf: bytes) -> tuple[Block, ...]:
    """The blocks of the page ``html`` as they stand in its PDF.

    Raises:
        AssertionError: One of them is not in the PDF.
    """
    parser = _Blocks()
    parser.feed(html)
    wanted = [(tag, " ".join("".join(parts).split())) for tag, parts in parser.found]
    characters = _characters(pdf)
    charts = [_cut_out(characters, _bare(text)) for tag, text in wanted if tag == CHART]
    blocks, start = [], 0
    for tag, text in wanted:
        if tag == CHART:
            blocks.append(Block(tag, text, _lines(charts.pop(0))))
            continue
        start = _find(characters, _bare(text), start)
        end = start + len(_bare(text))
        blocks.append(Block(tag, text, _lines(characters[start:end])))
        start = end
    return tuple(blocks)


def _bare(text: str) -> str:
    return "".join(text.split())


def _find(characters: Sequence[_Character], text: str, start: int = 0) -> int:
    place = "".join(item.text for item in characters).find(text, start)
    assert place >= 0, f"{text[:60]!r} is not in the PDF, or not in this order"
    return place


def _cut_out(characters: list[_Character], text: str) -> list[_Character]:
    """The characters of ``text``, which are taken out of ``characters``."""
    start = _find(characters, text)
    found = characters[start : start + len(text)]
    del characters[start : start + len(text)]
    return found


def _characters(pdf: bytes) -> list[_Character]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [item for page in range(len(document)) for item in _on_page(document, page)]
    finally:
        document.close()


def _on_page(document: pypdfium2.PdfDocument, number: int) -> list[_Character]:
    page = document[number].get_textpage()
    found = []
    for index in range(page.count_chars()):
        text = page.get_text_range(index, 1).translate(_HYPHENS)
        _, bottom, _, _ = page.get_charbox(index, loose=True)
        if text.strip(_SILENT) and bottom > _FOOT:
            found.append(_Character(number, bottom, text))
    return found


def _lines(characters: Sequence[_Character]) -> tuple[Line, ...]:
    lines: list[Line] = []
    for page, bottom, text in characters:
        last = lines[-1] if lines else None
        if last and last.page == page and abs(last.bottom - bottom) < _SAME_LINE:
            lines[-1] = Line(page, last.bottom, last.text + text)
        else:
            lines.append(Line(page, bottom, text))
    return tuple(lines)
