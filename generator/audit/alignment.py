"""Proof of a Markdown that somebody edited: its text is aligned with the stored spans.

What is unchanged keeps its proof. A numeral that was changed or added must name its fact,
``2.17{put_call_oi_ratio}`` (with a format where the usual one is not meant:
``2.2{put_call_oi_ratio|ratio_short}``), or its source, ``41%{source: OCC, Aug. 20}``. A span whose
characters are gone while the words around it stay is an empty slot.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.places import Lines, numerals
from generator.audit.provenance import check_coverage, expected_text, sheltered_places
from generator.audit.wounds import wounds
from generator.narrative.record import PlacedSpan
from generator.signals.facts import Reference
from generator.wording.formats import FORMATS
from generator.wording.markup import escape_markdown

if TYPE_CHECKING:
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts

_TOKEN: Final = re.compile(r"\s+|\w+|[^\w\s]")
_NOTE: Final = re.compile(
    r"(?P<number>[$+\u2212-]{0,2}\d[\d,.:/]*(?:%|(?:\s+(?:points?|million|times|contracts))?))"
    r"\{(?:source:\s*(?P<source>[^{}]+)|(?P<fact>[a-z][a-z0-9_.\[\]:]*)(?:\|(?P<format>[a-z_]+))?)\}"
)
_SENTENCE_END: Final = re.compile(r"[.!?](?:\s|$)|\n")


@dataclass(frozen=True, slots=True)
class AlignedNote:
    """An edited Markdown with what is proven of it.

    Args:
        markdown: The text without the editor's notes in braces.
        spans: Spans that still hold, and those that the editor named.
        sourced: Places (start, end) of numbers with a source of their own.
        findings: What is wrong.
    """

    markdown: str
    spans: tuple[PlacedSpan, ...]
    sourced: tuple[tuple[int, int], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    reference: str | None
    format: str | None
    source: str | None
    offset: int


def align(edited: str, record: NoteRecord, facts: Facts, *, file: str) -> AlignedNote:
    """Align ``edited`` with the text of ``record``.

    Args:
        edited: The Markdown as it is now.
        record: The Markdown as it was written, and its spans.
        facts: What may be printed.
        file: Name of the file, for the findings.
    """
    text, named = _take_notes(edited)
    lines = Lines(edited)
    kept, lost, where = _carry_spans(text, record.markdown, record.spans)
    findings = [
        *_lost_findings(lost, where, text, record.markdown, file),
    ]
    spans = list(kept)
    sourced = []
    for item in named:
        spans = [span for span in spans if span.end <= item.start or span.start >= item.end]
        line, column = lines.place(item.offset)
        if item.source is not None:
            sourced.append((item.start, item.end))
            message = f"{text[item.start : item.end]!r} is the editor's, from {item.source}"
            findings.append(
                Finding(
                    kind="sourced", message=message, file=file, line=line, column=column,
                    severity="note",
                )
            )  # fmt: skip
            continue
        span, problem = _named_span(text, item, record, facts)
        if span is not None:
            spans.append(span)
        if problem is not None:
            message, expected = problem
            findings.append(
                Finding(
                    kind="changed_number", message=message, file=file, line=line, column=column,
                    facts=(item.reference or "",), expected=expected,
                )
            )  # fmt: skip
            sourced.append((item.start, item.end))
    spans.sort(key=lambda span: span.start)
    proven = [(span.start, span.end) for span in spans] + sourced
    findings += check_coverage(text, proven, file)
    findings += wounds(text, file=file, sheltered=sheltered_places(spans))
    findings += _stale_findings(spans, record, facts, text, file)
    return AlignedNote(text, tuple(spans), tuple(sourced), tuple(findings))


def _take_notes(edited: str) -> tuple[str, list[_Named]]:
    """The text without the braces of the editor's notes, and what they say."""
    parts: list[str] = []
    named: list[_Named] = []
    length = position = 0
    for match in _NOTE.finditer(edited):
        parts.append(edited[position : match.start()])
        length += match.start() - position
        number = match["number"]
        named.append(
            _Named(
                length, length + len(number), match["fact"], match["format"], match["source"],
                match.start(),
            )
        )  # fmt: skip
        parts.append(number)
        length += len(number)
        position = match.end()
    parts.append(edited[position:])
    return "".join(parts), named


def _tokens(text: str, spans: tuple[PlacedSpan, ...] = ()) -> list[tuple[int, int]]:
    """Words, marks and spaces of ``text``; a span never shares a token with what is around it."""
    cuts = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    places = []
    for start, end in itertools.pairwise(cuts):
        places += [match.span() for match in _TOKEN.finditer(text, start, end)]
    return places


def _carry_spans(
    text: str, original: str, spans: tuple[PlacedSpan, ...]
) -> tuple[list[PlacedSpan], list[PlacedSpan], dict[int, int]]:
    """Spans whose characters stand unchanged in ``text``, those that do not, and a map of places.

    The map gives, for the start of each original token, where it stands in ``text`` or would.
    """
    old, new = _tokens(original, spans), _tokens(text)
    matcher = SequenceMatcher(
        None,
        [original[start:end] for start, end in old],
        [text[start:end] for start, end in new],
        autojunk=False,
    )
    moved: dict[int, int] = {}
    where: dict[int, int] = {}
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        for step in range(old_end - old_start):
            target = min(new_start + step, new_end) if tag != "delete" else new_start
            at = new[target][0] if target < len(new) else len(text)
            where[old[old_start + step][0]] = at
            if tag == "equal":
                moved[old_start + step] = new_start + step
    starts = {start: index for index, (start, _) in enumerate(old)}
    kept, lost = [], []
    for span in spans:
        first = starts[span.start]
        last = first
        while old[last][1] < span.end:
            last += 1
        targets = [moved.get(index) for index in range(first, last + 1)]
        if None in targets or not _stands_alone(targets, new, text):
            lost.append(span)
            continue
        start, end = new[targets[0] or 0][0], new[targets[-1] or 0][1]
        if text[start:end] != span.text:
            lost.append(span)
            continue
        kept.append(PlacedSpan(start, end, span.text, span.reference, span.format))
    return kept, lost, where


def _stands_alone(targets: list[int | None], new: list[tuple[int, int]], text: str) -> bool:
    """The tokens follow one another, and no digit, sign or unit was glued to either end."""
    first, last = targets[0], targets[-1]
    if first is None or last is None or last - first != len(targets) - 1:
        return False
    before = text[: new[first][0]][-1:]
    after = text[new[last][1] :][:2]
    glued_before = before.isnumeric() or (before in "$+\u2212" and before != "")
    glued_after = (
        after[:1].isnumeric()
        or after[:1] == "%"
        or (after[:1] in (",", ".") and after[1:].isnumeric())
    )
    return not glued_before and not glued_after


def _lost_findings(
    lost: list[PlacedSpan], where: dict[int, int], text: str, original: str, file: str
) -> list[Finding]:
    """A lost span is an empty or changed slot, unless its whole sentence went with it."""
    lines = Lines(text)
    findings = []
    for span in lost:
        at = where.get(span.start, len(text))
        if _sentence_is_gone(span, where, text, original):
            continue
        line, column = lines.place(min(at, max(len(text) - 1, 0)))
        near = text[at : at + 24].split("\n", maxsplit=1)[0]
        kind = "changed_number" if any(True for _ in numerals(near[:12])) else "missing_number"
        findings.append(
            Finding(
                kind=kind,
                message=f"{span.text!r} ({span.reference}) stood here and does no longer",
                file=file,
                line=line,
                column=column,
                facts=(span.reference,),
                expected=span.text,
            )
        )
    return findings


def _sentence_is_gone(span: PlacedSpan, where: dict[int, int], text: str, original: str) -> bool:
    """Whether fewer than two words of the span's sentence are still where they were."""
    ends = [match.end() for match in _SENTENCE_END.finditer(original)]
    start = max((end for end in ends if end <= span.start), default=0)
    stop = min((end for end in ends if end >= span.end), default=len(original))
    kept = 0
    for match in re.finditer(r"[A-Za-z]{3,}", original[start:stop]):
        place = start + match.start()
        at = where.get(place)
        if at is not None and text.startswith(match[0], at):
            kept += 1
    return kept < 2  # noqa: PLR2004 - one word alone may be a coincidence


def _named_span(
    text: str, item: _Named, record: NoteRecord, facts: Facts
) -> tuple[PlacedSpan | None, tuple[str, str | None] | None]:
    """The span that an editor's note names, or what is wrong with it."""
    found = text[item.start : item.end]
    reference = item.reference or ""
    try:
        cell = facts.resolve(Reference.parse(reference))
    except ValueError as error:
        return None, (str(error), None)
    if cell is None:
        return None, (f"{reference} is no fact of this note, or has no value", None)
    names = [item.format] if item.format else [
        name for name, known in FORMATS.items() if cell.unit in known.units
    ]  # fmt: skip
    readings = {
        name: reading
        for name in names
        if (reading := expected_text(facts, record.vocabulary, reference, name)) is not None
    }
    for name, reading in readings.items():
        if reading == found or reading == escape_markdown(found):
            return PlacedSpan(item.start, item.end, found, reference, name), None
    expected = next(iter(readings.values()), None)
    return None, (f"{found!r} is not what {reference} gives", expected)


def _stale_findings(
    spans: list[PlacedSpan], record: NoteRecord, facts: Facts, text: str, file: str
) -> list[Finding]:
    """Kept spans whose fact no longer gives what they read."""
    lines = Lines(text)
    findings = []
    for span in spans:
        expected = expected_text(facts, record.vocabulary, span.reference, span.format)
        if expected != span.text:
            line, column = lines.place(span.start)
            findings.append(
                Finding(
                    kind="changed_number",
                    message=f"{span.text!r} is not what {span.reference} gives",
                    file=file,
                    line=line,
                    column=column,
                    facts=(span.reference,),
                    expected=expected,
                )
            )
    return findings
