"""What an e-mail must say: the words, tables and charts of the note's page.

Its HTML part reads like the page, and so does its text part, where a table that is too wide for
columns names each cell by its head.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from generator.audit.page_runs import read_runs
from generator.wording.note_links import far_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.audit.page_runs import Run

_NOT_MAILED: Final = frozenset({"svg", "aside"})
"""Charts are pictures in an e-mail, and the cards of numbers are for a browser."""
CHART: Final = "Chart: "
"""What the text part says before the caption of a chart."""
_INVISIBLE: Final = "•─═"
"""Bullets and rules of the text part."""


Block = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page."""

    caption: str
    heads: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def in_columns(self) -> str:
        """Its text as the page has it."""
        return squeeze(self.caption + "".join(self.heads) + "".join(self.cells))

    @property
    def in_paragraphs(self) -> str:
        """Its text where each row is a paragraph that names its cells by their heads."""
        width = len(self.heads) or 1
        rows = [self.cells[at : at + width] for at in range(0, len(self.cells), width)]
        return squeeze(self.caption + "".join(self._paragraph(row) for row in rows))

    def _paragraph(self, row: Sequence[str]) -> str:
        named = [f"{head}: {cell}" for head, cell in zip(self.heads[1:], row[1:], strict=False)]
        return "".join(row[:1]) + "; ".join(named)


@dataclass(frozen=True, slots=True)
class MailNote:
    """A page as an e-mail gives it back.

    Args:
        headline: The headline, with single spaces.
        bullet: The first bullet, with single spaces; empty where there is none.
        pieces: Texts, captions of charts and tables, in order.
        alternatives: What stands in for each chart.
        masthead: What the publication says of itself above the note.
        links: Where an edition leads, and the words that lead there.
    """

    headline: str
    bullet: str
    pieces: tuple[str | Table, ...]
    alternatives: tuple[str, ...]
    masthead: tuple[str, ...] = ()
    links: frozenset[tuple[str, str]] = frozenset()

    def html_text(self) -> str:
        """What the HTML part reads, without white space."""
        return "".join(
            piece.in_columns if isinstance(piece, Table) else squeeze(piece.removeprefix(CHART))
            for piece in self.pieces
        )

    def plain_text(self, found: str) -> str:
        """What the text part reads, without white space; ``found`` tells how its tables stand."""
        parts = []
        for piece in self.pieces:
            if isinstance(piece, Table):
                columns = piece.in_columns
                beginning = squeeze(piece.caption + "".join(piece.heads))
                parts.append(columns if beginning in found else piece.in_paragraphs)
            else:
                parts.append(squeeze(piece))
        return "".join(parts)


def squeeze(text: str) -> str:
    """``text`` without white space, bullets and rules."""
    return "".join(char for char in text if not char.isspace() and char not in _INVISIBLE)


@dataclass(slots=True)
class _Reading:
    """The page so far: blocks are told apart by the empty lines between them."""

    pieces: list[str | Table] = field(default_factory=list)
    caption: str = ""
    heads: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    def add(self, tags: tuple[str, ...], text: str) -> None:
        if "table" in tags:
            self._add_to_table(tags, text)
            return
        self.end_table()
        if text.strip():
            self.pieces.append(CHART + text if "figcaption" in tags else text)

    def _add_to_table(self, tags: tuple[str, ...], text: str) -> None:
        if "caption" in tags:
            self.end_table()
            self.caption = text
        elif "th" in tags:
            self.heads.append(text)
        elif "td" in tags:
            self.cells.append(text)

    def end_table(self) -> None:
        if self.heads or self.cells:
            self.pieces.append(Table(self.caption, tuple(self.heads), tuple(self.cells)))
        self.caption, self.heads, self.cells = "", [], []


def mail_note(page: str) -> MailNote:
    """What an e-mail of ``page``, which is proven, must say."""
    blocks = _blocks(read_runs(page))
    # A playbook of one's own may have a page without a main part.
    part = "main" if any("main" in tags for tags, _ in blocks) else "body"
    inside = [(tags, text) for tags, text in blocks if part in tags and not _NOT_MAILED & set(tags)]
    reading = _Reading()
    for tags, text in inside:
        reading.add(tags, text)
    reading.end_table()
    return MailNote(
        headline=_first(inside, "h1"),
        bullet=_first(inside, "li"),
        pieces=tuple(reading.pieces),
        alternatives=_alternatives(blocks),
        masthead=tuple(text.strip() for tags, text in blocks if "header" in tags and text.strip()),
        links=far_links(page),
    )


def _blocks(runs: Iterable[Run]) -> list[Block]:
    """The tags around each block of text and what it reads; a run without tags parts two."""
    blocks: list[Block] = []
    tags: tuple[str, ...] = ()
    text = ""
    for run in runs:
        if run.scope:
            tags, text = tags or run.scope, text + run.text
            continue
        if text:
            blocks.append((tags, text))
        tags, text = (), ""
    return [*blocks, (tags, text)] if text else blocks


def _first(blocks: Sequence[Block], tag: str) -> str:
    return next((" ".join(text.split()) for tags, text in blocks if tag in tags), "")


def _alternatives(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Title and description of each chart."""
    found: list[str] = []
    for tags, text in blocks:
        words = " ".join(text.split())
        if "svg" in tags and "title" in tags:
            found.append(words)
        elif "svg" in tags and "desc" in tags and found:
            found[-1] += f". {words}"
    return tuple(found)
