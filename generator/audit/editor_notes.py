"""What an editor writes behind a number: the fact that it prints, or where it was taken from.

``2.17{put_call_oi_ratio}`` names a fact, ``2.2{put_call_oi_ratio|ratio_short}`` its format as
well, and ``41%{source: OCC, Aug. 20}`` a source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.provenance import expected_text
from generator.narrative.desk_spans import (
    NUMBER,
    SOURCE,
    SOURCED,
    clean_source,
    sourced_markdown,
)
from generator.narrative.placed_span import PlacedSpan
from generator.signals.facts import Reference
from generator.wording.formats import FORMATS

if TYPE_CHECKING:
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts

_NOTE: Final = re.compile(
    r"\{(?:source:[^\S\n]*(?P<source>[^{}\n]+)"
    r"|(?P<fact>[a-z][a-z0-9_.\[\]:]*)(?:\|(?P<format>[a-z][a-z0-9_]*))?)\}"
)
_NUMBER_BEFORE: Final = re.compile(rf"{NUMBER}\Z")
_LONGEST: Final = 80
"""Characters that a number and its unit may have."""


@dataclass(frozen=True, slots=True)
class EditorNote:
    """A number with a note behind it.

    Args:
        start: First character of the number, in the text without notes.
        end: One past its last character, or past the last one of its source, which is printed.
        offset: First character of the number, in the text with notes.
        span: The number as a span, if a fact was named and gives it, or a source was.
        problem: What is wrong with the note.
        expected: What the named fact gives.
    """

    start: int
    end: int
    offset: int
    span: PlacedSpan | None = None
    problem: str | None = None
    expected: str | None = None


def take_notes(edited: str, record: NoteRecord, facts: Facts) -> tuple[str, list[EditorNote]]:
    """The text as it is printed, and what the editor's notes say.

    A named fact leaves its number alone, a source is printed behind it; other braces stay where
    they are.
    """
    reader = _Reader(record, facts)
    text, position = "", 0
    notes: list[EditorNote] = []
    for match in _NOTE.finditer(edited):
        before = text + edited[position : match.start()]
        note = reader.read(match, before)
        if note is not None:
            text = before if note.span is None else before[: note.start] + note.span.text
            position = match.end()
            notes.append(note)
    return text + edited[position:], notes


def _number_before(text: str) -> int | None:
    """Where the number at the end of ``text`` begins."""
    match = _NUMBER_BEFORE.search(text, max(0, len(text) - _LONGEST))
    return None if match is None else match.start()


def _sourced(number: str, source: str, at: int, offset: int) -> EditorNote:
    """The note of a number at the place ``at`` that was taken from ``source``."""
    try:
        text = sourced_markdown(number, clean_source(source))
    except ValueError as error:
        problem = f"{number!r} {error}"
        return EditorNote(at, at + len(number), offset, problem=problem)
    span = PlacedSpan(at, at + len(text), text, SOURCE, SOURCED)
    return EditorNote(span.start, span.end, offset, span=span)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads single notes, knowing what facts give."""

    record: NoteRecord
    facts: Facts

    def read(self, match: re.Match[str], before: str) -> EditorNote | None:
        """The note behind the text ``before``; ``None`` if no number stands there."""
        shift = match.start() - len(before)
        end = len(before)
        at = _number_before(before)
        if match["source"] is not None:
            return None if at is None else _sourced(before[at:], match["source"], at, at + shift)
        name, form = match["fact"], match["format"]
        readings = self._readings(name, form)
        fitting = [item for item in readings if before.endswith(item[0])]
        if fitting:
            found, written_as = max(fitting, key=lambda item: len(item[0]))
            span = PlacedSpan(end - len(found), end, found, name, written_as)
            return EditorNote(span.start, end, span.start + shift, span=span)
        if at is None:
            return None
        expected = readings[0][0] if readings else None
        problem = self._problem(before[at:], name, form, expected)
        return EditorNote(at, end, at + shift, problem=problem, expected=expected)

    def _problem(self, found: str, name: str, form: str | None, expected: str | None) -> str:
        if expected is not None:
            return f"{found!r} is not what {name} gives"
        if form is not None and self._readings(name, None):
            return f"{name} cannot be written as {form!r}"
        return f"{name} is no fact of this note, or has no value"

    def _readings(self, name: str, form: str | None) -> list[tuple[str, str]]:
        """What the Markdown may read for a fact, each with its format; the used one first."""
        try:
            cell = self.facts.resolve(Reference.parse(name))
        except ValueError:
            return []
        if cell is None:
            return []
        used = [span.format for span in self.record.spans if span.reference == name]
        fitting = [known for known, item in FORMATS.items() if cell.unit in item.units]
        names = [form] if form else dict.fromkeys([*used, *fitting])
        return [
            (reading, known)
            for known in names
            if (reading := expected_text(self.facts, self.record.vocabulary, name, known))
        ]
