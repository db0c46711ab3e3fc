"""Proving a note: what the audit says of its text, its page, its PDF and its e-mail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from generator.audit.alignment import align
from generator.audit.claims.checks import audit_claims, claim_errors
from generator.audit.findings import Finding
from generator.audit.hypertext import audit_html
from generator.audit.note_files import audit_shown
from generator.audit.pdf_file import audit_note_pdf
from generator.audit.provenance import audit_unedited
from generator.forms import (
    EMAIL,
    MARKDOWN,
    PAGE,
    PDF,
    RECORD,
    Mail,
    NoteText,
    charts_of,
    looks_of,
    page_of,
    pictures_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.narrative.plan import Playbook
    from generator.narrative.record import NoteRecord
    from generator.render.pdf import Pdf
    from generator.render.theme import Theme
    from generator.signals.facts import Facts


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
        findings += audit_email(mail, record, page)
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
    text = text.replace("\r\n", "\n")  # an editor on Windows has changed no word
    if text == record.markdown:
        found = audit_unedited(text, record, facts, file=file)
        return (*found, *claims(text, facts, record.spans, file=file))
    aligned = align(text, record, facts, file=file)
    return (*aligned.findings, *claims(aligned.markdown, facts, aligned.spans, file=file))


def audit_email(mail: Mail, record: NoteRecord, page: str) -> list[Finding]:
    """Prove an e-mail by the page of its note, which is proven, its charts and its looks."""
    from generator.audit.mail import Expected, audit_mail  # noqa: PLC0415 - brings the e-mail package

    images = {name: picture.content for name, picture in mail.pictures.items()}
    expected = Expected(page, images, datetime.fromisoformat(record.as_of), mail.looks)
    return audit_mail(mail.content, expected, file=EMAIL)


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
    looks = looks_of(record, facts, playbook, theme)
    mail = Mail(content, pictures_of(charts, theme), looks)
    return (*findings, *audit_email(mail, record, page))


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
        looks = looks_of(record, facts, playbook, theme)
        mail = Mail(files[EMAIL], pictures_of(charts, theme), looks)
        findings += audit_email(mail, record, page)
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
