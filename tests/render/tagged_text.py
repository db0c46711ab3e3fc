"""The text of a note in the order in which a screen reader reads it, out of its page or its PDF.

A PDF's tree of tags puts the pieces of text in order, whatever the order in which they were drawn.
What two programs read out of it is put together here, in one way for both.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, NamedTuple

from generator.render.proof_cards import without_screen_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROLES: Final = {
    "H1": "h1", "H2": "h2", "P": "p", "LBody": "li", "Caption": "caption", "TH": "th", "TD": "td",
    "Figure": "svg",
}  # fmt: skip
"""Tags of a PDF that hold text, and the elements of a page that they stand for."""
_MARK: Final = "Lbl"
"""The tag of a list's bullet, which is no text of the note."""
CHART: Final = "svg"
_SAME: Final = {"figcaption": "caption"}
_SILENT: Final = frozenset({"title", "desc", "style"})
_TEXTS: Final = frozenset({*ROLES.values(), *_SAME, *_SILENT})
_HYPHEN_END: Final = re.compile(r"(?<=[-/])\n")
_LINE_END: Final = re.compile(r"\n")
_SAME_LINE: Final = 0.5


class Piece(NamedTuple):
    """Text that was drawn at once.

    Args:
        roles: The tags around it, from the outermost.
        block: Tells tags of one role apart; pieces of one block follow one another.
        baseline: Where it stands, points above the foot of its page.
        text: What it reads.
    """

    roles: tuple[str, ...]
    block: tuple[float, ...]
    baseline: float
    text: str


class Passage(NamedTuple):
    """A heading, a paragraph, a cell, a chart's labels: what it is, and what it reads."""

    tag: str
    text: str


def passages_of_pdf(pieces: Iterable[Piece]) -> list[Passage]:
    """The passages of a PDF from its pieces, which stand in the order of its tags.

    A line's end is a space, unless a hyphen or a stroke stands before it.
    """
    found: list[tuple[str, tuple[float, ...], list[Piece]]] = []
    for piece in pieces:
        depth = next((at for at, role in enumerate(piece.roles) if role in ROLES), None)
        if depth is None or _MARK in piece.roles:
            continue
        tag, block = ROLES[piece.roles[depth]], piece.block[: depth + 1]
        if not found or found[-1][1] != block:
            found.append((tag, block, []))
        found[-1][2].append(piece)
    passages = [Passage(tag, text) for tag, _, parts in found if (text := _text(tag, parts))]
    return _joined(_without_repeated_heads(passages))


def _without_repeated_heads(passages: Sequence[Passage]) -> list[Passage]:
    """Each table of a note has a caption; heads without one are repeated overleaf."""
    kept: list[Passage] = []
    repeated = False
    for passage in passages:
        if passage.tag != "th":
            repeated = False
        elif not kept or kept[-1].tag not in ("caption", "th"):
            repeated = True
        if not repeated:
            kept.append(passage)
    return kept


def _joined(passages: Sequence[Passage]) -> list[Passage]:
    """Paragraphs that follow one another as one: the tags of a PDF part them where a page ends."""
    found: list[Passage] = []
    for passage in passages:
        if passage.tag == "p" and found and found[-1].tag == "p":
            found[-1] = Passage("p", f"{found[-1].text} {passage.text}")
        else:
            found.append(passage)
    return found


def _text(tag: str, pieces: Sequence[Piece]) -> str:
    """What the pieces of one block read; a chart's labels are compared without spaces.

    WeasyPrint draws a label letter by letter, and no spaces between them.
    """
    text, before = "", pieces[0].baseline
    for piece in pieces:
        ends = abs(piece.baseline - before) > _SAME_LINE
        text += "\n" + piece.text if ends else piece.text
        before = piece.baseline
    if tag == CHART:
        return "".join(text.split())
    return " ".join(_LINE_END.sub(" ", _HYPHEN_END.sub("", text)).split())


def passages_of_page(html: str) -> list[Passage]:
    """The passages of a page as it is printed, in its order."""
    reader = _Reader()
    reader.feed(without_screen_parts(html))
    passages = [
        Passage(_SAME.get(tag, tag), ("" if tag == CHART else " ").join("".join(text).split()))
        for tag, text in reader.found
        if "".join(text).strip()
    ]
    return _joined(passages)


class _Reader(HTMLParser):
    """Collects the texts of the elements that hold some."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[str]]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag in _TEXTS:
            self._open.append(tag)
        if tag in _TEXTS - _SILENT:
            self.found.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in _SILENT:
            self.found[-1][1].append(data)
