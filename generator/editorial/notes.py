"""Notes of the desk and their revisions, as they are kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import and_, func, select

from generator.archive.tables import NOTES, REVISIONS
from generator.audit.findings import Finding
from generator.editorial.states import State
from generator.errors import RefusedError, StoreError
from generator.market.sessions import EXCHANGE_ZONE

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

_FOR_A_LOOK: Final = frozenset({"sourced", "unproven_number", "untold"})
"""Findings of numbers that no fact gives, or that a correction keeps quiet about."""

Kind = Literal["draft", "edit", "correction", "edition", "withdrawal"]
"""What made a text: the program, a hand, a hand after publishing, an approval, a withdrawal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What lists show of a revision, and what decisions about it rest on.

    Args:
        headline: As plain text.
        regime: Of the playbook.
        data_kind: "market", or "modelled" where a model made the data.
        gates: Codes of what the gates found in the data.
        degraded: Whether one of them takes something from the note.
        findings: Of the audit, when the text was kept; whoever decides has it audited anew.
        changed: What differs from the issue before, in words.
        editors: Who edited the text by hand, as bylines print them.
        unreviewed: Who did since it was last approved, as the trail knows them.
        facts_sha256: Of ``facts.json``.
        rules_sha256: Of the playbook that it was made or approved with.
        text_sha256: Of ``article.md``.
        corrected: Whether it says what was wrong in a text before.
        reviewed_by: Who approved it, as its byline prints them; empty before that.
        single_user: Whether that was the only person of the desk.
    """

    headline: str
    regime: str = ""
    data_kind: str = "market"
    gates: tuple[str, ...] = ()
    degraded: bool = False
    findings: tuple[Finding, ...] = ()
    changed: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    unreviewed: tuple[str, ...] = ()
    facts_sha256: str = ""
    rules_sha256: str = ""
    text_sha256: str = ""
    corrected: bool = False
    reviewed_by: str = ""
    single_user: bool = False

    @property
    def errors(self) -> int:
        """How many findings fail it."""
        return sum(item.severity == "error" for item in self.findings)

    @property
    def flagged(self) -> bool:
        """Whether a person has to look before it may be approved with others."""
        own = any(item.kind in _FOR_A_LOOK for item in self.findings)
        wrong = self.degraded or bool(self.gates) or self.errors > 0
        return wrong or own or self.data_kind != "market"

    def to_text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Summary:
        """The summary that `to_text` wrote."""
        values = json.loads(text)
        lists = ("gates", "changed", "editors", "unreviewed")
        findings = tuple(
            Finding(**(item | {"facts": tuple(item["facts"])})) for item in values["findings"]
        )
        lists_read = {name: tuple(values[name]) for name in lists}
        return cls(**(values | lists_read | {"findings": findings}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A text of a note; it never changes.

    Args:
        note_id: Of its note.
        sha256: Its hash, over all its files.
        number: From 1 in its note.
        kind: What made it.
        parent: The revision that it was made from.
        author: Who made it, as the trail knows them; ``None`` for the program.
        at: When.
        object_key: Where its files are.
        summary: What lists show of it.
    """

    note_id: int
    sha256: str
    number: int
    kind: Kind
    parent: str | None
    author: str | None
    at: datetime
    object_key: str
    summary: Summary

    def digest(self) -> str:
        """The hash of all that is known of it beside its files."""
        known = [
            self.note_id, self.sha256, self.number, self.kind, self.parent, self.author,
            stored(self.at), self.object_key, self.summary.to_text(),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of the desk.

    Args:
        id: Its number.
        symbol: Ticker.
        as_of: Time of its data, in exchange time.
        playbook: Name or folder of its playbook.
        state: Where the text that is worked on stands.
        head: The revision that is worked on.
        approved: The edition that was approved, if one is.
        live: The edition that readers have, if they have one.
        embargo: Until when it may not be published, in exchange time.
        created_at: When it came in.
        updated_at: When something was last done to it.
    """

    id: int
    symbol: str
    as_of: datetime
    playbook: str
    state: State
    head: str
    approved: str | None
    live: str | None
    embargo: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def name(self) -> str:
        """The note as messages call it."""
        return f"{self.symbol} of {self.as_of:%Y-%m-%d}"

    def standing(self) -> dict[str, Any]:
        """What the trail keeps of it after each event, column by column."""
        return {
            "symbol": self.symbol,
            "as_of": stored(self.as_of),
            "playbook": self.playbook,
            "state": self.state.value,
            "head": self.head,
            "approved": self.approved,
            "live": self.live,
            "embargo": None if self.embargo is None else stored(self.embargo),
        }


def find_note(connection: Connection, note_id: int) -> Note:
    """The note of this number.

    Raises:
        RefusedError: ``no_such_note``.
    """
    row = connection.execute(select(NOTES).where(NOTES.c.id == note_id)).first()
    if row is None:
        raise RefusedError("no_such_note", f"the desk has no note of the number {note_id}")
    return note_of(row)


def find_note_of(
    connection: Connection, symbol: str, as_of: datetime, playbook: str
) -> Note | None:
    """The note of this symbol, moment and playbook, if there is one."""
    same = and_(
        NOTES.c.symbol == symbol, NOTES.c.as_of == stored(as_of), NOTES.c.playbook == playbook
    )
    row = connection.execute(select(NOTES).where(same)).first()
    return None if row is None else note_of(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which notes a list shows.

    Args:
        states: In which they stand; all if there are none.
        symbol: Of which they are; all if it is empty.
        day: Of whose data; all if it is ``None``.
        most: How many; all of them for ``None``.
    """

    states: frozenset[State] = frozenset()
    symbol: str = ""
    day: date | None = None
    most: int | None = 500


def list_notes(connection: Connection, wanted: Wanted | None = None) -> list[tuple[Note, Revision]]:
    """Notes with the revision that is worked on; the newest data first, then by symbol."""
    wanted = wanted or Wanted()
    head = and_(REVISIONS.c.note_id == NOTES.c.id, REVISIONS.c.sha256 == NOTES.c.head)
    query = (
        select(NOTES, *(column.label(f"r_{column.name}") for column in REVISIONS.c))
        .join(REVISIONS, head)
        .order_by(NOTES.c.as_of.desc(), NOTES.c.symbol, NOTES.c.id)
        .limit(wanted.most)
    )
    if wanted.states:
        query = query.where(NOTES.c.state.in_(sorted(wanted.states)))
    if wanted.symbol:
        query = query.where(NOTES.c.symbol == wanted.symbol)
    if wanted.day is not None:
        begin = datetime.combine(wanted.day, time(), EXCHANGE_ZONE)
        query = query.where(
            NOTES.c.as_of >= stored(begin), NOTES.c.as_of < stored(begin + timedelta(days=1))
        )
    return [(note_of(row), _revision(row, "r_")) for row in connection.execute(query)]


def find_revision(connection: Connection, note_id: int, sha256: str) -> Revision:
    """The revision of this hash.

    Raises:
        RefusedError: ``no_such_revision``.
    """
    same = and_(REVISIONS.c.note_id == note_id, REVISIONS.c.sha256 == sha256)
    row = connection.execute(select(REVISIONS).where(same)).first()
    if row is None:
        raise RefusedError("no_such_revision", f"note {note_id} never had the text {sha256[:12]}")
    return _revision(row)


def list_revisions(connection: Connection, note_id: int | None = None) -> list[Revision]:
    """The revisions of a note, or of all, oldest first."""
    query = select(REVISIONS).order_by(REVISIONS.c.note_id, REVISIONS.c.number)
    if note_id is not None:
        query = query.where(REVISIONS.c.note_id == note_id)
    return [_revision(row) for row in connection.execute(query)]


def add_revision(connection: Connection, revision: Revision) -> Revision:
    """Keep a revision with the next number of its note; one that is kept already stays."""
    same = and_(REVISIONS.c.note_id == revision.note_id, REVISIONS.c.sha256 == revision.sha256)
    known = connection.execute(select(REVISIONS).where(same)).first()
    if known is not None:
        return _revision(known)
    count = select(func.coalesce(func.max(REVISIONS.c.number), 0)).where(
        REVISIONS.c.note_id == revision.note_id
    )
    row = {
        "note_id": revision.note_id,
        "sha256": revision.sha256,
        "number": int(connection.scalar(count) or 0) + 1,
        "kind": revision.kind,
        "parent": revision.parent,
        "author": revision.author,
        "at": stored(revision.at),
        "object_key": revision.object_key,
        "summary": revision.summary.to_text(),
    }
    connection.execute(REVISIONS.insert().values(**row))
    return find_revision(connection, revision.note_id, revision.sha256)


def stored(moment: datetime) -> str:
    """A moment as the database keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    """The moment that `stored` wrote, in exchange time."""
    return datetime.fromisoformat(text).astimezone(EXCHANGE_ZONE)


def note_of(row: Row[Any]) -> Note:
    """The note of a row.

    Raises:
        StoreError: The row cannot be read.
    """
    try:
        return _read_note(row)
    except (TypeError, ValueError) as error:
        raise _unreadable(f"note {row.id}", error) from error


def _unreadable(what: str, error: Exception) -> StoreError:
    problem = f"{what}: its row cannot be read: {error}"
    return StoreError(f"{problem}; strikedesk archive verify finds more")


def _read_note(row: Row[Any]) -> Note:
    return Note(
        id=row.id,
        symbol=row.symbol,
        as_of=moment_of(row.as_of),
        playbook=row.playbook,
        state=State(row.state),
        head=row.head,
        approved=row.approved,
        live=row.live,
        embargo=None if row.embargo is None else moment_of(row.embargo),
        created_at=moment_of(row.created_at),
        updated_at=moment_of(row.updated_at),
    )


def _revision(row: Row[Any], prefix: str = "") -> Revision:
    values = {name: getattr(row, f"{prefix}{name}") for name in REVISIONS.c.keys()}  # noqa: SIM118 - no mapping
    try:
        at, summary = moment_of(values["at"]), Summary.from_text(values["summary"])
    except (KeyError, TypeError, ValueError) as error:
        what = f"note {values['note_id']}, text {values['number']}"
        raise _unreadable(what, error) from error
    return Revision(**values | {"at": at, "summary": summary})
