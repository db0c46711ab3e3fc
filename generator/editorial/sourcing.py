"""Where a note comes from: written again from the snapshot that the archive keeps.

A note that is handed in brings its text and its facts with it. What is approved or published rests
on neither: from the stored data, the stored history, the issues before and the playbook as it is
now the note is written again, and facts and text have to be the same.

An edited text is held to this through the draft that it was made from; the edits themselves are the
desk's, with their authors. A note that readers have keeps the facts that they have: its correction
is held to those.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.calls.kept_record import track_record_before
from generator.editorial.summaries import FACTS, record_of
from generator.errors import RefusedError
from generator.files import parse_json
from generator.keeping import history_before, memory_before
from generator.narrative.edition_facts import Member, edition_facts, note_address
from generator.narrative.edition_inputs import issues_told, member_hashes, members_of
from generator.narrative.novelty import Memory
from generator.narrative.record import to_json_bytes
from generator.narrative.track_record import TrackRecord
from generator.pipeline import (
    Observed,
    ObservedEdition,
    facts_of,
    gate,
    write,
    written_edition,
)
from generator.signals.history import History

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.archive.archive import Archive
    from generator.config import Settings
    from generator.market.issues import Issue
    from generator.market.snapshot import Snapshot
    from generator.narrative.edition_inputs import MemberInputs
    from generator.narrative.plan import Playbook
    from generator.narrative.record import NoteRecord
    from generator.pipeline import Written
    from generator.signals.facts import Facts

SOURCE_UNKNOWN: Final = "source_unknown"
FACTS_DIFFER: Final = "facts_differ"
_DRESS: Final = frozenset({"imprint", "paper", "hashes"})
"""Keys of a record that say how a note looks; hashes are compared one by one."""
_DRESS_HASHES: Final = frozenset({"settings", "theme"})
_LISTED: Final = re.compile(r", | and ")


def check_source(
    archive: Archive, files: Mapping[str, bytes], playbook: Playbook, settings: Settings
) -> None:
    """Refuse a draft that is not what the program writes from the stored data.

    Args:
        archive: Keeps the data.
        files: Of the draft, which no hand has edited.
        playbook: As it is now.
        settings: For the gates and the rate.

    Raises:
        RefusedError: ``source_unknown`` where the archive has no such data, ``facts_differ``, or
            the code of a gate that blocks the data.
    """
    record, told = record_of(files), parse_json(files[FACTS], Path(FACTS))
    if record.hashes.get("playbook") != playbook.sha256:
        raise _differ(record, "its playbook has changed since")
    members = members_of(record.hashes)
    if members:
        again = _edition_again(archive, record, told, playbook, settings)
    else:
        again = _note_again(archive, record, playbook, settings)
    _check_facts(record, told, parse_json(again.facts_json, Path(FACTS)))
    _check_text(record, again.record)


def _note_again(
    archive: Archive, record: NoteRecord, playbook: Playbook, settings: Settings
) -> Written:
    sha256 = str(record.hashes.get("snapshot", ""))
    snapshot = _kept_snapshot(archive, record.symbol, sha256)
    history = _history(archive, record, snapshot, record.hashes.get("history"))
    memory = _memory(archive, record, snapshot.as_of)
    issues = gate(snapshot, settings)
    known = _track_record(archive, record, snapshot.as_of)
    observed = Observed(snapshot, sha256, history, memory, known)
    facts = facts_of(snapshot, sha256, settings, issues, history)
    return write(facts, observed, playbook, settings, issues)


def _edition_again(
    archive: Archive,
    record: NoteRecord,
    told: Mapping[str, Any],
    playbook: Playbook,
    settings: Settings,
) -> Written:
    """The edition from the data of its notes; which symbols it left out is no fact of data."""
    inputs = members_of(record.hashes)
    links = _links_told(record, told, settings.publish.url)
    made: list[Member] = []
    issues: list[Issue] = []
    for member in inputs:
        facts, found = _member_facts(archive, record, member, settings)
        made.append(Member(facts, links.get(member.symbol, "")))
        issues += issues_told(member.symbol, found)
    left_out = told["facts"].get("edition_left_out", {}).get("value") or ""
    names = _LISTED.split(left_out) if left_out else []
    edition = edition_facts(record.symbol, made, names)
    memory = _memory(archive, record, edition.as_of)
    hashes = member_hashes((each.symbol, each.snapshot, each.history) for each in inputs)
    observed = ObservedEdition(edition, hashes, tuple(issues), memory)
    return written_edition(observed, playbook, settings)


def _member_facts(
    archive: Archive, record: NoteRecord, member: MemberInputs, settings: Settings
) -> tuple[Facts, tuple[Issue, ...]]:
    snapshot = _kept_snapshot(archive, member.symbol, member.snapshot)
    history = _history(archive, record, snapshot, member.history)
    issues = gate(snapshot, settings)
    return facts_of(snapshot, member.snapshot, settings, issues, history), issues


def _links_told(record: NoteRecord, told: Mapping[str, Any], site: str) -> dict[str, str]:
    """The links of an edition by symbol; each leads to the note of its symbol.

    Raises:
        RefusedError: ``facts_differ``: one leads elsewhere.
    """
    rows = told["facts"].get("edition_notes", {}).get("value") or []
    links = {str(row["symbol"]): str(row["link"]) for row in rows if row.get("link")}
    day = datetime.fromisoformat(record.as_of).date()
    for symbol, link in links.items():
        if link not in {note_address(symbol, day), note_address(symbol, day, site)}:
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
        problem = f"the archive has other sessions of {snapshot.symbol} before it by now"
        raise _differ(record, problem)
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


def _track_record(archive: Archive, record: NoteRecord, as_of: datetime) -> TrackRecord:
    """What became of earlier calls, as the note knew it: what is kept now, or nothing at all."""
    wanted = record.hashes.get("track_record")
    if wanted is None:
        return TrackRecord()
    kept = track_record_before(archive, record.symbol, as_of)
    if wanted != kept.digest():
        raise _differ(record, "more of the calls before it are decided by now")
    return kept


def _check_facts(record: NoteRecord, told: Mapping[str, Any], again: Mapping[str, Any]) -> None:
    """Refuse facts that are not those that were computed again; the first is named."""
    for name in sorted({*told["facts"], *again["facts"]}):
        if told["facts"].get(name) != again["facts"].get(name):
            raise _differ(record, f"{name} is not what its data gives")
    for name in sorted({*told, *again} - {"facts"}):
        if told.get(name) != again.get(name):
            raise _differ(record, f"the {name} of its facts is not that of its data")


def _check_text(record: NoteRecord, again: NoteRecord) -> None:
    """Refuse a record that is not the one that the program writes; how it looks is its own."""
    told, expected = record.as_json(), again.as_json()
    for name in sorted({*told, *expected} - _DRESS):
        if to_json_bytes({name: told.get(name)}) != to_json_bytes({name: expected.get(name)}):
            raise _differ(record, f"the {name} of its record is not what the program writes")
    hashes = {*record.hashes, *again.hashes} - _DRESS_HASHES
    for name in sorted(hashes):
        if record.hashes.get(name) != again.hashes.get(name):
            raise _differ(record, f"the {name} that its record names is another")


def _differ(record: NoteRecord, problem: str) -> RefusedError:
    remedy = "draft it again, by the settings of this desk"
    return RefusedError(FACTS_DIFFER, f"{record.symbol}: {problem}; {remedy}")
