"""Where a note's facts come from: computed again from the snapshot that the archive keeps.

A note that is handed in brings its facts with it. What is approved or published rests on none of
them: they are computed again, from the stored data, the stored history and the issues before, and
have to be the same.

A note that readers have keeps the facts that they have: its correction is held to those.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.editorial.summaries import FACTS, record_of
from generator.errors import RefusedError
from generator.files import parse_json
from generator.keeping import history_before, memory_before
from generator.narrative.compose import compose, compose_edition
from generator.narrative.edition_facts import Member, edition_facts, note_beside
from generator.narrative.edition_inputs import issues_told, members_of
from generator.narrative.novelty import Memory
from generator.narrative.record import to_json_bytes
from generator.pipeline import facts_of, gate
from generator.signals.history import History

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from generator.archive.archive import Archive
    from generator.config import Settings
    from generator.market.issues import Issue
    from generator.market.snapshot import Snapshot
    from generator.narrative.edition_inputs import MemberInputs
    from generator.narrative.plan import Playbook
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts

SOURCE_UNKNOWN: Final = "source_unknown"
FACTS_DIFFER: Final = "facts_differ"


def check_source(
    archive: Archive, files: Mapping[str, bytes], playbook: Playbook, settings: Settings
) -> None:
    """Refuse a note whose facts are not those that the stored data gives.

    Facts that a playbook makes are compared where it is still the one that the note was made with.

    Args:
        archive: Keeps the data.
        files: Of the note.
        playbook: As it is now.
        settings: For the gates and the rate.

    Raises:
        RefusedError: ``source_unknown`` where the archive has no such data, ``facts_differ``, or
            the code of a gate that blocks the data.
    """
    record = record_of(files)
    members = members_of(record.hashes)
    if members:
        _check_edition(archive, files, members, playbook, settings)
        return
    wanted = str(record.hashes.get("snapshot", ""))
    snapshot = _kept_snapshot(archive, record.symbol, wanted)
    issues = gate(snapshot, settings)
    _check_issues(record, issues)
    history = _history(archive, record, snapshot, record.hashes.get("history"))
    sha256 = str(record.hashes["snapshot"])
    facts = facts_of(snapshot, sha256, settings, issues, history)
    by_this_playbook = record.hashes.get("playbook") == playbook.sha256
    if by_this_playbook:
        memory = _memory(archive, record, snapshot.as_of)
        facts = compose(facts, playbook, snapshot.sessions(), memory).facts
    told = parse_json(files[FACTS], Path(FACTS))
    again = parse_json(to_json_bytes(facts.as_json()), Path(FACTS))
    _check_same(record, told, again, whole=by_this_playbook)


def _check_issues(record: NoteRecord, issues: Sequence[Issue]) -> None:
    if [issue.as_dict() for issue in issues] != record.issues:
        raise _differ(record, "what the gates say of its data is not what they say now")


def _check_edition(
    archive: Archive,
    files: Mapping[str, bytes],
    members: Sequence[MemberInputs],
    playbook: Playbook,
    settings: Settings,
) -> None:
    """Refuse an edition whose facts are not those that the stored data of its notes gives.

    Where its links lead is held to where notes are; which symbols it left out is no fact of data.
    """
    record, told = record_of(files), parse_json(files[FACTS], Path(FACTS))
    links = _links_told(record, told)
    made: list[Member] = []
    issues: list[Issue] = []
    for member in members:
        facts, found = _member_facts(archive, record, member, settings)
        made.append(Member(facts, links.get(member.symbol, "")))
        issues += issues_told(member.symbol, found)
    _check_issues(record, issues)
    facts = edition_facts(record.symbol, made)
    by_this_playbook = record.hashes.get("playbook") == playbook.sha256
    if by_this_playbook:
        memory = _memory(archive, record, facts.as_of)
        facts = compose_edition(facts, playbook, memory).facts
    again = parse_json(to_json_bytes(facts.as_json()), Path(FACTS))
    for body in (told, again):
        for name in ("edition_left_out", "reading_time"):
            body["facts"].pop(name, None)
    _check_same(record, told, again, whole=by_this_playbook)


def _member_facts(
    archive: Archive, record: NoteRecord, member: MemberInputs, settings: Settings
) -> tuple[Facts, tuple[Issue, ...]]:
    snapshot = _kept_snapshot(archive, member.symbol, member.snapshot)
    history = _history(archive, record, snapshot, member.history)
    issues = gate(snapshot, settings)
    return facts_of(snapshot, member.snapshot, settings, issues, history), issues


def _links_told(record: NoteRecord, told: Mapping[str, Any]) -> dict[str, str]:
    """The links of an edition by symbol; each leads to the note of its symbol beside it.

    Raises:
        RefusedError: ``facts_differ``: one leads elsewhere.
    """
    rows = told["facts"].get("edition_notes", {}).get("value") or []
    links = {str(row["symbol"]): str(row["link"]) for row in rows if row.get("link")}
    for symbol, link in links.items():
        if link != note_beside(symbol):
            raise _differ(record, f"{link!r} is not where the note of {symbol} is")
    return links


def _kept_snapshot(archive: Archive, symbol: str, wanted: str) -> Snapshot:
    """The snapshot of this hash.

    Raises:
        RefusedError: ``source_unknown``.
    """
    entry = next((item for item in archive.entries(symbol) if item.sha256 == wanted), None)
    if entry is None:
        problem = "the archive does not keep the data that it was made from"
        remedy = "keep that with strikedesk archive import, and the note can be approved"
        raise RefusedError(SOURCE_UNKNOWN, f"{symbol}: {problem}; {remedy}")
    return archive.load(entry)


def _history(archive: Archive, record: NoteRecord, snapshot: Snapshot, wanted: object) -> History:
    """The history that a note was made with: what is kept now, or none at all."""
    if wanted == History().digest():
        return History()
    kept = history_before(archive, snapshot.symbol, snapshot.as_of_date)
    if wanted != kept.digest():
        raise _differ(
            record, f"the archive has other sessions of {snapshot.symbol} before it by now"
        )
    return kept


def _memory(archive: Archive, record: NoteRecord, as_of: datetime) -> Memory:
    """The issues before, as the note knew them: those that are kept now, or none at all."""
    wanted = record.hashes.get("memory")
    if wanted == Memory().digest():
        return Memory()
    kept = memory_before(archive, record.symbol, as_of)
    if wanted != kept.digest():
        raise _differ(record, "the issues before it are others by now")
    return kept


def _check_same(
    record: NoteRecord, told: Mapping[str, Any], again: Mapping[str, Any], *, whole: bool
) -> None:
    """Refuse facts that are not those that were computed again; the first is named."""
    for name in ("symbol", "as_of", "snapshot_sha256"):
        if told.get(name) != again[name]:
            raise _differ(record, f"its {name} is not that of its data")
    names = sorted({*told["facts"], *again["facts"]} if whole else again["facts"])
    for name in names:
        if told["facts"].get(name) != again["facts"].get(name):
            raise _differ(record, f"{name} is not what its data gives")


def _differ(record: NoteRecord, problem: str) -> RefusedError:
    remedy = "draft it again, by the settings of this desk"
    return RefusedError(FACTS_DIFFER, f"{record.symbol}: {problem}; {remedy}")
