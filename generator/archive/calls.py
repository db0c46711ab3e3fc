"""Calls as rows: what notes said would come, told to the trail note by note.

The calls of one note, which symbol, moment, origin and playbook name, are written and told
together. Nothing here knows what a predicate means.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast

from sqlalchemy import and_, select

from generator.archive.moments import moment_of, stored
from generator.archive.tables import CALLS
from generator.archive.trail import PROGRAM, Event, append
from generator.errors import StoreError
from generator.market.sessions import EXCHANGE_ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Row

Origin = Literal["published", "replay"]
Said = TypeVar("Said")
State = Literal["open", "hit", "miss", "void"]

CALLS_KEPT: Final = "calls_kept"
"""The action of the event that tells the calls of a note."""


@dataclass(frozen=True, slots=True, order=True)
class NoteKey:
    """Which note made a call."""

    symbol: str
    as_of: datetime
    origin: Origin
    playbook: str

    @property
    def text(self) -> str:
        """As the trail names it."""
        return f"{self.symbol}|{stored(self.as_of)}|{self.origin}|{self.playbook}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a call.

    Args:
        state: Open while nothing has decided it.
        reason: Why it is void, as a code.
        resolved_at: The session that decided.
        numbers: Those that decided, by name; dates in ISO form.
        base_hits: How many of the stored days the same predicate came true on, when it was
            resolved; ``None`` where it has none.
        base_n: How many stored days it could be tried on.
    """

    state: State = "open"
    reason: str | None = None
    resolved_at: date | None = None
    numbers: Mapping[str, Any] | None = None
    base_hits: int | None = None
    base_n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCall:
    """One call of a note.

    Args:
        note: The note that made it.
        place: Its place among the calls of the note, from 0.
        session: Exchange date of the note.
        markdown_sha256: Hash of the note's text.
        kind: level, direction or idea.
        rule: The rule that made it.
        structure: What it is about: a level by its name, a direction, a structure of options.
        regime: Of the note.
        horizon: The last session that may decide it.
        predicate: What was said would come, as plain JSON.
        words: The words of the note.
        withdrawn: Whether readers no longer have the note.
        verdict: What became of it.
    """

    note: NoteKey
    place: int
    session: date
    markdown_sha256: str
    kind: str
    rule: str
    structure: str
    regime: str
    horizon: date
    predicate: Mapping[str, Any]
    words: str
    withdrawn: bool = False
    verdict: Verdict = Verdict()

    def said(self) -> KeptCall:
        """The call as the note made it, without what became of it."""
        return replace(self, withdrawn=False, verdict=Verdict())


def keep_calls(connection: Connection, note: NoteKey, calls: Sequence[KeptCall]) -> None:
    """Keep the calls of a note in the place of those that it made before.

    The same calls again change nothing, and keep what became of them.
    """
    before = calls_of_note(connection, note)
    if [call.said() for call in before] == [call.said() for call in calls]:
        return
    connection.execute(CALLS.delete().where(_is_of(note)))
    if calls:
        connection.execute(CALLS.insert(), [_row(call) for call in calls])
    _tell(connection, note)


def keep_verdicts(connection: Connection, calls: Iterable[KeptCall]) -> None:
    """Keep what became of ``calls``, which are kept already; a call that is gone stays gone."""
    changed: dict[NoteKey, None] = {}
    for call in calls:
        row = _row(call)
        verdict = {item.name: row[item.name] for item in fields(Verdict)}
        place = and_(_is_of(call.note), CALLS.c.place == call.place)
        same = and_(place, CALLS.c.markdown_sha256 == call.markdown_sha256)
        connection.execute(CALLS.update().where(same).values(**verdict))
        changed[call.note] = None
    for note in changed:
        _tell(connection, note)


def mark_withdrawn(connection: Connection, note: NoteKey) -> None:
    """Say that readers no longer have the note; its calls stay, and are resolved like others."""
    if calls_of_note(connection, note):
        connection.execute(CALLS.update().where(_is_of(note)).values(withdrawn=1))
        _tell(connection, note)


def calls_of_note(connection: Connection, note: NoteKey) -> list[KeptCall]:
    """The calls of one note, in its order."""
    query = select(CALLS).where(_is_of(note)).order_by(CALLS.c.place)
    return [_call(row) for row in connection.execute(query)]


def kept_calls(
    connection: Connection, symbols: Sequence[str] = (), origin: Origin | None = None
) -> list[KeptCall]:
    """All calls of some symbols, or of all, by symbol, moment, origin, playbook and place.

    Raises:
        StoreError: A row cannot be read.
    """
    query = select(CALLS).order_by(
        CALLS.c.symbol, CALLS.c.as_of, CALLS.c.origin, CALLS.c.playbook, CALLS.c.place
    )
    if symbols:
        query = query.where(CALLS.c.symbol.in_(symbols))
    if origin is not None:
        query = query.where(CALLS.c.origin == origin)
    return [_call(row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class DecidedCall:
    """What a track record counts of a call: no more of its row is read.

    Args:
        kind: level, direction or idea.
        state: hit, miss, or void.
        resolved_at: The session that decided so.
        withdrawn: Whether readers no longer have the note.
        base_hits: On how many stored days the same predicate came true.
        base_n: On how many it was decided.
    """

    kind: str
    state: State
    resolved_at: date
    withdrawn: bool
    base_hits: int
    base_n: int


def said_first(calls: Iterable[Said], what: Callable[[Said], Hashable]) -> list[Said]:
    """Of calls that say the same the one that comes first: nothing counts twice.

    Args:
        calls: In the order in which they were said: by time, then playbook, then place in the note.
        what: What a call says, for the purpose: symbol, session, kind and structure.
    """
    first: dict[Hashable, Said] = {}
    for call in calls:
        first.setdefault(what(call), call)
    return list(first.values())


def decided_before(connection: Connection, symbol: str, as_of: datetime) -> list[DecidedCall]:
    """The calls of published notes on ``symbol`` that sessions before ``as_of`` decided.

    What several notes of a session said counts once, as it was said first.
    """
    columns = (
        CALLS.c.session, CALLS.c.kind, CALLS.c.structure, CALLS.c.resolved_at, CALLS.c.state,
        CALLS.c.withdrawn, CALLS.c.base_hits, CALLS.c.base_n,
    )  # fmt: skip
    is_earlier = and_(CALLS.c.origin == "published", CALLS.c.as_of < stored(as_of))
    query = select(*columns).where(and_(CALLS.c.symbol == symbol, is_earlier))
    rows = connection.execute(query.order_by(CALLS.c.as_of, CALLS.c.playbook, CALLS.c.place))
    first = said_first(rows, lambda row: (row.session, row.kind, row.structure))
    today = str(as_of.date())
    return [
        DecidedCall(
            kind=row.kind,
            state=row.state,
            resolved_at=date.fromisoformat(row.resolved_at),
            withdrawn=bool(row.withdrawn),
            base_hits=row.base_hits or 0,
            base_n=row.base_n or 0,
        )
        for row in first
        if row.resolved_at is not None and row.resolved_at < today
    ]


def keep_replayed(connection: Connection, note: NoteKey, calls: Sequence[KeptCall]) -> None:
    """Keep the calls of a note that was written again, in the place of its session's before.

    A session whose data came in anew, or of which no note comes any more, keeps none of its old.
    """
    session = str(note.as_of.date())
    of_session = and_(
        CALLS.c.symbol == note.symbol,
        CALLS.c.session == session,
        CALLS.c.origin == note.origin,
        CALLS.c.playbook == note.playbook,
        CALLS.c.as_of != stored(note.as_of),
    )
    for as_of in list(connection.scalars(select(CALLS.c.as_of).where(of_session).distinct())):
        keep_calls(connection, replace(note, as_of=moment_of(as_of)), ())
    keep_calls(connection, note, calls)


def changed_calls(connection: Connection, told: Sequence[Event]) -> Iterator[str]:
    """Notes whose calls are not those that the trail tells, as sentences."""
    known: dict[str, str] = {}
    for item in told:
        if item.action == CALLS_KEPT:
            note, sha256 = (_said(item, name) for name in ("note", "sha256"))
            if isinstance(note, str) and isinstance(sha256, str):
                known[note] = sha256
            else:
                yield f"event {item.number} of the trail: does not say which calls it means"
    there: dict[str, list[list[Any]]] = {}
    ordered = select(CALLS).order_by(CALLS.c.place)
    for row in connection.execute(ordered):
        name = f"{row.symbol}|{row.as_of}|{row.origin}|{row.playbook}"
        there.setdefault(name, []).append(_digested(row))
    for name in sorted(known.keys() | there.keys()):
        if known.get(name, _digest([])) != _digest(there.get(name, [])):
            yield f"the calls of {name}: are not those that were kept"


def _said(item: Event, name: str) -> object:
    detail: Any = item.detail
    return detail.get(name) if isinstance(detail, dict) else None


def _tell(connection: Connection, note: NoteKey) -> None:
    """Tell the trail of a note's calls, under the time of its data: nothing here reads a clock."""
    query = select(CALLS).where(_is_of(note)).order_by(CALLS.c.place)
    sha256 = _digest([_digested(row) for row in connection.execute(query)])
    detail = {"note": note.text, "sha256": sha256}
    append(connection, Event(at=note.as_of, actor=PROGRAM, action=CALLS_KEPT, detail=detail))


def _digested(row: Row[Any]) -> list[Any]:
    """All of a row but its number, which a database gives."""
    return list(row)[1:]


def _digest(rows: object) -> str:
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _is_of(note: NoteKey) -> ColumnElement[bool]:
    return and_(
        CALLS.c.symbol == note.symbol,
        CALLS.c.as_of == stored(note.as_of),
        CALLS.c.origin == note.origin,
        CALLS.c.playbook == note.playbook,
    )


def _row(call: KeptCall) -> dict[str, Any]:
    verdict = call.verdict
    return {
        **asdict(call.note),
        "as_of": stored(call.note.as_of),
        "place": call.place,
        "session": str(call.session),
        "markdown_sha256": call.markdown_sha256,
        "kind": call.kind,
        "rule": call.rule,
        "structure": call.structure,
        "regime": call.regime,
        "horizon": str(call.horizon),
        "predicate": _json(call.predicate),
        "words": call.words,
        "withdrawn": int(call.withdrawn),
        "state": verdict.state,
        "reason": verdict.reason,
        "resolved_at": None if verdict.resolved_at is None else str(verdict.resolved_at),
        "numbers": None if verdict.numbers is None else _json(verdict.numbers),
        "base_hits": verdict.base_hits,
        "base_n": verdict.base_n,
    }


def _call(row: Row[Any]) -> KeptCall:
    try:
        return _read(row)
    except (TypeError, ValueError) as error:
        problem = f"call {row.id}: its row cannot be read: {error}"
        raise StoreError(f"{problem}; strikedesk archive verify finds more") from error


def _read(row: Row[Any]) -> KeptCall:
    moment = datetime.fromisoformat(row.as_of).astimezone(EXCHANGE_ZONE)
    return KeptCall(
        note=NoteKey(row.symbol, moment, cast("Origin", row.origin), row.playbook),
        place=row.place,
        session=date.fromisoformat(row.session),
        markdown_sha256=row.markdown_sha256,
        kind=row.kind,
        rule=row.rule,
        structure=row.structure,
        regime=row.regime,
        horizon=date.fromisoformat(row.horizon),
        predicate=json.loads(row.predicate),
        words=row.words,
        withdrawn=bool(row.withdrawn),
        verdict=Verdict(
            state=cast("State", row.state),
            reason=row.reason,
            resolved_at=None if row.resolved_at is None else date.fromisoformat(row.resolved_at),
            numbers=None if row.numbers is None else json.loads(row.numbers),
            base_hits=row.base_hits,
            base_n=row.base_n,
        ),
    )


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
