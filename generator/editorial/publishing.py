"""Publishing: readers get exactly what was approved, everywhere once, or are told it is withdrawn.

The decision and the list of all places that the edition goes to are kept in one transaction. Then
it is delivered, place by place; whatever breaks in between, `deliver` goes on where it ended.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from generator.archive.issues import record_issue
from generator.archive.note_object import hashes_of
from generator.archive.tables import PUBLICATIONS
from generator.editorial.decisions import (
    check_age,
    check_facts,
    check_kind,
    check_proven,
    checked_reason,
)
from generator.editorial.delivery_states import PENDING
from generator.editorial.destinations import MAIL, SHELF, SITE, wherever_readers_are
from generator.editorial.held_places import check_place
from generator.editorial.held_to_trail import approval_of, check_as_left
from generator.editorial.newsroom import Change, Text, check_seen, check_unmoved
from generator.editorial.notes import find_note, stored
from generator.editorial.said_calls import keep_said, mark_taken_back
from generator.editorial.states import OUT, Action, State, check_state
from generator.editorial.summaries import MARKDOWN, facts_of, record_of
from generator.errors import RefusedError
from generator.publish.parcel import MESSAGE
from generator.publish.withdrawal import withdrawal_files
from generator.wording.dates import full_moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from generator.editorial.decisions import Decision
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note, Revision

_LEFT_THE_HOUSE: Final = ("done", "sending", "unknown")
"""The states of a mail that a reader has, or may have."""
_LAPSES: Final = frozenset(
    {"stale", "future_data", "rules_changed", "facts_differ", "source_unknown"}
)


@dataclass(frozen=True, slots=True)
class Places:
    """Where editions go.

    Args:
        shelves: Folders and ``s3://`` addresses.
        site: Whether a site is made anew afterwards.
        addresses: Whom the edition is mailed to.
    """

    shelves: tuple[str, ...]
    site: bool = False
    addresses: tuple[str, ...] = ()

    def names(self, *, mailed: bool) -> list[str]:
        """The names of all destinations, in the order of delivery."""
        mails = [f"{MAIL}{address}" for address in self.addresses] if mailed else []
        return [
            *(f"{SHELF}{name}" for name in self.shelves),
            *([SITE] if self.site else []),
            *mails,
        ]


def publish(newsroom: Newsroom, decision: Decision, places: Places) -> Note:
    """Let readers have the approved edition; `deliver` takes it there.

    All is proven again on the exact bytes. An approval that no longer holds, because the data is
    too old by now or the playbook has changed, lapses. Publishing a published edition again changes
    nothing.

    Args:
        newsroom: Where.
        decision: Which edition; seen is its hash.
        places: Where it goes; a shelf or site that took an edition of it before gets it too.

    Raises:
        ConflictError: Another edition is approved, or somebody else was faster.
        RefusedError: ``forbidden``, ``wrong_state``, ``embargoed``, ``modelled``, ``audit_failed``,
            ``place_held``, ``stale``, ``future_data``, ``rules_changed``, ``facts_differ`` or
            ``source_unknown``; after the last five the note is in review again.
    """
    decision.actor.check(Action.PUBLISH)
    note = _found(newsroom, decision)
    if _is_out(note, decision.seen):
        return note
    try:
        edition, files = _checked(newsroom, note, decision)
    except RefusedError as error:
        if error.code in _LAPSES:
            _lapse(newsroom, note, decision, error)
        raise
    with newsroom.archive.database.writing() as connection:
        now = find_note(connection, note.id)
        if _is_out(now, decision.seen):
            return now
        check_unmoved(note, now)
        check_place(connection, now)
        state = State.PUBLISHED if now.live is None else State.CORRECTED
        out = replace(now, state=state, live=decision.seen)
        event = "published" if now.live is None else "published_correction"
        named = places.names(mailed=MESSAGE in files)
        names = wherever_readers_are(connection, now.id, named)
        change = Change(connection, now, decision.actor, decision.now)
        _give_out(change, out, _News(event, edition, names))
        _remember(change, files)
        keep_said(connection, files, decision.now)
    return out


def check_publishable(newsroom: Newsroom, decision: Decision) -> None:
    """Refuse what `publish` would refuse, with the very checks that it makes, and change nothing.

    Raises:
        ConflictError: See `publish`.
        RefusedError: See `publish`; the note stays approved.
    """
    decision.actor.check(Action.PUBLISH)
    note = _found(newsroom, decision)
    if not _is_out(note, decision.seen):
        _checked(newsroom, note, decision)


def withdraw(newsroom: Newsroom, decision: Decision, places: Places, reason: str) -> Note:
    """Take a note back from its readers: in its place stands that it was withdrawn, and why.

    Args:
        newsroom: Where.
        decision: Which edition; seen is the one that readers have.
        places: Where it went; a shelf or site that took an edition of it is told in any case.
        reason: In words without numbers, which nothing could prove.

    Raises:
        ConflictError: Readers have another edition by now.
        RefusedError: ``forbidden``, ``wrong_state``, ``no_reason``, or ``unproven_number``.
    """
    decision.actor.check(Action.WITHDRAW)
    told = checked_reason(reason)
    note = newsroom.note(decision.note_id)
    check_state(Action.WITHDRAW, note.state, live=note.live is not None, what=note.name)
    check_seen(note, decision.seen, note.live)
    files = withdrawal_files(note.symbol, note.as_of, decision.now, told)
    key, sha256 = newsroom.keep(note.symbol, note.as_of, files)
    before = newsroom.revision(note.id, decision.seen)
    text = Text(
        key=key,
        sha256=sha256,
        kind="withdrawal",
        parent=before.sha256,
        author=decision.actor.name,
        summary=before.summary,
    )
    taken_back = newsroom.files(note.id, decision.seen)
    with newsroom.archive.database.writing() as connection:
        now = find_note(connection, note.id)
        check_unmoved(note, now)
        change = Change(connection, now, decision.actor, decision.now)
        notice = change.add(text)
        names = wherever_readers_are(connection, now.id, places.names(mailed=False))
        out = replace(now, state=State.WITHDRAWN, approved=None, live=sha256)
        _give_out(change, out, _News("withdrawn", notice, names, told, notice))
        mark_taken_back(connection, taken_back)
    return out


def _is_out(note: Note, edition: str) -> bool:
    """Whether readers have this edition, and nobody works on another."""
    return note.live == edition and note.state in OUT


def _found(newsroom: Newsroom, decision: Decision) -> Note:
    """The note of a decision, held to the trail unless readers have it already.

    Both are read at one moment: beside the trail of a moment later, a note that somebody else has
    published meanwhile would look as if its row had been changed.
    """
    with newsroom.archive.database.reading() as connection:
        note = find_note(connection, decision.note_id)
        if not _is_out(note, decision.seen):
            check_as_left(connection, note)
        return note


def _checked(
    newsroom: Newsroom, note: Note, decision: Decision
) -> tuple[Revision, dict[str, bytes]]:
    """The approved edition and its files, which may go out now.

    Raises:
        RefusedError: They may not.
    """
    check_state(Action.PUBLISH, note.state, live=note.live is not None, what=note.name)
    check_seen(note, decision.seen, note.approved)
    with newsroom.archive.database.reading() as connection:
        check_place(connection, note)
    edition = newsroom.revision(note.id, decision.seen)
    if edition.kind != "edition":
        raise RefusedError("wrong_state", f"{note.name}: this text was never approved")
    return edition, _publishable(newsroom, note, decision.seen, decision.now)


def _publishable(newsroom: Newsroom, note: Note, edition: str, now: datetime) -> dict[str, bytes]:
    """The files of an edition that may go out now.

    Raises:
        RefusedError: It may not.
    """
    if note.embargo is not None and now < note.embargo:
        until = full_moment(note.embargo)
        raise RefusedError("embargoed", f"{note.name} is embargoed until {until}")
    files = newsroom.files(note.id, edition)
    facts = facts_of(files)
    check_kind(note, facts["data_kind"].value)
    if newsroom.press.rules_sha256(note.playbook) != _rules_approved(newsroom, note, edition):
        problem = "its playbook has changed since it was approved"
        raise RefusedError("rules_changed", f"{note.name}: {problem}; look at it again")
    check_age(newsroom, note, facts.as_of, now)
    check_facts(newsroom, note, files)
    check_proven(note, newsroom.press.prove(files, note.playbook))
    return files


def _rules_approved(newsroom: Newsroom, note: Note, edition: str) -> str:
    """The hash of the playbook that the approval of an edition was given under.

    The trail tells it and not the edition: that may be the same again, approved under other rules.
    """
    with newsroom.archive.database.reading() as connection:
        return str(approval_of(connection, note, edition).detail.get("rules"))


def _remember(change: Change, files: Mapping[str, bytes]) -> None:
    """What readers have is what the next issue compares itself with."""
    record = record_of(files)
    told = record.as_json()
    told["hashes"] = dict(record.hashes) | {"markdown": hashes_of(files)[MARKDOWN]}
    record_issue(change.connection, record.symbol, change.note.as_of, record.playbook, told)


def _lapse(newsroom: Newsroom, note: Note, decision: Decision, why: RefusedError) -> None:
    """Take back an approval that no longer holds."""
    with newsroom.archive.database.writing() as connection:
        now = find_note(connection, note.id)
        check_unmoved(note, now)
        back = replace(now, state=State.IN_REVIEW, approved=None)
        Change(connection, now, decision.actor, decision.now).move("lapsed", back, reason=str(why))


@dataclass(frozen=True, slots=True)
class _News:
    """What the trail tells: the event, the edition, where it has to go, and why."""

    event: str
    edition: Revision
    destinations: Sequence[str]
    reason: str = ""
    added: Revision | None = None


def _give_out(change: Change, out: Note, news: _News) -> None:
    """Keep that readers have another edition, and where it has to go."""
    edition = news.edition
    mailed = _mailed(change.connection, out.id, edition.sha256)
    destinations = [name for name in news.destinations if name not in mailed]
    change.move(
        news.event,
        out,
        news.added,
        edition=edition.sha256,
        reviewed_by=edition.summary.reviewed_by,
        single_user=edition.summary.single_user,
        destinations=destinations,
        reason=news.reason,
    )
    for name in destinations:
        row = {
            "key": publication_key(out.id, edition.sha256, name),
            "note_id": out.id,
            "edition": edition.sha256,
            "destination": name,
            "state": PENDING,
            "detail": "",
            "at": stored(change.now),
        }
        # A folder and the site get an edition again that another one had replaced there.
        same = PUBLICATIONS.c.key == row["key"]
        change.connection.execute(PUBLICATIONS.delete().where(same))
        change.connection.execute(PUBLICATIONS.insert().values(**row))


def _mailed(connection: Connection, note_id: int, edition: str) -> set[str]:
    """Where this very edition was mailed to, or may have been, when readers had it before."""
    query = select(PUBLICATIONS.c.destination).where(
        PUBLICATIONS.c.note_id == note_id,
        PUBLICATIONS.c.edition == edition,
        PUBLICATIONS.c.destination.startswith(MAIL),
        PUBLICATIONS.c.state.in_(_LEFT_THE_HOUSE),
    )
    return set(connection.scalars(query))


def publication_key(note_id: int, edition: str, destination: str) -> str:
    """The key under which an edition goes to a destination once."""
    return hashlib.sha256(f"{note_id}|{edition}|{destination}".encode()).hexdigest()
