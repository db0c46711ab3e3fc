"""Strikedesk from Python: a snapshot in, an audited note out; nothing is written unless asked.

What stands here is what other programs may rest on. All of it can be taken from the package
itself, and is loaded when it is first used:

    >>> import generator
    >>> snapshot = generator.demo_snapshot()
    >>> note = generator.draft(snapshot)
    >>> note.passed
    True
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.foreign import audit_foreign
from generator.config import Settings
from generator.drafting.drafter import FORMATS, note_playbook, stored
from generator.errors import ArticleError, UsageError
from generator.forms import FACTS, MARKDOWN, RECORD
from generator.market import bundle
from generator.market.demo import demo_snapshot
from generator.market.snapshot import Snapshot
from generator.narrative.compose import compose
from generator.narrative.record import parse_facts, parse_record
from generator.pipeline import Draft, Observed, draft_note, facts_of
from generator.proving import audit_text
from generator.render.pdf import PdfRenderer
from generator.signals.facts import Fact, Facts, Unavailable

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = [
    "Draft",
    "Fact",
    "Facts",
    "Finding",
    "Settings",
    "Snapshot",
    "Unavailable",
    "audit_note",
    "demo_snapshot",
    "draft",
    "facts",
    "load_snapshot",
    "save_snapshot",
    "write_note",
]
_MEGABYTE: Final = 1024 * 1024
_TEXT: Final = "note.md"


def load_snapshot(path: Path | str) -> Snapshot:
    """The snapshot of a ``*.snapshot.zip``, checked against its hash.

    Raises:
        SnapshotError: It is missing, damaged, forged, or of a newer kind.
    """
    return bundle.load_snapshot(Path(path))[0]


def save_snapshot(snapshot: Snapshot, path: Path | str) -> str:
    """Write a snapshot as one file; the sha256 of what it holds.

    Raises:
        StoreError: It cannot be written.

    Examples:
        >>> import tempfile
        >>> snapshot = demo_snapshot()
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     digest = save_snapshot(snapshot, f"{folder}/IWM.snapshot.zip")
        ...     again = load_snapshot(f"{folder}/IWM.snapshot.zip")
        >>> again.symbol, again.quote.spot
        ('IWM', 249.52)
    """
    return bundle.save_snapshot(snapshot, Path(path))


def facts(snapshot: Snapshot, settings: Settings | None = None) -> Facts:
    """Every fact of the catalogue, by name; one that cannot be had says why.

    Args:
        snapshot: The data; nothing is known of earlier sessions.
        settings: Rate and limits of the gates; the defaults unless given.

    Raises:
        UsageError: What is given is no snapshot.

    Examples:
        >>> known = facts(demo_snapshot())
        >>> round(known["put_call_oi_ratio"].value, 2), str(known["put_call_oi_ratio"].unit)
        (2.17, 'ratio')
        >>> known["iv_30d_change_1d"].ok
        False
    """
    _check_snapshot(snapshot)
    return facts_of(snapshot, bundle.snapshot_digest(snapshot), settings or Settings())


def draft(
    snapshot: Snapshot,
    *,
    playbook: Path | str = "options_focus",
    theme: Path | str = "house",
    formats: Collection[str] = ("md", "html"),
    settings: Settings | None = None,
) -> Draft:
    """Write and audit the note of a snapshot, in memory.

    The same arguments give the same bytes. Nothing is read but the playbook and the theme, and
    nothing is known of earlier sessions or issues.

    Args:
        snapshot: The data.
        playbook: Name or folder.
        theme: Name or folder.
        formats: Among md, html, pdf, email.
        settings: All else; the defaults unless given, neither file nor environment are asked.

    Returns:
        The note: ``files`` by name, ``findings``, and whether it ``passed``.

    Raises:
        InputError: Playbook or theme do not load.
        RefusedError: A gate blocks the data, or a renderer failed.
        UsageError: There is no such format, playbook or theme, or what is given is no snapshot.

    Examples:
        >>> note = draft(demo_snapshot(), formats=("md",))
        >>> note.symbol, note.passed, "article.html" in note.files
        ('IWM', True, False)
        >>> note.files["article.md"].decode().startswith("# ")
        True
    """
    _check_snapshot(snapshot)
    wanted = frozenset({formats} if isinstance(formats, str) else formats)
    if unknown := sorted(wanted - set(FORMATS)):
        raise UsageError(f"no format {', '.join(unknown)}: known are {', '.join(FORMATS)}")
    if not wanted:
        raise UsageError(f"formats names none: known are {', '.join(FORMATS)}")
    looks = {"playbook": str(playbook), "theme": str(theme)}
    chosen = (settings or Settings()).model_copy(update=looks)
    observed = Observed(snapshot, bundle.snapshot_digest(snapshot))
    whole = _drafted(observed, chosen, wanted)
    left_out = {name for kind, name in FORMATS.items() if kind not in wanted}
    kept = {name: content for name, content in whole.files.items() if name not in left_out}
    return replace(whole, files=kept)


def _check_snapshot(given: object) -> None:
    if not isinstance(given, Snapshot):
        problem = f"a Snapshot is needed, not {type(given).__name__}"
        raise UsageError(f"{problem}; load_snapshot reads one from a file")


def _drafted(observed: Observed, settings: Settings, formats: frozenset[str]) -> Draft:
    playbook, email = note_playbook(settings.playbook), "email" in formats
    if "pdf" not in formats and not (email and settings.mail.attach_pdf):
        return draft_note(observed, playbook, settings, None, email=email)
    memory = settings.render_memory_mb * _MEGABYTE
    with PdfRenderer(settings.render_seconds, memory) as renderer:
        return draft_note(observed, playbook, settings, renderer, email=email)


def write_note(note: Draft, output: Path | str) -> Path:
    """Write all files of a note to ``output/<date>/<SYMBOL>/``; that folder.

    A reader sees the whole note or none of it; a note that is there is replaced.

    Raises:
        StoreError: It cannot be written.

    Examples:
        >>> import tempfile
        >>> note = draft(demo_snapshot(), formats=("md",))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     place = write_note(note, folder)
        ...     sorted(path.name for path in place.iterdir())
        ['article.json', 'article.md', 'audit.json', 'charts', 'facts.json']
    """
    return stored(note, frozenset(FORMATS), Path(output))[0]


def audit_note(text: str, against: Draft | Facts | Snapshot) -> tuple[Finding, ...]:
    """Prove a note's Markdown: its numbers, its dates and what it claims.

    Args:
        text: The Markdown of a draft that somebody may have edited, or a note from elsewhere.
        against: The draft, so that each number is held to its place; or the facts, or the data
            that they are computed from, for a note from elsewhere.

    Returns:
        What is wrong, with line and column. A note passes if no finding is an error.

    Raises:
        ArticleError: The draft lacks its record or its facts.

    Examples:
        >>> note = draft(demo_snapshot(), formats=("md",))
        >>> text = note.files["article.md"].decode()
        >>> [finding for finding in audit_note(text, note) if finding.severity == "error"]
        []
        >>> wrong = audit_note(text.replace("2.17", "2.71", 1), note)
        >>> [finding.kind for finding in wrong if finding.severity == "error"][0]
        'changed_number'
        >>> foreign = audit_note("IWM closed at $251.00.", demo_snapshot())
        >>> [finding.severity for finding in foreign][0]
        'error'
    """
    if isinstance(against, Draft):
        record = parse_record(_file(against, RECORD), Path(RECORD))
        known = parse_facts(_file(against, FACTS), Path(FACTS))
        return audit_text(text, record, known, file=MARKDOWN, remarks=True)
    if isinstance(against, Snapshot):
        playbook = note_playbook(Settings().playbook)
        against = compose(facts(against), playbook, against.sessions()).facts
    return audit_foreign(text, against, file=_TEXT)


def _file(note: Draft, name: str) -> bytes:
    try:
        return note.files[name]
    except KeyError as error:
        raise ArticleError(Path(name), "is not among the files of the draft") from error
