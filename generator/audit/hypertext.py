"""Proof of the numbers of a note's HTML page, charts included.

Each ``data`` element reads what its fact gives and carries its value; together they are the spans
of the note, in order. A chart's label is a fact or a tick, and a tick stands where its axis puts
its value. No numeral stands anywhere else that a reader can see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.page_links import audit_page_links
from generator.audit.page_runs import BESIDE, Run, head_words, read_runs
from generator.audit.page_safety import audit_page_safety
from generator.audit.page_words import audit_page_words
from generator.audit.places import numerals
from generator.audit.proof_cards import audit_proof_cards
from generator.audit.wounds import wounds
from generator.narrative.desk_spans import DESK_FORMATS, SOURCED, expected_words
from generator.signals.facts import Cell, Facts, Reference, Unit, json_value
from generator.wording.markup import unescape_markdown
from generator.wording.note_links import links_of

if TYPE_CHECKING:
    from datetime import date

    from generator.narrative.record import NoteRecord
    from generator.wording.formats import Vocabulary

_TICK_TOLERANCE: Final = 0.51
_AROUND_THE_NOTE: Final = frozenset({"svg", "head", "header", "footer"})
"""Tags in which the note's own text never stands."""


def audit_html(html: str, record: NoteRecord, facts: Facts, *, file: str) -> list[Finding]:
    """Prove the page of a note whose Markdown is proven."""
    days = record.standing.days
    auditor = _PageAudit(facts, record.vocabulary, file, [], _own_words(record), days)
    runs = [run for run in read_runs(html) if BESIDE not in run.scope]
    for run in runs:
        auditor.check(run)
    auditor.check_order(runs, record)
    auditor.check_title(runs)
    auditor.check_disclosure(runs, record.imprint.disclosure)
    auditor.check_introduction(runs, head_words(html))
    text = "".join(run.text for run in runs)
    if not any(True for _ in numerals(text)):
        auditor.report("no_numbers", "the page holds no numeral at all", runs[0] if runs else None)
    auditor.findings.extend(_wounds(runs, file))
    auditor.findings.extend(audit_page_words(runs, record.markdown, file=file))
    auditor.findings.extend(audit_proof_cards(html, facts, file=file))
    links = links_of(facts)
    auditor.findings.extend(
        audit_page_safety(html, own_words=auditor.own_words, file=file, own_links=links)
    )
    auditor.findings.extend(audit_page_links(html, facts, file=file))
    return auditor.findings


def _is_span_of_the_note(run: Run) -> bool:
    if run.reference is None or "svg" in run.scope:
        return False
    return run.value is not None or run.format in DESK_FORMATS


def _in_order(
    reference: str | None, name: str | None, text: str
) -> tuple[str | None, str | None, str]:
    """What two elements of one place agree in; a number from elsewhere is known by its text alone.

    A space of a headline may have become one that no line ends at.
    """
    return reference, name, " ".join(text.split()) if name == SOURCED else ""


def _own_words(record: NoteRecord) -> frozenset[str]:
    """What the publication says of itself, with whatever digits it has."""
    imprint = record.imprint
    return frozenset({imprint.masthead, imprint.publisher, imprint.disclosure, record.playbook})


def _first_item(runs: list[Run]) -> str:
    """The text of the first bullet of a page."""
    text = ""
    for run in runs:
        if "li" in run.scope:
            text += run.text
        elif text:
            break
    return text


def _wounds(runs: list[Run], file: str) -> list[Finding]:
    text, sheltered = "", []
    for run in runs:
        if run.reference is not None and run.format in ("quoted", "text"):
            sheltered.append((len(text), len(text) + len(run.text)))
        text += run.text
    return list(wounds(text, file=file, sheltered=sheltered, layout=True))


@dataclass(frozen=True, slots=True)
class _PageAudit:
    facts: Facts
    vocabulary: Vocabulary
    file: str
    findings: list[Finding]
    own_words: frozenset[str]
    days: frozenset[date]

    def report(self, kind: str, message: str, run: Run | None, expected: str | None = None) -> None:
        self.findings.append(
            Finding(
                kind=kind,
                message=message,
                file=self.file,
                line=run.line if run else 1,
                column=run.column if run else 1,
                facts=(run.reference,) if run and run.reference else (),
                expected=expected,
            )
        )

    def check(self, run: Run) -> None:
        if run.reference is not None and run.format in DESK_FORMATS:
            self._check_desk_words(run)
        elif run.reference is not None:
            self._check_fact(run)
        elif run.tick is not None:
            self._check_tick(run)
        elif "head" not in run.scope and run.text.strip() not in self.own_words:
            for start, end in numerals(run.text):
                message = f"{run.text[start:end]!r} comes from no fact"
                self.report("unproven_number", message, run)

    def _check_desk_words(self, run: Run) -> None:
        """What no fact gives stands in the note itself, and reads what the desk gives."""
        wanted = expected_words(run.reference or "", run.format or "", run.text, self.days)
        if wanted is None or run.text != wanted or not _AROUND_THE_NOTE.isdisjoint(run.scope):
            message = f"{run.text!r} is neither a number with its source nor a correction's day"
            self.report("unproven_number", message, run, wanted)

    def _check_fact(self, run: Run) -> None:
        try:
            cell = self.facts.resolve(Reference.parse(run.reference or ""))
            expected = None if cell is None else self.vocabulary.write(run.format or "", cell)
        except (ValueError, TypeError):
            cell = expected = None
        if cell is None or expected is None:
            message = f"{run.text!r} names {run.reference}, which has no value as {run.format!r}"
            self.report("unproven_number", message, run)
        elif not run.text:
            self.report("missing_number", f"{run.reference} should stand here", run, expected)
        elif run.text != expected:
            message = f"{run.text!r} is not what {run.reference} gives"
            self.report("changed_number", message, run, expected)
        elif run.value is not None and run.value != str(json_value(cell.value)):
            message = f"the element of {run.text!r} carries {run.value!r} as its value"
            self.report("changed_number", message, run, str(json_value(cell.value)))

    def _check_tick(self, run: Run) -> None:
        axis = run.axis or {}
        tick = axis | (run.tick or {})
        try:
            value = float(tick["data-value"])
            size = abs(value) if tick["data-unit"] == Unit.CONTRACTS else value
            expected = self.vocabulary.write(
                tick["data-format"], Cell(size, Unit(tick["data-unit"]))
            )
            low, high = (float(part) for part in axis["data-domain"].split())
            start, end = (float(part) for part in axis["data-range"].split())
            at = start + (value - low) / (high - low) * (end - start)
            shift = abs(at - float(tick["data-at"]))
            drawn = float(tick["x"] if axis["data-axis"] == "x" else tick["y"])
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            self.report(
                "axis", f"the tick {run.text!r} does not say where it belongs: {error}", run
            )
            return
        offset = 0 if axis["data-axis"] == "x" else 4
        if run.text.strip() != expected:
            self.report("axis", f"the tick {run.text!r} has the value {value:g}", run, expected)
        elif shift > _TICK_TOLERANCE or abs(drawn - offset - at) > _TICK_TOLERANCE:
            self.report("axis", f"the tick {run.text!r} does not stand at its value", run)

    def check_order(self, runs: list[Run], record: NoteRecord) -> None:
        """The elements of spans are the spans of the record, in order."""
        shown = [run for run in runs if _is_span_of_the_note(run)]
        found = [_in_order(run.reference, run.format, run.text) for run in shown]
        wanted = [
            _in_order(span.reference, span.format, unescape_markdown(span.text))
            for span in record.spans
        ]
        if found == wanted:
            return
        place = next(
            (at for at, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1]),
            min(len(found), len(wanted)),
        )
        run = shown[place : place + 1]
        text = unescape_markdown(record.spans[place].text) if place < len(wanted) else None
        message = (
            f"the page has {len(found)} numbers and the note {len(wanted)}; "
            f"they part at number {place + 1}"
        )
        self.report("order", message, run[0] if run else None, text)

    def check_disclosure(self, runs: list[Run], disclosure: str) -> None:
        """What the publication must tell its readers stands below the note, word by word."""
        said = "".join(run.text for run in runs if "footer" in run.scope)
        if disclosure and disclosure.split() != said.split():
            run = next((run for run in runs if "footer" in run.scope), None)
            message = "the disclosure of the publication does not stand below the note"
            self.report("disclosure", message, run, disclosure)

    def check_introduction(self, runs: list[Run], metas: dict[str, tuple[str, int]]) -> None:
        """What messengers and search engines show of the page is its headline and first bullet."""
        headline = "".join(run.text for run in runs if "h1" in run.scope)
        item = _first_item(runs)
        for name, said in (
            ("og:title", headline), ("og:description", item), ("description", item)
        ):  # fmt: skip
            content, line = metas.get(name, (said, 1))
            if content.split() != said.split():
                message = f"{name} in the head reads {content!r}, and the page does not"
                self.report("unproven_number", message, Run("", line, 1), expected=said)

    def check_title(self, runs: list[Run]) -> None:
        """The page's title is its headline, which is proven."""
        title = "".join(run.text for run in runs if "title" in run.scope and "head" in run.scope)
        headline = "".join(run.text for run in runs if "h1" in run.scope)
        # The headline may have a no-break space where the title has a space.
        if title.split() != headline.split():
            run = next((run for run in runs if "title" in run.scope), None)
            self.report("unproven_number", "the page's title is not its headline", run, headline)
