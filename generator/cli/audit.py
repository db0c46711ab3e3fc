"""``strikedesk audit``: prove a note, as it was written or as somebody edited it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.progress import progress
from generator.errors import ArticleError, UsageError

if TYPE_CHECKING:
    from generator.audit.findings import Finding
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts

_FAILED = 1


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--facts", "facts_file", type=click.Path(path_type=Path), help="The note's facts.json."
)
@click.option(
    "--snapshot", type=click.Path(path_type=Path), help="Compute the facts anew from this."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def audit(file: Path, facts_file: Path | None, snapshot: Path | None, form: str) -> int:
    """Prove every number of FILE (.md, .html or .pdf).

    The record (article.json) and the facts are taken from the folder of FILE, or of --facts. A
    changed number must name its fact, 2.17{put_call_oi_ratio}, or its source, 41%{source: …}.
    Exit code 1 says that something is wrong.
    """
    from generator.audit.findings import report_json, verdict  # noqa: PLC0415

    with progress() as step:
        step(f"auditing {file}")
        findings = _audit(file, facts_file, snapshot)
    if form == "json":
        click.echo(json.dumps(report_json(findings), ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(str(finding))
        errors = sum(item.severity == "error" for item in findings)
        click.echo(f"{file}: {verdict(findings)}, {errors} errors, {len(findings) - errors} notes")
    return _FAILED if verdict(findings) == "fail" else 0


def _audit(file: Path, facts_file: Path | None, snapshot: Path | None) -> tuple[Finding, ...]:
    from generator.files import read_bytes, read_text  # noqa: PLC0415
    from generator.pipeline import audit_text  # noqa: PLC0415

    if facts_file is not None and snapshot is not None:
        raise UsageError("give --facts or --snapshot, not both")
    kind = file.suffix.lower()
    if kind not in (".md", ".html", ".pdf"):
        raise UsageError(f"{file}: known are .md, .html and .pdf")
    read_bytes(file)
    folder = (facts_file or file).parent
    record = _record(folder)
    facts, changed = _facts(record, folder / "facts.json", facts_file, snapshot, file)
    if kind == ".md":
        return (*changed, *audit_text(read_text(file), record, facts, file=file.name))
    return (*changed, *_audit_page(file, kind, record, facts))


def _record(folder: Path) -> NoteRecord:
    from generator.narrative.record import read_record  # noqa: PLC0415

    path = folder / "article.json"
    if not path.is_file():
        problem = "is missing: the record of the note is needed beside it (or beside --facts)"
        raise ArticleError(path, problem)
    return read_record(path)


def _facts(
    record: NoteRecord, beside: Path, given: Path | None, snapshot: Path | None, file: Path
) -> tuple[Facts, list[Finding]]:
    """The facts to prove against, and a finding if they are not those that the note was made of."""
    from generator.audit.findings import Finding  # noqa: PLC0415
    from generator.narrative.record import read_facts  # noqa: PLC0415
    from generator.pipeline import facts_digest  # noqa: PLC0415

    facts = _computed(snapshot) if snapshot is not None else read_facts(given or beside)
    if facts_digest(facts) == record.hashes["facts"]:
        return facts, []
    name = (snapshot or given or beside).name
    message = f"the facts of {name} are not those that this note was made from"
    return facts, [
        Finding(kind="changed_number", message=message, file=file.name, line=1, column=1)
    ]


def _computed(path: Path) -> Facts:
    from generator.config import load_settings  # noqa: PLC0415
    from generator.market.bundle import load_snapshot  # noqa: PLC0415
    from generator.narrative.compose import compose  # noqa: PLC0415
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415
    from generator.pipeline import facts_of  # noqa: PLC0415

    settings = load_settings()
    snapshot, digest = load_snapshot(path)
    playbook = load_playbook(playbook_folder(settings.playbook))
    facts = facts_of(snapshot, digest, settings)
    return compose(facts, playbook, snapshot.sessions()).facts


def _audit_page(file: Path, kind: str, record: NoteRecord, facts: Facts) -> tuple[Finding, ...]:
    from generator.audit.findings import Finding  # noqa: PLC0415
    from generator.audit.hypertext import audit_html  # noqa: PLC0415
    from generator.audit.page_text import audit_pdf, pdf_pages  # noqa: PLC0415
    from generator.config import load_settings  # noqa: PLC0415
    from generator.files import read_text  # noqa: PLC0415
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415
    from generator.pipeline import charts_of, page_of  # noqa: PLC0415

    playbook = load_playbook(playbook_folder(load_settings().playbook))
    page = page_of(record, facts, playbook, charts_of(record, facts, playbook))
    if kind == ".html":
        text = read_text(file)
        findings = tuple(audit_html(text, record, facts, file=file.name))
        comparable = record.hashes["playbook"] == playbook.sha256
        if findings or text == page or not comparable:
            return findings
        message = "the page is not the one that its Markdown gives; edit article.md instead"
        return (Finding(kind="layout", message=message, file=file.name, line=1, column=1),)
    return tuple(audit_pdf(pdf_pages(file), page, file=file.name))
