"""The text part of an e-mail: the note for programs, and people, that read no HTML.

Lines of 78 columns; a table stands in columns where it fits, else each of its rows is a paragraph
that names every cell by its head. Rules are drawn with characters that no text of a note has.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLUMNS: Final = 78
BULLET: Final = "• "
DOUBLE_RULE: Final = "═"
RULE: Final = "─"
CHART: Final = "Chart: "
_GAP: Final = "  "
_NUMBER: Final = "number"
_INLINE: Final = frozenset({"em", "strong", "img", "br"})
_LISTS: Final = frozenset({"ul", "ol"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})


@dataclass(slots=True)
class _Table:
    caption: str = ""
    heads: list[str] = field(default_factory=list)
    numeric: list[bool] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def to_plain_text(body: str) -> str:
    """The note as plain text.

    Args:
        body: Its converted body: headings, paragraphs, lists, tables, captions of charts.
    """
    writer = _Writer()
    writer.feed(body)
    writer.close()
    return "\n\n".join(writer.blocks) + "\n"


class _Writer(HTMLParser):
    """Turns each element of the body into a block of lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._words: list[str] = []
        self._inside: list[str] = []
        self._items: list[str] = []
        self._table = _Table()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INLINE:
            return
        self._end_block()
        self._inside.append(tag)
        if tag == "table":
            self._table = _Table()
        elif tag == "tr":
            self._table.rows.append([])
        elif tag == "th":
            self._table.numeric.append(dict(attrs).get("class") == _NUMBER)

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE:
            return
        if tag in ("th", "td"):
            cells = self._table.heads if tag == "th" else self._table.rows[-1]
            cells.append(self._text())
        else:
            self._end_block()
        self._inside.pop()
        if tag in _LISTS and self._items:
            self.blocks.append("\n".join(self._items))
            self._items.clear()
        elif tag == "table":
            self.blocks.append("\n".join(_table_lines(self._table)))

    def _text(self) -> str:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        return text

    def _end_block(self) -> None:
        """Write what was read since the last element began or ended, as that element's text."""
        text = self._text()
        if not text:
            return
        if "li" in self._inside:
            self._items.append(_wrapped(BULLET + text, after=" " * len(BULLET)))
        elif "caption" in self._inside:
            self._table.caption = text
        elif "figcaption" in self._inside:
            self.blocks.append(_wrapped(CHART + text, after=" " * len(CHART)))
        else:
            self.blocks.append(self._headed(_wrapped(text)))

    def _headed(self, lines: str) -> str:
        """A heading has a rule under it."""
        rule = DOUBLE_RULE if "h1" in self._inside else RULE
        heading = any(tag in _HEADINGS for tag in self._inside)
        return f"{lines}\n{rule * max(map(len, lines.splitlines()))}" if heading else lines


def _wrapped(text: str, *, before: str = "", after: str = "") -> str:
    return textwrap.fill(
        text,
        COLUMNS,
        initial_indent=before,
        subsequent_indent=after,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _table_lines(table: _Table) -> Iterator[str]:
    if table.caption:
        yield _wrapped(table.caption)
        yield ""
    table.rows = [row for row in table.rows if row]
    longest_words = [max(map(len, head.split()), default=0) for head in table.heads]
    widths = [max(map(len, cells)) for cells in zip(*table.rows, strict=True)]
    least = [max(pair) for pair in zip(longest_words, widths, strict=True)]
    if sum(least) + len(_GAP) * (len(least) - 1) <= COLUMNS:
        yield from _in_columns(table, least)
    else:
        yield from _in_paragraphs(table)


def _in_columns(table: _Table, least: Sequence[int]) -> Iterator[str]:
    """Heads, in as many lines as they need, a rule under each, and the rows."""
    wrapped = [
        textwrap.wrap(head, width, break_on_hyphens=False)
        for head, width in zip(table.heads, least, strict=True)
    ]
    most = max(map(len, wrapped))
    heads = [[*lines, *[""] * (most - len(lines))] for lines in wrapped]
    rule = [RULE * width for width in least]
    for row in (*zip(*heads, strict=True), rule, *table.rows):
        cells = [
            cell.rjust(width) if numeric else cell.ljust(width)
            for cell, width, numeric in zip(row, least, table.numeric, strict=True)
        ]
        yield _GAP.join(cells).rstrip()


def _in_paragraphs(table: _Table) -> Iterator[str]:
    for row in table.rows:
        named = [f"{head}: {cell}" for head, cell in zip(table.heads[1:], row[1:], strict=True)]
        yield _wrapped(row[0])
        if named:
            yield _wrapped("; ".join(named), before=_GAP, after=_GAP)
