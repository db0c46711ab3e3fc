"""The note, told as one short list of named steps.

    gate -> facts -> article -> Markdown -> charts -> page -> PDF -> e-mail -> audit

No step reads a clock, a network or a disk but the templates' folder; what a step needs is handed
to it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from generator.audit.findings import Finding, report_json, verdict
from generator.audit.pdf_file import make_ready
from generator.errors import RefusedError
from generator.forms import (
    AUDIT,
    EMAIL,
    FACTS,
    MARKDOWN,
    PAGE,
    PDF,
    RECORD,
    Mail,
    NoteText,
    charts_of,
    mail_of,
    page_of,
)
from generator.market.issues import Issue
from generator.market.quality import assess
from generator.market.snapshot import Rate, Snapshot
from generator.narrative.compose import Composition, compose, compose_edition
from generator.narrative.last_issue import remembered
from generator.narrative.novelty import Memory
from generator.narrative.record import NoteRecord, sections_json, to_json_bytes, traces_json
from generator.narrative.track_record import TrackRecord
from generator.proving import audit_all
from generator.render.markdown import MarkdownNote, to_markdown
from generator.render.theme import load_theme
from generator.signals.catalogue import compute_facts
from generator.signals.history import History

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from generator.config import Settings
    from generator.narrative.plan import Playbook
    from generator.render.pdf import Pdf, PdfRenderer
    from generator.signals.facts import Facts


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished, audited note.

    Args:
        symbol: Ticker.
        as_of: Time of its data.
        files: Contents by their name in the note's folder.
        findings: What the audit found.
        issues: What the gates found in the data.
        numbers: How many spans were proven.
    """

    symbol: str
    as_of: datetime
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    issues: tuple[Issue, ...]
    numbers: int

    @property
    def passed(self) -> bool:
        """Whether no finding fails the note."""
        return verdict(self.findings) == "pass"

    def record(self) -> dict[str, Any]:
        """The note's record, with the hash of its Markdown among its hashes."""
        record: dict[str, Any] = json.loads(self.files[RECORD])
        markdown = hashlib.sha256(self.files[MARKDOWN]).hexdigest()
        return record | {"hashes": record["hashes"] | {"markdown": markdown}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(NoteText):
    """A note in text, and what it was composed of."""

    composition: Composition
    note: MarkdownNote


@dataclass(frozen=True, slots=True)
class Observed:
    """What a note is made from.

    Args:
        snapshot: What came in.
        sha256: Its hash.
        history: What earlier sessions stored; nothing unless it is given.
        memory: The issues before; none unless they are given.
        track_record: What became of their calls; nothing unless it is given.
    """

    snapshot: Snapshot
    sha256: str
    history: History = field(default_factory=History)
    memory: Memory = field(default_factory=Memory)
    track_record: TrackRecord = field(default_factory=TrackRecord)


def draft_note(
    observed: Observed,
    playbook: Playbook,
    settings: Settings,
    renderer: PdfRenderer | None,
    *,
    email: bool = False,
) -> Draft:
    """Make and audit the note of one snapshot.

    Args:
        observed: The data.
        playbook: Rules, words and templates.
        settings: For the rate, where the snapshot brings none; sender and recipients of the e-mail.
        renderer: Makes the PDF; ``None`` leaves it out.
        email: Whether to make the e-mail.

    Raises:
        RefusedError: A gate blocks the data, or a renderer failed; nothing was written.
    """
    snapshot = observed.snapshot
    issues = gate(snapshot, settings)
    facts = facts_of(snapshot, observed.sha256, settings, issues, observed.history)
    written = write(facts, observed, playbook, settings, issues)
    return finished(written, playbook, settings, renderer, email=email)


@dataclass(frozen=True, slots=True)
class ObservedEdition:
    """What an edition is made from.

    Args:
        facts: Of the edition, by `generator.narrative.edition_facts`.
        hashes: Of each note's data, by what the record calls it.
        issues: What the gates found in the data of its notes.
        memory: The editions before; none unless they are given.
    """

    facts: Facts
    hashes: Mapping[str, str]
    issues: tuple[Issue, ...] = ()
    memory: Memory = field(default_factory=Memory)


def draft_edition(
    observed: ObservedEdition,
    playbook: Playbook,
    settings: Settings,
    renderer: PdfRenderer | None,
    *,
    email: bool = False,
) -> Draft:
    """Make and audit one newsletter of many symbols.

    Args:
        observed: The facts of its notes.
        playbook: Rules, words and templates of editions.
        settings: Theme and paper; sender and recipients of the e-mail.
        renderer: Makes the PDF; ``None`` leaves it out.
        email: Whether to make the e-mail.

    Raises:
        RefusedError: A renderer failed.
    """
    text = written_edition(observed, playbook, settings)
    return finished(text, playbook, settings, renderer, email=email)


def written_edition(observed: ObservedEdition, playbook: Playbook, settings: Settings) -> Written:
    """Compose an edition and write it as Markdown with its record."""
    composition = compose_edition(observed.facts, playbook, observed.memory)
    inputs = {
        "snapshot": observed.facts.snapshot_sha256,
        **observed.hashes,
        "memory": observed.memory.digest(),
    }
    return _noted(composition, inputs, playbook, settings, observed.issues)


def finished(
    text: NoteText,
    playbook: Playbook,
    settings: Settings,
    renderer: PdfRenderer | None,
    *,
    email: bool,
) -> Draft:
    """Make the files of a note that is written, and audit them.

    Args:
        text: The note.
        playbook: Its templates.
        settings: Its theme; sender and recipients of the e-mail.
        renderer: Makes the PDF; ``None`` leaves it out.
        email: Whether to make the e-mail.

    Raises:
        RefusedError: A conversion would have changed the text, or a renderer failed.
    """
    record = text.record
    page = page_of(record, text.facts, playbook, text.charts, load_theme(settings.theme))
    pdf = None if renderer is None else renderer.render(page, meanwhile=make_ready)
    mail = mail_of(text, playbook, settings, pdf) if email else None
    findings = audit_all(text, page, pdf, mail)
    return Draft(
        symbol=record.symbol,
        as_of=text.facts.as_of,
        files=_files(text, page, pdf, mail, findings),
        findings=findings,
        issues=tuple(Issue.from_dict(item) for item in record.issues),
        numbers=len(record.spans),
    )


def gate(snapshot: Snapshot, settings: Settings) -> tuple[Issue, ...]:
    """What is wrong with the data.

    Raises:
        RefusedError: With the code of the first issue that blocks.
    """
    issues = assess(snapshot, settings.gates)
    blocking = next((issue for issue in issues if issue.verdict == "block"), None)
    if blocking is not None:
        raise RefusedError(blocking.code, f"{snapshot.symbol}: no note, {blocking.message}")
    return issues


def facts_of(
    snapshot: Snapshot,
    snapshot_sha256: str,
    settings: Settings,
    issues: tuple[Issue, ...] | None = None,
    history: History | None = None,
) -> Facts:
    """The catalogue's facts; the configured rate stands in where the snapshot brings none."""
    if snapshot.rate is None:
        rate = Rate(value=settings.risk_free_rate, source="assumption")
        snapshot = replace(snapshot, rate=rate)
    found = assess(snapshot, settings.gates) if issues is None else issues
    past = History() if history is None else history
    return compute_facts(snapshot, past, snapshot_sha256=snapshot_sha256, issues=found)


def write(
    facts: Facts,
    observed: Observed,
    playbook: Playbook,
    settings: Settings,
    issues: tuple[Issue, ...],
) -> Written:
    """Compose the article and write it as Markdown with its record and charts."""
    calendar, known = observed.snapshot.sessions(), observed.track_record
    composition = compose(facts, playbook, calendar, observed.memory, known)
    inputs = {
        "snapshot": observed.sha256,
        "history": observed.history.digest(),
        "memory": observed.memory.digest(),
    }
    if known.n:
        inputs["track_record"] = known.digest()
    return _noted(composition, inputs, playbook, settings, issues)


def _noted(
    composition: Composition,
    inputs: Mapping[str, str],
    playbook: Playbook,
    settings: Settings,
    issues: tuple[Issue, ...],
) -> Written:
    """A composed article as Markdown, with its record and its charts."""
    article, facts, theme = composition.article, composition.facts, load_theme(settings.theme)
    facts_json = to_json_bytes(facts.as_json())
    note = to_markdown(article, playbook)
    hashes = {
        **inputs,
        "playbook": playbook.sha256,
        "settings": settings.digest(),
        "facts": hashlib.sha256(facts_json).hexdigest(),
        "theme": theme.sha256,
    }
    record = NoteRecord(
        symbol=article.symbol,
        as_of=article.as_of.isoformat(),
        playbook=playbook.name,
        markdown=note.text,
        spans=note.spans,
        vocabulary=playbook.vocabulary,
        imprint=theme.imprint,
        hashes=hashes,
        sections=sections_json(article),
        traces=traces_json(article),
        issues=[issue.as_dict() for issue in issues],
        remembered=remembered(facts),
        paper=settings.paper,
    )
    return Written(
        record=record,
        facts=facts,
        facts_json=facts_json,
        charts=charts_of(record, facts, playbook, theme),
        composition=composition,
        note=note,
    )


def facts_digest(facts: Facts) -> str:
    """The hash of ``facts.json``, by which a record knows its facts."""
    return hashlib.sha256(to_json_bytes(facts.as_json())).hexdigest()


def _files(
    text: NoteText,
    page: str,
    pdf: Pdf | None,
    mail: Mail | None,
    findings: tuple[Finding, ...],
) -> Mapping[str, bytes]:
    files = {
        MARKDOWN: text.record.markdown.encode(),
        PAGE: page.encode(),
        RECORD: to_json_bytes(text.record.as_json()),
        FACTS: text.facts_json,
        AUDIT: to_json_bytes(report_json(findings)),
    }
    if pdf is not None:
        files[PDF] = pdf.content
    if mail is not None:
        files[EMAIL] = mail.content
    for chart, svg in text.charts.items():
        files[f"charts/{chart}.svg"] = svg.encode()
    return files
