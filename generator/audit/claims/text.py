"""Markdown as sentences: plain text in which every character knows where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from generator.audit.claims.words import ABBREVIATION, SECTIONS, ZONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INLINE: Final = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]<>#|~+.!()$-])|(?P<entity>&(?:amp|lt|gt|quot|nbsp|#39);)"
    r"|!?\[(?P<label>[^\]]*)\]\((?:[^()]|\([^)]*\))*\)"
    r"|\*{1,3}|`+|(?<!\w)_{1,2}(?=\w)|(?<=[\w.!?,])_{1,2}(?!\w)|<[^>\n]*>"
)
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": " ", "#39": "'"}
_HEADING: Final = re.compile(r"(#{1,6})\s+")
_BULLET: Final = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_RULE: Final = re.compile(r"\s*(?:\|?\s*:?-{3,}:?\s*(?:\||\Z))+\s*\Z|\s*[-*_=]{3,}\s*\Z")
_CAPTION: Final = re.compile(r"\*[^*]+\*\s*\Z")
_END: Final = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]?(?:[a-z]?[A-Z]|[0-9$+−-]))")
_PROSE: Final = frozenset({"prose", "bullet"})


@dataclass(frozen=True, slots=True)
class Plain:
    """Text without markup.

    Args:
        text: The characters.
        places: Where each of them stands in the Markdown.
    """

    text: str
    places: tuple[int, ...]

    def cut(self, start: int, end: int) -> Plain:
        """The part from ``start`` to ``end``, without the space around it."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Plain(self.text[start:end], self.places[start:end])


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, heading, table row or caption.

    Args:
        plain: Its text and places.
        kind: headline, heading, bullet, prose, caption, head (of a table) or row.
        section: What its section is about, by `SECTIONS`; "top" before the first of them.
        paragraph: Number of its paragraph.
        cells: Places (start, end) of the cells of a row.
    """

    plain: Plain
    kind: str
    section: str
    paragraph: int
    cells: tuple[tuple[int, int], ...] = ()

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence that is read, and no table, heading or caption."""
        return self.kind in _PROSE


@dataclass(slots=True)
class _Reader:
    quoted: frozenset[int]
    passages: list[Passage] = field(default_factory=list)
    paragraph: int = 0
    section: str = "top"
    lines: list[Plain] = field(default_factory=list)
    kind: str = "prose"
    in_table: bool = False

    def read(self, markdown: str) -> None:
        offset = 0
        for line in markdown.splitlines(keepends=True):
            self._line(line.rstrip("\r\n"), offset)
            offset += len(line)
        self._flush()

    def _line(self, line: str, offset: int) -> None:
        if heading := _HEADING.match(line):
            self._flush()
            self._heading(plain_of(line, offset, heading.end()), len(heading[1]))
        elif not line.strip() or _RULE.match(line):
            self._flush()
            self.in_table = self.in_table and bool(line.strip())
        elif line.lstrip().startswith("|"):
            self._flush()
            self._row(line, offset)
        elif bullet := _BULLET.match(line):
            self._flush()
            self.kind = "bullet"
            self.lines.append(plain_of(line, offset, bullet.end()))
        else:
            self._prose(line, offset)

    def _prose(self, line: str, offset: int) -> None:
        if line.startswith("![") or _CAPTION.match(line):
            self._flush()
            self.kind = "caption"
        self.lines.append(plain_of(line, offset, 0))
        if self.kind == "caption":
            self._flush()

    def _heading(self, plain: Plain, level: int) -> None:
        first = level == 1 and not any(item.kind == "headline" for item in self.passages)
        if not first:
            self.section = section_of(plain.text, self.section)
        self.paragraph += 1
        kind = "headline" if first else "heading"
        self.passages.append(Passage(plain, kind, self.section, self.paragraph))

    def _row(self, line: str, offset: int) -> None:
        plain = plain_of(line, offset, 0)
        marks = [at for at, char in enumerate(plain.text) if char == "|"]
        ends = [*marks[1:], len(plain.text)] if len(marks) > 1 else [len(plain.text)]
        cells = tuple((start + 1, end) for start, end in zip(marks, ends, strict=False))
        kind = "row" if self.in_table else "head"
        self.in_table = True
        self.paragraph += 1
        self.passages.append(
            Passage(plain, kind, self.section, self.paragraph, cells[:-1] or cells)
        )

    def _flush(self) -> None:
        if not self.lines:
            return
        self.paragraph += 1
        joined = _joined(self.lines)
        for start, end in _sentences(joined, self.quoted):
            part = joined.cut(start, end)
            if part.text:
                self.passages.append(Passage(part, self.kind, self.section, self.paragraph))
        self.lines, self.kind = [], "prose"


def passages_of(markdown: str, quoted: frozenset[int] = frozenset()) -> tuple[Passage, ...]:
    """The sentences, headings and table rows of a note, in order.

    Args:
        markdown: The note.
        quoted: Places of characters that are others' words; no sentence of the note ends there.
    """
    reader = _Reader(quoted)
    reader.read(markdown)
    return tuple(reader.passages)


def section_of(title: str, before: str) -> str:
    """What a section with this title is about; ``before`` where the title does not say."""
    for name, pattern in SECTIONS.items():
        if re.search(pattern, title, re.IGNORECASE):
            return name
    return "other" if before != "top" else before


def plain_of(line: str, offset: int, start: int) -> Plain:
    """The text of a line from ``start`` on, without its markup."""
    chars: list[str] = []
    places: list[int] = []
    position = start
    for match in _INLINE.finditer(line, start):
        chars += line[position : match.start()]
        places += range(offset + position, offset + match.start())
        for char, place in _meant(match):
            chars.append(char)
            places.append(offset + place)
        position = match.end()
    chars += line[position:]
    places += range(offset + position, offset + len(line))
    return Plain("".join(chars), tuple(places))


def _meant(match: re.Match[str]) -> Iterator[tuple[str, int]]:
    if match["escaped"]:
        yield match["escaped"], match.start("escaped")
    elif match["entity"]:
        yield _ENTITIES[match["entity"][1:-1]], match.start()
    elif match["label"]:
        yield from zip(match["label"], range(*match.span("label")), strict=True)


def _joined(lines: Sequence[Plain]) -> Plain:
    text = lines[0].text
    places = list(lines[0].places)
    for line in lines[1:]:
        text += " " + line.text
        places += [places[-1] if places else 0, *line.places]
    return Plain(text, tuple(places))


def _sentences(plain: Plain, quoted: frozenset[int]) -> Iterator[tuple[int, int]]:
    start, text = 0, plain.text
    for match in _END.finditer(text):
        if plain.places[match.start()] in quoted or _goes_on(text, match):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether the full stop belongs to an abbreviation inside a sentence."""
    if not ABBREVIATION.search(text[max(0, match.start() - 8) : match.start() + 1]):
        return False
    if text[max(0, match.start() - 3) : match.start() + 1] in ("p.m.", "a.m."):
        return ZONE.match(text, match.end()) is not None
    return not text[max(0, match.start() - 3) : match.start() + 1].endswith(".m.") or bool(
        ZONE.match(text, match.end())
    )
