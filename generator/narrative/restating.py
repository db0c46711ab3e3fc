"""The desk's own words in a note: the byline, which says how far it is, and its corrections.

They stand below the headline and belong to nobody who edits the text: the record says what they
read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from generator.narrative.desk_spans import DAY, day_reference
from generator.narrative.placed_span import PlacedSpan
from generator.wording.dates import full_date
from generator.wording.markup import escape_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.narrative.record import NoteRecord
    from generator.narrative.standing import Correction, Standing

CORRECTION: Final = "**Correction, "
_BYLINE: Final = "byline"
_STATE: Final = "state"
_ALIKE: Final = 0.5
"""Of its words; a paragraph that shares fewer with the byline is another one."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Markdown with its spans, which count from its beginning."""

    text: str
    spans: tuple[PlacedSpan, ...] = ()


def restated(record: NoteRecord, standing: Standing) -> NoteRecord:
    """The record of the same note with another standing, and the text that says so.

    The sentence of the byline that told the old one is replaced, or the new one appended where
    there was none; corrections follow the byline, newest first. Spans behind are moved.
    """
    start, end, behind = _own_places(record)
    record = _spliced(record, end, behind, _corrections(standing))
    before, sentence = _state_of(record), standing.sentence()
    escaped = escape_markdown(sentence)
    block = record.markdown[start:end]
    at = -1 if before is None else block.find(escape_markdown(before))
    if before is not None and at >= 0:
        place = start + at
        record = _spliced(record, place, place + len(escape_markdown(before)), _Piece(escaped))
    else:
        gap = " " if end > start else "\n\n"
        record = _spliced(record, end, end, _Piece(gap + escaped))
    return replace(record, sections=_with_state(record.sections, sentence), standing=standing)


def set_back(text: str, record: NoteRecord) -> str:
    """An edited text with the desk's own words as the record has them."""
    start, _, behind = _own_places(record)
    own = record.markdown[start:behind].strip("\n")
    if not own:
        return text
    blocks = text.split("\n\n")
    first = 1 if blocks[0].lstrip().startswith("#") else 0
    last = first
    while last < len(blocks) and _is_own(blocks[last], record.markdown[start:behind]):
        last += 1
    return "\n\n".join([*blocks[:first], own, *blocks[last:]])


def own_words_end(record: NoteRecord) -> int:
    """Where the desk's own words end and those of the note begin."""
    return _own_places(record)[2]


def _is_own(block: str, own: str) -> bool:
    """Whether a paragraph is the byline or a correction, however it was edited."""
    if block.startswith(CORRECTION):
        return True
    byline = own.split("\n\n", maxsplit=1)[0]
    matcher = SequenceMatcher(None, block.split(), byline.split(), autojunk=False)
    return matcher.ratio() > _ALIKE


def _own_places(record: NoteRecord) -> tuple[int, int, int]:
    """Where the byline begins and ends, and where the corrections behind it end.

    A note without a byline has an empty one behind its headline.
    """
    text = record.markdown
    start = 0
    if text.startswith("#"):
        start = text.find("\n\n")
        start = len(text.rstrip("\n")) if start < 0 else start
    end = start
    if _byline_of(record.sections) is not None:
        start += len(text[start:]) - len(text[start:].lstrip("\n"))
        end = text.find("\n\n", start)
        end = len(text.rstrip("\n")) if end < 0 else end
    printed = _corrections(record.standing).text
    return start, end, end + len(printed) if text.startswith(printed, end) else end


def _corrections(standing: Standing) -> _Piece:
    piece = _Piece("")
    for item in standing.newest_first():
        piece = _joined(piece, _paragraph(item))
    return piece


def _paragraph(correction: Correction) -> _Piece:
    begin = f"\n\n{CORRECTION}"
    day = full_date(correction.day)
    span = PlacedSpan(len(begin), len(begin + day), day, day_reference(correction.day), DAY)
    head = _Piece(f"{begin}{day}.** ", (span,))
    return _joined(head, _Piece(correction.text, correction.spans))


def _joined(first: _Piece, second: _Piece) -> _Piece:
    moved = (_moved(span, len(first.text)) for span in second.spans)
    return _Piece(first.text + second.text, (*first.spans, *moved))


def _moved(span: PlacedSpan, by: int) -> PlacedSpan:
    return replace(span, start=span.start + by, end=span.end + by)


def _spliced(record: NoteRecord, start: int, end: int, piece: _Piece) -> NoteRecord:
    """The record with ``piece`` in the place of its Markdown from ``start`` to ``end``."""
    shift = len(piece.text) - (end - start)
    before = [span for span in record.spans if span.end <= start]
    behind = [_moved(span, shift) for span in record.spans if span.start >= end]
    inside = [_moved(span, start) for span in piece.spans]
    markdown = record.markdown[:start] + piece.text + record.markdown[end:]
    return replace(record, markdown=markdown, spans=(*before, *inside, *behind))


def _byline_of(sections: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    return next((item for item in sections if item["kind"] == _BYLINE), None)


def _state_of(record: NoteRecord) -> str | None:
    """The sentence that told the standing so far, if the note has one."""
    byline = _byline_of(record.sections) or {"sentences": []}
    found = (item["text"] for item in byline["sentences"] if item["slot"] == _STATE)
    return next(found, None)


def _with_state(sections: Sequence[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """The sections with the sentence of the standing in the byline."""
    byline = _byline_of(sections)
    if byline is None:
        place = next((at for at, item in enumerate(sections, 1) if item["kind"] == "headline"), 0)
        byline = {"id": _BYLINE, "kind": _BYLINE, "title": None, "sentences": []}
        byline |= {"charts": [], "missing": []}
        sections = [*sections[:place], byline, *sections[place:]]
    said = _said(byline["sentences"], text)
    return [item | {"sentences": said} if item is byline else item for item in sections]


def _said(sentences: Sequence[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    said = [item | {"text": text} if item["slot"] == _STATE else item for item in sentences]
    if any(item["slot"] == _STATE for item in said):
        return said
    origin = {"rule": "always", "fragment": "standing", "variant": 0, "facts": []}
    return [*said, {"text": text, "slot": _STATE, **origin}]
