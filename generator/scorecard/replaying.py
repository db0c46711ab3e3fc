"""Replaying: the issues of a symbol as they would have been, from what the archive holds.

Each stored session is drafted with the sessions before it as its history and with the issues that
the replay has written before it as its memory. Nothing later is read, and the memory of a replay
ends with it: the archive remembers none of its issues, only their calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.archive.calls import NoteKey, keep_replayed
from generator.calls.harvest import harvest
from generator.calls.settling import settle
from generator.errors import RefusedError, UsageError
from generator.files import folder_name, replace_folder
from generator.forms import FACTS, RECORD
from generator.keeping import history_before
from generator.narrative.novelty import MOST_ISSUES, Memory, past_issue
from generator.narrative.record import parse_facts, parse_record
from generator.pipeline import Observed, draft_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from generator.archive.archive import Archive, Entry
    from generator.archive.calls import KeptCall
    from generator.config import Settings
    from generator.narrative.plan import Playbook
    from generator.pipeline import Draft

SCHEMA: Final = "replay/1"


@dataclass(frozen=True, slots=True)
class Span:
    """What is replayed: a symbol, and its sessions from one date to another, both included."""

    symbol: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Replayed:
    """One session of a replay.

    Args:
        session: Its date.
        note: The note; ``None`` where a gate refused the data.
        calls: What the note said would come; nothing where its audit failed.
        problem: Why there is no note, or none that would have gone out.
    """

    session: date
    note: Draft | None
    calls: tuple[KeptCall, ...] = ()
    problem: str = ""


def replay(
    archive: Archive,
    span: Span,
    playbook: Playbook,
    settings: Settings,
    step: Callable[[str], None] = lambda _: None,
) -> list[Replayed]:
    """Write the issues of ``span`` again, keep their calls and resolve them.

    The same replay again gives the same rows.

    Args:
        archive: Where the data is, and where the calls go.
        span: What is replayed.
        playbook: By which.
        settings: By which.
        step: Told what is being done.

    Raises:
        StoreError: The archive cannot be read or written.
        UsageError: It holds no session of the span.
    """
    entries = _entries(archive, span)
    made = []
    again = issues_again(archive, entries, playbook, settings, step)
    for entry, each in zip(entries, again, strict=True):
        made.append(each)
        note = NoteKey(entry.symbol, entry.as_of, "replay", playbook.name)
        with archive.database.writing() as connection:
            keep_replayed(connection, note, each.calls)
    step(f"{span.symbol}: resolving")
    settle(archive, [span.symbol])
    return made


def _entries(archive: Archive, span: Span) -> list[Entry]:
    kept = archive.sessions(span.symbol)
    entries = [
        entry for entry in kept if entry.session and span.first <= entry.session <= span.last
    ]
    if entries:
        return entries
    problem = f"holds no session of {span.symbol} from {span.first} to {span.last}"
    held = f"{kept[0].session} to {kept[-1].session}" if kept else "none at all"
    raise UsageError(f"{archive.place.url}: {problem}; it holds {held}")


def issues_again(
    archive: Archive,
    entries: list[Entry],
    playbook: Playbook,
    settings: Settings,
    step: Callable[[str], None] = lambda _: None,
) -> Iterator[Replayed]:
    """The issues of ``entries``, which ascend, one after the other; nothing is kept."""
    memory = Memory()
    for entry in entries:
        session = entry.as_of.date()
        step(f"{entry.symbol} {session}")
        history = history_before(archive, entry.symbol, session)
        observed = Observed(archive.load(entry), entry.sha256, history, memory)
        try:
            note = draft_note(observed, playbook, settings, None)
        except RefusedError as error:
            yield Replayed(session, None, problem=str(error))
            continue
        if not note.passed:
            yield Replayed(session, note, problem="its audit failed, so it would not have gone out")
            continue
        record = note.record()
        memory = Memory((*memory.issues, past_issue(record))[-MOST_ISSUES:])
        yield Replayed(session, note, _calls_of(note, record))


def _calls_of(note: Draft, record: dict[str, Any]) -> tuple[KeptCall, ...]:
    from pathlib import Path  # noqa: PLC0415 - only names the files

    said = parse_record(note.files[RECORD], Path(RECORD))
    facts = parse_facts(note.files[FACTS], Path(FACTS))
    return harvest(said, facts, str(record["hashes"]["markdown"]), "replay")


def write_issues(made: list[Replayed], folder: Path) -> list[Path]:
    """Write the notes of a replay below ``folder``, as drafts lie in the output; their folders."""
    written = []
    for each in made:
        if each.note is not None:
            place = folder / str(each.session) / folder_name(each.note.symbol)
            replace_folder(place, each.note.files)
            written.append(place)
    return written


def replay_json(span: Span, made: list[Replayed]) -> dict[str, Any]:
    """What a replay has made, as plain JSON."""
    return {
        "schema": SCHEMA,
        "symbol": span.symbol,
        "from": str(span.first),
        "to": str(span.last),
        "issues": [
            {
                "session": str(each.session),
                "markdown_sha256": _sha256(each),
                "calls": [
                    {
                        "kind": call.kind,
                        "rule": call.rule,
                        "structure": call.structure,
                        "regime": call.regime,
                        "horizon": str(call.horizon),
                        "predicate": dict(call.predicate),
                        "words": call.words,
                    }
                    for call in each.calls
                ],
                "problem": each.problem or None,
            }
            for each in made
        ],
    }


def _sha256(each: Replayed) -> str | None:
    return None if each.note is None else str(each.note.record()["hashes"]["markdown"])
