"""Proof of a Markdown that somebody edited: its text is aligned with the stored spans.

What is unchanged keeps its proof. A numeral that was changed or added must name its fact or its
source (`generator.audit.editor_notes`). A span whose characters are gone while the words around it
stay is an empty slot; one that has a new sign, unit or digit beside it has changed.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.editor_notes import EditorNote, take_notes
from generator.audit.findings import Finding
from generator.audit.markup import audit_markup
from generator.audit.matching import opcodes
from generator.audit.places import Lines, numerals
from generator.audit.provenance import (
    check_coverage,
    check_spans,
    how_to_write,
    sheltered_places,
    sourced_findings,
)
from generator.audit.wounds import wounds
from generator.narrative.placed_span import PlacedSpan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts

_TOKEN: Final = re.compile(r"\s+|\w+|[^\w\s]")
_WORD: Final = re.compile(r"\w")
_SENTENCE_ENDS: Final = frozenset(".!?")
_MAY_STAND_BEFORE: Final = frozenset("([|*_—\"'“‘")
_MAY_STAND_AFTER: Final = frozenset(")]|*_—\"'”’.,;:!?")
_SIGN_BEFORE: Final = re.compile(r"(?:minus|negative)\s+\Z", re.IGNORECASE)
_UNIT_AFTER: Final = re.compile(
    r"\s*(?:%|(?:per\s*cent|percent|percentage|points?|basis|bps?|hundred|thousand|million|billion"
    r"|trillion|mn|bn|tn|cents?|dollars?|times|fold|shares|contracts)\b)",
    re.IGNORECASE,
)
_LOOK_AROUND: Final = 24


@dataclass(frozen=True, slots=True)
class AlignedNote:
    """An edited Markdown with what is proven of it.

    Args:
        markdown: The text as it is printed: no fact in braces, sources in parentheses.
        spans: Spans that still hold, and those that the editor named or gave a source.
        findings: What is wrong.
    """

    markdown: str
    spans: tuple[PlacedSpan, ...]
    findings: tuple[Finding, ...]


def align(edited: str, record: NoteRecord, facts: Facts, *, file: str) -> AlignedNote:
    """Align ``edited`` with the text of ``record``.

    Args:
        edited: The Markdown as it is now.
        record: The Markdown as it was written, and its spans.
        facts: What may be printed.
        file: Name of the file, for the findings.
    """
    text, notes = take_notes(edited, record, facts)
    carried = _Carried.of(text, record)
    spans = [
        span
        for span in carried.kept
        if all(span.end <= note.start or note.end <= span.start for note in notes)
    ]
    spans += [note.span for note in notes if note.span is not None]
    spans.sort(key=lambda span: span.start)
    known = _known_places(spans, notes)
    findings = [
        *carried.lost_findings(notes, file),
        *carried.doubled_findings(file),
        *_note_findings(notes, edited, file),
        *check_coverage(text, known, file, typed=True),
        *_text_findings(text, spans, facts, record, file),
    ]
    return AlignedNote(text, tuple(spans), tuple(findings))


def align_addition(added: str, record: NoteRecord, facts: Facts, *, file: str) -> AlignedNote:
    """Prove a text that is to be added to the note of ``record``; it may hold no number at all."""
    text, notes = take_notes(added, record, facts)
    spans = [note.span for note in notes if note.span is not None]
    coverage = check_coverage(text, _known_places(spans, notes), file, typed=True)
    findings = [
        *_note_findings(notes, added, file),
        *(item for item in coverage if item.kind != "no_numbers"),
        *_text_findings(text, spans, facts, record, file),
    ]
    return AlignedNote(text, tuple(spans), tuple(findings))


def _known_places(spans: list[PlacedSpan], notes: list[EditorNote]) -> list[tuple[int, int]]:
    """Places that are proven, or are a finding already."""
    wrong = [(note.start, note.end) for note in notes if note.span is None]
    return [(span.start, span.end) for span in spans] + wrong


def _text_findings(
    text: str, spans: list[PlacedSpan], facts: Facts, record: NoteRecord, file: str
) -> Iterator[Finding]:
    """What is wrong with a text, wherever it is from."""
    yield from wounds(text, file=file, sheltered=sheltered_places(spans))
    yield from check_spans(text, spans, facts, record, file=file)
    yield from sourced_findings(text, spans, file=file)
    yield from audit_markup(text, record, file=file)


def _note_findings(notes: list[EditorNote], edited: str, file: str) -> list[Finding]:
    lines = Lines(edited)
    findings = []
    for note in notes:
        line, column = lines.place(note.offset)
        if note.problem is not None:
            findings.append(
                Finding(
                    kind="changed_number",
                    message=note.problem,
                    file=file,
                    line=line,
                    column=column,
                    expected=note.expected,
                )
            )
    return findings


def _tokens(text: str, spans: Sequence[PlacedSpan] = ()) -> list[tuple[int, int]]:
    """Words, marks and spaces of ``text``; a span never shares a token with what is around it."""
    cuts = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    places = []
    for start, end in itertools.pairwise(cuts):
        places += [match.span() for match in _TOKEN.finditer(text, start, end)]
    return places


@dataclass(frozen=True, slots=True)
class _Carried:
    """The spans of an original text, carried over to the text that was made from it.

    Args:
        text: The edited text.
        original: The text that the spans belong to.
        old: Tokens of the original.
        new: Tokens of the edited text.
        moved: Which token of ``old`` became which of ``new``.
        kept: Spans that stand unchanged, at their new places.
        kept_from: The same spans at their old places.
        lost: Spans that do not, with their tokens (first, last).
    """

    text: str
    original: str
    old: list[tuple[int, int]]
    new: list[tuple[int, int]]
    moved: dict[int, int]
    kept: list[PlacedSpan]
    kept_from: list[PlacedSpan]
    lost: list[tuple[PlacedSpan, int, int]]

    @classmethod
    def of(cls, text: str, record: NoteRecord) -> _Carried:
        original = record.markdown
        old, new = _tokens(original, record.spans), _tokens(text)
        first = cls(text, original, old, new, _matched(text, original, old, new, set()), [], [], [])
        first._sort_out(record.spans)
        # A word inside a lost span must not take the place of the same word beside it.
        gone = {at for _, begin, end in first.lost for at in range(begin, end + 1)}
        if not gone:
            return first
        moved = _matched(text, original, old, new, gone)
        second = cls(text, original, old, new, moved, [], [], [])
        second._sort_out(record.spans)
        return second

    def _sort_out(self, spans: Sequence[PlacedSpan]) -> None:
        starts = {start: index for index, (start, _) in enumerate(self.old)}
        ends = {end: index for index, (_, end) in enumerate(self.old)}
        for span in spans:
            first, last = starts[span.start], ends[span.end]
            place = self._new_place(span, first, last)
            if place is None:
                self.lost.append((span, first, last))
            else:
                self.kept.append(PlacedSpan(*place, span.text, span.reference, span.format))
                self.kept_from.append(span)

    def _new_place(self, span: PlacedSpan, first: int, last: int) -> tuple[int, int] | None:
        targets = [self.moved.get(index) for index in range(first, last + 1)]
        begin, finish = targets[0], targets[-1]
        if None in targets or begin is None or finish is None or finish - begin != last - first:
            return None
        start, end = self.new[begin][0], self.new[finish][1]
        return (start, end) if self._stands_alone(span, start, end) else None

    def _stands_alone(self, span: PlacedSpan, start: int, end: int) -> bool:
        """No sign, digit or unit has come to stand beside the span."""
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 2]
        old_before = self.original[max(0, span.start - 1) : span.start]
        old_after = self.original[span.end : span.end + 2]
        if before != old_before:
            if before.strip() and before not in _MAY_STAND_BEFORE:
                return False
            if before == "(" and after[:1] == ")":
                return False  # an accountant's minus
        if after != old_after:
            if after[:1].strip() and after[:1] not in {old_after[:1], *_MAY_STAND_AFTER}:
                return False
            if after[:1].strip() and after[1:].isnumeric():
                return False
        return self._same_words(_UNIT_AFTER, end, span.end, look_back=False) and self._same_words(
            _SIGN_BEFORE, start, span.start, look_back=True
        )

    def _same_words(
        self, pattern: re.Pattern[str], at: int, old_at: int, *, look_back: bool
    ) -> bool:
        """Whether ``pattern`` finds the same beside both places."""
        found = []
        for text, place in ((self.text, at), (self.original, old_at)):
            if look_back:
                match = pattern.search(text[max(0, place - _LOOK_AROUND) : place])
            else:
                match = pattern.match(text, place)
            found.append("" if match is None else " ".join(match[0].split()))
        return found[0] == found[1]

    def lost_findings(self, notes: list[EditorNote], file: str) -> list[Finding]:
        """A lost span is an empty or changed slot, unless the words beside it went with it.

        Where its words stand in the same paragraph anew, they have changed places with others.
        """
        lines = Lines(self.text)
        findings = []
        added = self._added_runs()
        for span, first, last in self.lost:
            start, end = self._hole(first, last)
            if any(note.start <= end and start <= note.end for note in notes):
                continue
            if not self._is_surrounded(first, last) and not self._has_moved(span, start, added):
                continue
            line, column = lines.place(min(start, max(len(self.text) - 1, 0)))
            message = f"{span.text!r} ({span.reference}) stood here and does no longer"
            typed = next(iter(numerals(self.text[start:end])), None)
            if typed is not None:
                number = self.text[start + typed[0] : start + typed[1]]
                message += f"; for {number!r} {how_to_write(number)}"
            findings.append(
                Finding(
                    kind="missing_number" if typed is None else "changed_number",
                    message=message,
                    file=file,
                    line=line,
                    column=column,
                    facts=(span.reference,),
                    expected=span.text,
                )
            )
        return findings

    def _is_surrounded(self, first: int, last: int) -> bool:
        """Whether the words beside a lost span are still there."""
        around = (self._neighbour(first, -1), self._neighbour(last, 1))
        beside = [index for index in around if index is not None]
        return bool(beside) and all(index in self.moved for index in beside)

    def _added_runs(self) -> list[tuple[int, int]]:
        """Places of the text that was not there before."""
        carried = set(self.moved.values())
        runs: list[tuple[int, int]] = []
        for index, (start, end) in enumerate(self.new):
            if index in carried:
                continue
            if runs and runs[-1][1] == start:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
        return runs

    def _has_moved(self, span: PlacedSpan, hole: int, added: list[tuple[int, int]]) -> bool:
        places = (
            (place, place + len(span.text))
            for start, end in added
            if (place := self.text.find(span.text, start, end)) >= 0
        )
        return any(
            "\n" not in self.text[min(start, hole) : max(end, hole)] for start, end in places
        )

    def _neighbour(self, token: int, step: int) -> int | None:
        """The next word of the same sentence before (-1) or after (1) a token of the original."""
        at = token + step
        while 0 <= at < len(self.old):
            start, end = self.old[at]
            word = self.original[start:end]
            if _WORD.match(word):
                return at
            if "\n" in word or (word in _SENTENCE_ENDS and self.original[end : end + 1].isspace()):
                return None
            at += step
        return None

    def _hole(self, first: int, last: int) -> tuple[int, int]:
        """Where in the text the tokens from ``first`` to ``last`` of the original would stand."""
        before = next((at for at in range(first - 1, -1, -1) if at in self.moved), None)
        after = next((at for at in range(last + 1, len(self.old)) if at in self.moved), None)
        start = 0 if before is None else self.new[self.moved[before]][1]
        end = len(self.text) if after is None else self.new[self.moved[after]][0]
        return start, end

    def doubled_findings(self, file: str) -> list[Finding]:
        """Spans that stand twice in a row and did not before."""
        lines = Lines(self.text)
        findings = []
        for span, old in zip(self.kept, self.kept_from, strict=True):
            twice = _repeats(self.text, span) and not _repeats(self.original, old)
            if twice:
                line, column = lines.place(span.start)
                message = f"{span.text!r} stands twice"
                findings.append(
                    Finding(kind="doubled", message=message, file=file, line=line, column=column)
                )
        return findings


def _matched(
    text: str,
    original: str,
    old: list[tuple[int, int]],
    new: list[tuple[int, int]],
    gone: set[int],
) -> dict[int, int]:
    """Which token of ``old`` became which of ``new``; those of ``gone`` became none."""
    codes = opcodes(
        ["" if at in gone else original[start:end] for at, (start, end) in enumerate(old)],
        [text[start:end] for start, end in new],
        by_sentences=True,
    )
    return {
        start + step: new_start + step
        for tag, start, end, new_start, _ in codes
        if tag == "equal"
        for step in range(end - start)
    }


def _repeats(text: str, span: PlacedSpan) -> bool:
    """Whether the span's words stand right before or behind it once more."""
    room = len(span.text) + 2
    behind = text[span.end : span.end + room].lstrip()
    before = text[max(0, span.start - room) : span.start].rstrip()
    return behind.startswith(span.text) or before.endswith(span.text)
