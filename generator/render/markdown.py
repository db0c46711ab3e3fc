"""The canonical text: an article as Markdown, with the places of its spans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.narrative.placed_span import PlacedSpan
from generator.narrative.text import Span
from generator.render.templates import render_template
from generator.wording.markup import escape_markdown, mark, split_marks

if TYPE_CHECKING:
    from generator.narrative.article import Article, Section, Table
    from generator.narrative.plan import Playbook
    from generator.narrative.text import Text

_EMPTY_CELL: Final = "–"
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_RIGHT_ALIGNED: Final = frozenset(
    {"price", "strike", "amount", "ratio", "count", "percent", "percent_whole", "signed"}
)


@dataclass(frozen=True, slots=True)
class MarkdownNote:
    """A note's Markdown and its spans, in order."""

    text: str
    spans: tuple[PlacedSpan, ...]


def to_markdown(article: Article, playbook: Playbook) -> MarkdownNote:
    """Write ``article`` by the playbook's ``article.md.j2``.

    Args:
        article: The composed note.
        playbook: Its templates, and which slots begin a new paragraph.
    """
    writer = _Writer([])
    values = {
        "symbol": article.symbol,
        "sections": [writer.section(section, playbook.breaks) for section in article.sections],
    }
    marked = render_template(playbook.folder, "article.md.j2", values, autoescape=False)
    marked = _BLANK_LINES.sub("\n\n", marked).strip() + "\n"
    text, places = split_marks(marked)
    spans = tuple(
        PlacedSpan(
            start, end, text[start:end], writer.spans[number].reference, writer.spans[number].format
        )
        for start, end, number in places
    )
    return MarkdownNote(text, spans)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns text into escaped Markdown and numbers its spans."""

    spans: list[Span]

    def text(self, text: Text) -> str:
        return "".join(self._piece(piece) for piece in text)

    def _piece(self, piece: str | Span) -> str:
        if isinstance(piece, str):
            return escape_markdown(piece)
        self.spans.append(piece)
        return mark(len(self.spans) - 1, escape_markdown(piece.text))

    def section(self, section: Section, breaks: frozenset[str]) -> dict[str, Any]:
        return {
            "id": section.id,
            "kind": section.kind,
            "title": section.title,
            "paragraphs": self._paragraphs(section, breaks),
            "tables": [self._table(table) for table in section.tables],
            "charts": [
                {"id": chart.id, "caption": self.text(chart.caption)} for chart in section.charts
            ],
        }

    def _paragraphs(self, section: Section, breaks: frozenset[str]) -> list[str]:
        """One text a paragraph; a bullet is a paragraph of its own."""
        paragraphs: list[list[str]] = []
        for sentence in section.sentences:
            if not paragraphs or section.kind == "bullets" or sentence.slot in breaks:
                paragraphs.append([])
            paragraphs[-1].append(self.text(sentence.text))
        return [" ".join(parts) for parts in paragraphs]

    def _table(self, table: Table) -> dict[str, Any]:
        return {
            "caption": escape_markdown(table.caption),
            "heads": [escape_markdown(head) for head in table.heads],
            "aligns": [_align(row) for row in zip(*table.rows, strict=True)],
            "rows": [[self.text(cell) or _EMPTY_CELL for cell in row] for row in table.rows],
        }


def _align(cells: tuple[Text, ...]) -> str:
    formats = {piece.format for cell in cells for piece in cell if isinstance(piece, Span)}
    return "---:" if formats and formats <= _RIGHT_ALIGNED else "---"
