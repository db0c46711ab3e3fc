"""``strikedesk audit``: prove a note, as it was written or edited, or one from elsewhere."""

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
@click.option("--theme", help="The theme it was made in; house unless set.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "junit"]),
    default="text",
    show_default=True,
)
def audit(
    file: Path, facts_file: Path | None, snapshot: Path | None, theme: str | None, form: str
) -> int:
    """Prove FILE (.md, .html, .pdf, .eml, .txt, a note's folder): its numbers and its claims.

    The record (article.json) and the facts are taken from the folder of FILE, or of --facts. A
    changed number must name its fact, 2.17{put_call_oi_ratio}, or its source, 41%{source: …}.
    A note without a record is held to the facts of --facts or --snapshot by its words; a PDF
    without one is searched for what runs, is attached or lacks tags.
    Exit code 1 says that something is wrong.
    """
    from generator.audit.findings import verdict  # noqa: PLC0415

    with progress() as step:
        step(f"auditing {file}")
        findings = _audit(file, facts_file, snapshot, theme)
    click.echo(_report(findings, file, form))
    return _FAILED if verdict(findings) == "fail" else 0


def _report(findings: tuple[Finding, ...], file: Path, form: str) -> str:
    """The findings in the form that was asked for."""
    from generator.audit.findings import report_json, verdict  # noqa: PLC0415
    from generator.audit.reports import github_annotations, junit_xml  # noqa: PLC0415

    if form == "json":
        return json.dumps(report_json(findings), ensure_ascii=False, indent=1)
    if form == "junit":
        return junit_xml(findings, file.as_posix(), is_folder=file.is_dir())
    errors = sum(item.severity == "error" for item in findings)
    last = f"{file}: {verdict(findings)}, {errors} errors, {len(findings) - errors} notes"
    if form == "github":
        annotations = github_annotations(findings, file.as_posix(), is_folder=file.is_dir())
        return f"{annotations}\n{last}" if annotations else last
    return "\n".join([*map(str, findings), last])


def _audit(
    file: Path, facts_file: Path | None, snapshot: Path | None, theme_name: str | None
) -> tuple[Finding, ...]:
    from generator.files import read_bytes, read_text  # noqa: PLC0415
    from generator.proving import audit_text  # noqa: PLC0415

    if facts_file is not None and snapshot is not None:
        raise UsageError("give --facts or --snapshot, not both")
    kind = file.suffix.lower()
    known = facts_file is not None or snapshot is not None
    if (file / _RECORD).is_file():
        return tuple(
            finding
            for path in sorted(file.glob("article.*"))
            if path.suffix in _WRITTEN
            for finding in _audit(path, facts_file, snapshot, theme_name)
        )
    if kind not in _WRITTEN and not (known and kind == ".txt"):
        raise UsageError(
            f"{file}: known are .md, .html and .pdf, .eml and the folder of a note "
            "(with --facts or --snapshot also .txt)"
        )
    read_bytes(file)
    folder = (facts_file or file).parent
    if kind == ".pdf" and not (folder / _RECORD).is_file():
        return _audit_foreign_pdf(file)
    if known and _is_foreign(file, kind, folder):
        return _audit_foreign(file, facts_file, snapshot)
    record = note_record(folder)
    facts, changed = note_facts(record, folder / "facts.json", file, facts_file, snapshot)
    if kind == ".md":
        text = read_text(file)
        return (*changed, *audit_text(text, record, facts, file=file.name, remarks=True))
    broken = [*changed, *_broken_record(record, facts)]
    if broken:
        return (*broken, *_audit_page_alone(file, kind, record, facts))
    return _audit_page(file, kind, record, facts, theme_name)


def _broken_record(record: NoteRecord, facts: Facts) -> list[Finding]:
    """What fails the record itself, of which no page can be drawn to compare another with."""
    from generator.audit.provenance import audit_unedited  # noqa: PLC0415

    found = audit_unedited(record.markdown, record, facts, file=_RECORD)
    return [item for item in found if item.severity == "error"]


def _audit_page_alone(
    file: Path, kind: str, record: NoteRecord, facts: Facts
) -> tuple[Finding, ...]:
    """What can be told of a page by itself: of an HTML page most, of other forms nothing."""
    from generator.audit.hypertext import audit_html  # noqa: PLC0415
    from generator.files import read_text  # noqa: PLC0415

    if kind != ".html":
        return ()
    return tuple(audit_html(read_text(file), record, facts, file=file.name))


_WRITTEN = (".md", ".html", ".pdf", ".eml")
_RECORD = "article.json"
_SHARED_LINES = 3
"""A note shares at least every third line with its record, however much it was edited."""

_LONG_LINE = 20


def _is_foreign(file: Path, kind: str, folder: Path) -> bool:
    """Whether the folder holds no record of a text that could be FILE's."""
    from generator.files import read_text  # noqa: PLC0415

    if kind not in (".md", ".txt"):
        return False
    if kind == ".txt" or not (folder / _RECORD).is_file():
        return True
    lines = [line for line in note_record(folder).markdown.splitlines() if len(line) >= _LONG_LINE]
    text = read_text(file)
    return sum(line in text for line in lines) * _SHARED_LINES < len(lines)


def _audit_foreign(
    file: Path, facts_file: Path | None, snapshot: Path | None
) -> tuple[Finding, ...]:
    from generator.audit.foreign import audit_foreign  # noqa: PLC0415
    from generator.files import read_text  # noqa: PLC0415
    from generator.narrative.record import read_facts  # noqa: PLC0415

    if snapshot is not None:
        facts = _computed(snapshot)
    elif facts_file is not None:
        facts = read_facts(facts_file)
    else:
        facts = read_facts(file.parent / "facts.json")
    return audit_foreign(read_text(file), facts, file=file.name)


def _audit_foreign_pdf(file: Path) -> tuple[Finding, ...]:
    """What acts in a PDF from elsewhere, and what it lacks; nothing is known of its numbers."""
    from generator.audit.findings import Finding  # noqa: PLC0415
    from generator.audit.pdf_file import audit_foreign_pdf  # noqa: PLC0415

    problem = "no number was proven: there is no record (article.json) beside the file"
    unproven = Finding(
        kind="unproven_number",
        message=problem,
        file=file.name,
        line=1,
        column=1,
        severity="warning",
    )
    return (unproven, *audit_foreign_pdf(file, file=file.name))


def note_record(folder: Path) -> NoteRecord:
    """The record of the note in ``folder``.

    Raises:
        InputError: It is missing or damaged.
    """
    from generator.narrative.record import read_record  # noqa: PLC0415

    path = folder / _RECORD
    if not path.is_file():
        problem = (
            "is missing: the record of the note is needed beside it (or beside --facts); "
            "a note from elsewhere is audited with --facts or --snapshot"
        )
        raise ArticleError(path, problem)
    return read_record(path)


def note_facts(
    record: NoteRecord,
    beside: Path,
    file: Path,
    given: Path | None = None,
    snapshot: Path | None = None,
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


def _audit_page(
    file: Path, kind: str, record: NoteRecord, facts: Facts, theme_name: str | None
) -> tuple[Finding, ...]:
    from generator.audit.findings import Finding  # noqa: PLC0415
    from generator.audit.hypertext import audit_html  # noqa: PLC0415
    from generator.audit.pdf_file import audit_note_pdf  # noqa: PLC0415
    from generator.config import load_settings  # noqa: PLC0415
    from generator.files import read_bytes, read_text  # noqa: PLC0415
    from generator.forms import charts_of, page_of  # noqa: PLC0415
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415
    from generator.proving import audit_stored_email  # noqa: PLC0415
    from generator.render.theme import load_theme  # noqa: PLC0415

    settings = load_settings(theme=theme_name)
    playbook, theme = load_playbook(playbook_folder(settings.playbook)), load_theme(settings.theme)
    own_looks = record.hashes.get("theme") == theme.sha256
    if kind == ".eml" and not own_looks:
        message = "it was made in another theme, and so are its pictures; give that with --theme"
        return (Finding(kind="layout", message=message, file=file.name, line=1, column=1),)
    if kind == ".eml":
        return audit_stored_email(read_bytes(file), record, facts, playbook, theme)
    page = page_of(record, facts, playbook, charts_of(record, facts, playbook, theme), theme)
    if kind == ".html":
        text = read_text(file)
        findings = tuple(audit_html(text, record, facts, file=file.name))
        if findings or text == page or record.hashes["playbook"] != playbook.sha256:
            return findings
        if not own_looks:
            message = "it was made in another theme: its style was not compared; give --theme"
            remark = Finding(
                kind="layout", message=message, file=file.name, line=1, column=1, severity="note"
            )
            return (remark,)
        message = "the page is not the one that its Markdown gives; edit article.md instead"
        return (Finding(kind="layout", message=message, file=file.name, line=1, column=1),)
    return tuple(audit_note_pdf(file, page, file=file.name))
