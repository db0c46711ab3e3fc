"""The sentences of a note, with the fact of each number: what a reviewer reads and comments on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from generator.wording.markup import unescape_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.narrative.placed_span import PlacedSpan
    from generator.narrative.record import NoteRecord

_END: Final = re.compile(r"(?<=[.!?])[”\"')]*\s+(?=[A-Z“\"'$(\d])")
_MARKS: Final = re.compile(r"^(?:#+ |- |\* |> )|\*\*")
_TABLE_OR_CHART: Final = ("|", "![")

BlockKind = Literal["heading", "item", "paragraph"]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a sentence.

    Args:
        text: As a reader sees it.
        reference: The fact, cell or field that it prints; empty for words.
    """

    text: str
    reference: str = ""

    @property
    def fact(self) -> str:
        """The name of its fact."""
        return re.split(r"[.\[]", self.reference, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in its runs."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """As a reader sees it."""
        return "".join(part.text for part in self.parts).strip()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a list's item or a paragraph, in its sentences."""

    kind: BlockKind
    sentences: tuple[Sentence, ...]


def blocks_of(record: NoteRecord) -> list[Block]:
    """The blocks of a note that hold sentences; tables and charts are left out."""
    return [
        Block(_kind(text), tuple(_sentences(record, start, text)))
        for start, text in _lines(record.markdown)
        if not text.startswith(_TABLE_OR_CHART)
    ]


def _lines(markdown: str) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"[^\n]+", markdown):
        yield match.start(), match[0]


def _kind(line: str) -> BlockKind:
    if line.startswith("#"):
        return "heading"
    return "item" if line.startswith(("- ", "* ")) else "paragraph"


def _sentences(record: NoteRecord, start: int, line: str) -> Iterator[Sentence]:
    spans = [span for span in record.spans if start <= span.start < start + len(line)]
    begin = start
    for match in _END.finditer(line):
        at = start + match.end()
        if any(span.start < at < span.end for span in spans):
            continue
        yield _sentence(record.markdown, begin, at, spans)
        begin = at
    if begin < start + len(line):
        yield _sentence(record.markdown, begin, start + len(line), spans)


def _sentence(markdown: str, begin: int, end: int, spans: Sequence[PlacedSpan]) -> Sentence:
    parts: list[Part] = []
    at = begin
    for span in spans:
        if begin <= span.start and span.end <= end:
            parts.append(Part(_plain(markdown[at : span.start])))
            parts.append(Part(unescape_markdown(span.text), span.reference))
            at = span.end
    parts.append(Part(_plain(markdown[at:end])))
    return Sentence(tuple(part for part in parts if part.text))


def _plain(markdown: str) -> str:
    return unescape_markdown(_MARKS.sub("", markdown))
