"""The note, told as one short list of named steps.

    gate -> facts -> article -> Markdown -> charts -> page -> PDF -> e-mail -> audit

No step reads a clock, a network or a disk but the templates' folder; what a step needs is handed
to it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from generator.audit.alignment import align
from generator.audit.claims.checks import audit_claims, claim_errors
from generator.audit.findings import Finding, report_json, verdict
from generator.audit.hypertext import audit_html
from generator.audit.markup import charts_in
from generator.audit.note_files import audit_shown
from generator.audit.pdf_file import audit_note_pdf, make_ready
from generator.audit.provenance import audit_unedited
from generator.errors import RefusedError
from generator.market.issues import Issue
from generator.market.quality import assess
from generator.market.snapshot import Rate, Snapshot
from generator.narrative.compose import Composition, compose
from generator.narrative.last_issue import remembered
from generator.narrative.novelty import Memory
from generator.narrative.record import NoteRecord, sections_json, to_json_bytes, traces_json
from generator.render.chart_parts import ChartInput
from generator.render.charts import draw_charts
from generator.render.html import Page, to_html
from generator.render.markdown import MarkdownNote, to_markdown
from generator.render.theme import load_theme
from generator.signals.catalogue import compute_facts
from generator.signals.history import History

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.config import Settings
    from generator.narrative.plan import Playbook
    from generator.render.pdf import Pdf, PdfRenderer
    from generator.render.pictures import Picture
    from generator.render.theme import Theme
    from generator.signals.facts import Facts

MARKDOWN: Final = "article.md"
PAGE: Final = "article.html"
PDF: Final = "article.pdf"
EMAIL: Final = "article.eml"
RECORD: Final = "article.json"
FACTS: Final = "facts.json"
AUDIT: Final = "audit.json"


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
class NoteText:
    """A note in text, from which its files are made.

    Args:
        record: Its Markdown, spans and sections.
        facts: What it prints.
        facts_json: The same as a file.
        charts: SVG by id.
    """

    record: NoteRecord
    facts: Facts
    facts_json: bytes
    charts: Mapping[str, str]


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
    """

    snapshot: Snapshot
    sha256: str
    history: History = field(default_factory=History)
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True, slots=True)
class Mail:
    """A note as an e-mail, and the pictures of its charts that it must hold."""

    content: bytes
    pictures: Mapping[str, Picture]


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
    composition = compose(facts, playbook, observed.snapshot.sessions(), observed.memory)
    facts_json = to_json_bytes(composition.facts.as_json())
    theme = load_theme(settings.theme)
    note = to_markdown(composition.article, playbook)
    record = NoteRecord(
        symbol=facts.symbol,
        as_of=facts.as_of.isoformat(),
        playbook=playbook.name,
        markdown=note.text,
        spans=note.spans,
        vocabulary=playbook.vocabulary,
        imprint=theme.imprint,
        hashes={**_hashes(observed, facts_json, playbook, settings), "theme": theme.sha256},
        sections=sections_json(composition.article),
        traces=traces_json(composition.article),
        issues=[issue.as_dict() for issue in issues],
        remembered=remembered(composition.facts),
        paper=settings.paper,
    )
    charts = charts_of(record, composition.facts, playbook, theme)
    return Written(
        record=record,
        facts=composition.facts,
        facts_json=facts_json,
        charts=charts,
        composition=composition,
        note=note,
    )


def page_of(
    record: NoteRecord,
    facts: Facts,
    playbook: Playbook,
    charts: Mapping[str, str],
    theme: Theme,
) -> str:
    """The HTML page of a note, with the words of its record around it."""
    dressed = theme.speaking(record.imprint)
    page = Page(
        playbook.folder, dressed, charts, facts, record.symbol, record.playbook, record.paper
    )
    return to_html(record.markdown, record.spans, page)


def charts_of(
    record: NoteRecord, facts: Facts, playbook: Playbook, theme: Theme
) -> Mapping[str, str]:
    """The charts that the note's sections ask for and its facts can carry, in its text's order."""
    wanted = [chart for section in record.sections for chart in section["charts"]]
    places = {chart: place for place, chart in enumerate(charts_in(record.markdown))}
    wanted.sort(key=lambda chart: places.get(chart, len(places)))
    return draw_charts(wanted, ChartInput(facts, record.vocabulary, playbook.folder, theme))


def pictures_of(charts: Mapping[str, str], theme: Theme) -> Mapping[str, Picture]:
    """The charts as pictures for an e-mail."""
    from generator.render.pictures import draw_pictures  # noqa: PLC0415 - brings a renderer

    return draw_pictures(charts, theme)


def mail_of(text: NoteText, playbook: Playbook, settings: Settings, pdf: Pdf | None = None) -> Mail:
    """The note as an e-mail, with its PDF if there is one and the settings ask for it."""
    from generator.render.email import Letter, to_email  # noqa: PLC0415 - brings the e-mail package

    theme = load_theme(settings.theme)
    pictures = pictures_of(text.charts, theme)
    letter = Letter(
        record=text.record,
        facts=text.facts,
        folder=playbook.folder,
        theme=theme,
        pictures=pictures,
        sender=settings.mail.sender,
        recipients=settings.mail.recipients,
        pdf=pdf.content if pdf is not None and settings.mail.attach_pdf else None,
    )
    return Mail(to_email(letter), pictures)


def audit_email(
    content: bytes, record: NoteRecord, page: str, pictures: Mapping[str, Picture]
) -> list[Finding]:
    """Prove an e-mail by the page of its note, which is proven, and its charts as pictures."""
    from generator.audit.mail import Expected, audit_mail  # noqa: PLC0415 - brings the e-mail package

    images = {name: picture.content for name, picture in pictures.items()}
    expected = Expected(page, images, datetime.fromisoformat(record.as_of))
    return audit_mail(content, expected, file=EMAIL)


def audit_stored_email(
    content: bytes, record: NoteRecord, facts: Facts, playbook: Playbook, theme: Theme
) -> tuple[Finding, ...]:
    """Prove the e-mail of a note that was written before, and the record that it is held to."""
    charts = charts_of(record, facts, playbook, theme)
    page = page_of(record, facts, playbook, charts, theme)
    findings = [
        *audit_unedited(record.markdown, record, facts, file=RECORD),
        *claim_errors(record.markdown, facts, record.spans, file=RECORD),
        *audit_html(page, record, facts, file=RECORD),
    ]
    return (*findings, *audit_email(content, record, page, pictures_of(charts, theme)))


def audit_note_files(
    files: Mapping[str, bytes], record: NoteRecord, facts: Facts, playbook: Playbook, theme: Theme
) -> list[Finding]:
    """Prove the files of a note that was written before, as they are now.

    Args:
        files: Contents by name; those that a note need not have are proven where they are there.
        record: The note as it was written; ``article.md`` is taken from it.
        facts: What it was made from.
        playbook: Its templates.
        theme: What it was made in. In another one the e-mail cannot be held to its pictures, and
            the page not to its style.

    Raises:
        InputError: A file is no text, or the PDF cannot be read.
    """
    charts = charts_of(record, facts, playbook, theme)
    page = page_of(record, facts, playbook, charts, theme)
    findings = claim_errors(record.markdown, facts, record.spans, file=MARKDOWN)
    findings += audit_shown(record, facts, {PAGE: page.encode(), **files})
    own_looks = record.hashes.get("theme") == theme.sha256
    if own_looks and record.hashes.get("playbook") == playbook.sha256:
        drawn = {f"charts/{chart}.svg": svg.encode() for chart, svg in charts.items()}
        findings += _as_rendered(files, {PAGE: page.encode(), **drawn})
    if EMAIL in files and own_looks:
        findings += audit_email(files[EMAIL], record, page, pictures_of(charts, theme))
    elif EMAIL in files:
        findings.append(_layout(EMAIL, "it was made in another theme, and so are its pictures"))
    return findings


def _as_rendered(files: Mapping[str, bytes], again: Mapping[str, bytes]) -> Iterator[Finding]:
    """Files that are not what rendering the note again gives."""
    for name in sorted(set(files) | set(again)):
        if name in files and name.startswith("charts/") and name not in again:
            yield _layout(name, "the note has no such chart")
        elif name in files and name in again and files[name] != again[name]:
            yield _layout(name, "it is not what its note gives")
        elif name not in files and name != PAGE:
            yield _layout(name, "it is missing")


def _layout(file: str, message: str) -> Finding:
    return Finding(kind="layout", message=message, file=file, line=1, column=1)


def audit_all(
    text: NoteText, page: str, pdf: Pdf | None, mail: Mail | None = None
) -> tuple[Finding, ...]:
    """Prove the Markdown, the page, the PDF and the e-mail."""
    facts, record = text.facts, text.record
    findings = audit_unedited(record.markdown, record, facts, file=MARKDOWN)
    findings += claim_errors(record.markdown, facts, record.spans, file=MARKDOWN)
    findings += audit_html(page, record, facts, file=PAGE)
    if pdf is not None:
        findings += audit_note_pdf(pdf.content, page, file=PDF)
        findings += [
            Finding(kind="render_warning", message=warning, file=PDF, line=1, column=1)
            for warning in pdf.warnings
        ]
    if mail is not None:
        findings += audit_email(mail.content, record, page, mail.pictures)
    return tuple(findings)


def audit_text(
    text: str, record: NoteRecord, facts: Facts, *, file: str, remarks: bool = False
) -> tuple[Finding, ...]:
    """Prove a Markdown that may have been edited since it was written.

    Args:
        text: The Markdown.
        record: The note as it was written.
        facts: What may be printed.
        file: Name of the file, for the findings.
        remarks: Whether claims that do not fail the note are named as well.
    """
    claims = audit_claims if remarks else claim_errors
    if text == record.markdown:
        found = audit_unedited(text, record, facts, file=file)
        return (*found, *claims(text, facts, record.spans, file=file))
    aligned = align(text, record, facts, file=file)
    return (*aligned.findings, *claims(aligned.markdown, facts, aligned.spans, file=file))


def facts_digest(facts: Facts) -> str:
    """The hash of ``facts.json``, by which a record knows its facts."""
    return hashlib.sha256(to_json_bytes(facts.as_json())).hexdigest()


def _hashes(
    observed: Observed, facts_json: bytes, playbook: Playbook, settings: Settings
) -> Mapping[str, str]:
    return {
        "snapshot": observed.sha256,
        "history": observed.history.digest(),
        "memory": observed.memory.digest(),
        "playbook": playbook.sha256,
        "settings": settings.digest(),
        "facts": hashlib.sha256(facts_json).hexdigest(),
    }


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
