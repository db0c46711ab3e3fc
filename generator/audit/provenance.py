"""Proof of the numbers of a Markdown note by where they come from.

Every numeral lies in a span, the spans stand in order, and formatting each span's fact again gives
exactly its characters. Coincidence proves nothing: a number that happens to equal another fact is
still a finding where its own fact gives something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.markup import audit_markup
from generator.audit.places import Lines, numerals
from generator.audit.wounds import wounds
from generator.narrative.desk_spans import DESK_FORMATS, SOURCED, expected_markdown, split_sourced
from generator.narrative.restating import restated
from generator.narrative.standing import Standing
from generator.wording.markup import escape_markdown, unescape_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.narrative.placed_span import PlacedSpan
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts
    from generator.wording.formats import Vocabulary

QUOTED_FORMATS: Final = frozenset({"quoted", "text"})
"""Formats that print text from outside, which may hold any token."""


def expected_text(facts: Facts, vocabulary: Vocabulary, reference: str, name: str) -> str | None:
    """What the Markdown must read where it prints ``reference`` in the format ``name``."""
    try:
        text = vocabulary.write_reference(facts, reference, name)
    except (ValueError, TypeError):
        return None
    return None if text is None else escape_markdown(text)


def audit_unedited(markdown: str, record: NoteRecord, facts: Facts, *, file: str) -> list[Finding]:
    """Prove a Markdown that is the one of its record."""
    findings = check_spans(markdown, record.spans, facts, record, file=file)
    findings += check_coverage(markdown, [(span.start, span.end) for span in record.spans], file)
    findings += wounds(markdown, file=file, sheltered=sheltered_places(record.spans))
    findings += audit_markup(markdown, record, file=file)
    findings += sourced_findings(markdown, record.spans, file=file)
    findings += standing_findings(record, file=file)
    return findings


def sourced_findings(markdown: str, spans: Sequence[PlacedSpan], *, file: str) -> Iterator[Finding]:
    """A remark on each number that an editor took from elsewhere."""
    lines = Lines(markdown)
    for span in spans:
        parts = split_sourced(unescape_markdown(span.text)) if span.format == SOURCED else None
        if parts is not None:
            line, column = lines.place(span.start)
            yield Finding(
                kind="sourced",
                message=f"{parts[0]!r} is the editor's, from {parts[1]}",
                file=file,
                line=line,
                column=column,
                severity="note",
            )


def standing_findings(record: NoteRecord, *, file: str) -> Iterator[Finding]:
    """What a note says of its review and its corrections is what its record knows of them."""
    if record.standing == Standing():
        return
    wanted = restated(record, record.standing)
    if (wanted.markdown, wanted.spans) != (record.markdown, record.spans):
        message = "the note does not say of its review and its corrections what its record knows"
        expected = record.standing.sentence()
        yield Finding(
            kind="standing", message=message, file=file, line=1, column=1, expected=expected
        )


def sheltered_places(spans: Sequence[PlacedSpan]) -> list[tuple[int, int]]:
    """Places of text from outside."""
    return [(span.start, span.end) for span in spans if span.format in QUOTED_FORMATS]


def check_spans(
    markdown: str,
    spans: Sequence[PlacedSpan],
    facts: Facts,
    record: NoteRecord,
    *,
    file: str,
) -> list[Finding]:
    """Every span in order, where it says it is, and reading what its fact or the desk gives.

    Args:
        markdown: The note as it is now.
        spans: Of ``markdown``.
        facts: What may be printed.
        record: For the vocabulary, and the days of the corrections.
        file: Name of the file, for the findings.
    """
    lines = Lines(markdown)
    findings = []
    end_before = 0
    for span in spans:
        line, column = lines.place(span.start)
        found = markdown[span.start : span.end]
        expected = _expected(span, found, facts, record)
        if span.start < end_before:
            problem, kind = f"{found!r} overlaps the span before it", "order"
        elif expected is None:
            problem, kind = (
                f"{found!r} names {span.reference}, which has no value",
                "unproven_number",
            )
        elif not found:
            problem, kind = f"{span.reference} should stand here", "missing_number"
        elif found != expected:
            problem, kind = f"{found!r} is not what {span.reference} gives", "changed_number"
        else:
            end_before = span.end
            continue
        end_before = max(end_before, span.end)
        findings.append(
            Finding(
                kind=kind,
                message=problem,
                file=file,
                line=line,
                column=column,
                facts=(span.reference,),
                expected=expected,
            )
        )
    return findings


def _expected(span: PlacedSpan, found: str, facts: Facts, record: NoteRecord) -> str | None:
    if span.format in DESK_FORMATS:
        return expected_markdown(span.reference, span.format, found, record.standing.days)
    return expected_text(facts, record.vocabulary, span.reference, span.format)


def check_coverage(
    text: str, proven: Sequence[tuple[int, int]], file: str, *, typed: bool = False
) -> list[Finding]:
    """Every numeral of ``text`` lies inside one of the places ``proven``; there is at least one.

    Of a text that somebody ``typed`` each finding says how the number is to be written.
    """
    lines = Lines(text)
    found = list(numerals(text))
    if not found:
        message = "the note holds no numeral at all: nothing was proven"
        return [Finding(kind="no_numbers", message=message, file=file, line=1, column=1)]
    findings = []
    covered = sorted(proven)
    index = 0
    for start, end in found:
        while index < len(covered) and covered[index][1] <= start:
            index += 1
        if index < len(covered) and covered[index][0] <= start and end <= covered[index][1]:
            continue
        line, column = lines.place(start)
        findings.append(
            Finding(
                kind="unproven_number",
                message=f"{text[start:end]!r} comes from no fact"
                + (f"; {how_to_write(text[start:end])}" if typed else ""),
                file=file,
                line=line,
                column=column,
            )
        )
    return findings


def how_to_write(number: str) -> str:
    """What an editor is told who typed a number that has no proof."""
    return f"write {number}{{source: where it is from}}, or name its fact: {number}{{its_fact}}"
