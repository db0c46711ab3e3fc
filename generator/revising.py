"""A person's edit of a finished note becomes a proven note again, in every format.

edited text -> desk's own words set back -> aligned -> record -> page, PDF, e-mail -> audit
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.audit.alignment import align, align_addition
from generator.audit.claims.checks import claim_errors
from generator.audit.findings import Finding
from generator.audit.markup import charts_in
from generator.errors import InputError, RefusedError
from generator.files import parse_json
from generator.forms import AUDIT, FACTS, MARKDOWN, RECORD, NoteText, charts_of
from generator.market.headlines import clean_text
from generator.narrative.record import parse_facts, parse_record, to_json_bytes
from generator.narrative.restating import CORRECTION, own_words_end, restated, set_back
from generator.narrative.standing import Correction
from generator.pipeline import Draft, finished
from generator.proving import audit_note_files
from generator.render.theme import load_theme
from generator.wording.markup import unescape_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from generator.config import Settings
    from generator.narrative.plan import Playbook
    from generator.narrative.record import NoteRecord
    from generator.narrative.standing import Standing
    from generator.render.pdf import PdfRenderer
    from generator.render.theme import Theme
    from generator.signals.facts import Facts

LONGEST_CORRECTION: Final = 2000
"""Characters."""
_DESK_WORDS: Final = re.compile(
    r"\bDraft, (?:not reviewed|edited by)\b|\b(?:Edited|Reviewed|Approved|Edited and approved) by\b"
    rf"|{re.escape(CORRECTION)}"
)

_OF_THE_NOTE: Final = re.compile(r"article\.|facts\.json\Z|charts/")


@dataclass(frozen=True, slots=True)
class Edited:
    """A note after an edit.

    Args:
        record: What is to be rendered; its text holds none of the editor's braces.
        findings: What is wrong with it, and remarks; lines are those of the text with the desk's
            own words set back.
    """

    record: NoteRecord
    findings: tuple[Finding, ...]


def edited_record(record: NoteRecord, facts: Facts, text: str, *, file: str = MARKDOWN) -> Edited:
    """Take a text that somebody made from the Markdown of ``record``.

    Unchanged numbers keep their proof, others name their fact or their source. The byline and the
    corrections are the desk's and are set back; a sentence or a chart that is gone from the text is
    gone from the sections.

    Args:
        record: The note before the edit.
        facts: What may be printed.
        text: The edited Markdown.
        file: Its name, for the findings.
    """
    given = as_lines(text)
    whole = set_back(given, record).strip("\n") + "\n"
    aligned = align(whole, record, facts, file=file)
    markdown, spans = aligned.markdown, aligned.spans
    sections = _sections_left(record, markdown)
    made = replace(record, markdown=markdown, spans=spans, sections=sections)
    findings = [
        *aligned.findings,
        *_desk_findings(given, whole, made, file),
        *claim_errors(markdown, facts, spans, file=file),
    ]
    return Edited(made, tuple(findings))


def as_lines(text: str) -> str:
    """A text as files hold it: lines end as they do there, and nothing stands around them."""
    return text.replace("\r\n", "\n").strip("\n") + "\n"


def with_standing(record: NoteRecord, standing: Standing) -> NoteRecord:
    """The same note, printing ``standing`` in its byline and its corrections below it.

    The whole standing is replaced: to keep the corrections, take ``replace(record.standing, …)``.
    """
    return restated(record, standing)


def with_correction(record: NoteRecord, facts: Facts, day: date, text: str) -> Edited:
    """The same note with one more correction below its byline.

    Args:
        record: The note.
        facts: What may be printed.
        day: When it is corrected.
        text: What was wrong and what is right, in one paragraph of Markdown; each number names
            its fact (``2.17{put_call_oi_ratio}``) or its source (``2.07{source: …}``).

    Raises:
        ValueError: ``day`` is before the note, or ``text`` is empty, or longer than 2,000
            characters.
    """
    if day < facts.as_of.date():
        msg = f"a correction of {day} would be older than the note, of {facts.as_of.date()}"
        raise ValueError(msg)
    words = clean_text(text, LONGEST_CORRECTION)
    if not words or len(" ".join(text.split())) > LONGEST_CORRECTION:
        msg = f"a correction has words, and at most {LONGEST_CORRECTION} characters"
        raise ValueError(msg)
    added = align_addition(words, record, facts, file="correction")
    correction = Correction(day, added.markdown, added.spans)
    corrections = (*record.standing.corrections, correction)
    made = restated(record, replace(record.standing, corrections=corrections))
    claims = claim_errors(made.markdown, facts, made.spans, file=MARKDOWN)
    return Edited(made, (*added.findings, *claims))


def rendered(  # noqa: PLR0913 - the note, and how it is to look
    record: NoteRecord,
    facts: Facts,
    playbook: Playbook,
    settings: Settings,
    renderer: PdfRenderer | None,
    *,
    email: bool,
) -> Draft:
    """The files of a note whose record was edited, audited as they are.

    ``audit.json`` says of each file what its hash is, and `prove` holds it to that.

    Args:
        record: The note.
        facts: What it was made from.
        playbook: Its templates.
        settings: Theme, sender and recipients.
        renderer: Makes the PDF; ``None`` leaves it out.
        email: Whether to make the e-mail.

    Raises:
        RefusedError: The Markdown cannot be converted without changing it, or a renderer failed.
    """
    theme = load_theme(settings.theme)
    record = replace(record, hashes={**record.hashes, "theme": theme.sha256})
    charts = charts_of(record, facts, playbook, theme)
    written = to_json_bytes(facts.as_json())
    text = NoteText(record=record, facts=facts, facts_json=written, charts=charts)
    draft = finished(text, playbook, settings, renderer, email=email)
    return replace(draft, files=_sealed(draft.files))


def prove(files: Mapping[str, bytes], playbook: Playbook, theme: Theme) -> tuple[Finding, ...]:
    """Prove the files of a note as they are, each byte that is read.

    Args:
        files: Contents by their name in the note's folder; ``article.json``, ``facts.json`` and
            ``article.md`` among them.
        playbook: Its templates.
        theme: What the note was made in.
    """
    missing = {RECORD, FACTS, MARKDOWN} - set(files)
    if missing:
        return tuple(_fault("is missing", name) for name in sorted(missing))
    try:
        # What does not belong together is not read any further.
        return tuple(_unsealed(files)) or _proven(files, playbook, theme)
    except InputError as error:
        return (_fault(error.problem, error.path),)
    except RefusedError as error:
        return (_fault(str(error), RECORD),)


def _proven(files: Mapping[str, bytes], playbook: Playbook, theme: Theme) -> tuple[Finding, ...]:
    record = parse_record(files[RECORD], Path(RECORD))
    facts = parse_facts(files[FACTS], Path(FACTS))
    strange = tuple(_strange(record, facts, files))
    return strange or tuple(audit_note_files(files, record, facts, playbook, theme))


def _sections_left(record: NoteRecord, markdown: str) -> list[dict[str, Any]]:
    """The sections with the sentences and the charts that still stand in ``markdown``."""
    before, now = unescape_markdown(record.markdown), unescape_markdown(markdown)
    drawn = charts_in(markdown)
    left = []
    for section in record.sections:
        sentences = [
            item
            for item in section["sentences"]
            if item["text"] in now or item["text"] not in before
        ]
        charts = [chart for chart in section["charts"] if chart in drawn]
        same = len(sentences) == len(section["sentences"]) and charts == section["charts"]
        if same or sentences or charts or (section["title"] and f"## {section['title']}" in now):
            left.append(section | {"sentences": sentences, "charts": charts})
    return left


def _desk_findings(given: str, whole: str, made: NoteRecord, file: str) -> Iterator[Finding]:
    """The desk's words were changed, or stand where the desk has not put them."""
    if given != whole:
        message = "the byline and the corrections are the desk's own: they were set back"
        yield Finding(
            kind="standing", message=message, file=file, line=1, column=1, severity="note"
        )
    end = own_words_end(made)
    for match in _DESK_WORDS.finditer(made.markdown, end):
        line = made.markdown.count("\n", 0, match.start()) + 1
        message = f"{match[0].strip('* ')!r} is for the desk to say, below the headline"
        yield Finding(kind="standing", message=message, file=file, line=line, column=1)


def _sealed(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files, the hash of each in the audit that has proven it."""
    body = parse_json(files[AUDIT], Path(AUDIT))
    seal = {name: _sha256(content) for name, content in sorted(files.items()) if name != AUDIT}
    return {**files, AUDIT: to_json_bytes(body | {"files": seal})}


def _unsealed(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Files that are not those that were audited."""
    if AUDIT not in files:
        return
    body = parse_json(files[AUDIT], Path(AUDIT))
    if not isinstance(body, dict) or to_json_bytes(body) != files[AUDIT]:
        yield _fault("is not as it was written", AUDIT)
        return
    seal = body.get("files")
    if not isinstance(seal, dict):
        return  # a draft that nobody has edited says nothing of its files
    for name in sorted({*seal, *filter(_OF_THE_NOTE.match, files)} - {AUDIT}):
        if name not in files or seal.get(name) != _sha256(files[name]):
            yield _fault("is not the file that was audited", name)


def _strange(record: NoteRecord, facts: Facts, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Record, facts and Markdown that are not of one note."""
    if _sha256(files[FACTS]) != record.hashes.get("facts"):
        yield _fault("is not what the note was made from", FACTS)
    if files[MARKDOWN] != record.markdown.encode():
        yield _fault(f"is not the text of {RECORD}", MARKDOWN)
    if files[RECORD] != to_json_bytes(record.as_json()):
        yield _fault("is not as it was written", RECORD)
    if (record.symbol, record.as_of) != (facts.symbol, facts.as_of.isoformat()):
        yield _fault("is of another symbol, or of another time", RECORD)
    if any(record.markdown[span.start : span.end] != span.text for span in record.spans):
        yield _fault("has spans that are not in its text", RECORD)


def _fault(problem: str, file: str) -> Finding:
    return Finding(kind="layout", message=f"{file} {problem}", file=file, line=1, column=1)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
