"""Proof of the numbers of a Markdown note by where they come from.

Every numeral lies in a span, the spans stand in order, and formatting each span's fact again gives
exactly its characters. Coincidence proves nothing: a number that happens to equal another fact is
still a finding where its own fact gives something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.places import Lines, numerals
from generator.audit.wounds import wounds
from generator.wording.markup import escape_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    findings = check_spans(markdown, record.spans, facts, record.vocabulary, file=file)
    findings += check_coverage(markdown, [(span.start, span.end) for span in record.spans], file)
    findings += wounds(markdown, file=file, sheltered=sheltered_places(record.spans))
    return findings


def sheltered_places(spans: Sequence[PlacedSpan]) -> list[tuple[int, int]]:
    """Places of text from outside."""
    return [(span.start, span.end) for span in spans if span.format in QUOTED_FORMATS]


def check_spans(
    markdown: str,
    spans: Sequence[PlacedSpan],
    facts: Facts,
    vocabulary: Vocabulary,
    *,
    file: str,
) -> list[Finding]:
    """Every span in order, where it says it is, and reading what its fact gives."""
    lines = Lines(markdown)
    findings = []
    end_before = 0
    for span in spans:
        line, column = lines.place(span.start)
        expected = expected_text(facts, vocabulary, span.reference, span.format)
        found = markdown[span.start : span.end]
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


def check_coverage(text: str, proven: Sequence[tuple[int, int]], file: str) -> list[Finding]:
    """Every numeral of ``text`` lies inside one of the places ``proven``; there is at least one."""
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
                message=f"{text[start:end]!r} comes from no fact",
                file=file,
                line=line,
                column=column,
            )
        )
    return findings
