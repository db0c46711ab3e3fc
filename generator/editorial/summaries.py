"""What lists show of a text: read out of its own files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.archive.note_object import hashes_of
from generator.editorial.differences import told_briefly
from generator.editorial.notes import Summary
from generator.errors import RefusedError
from generator.files import parse_json
from generator.narrative.record import NoteRecord
from generator.signals.facts import Facts
from generator.wording.markup import unescape_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.audit.findings import Finding

MARKDOWN: Final = "article.md"
RECORD: Final = "article.json"
FACTS: Final = "facts.json"
LOOKED_AT: Final = frozenset({"extreme_ratio"})
"""Codes of gates that only remark on the data, and yet want a person's eye."""


def record_of(files: Mapping[str, bytes]) -> NoteRecord:
    """The record among the files of a note.

    Raises:
        InputError: It is no JSON.
        RefusedError: ``incomplete``: a file is missing, or is of another kind.
    """
    body = parse_json(_needed(files, RECORD), Path(RECORD))
    try:
        return NoteRecord.from_json(body)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RefusedError("incomplete", f"{RECORD} is no record of a note: {error}") from error


def facts_of(files: Mapping[str, bytes]) -> Facts:
    """The facts among the files of a note; raises as `record_of`."""
    body = parse_json(_needed(files, FACTS), Path(FACTS))
    try:
        return Facts.from_json(body)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RefusedError("incomplete", f"{FACTS} is no file of facts: {error}") from error


def text_of(files: Mapping[str, bytes]) -> str:
    """The Markdown among the files of a note."""
    return _needed(files, MARKDOWN).decode()


def summary_of(
    files: Mapping[str, bytes], findings: Sequence[Finding], before: Facts | None
) -> Summary:
    """The summary of a text that no hand has edited.

    Args:
        files: Of the note.
        findings: Of its audit.
        before: The facts of the issue before, if there is one.
    """
    record, facts = record_of(files), facts_of(files)
    hashes = hashes_of(files)
    gates = [
        str(issue["code"])
        for issue in record.issues
        if issue["verdict"] != "note" or issue["code"] in LOOKED_AT
    ]
    return Summary(
        headline=unescape_markdown(record.markdown.partition("\n")[0].removeprefix("# ")),
        regime=_word(facts, "regime"),
        data_kind=_word(facts, "data_kind"),
        gates=tuple(dict.fromkeys(gates)),
        degraded=any(issue["verdict"] == "degrade" for issue in record.issues),
        findings=tuple(findings),
        changed=told_briefly(before, facts),
        facts_sha256=hashes[FACTS],
        rules_sha256=str(record.hashes.get("playbook", "")),
        text_sha256=hashes[MARKDOWN],
    )


def _word(facts: Facts, name: str) -> str:
    fact = facts.get(name)
    return "" if fact is None or fact.value is None else str(fact.value)


def _needed(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise RefusedError("incomplete", f"the note has no {name}: draft it again")
    return files[name]
