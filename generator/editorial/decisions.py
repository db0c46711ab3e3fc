"""What editors decide: to review, back to the writer, approved, or no longer so.

A person decides about the text that they saw, and names its hash. What is approved is an edition:
the text with a byline that tells the truth of its review, printed and proven before the approval is
kept, so that what goes out is exactly what was approved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from generator.archive.note_object import hashes_of
from generator.editorial.held_to_trail import check_alone
from generator.editorial.newsroom import Change, Text, check_seen, check_unmoved
from generator.editorial.notes import find_note, find_revision
from generator.editorial.press import Review
from generator.editorial.states import Action, State, check_state
from generator.editorial.summaries import FACTS, facts_of
from generator.errors import RefusedError, StoreError
from generator.market.headlines import clean_text
from generator.publish import fitness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from generator.audit.findings import Finding
    from generator.editorial.actors import Actor
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note, Revision, Summary


LONGEST_REASON: Final = 1000
"""Characters of a reason; what is longer is cut."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides about which text, and when.

    Args:
        note_id: Of the note.
        seen: Hash of the text that the person saw.
        actor: Who decides.
        now: When.
    """

    note_id: int
    seen: str
    actor: Actor
    now: datetime


def submit(newsroom: Newsroom, decision: Decision) -> Note:
    """Hand a draft to review.

    Raises:
        ConflictError: The text has changed.
        RefusedError: ``forbidden``, ``wrong_state``, or ``audit_failed``.
    """
    decision.actor.check(Action.SUBMIT)
    note = newsroom.note(decision.note_id)
    errors = newsroom.revision(note.id, note.head).summary.errors
    if errors and note.state is State.DRAFT:
        problem = f"{note.name} has {errors} findings that fail it"
        raise RefusedError("audit_failed", f"{problem}; edit it first")
    return _moved(newsroom, decision, _SUBMITTING)


def send_back(newsroom: Newsroom, decision: Decision, reason: str) -> Note:
    """Give a note back to its writer, with the reason.

    Raises:
        ConflictError: The text has changed.
        RefusedError: ``forbidden``, ``wrong_state``, or ``no_reason``.
    """
    told = checked_reason(reason)
    return _moved(newsroom, decision, _SENDING_BACK, told)


def revoke(newsroom: Newsroom, decision: Decision, reason: str) -> Note:
    """Take an approval back; raises as `send_back`. What was seen is the approved edition."""
    told = checked_reason(reason)
    return _moved(newsroom, decision, _REVOKING, told)


def drop_correction(newsroom: Newsroom, decision: Decision, reason: str) -> Note:
    """Give up a correction: the text that readers have is the one that stands."""
    told = checked_reason(reason)
    decision.actor.check(Action.DROP)
    with newsroom.archive.database.writing() as connection:
        note = find_note(connection, decision.note_id)
        check_state(Action.DROP, note.state, live=note.live is not None, what=note.name)
        check_seen(note, decision.seen, note.head)
        live = find_revision(connection, note.id, note.live or "")
        back = replace(
            note,
            state=State.CORRECTED if live.summary.corrected else State.PUBLISHED,
            head=live.parent or live.sha256,
            approved=note.live,
        )
        change = Change(connection, note, decision.actor, decision.now)
        return change.move("dropped", back, reason=told)


def set_embargo(newsroom: Newsroom, decision: Decision, until: datetime | None) -> Note:
    """Set until when a note may not be published, or lift that."""
    decision.actor.check(Action.EMBARGO)
    with newsroom.archive.database.writing() as connection:
        note = find_note(connection, decision.note_id)
        check_state(Action.EMBARGO, note.state, live=note.live is not None, what=note.name)
        check_seen(note, decision.seen, note.head)
        change = Change(connection, note, decision.actor, decision.now)
        return change.move("embargo_set", replace(note, embargo=until))


def approve(newsroom: Newsroom, decision: Decision, *, looked_at_gates: bool = False) -> Note:
    """Approve a text: print its edition, prove it, and keep both.

    Args:
        newsroom: Where.
        decision: About which text.
        looked_at_gates: Whether the person says that they have read what is wrong with the data.

    Raises:
        ConflictError: The text has changed, or somebody else was faster.
        RefusedError: ``forbidden``, ``wrong_state``, ``modelled``, ``stale``, ``future_data``,
            ``own_edit``, ``flagged``, ``audit_failed``, ``source_unknown``, ``facts_differ``,
            ``not_alone``.
    """
    decision.actor.check(Action.APPROVE)
    note = newsroom.note(decision.note_id)
    check_state(Action.APPROVE, note.state, live=note.live is not None, what=note.name)
    check_seen(note, decision.seen, note.head)
    summary = newsroom.revision(note.id, note.head).summary
    files = newsroom.files(note.id, note.head)
    facts = facts_of(files)
    check_kind(note, facts["data_kind"].value)
    check_age(newsroom, note, facts.as_of, decision.now)
    _check_judge(newsroom, note, summary, decision, looked_at_gates=looked_at_gates)
    rules = newsroom.press.rules_sha256(note.playbook)
    check_facts(newsroom, note, files)
    check_proven(note, newsroom.press.prove(files, note.playbook))
    review = Review(decision.actor.display_name, summary.editors, newsroom.single_user)
    printed = newsroom.press.edition(files, note.playbook, review)
    check_proven(note, printed.findings)
    key, sha256 = newsroom.keep(note.symbol, note.as_of, printed.files)
    edition = Text(
        key=key,
        sha256=sha256,
        kind="edition",
        parent=note.head,
        author=decision.actor.name,
        summary=replace(
            summary,
            findings=tuple(printed.findings),
            unreviewed=(),
            rules_sha256=rules,
            reviewed_by=review.reviewer,
            single_user=review.single_user,
        ),
    )
    with newsroom.archive.database.writing() as connection:
        now = find_note(connection, note.id)
        check_unmoved(note, now)
        if newsroom.single_user:
            check_alone(connection, note.name)
        change = Change(connection, now, decision.actor, decision.now)
        approved = replace(now, state=State.APPROVED, approved=sha256)
        return change.move("approved", approved, change.add(edition), rules=rules)


def check_age(newsroom: Newsroom, note: Note, as_of: datetime, now: datetime) -> None:
    """Refuse data that is too old, or of the future; a correction is of the day that it corrects.

    Raises:
        RefusedError: ``stale`` or ``future_data``.
    """
    if note.live is None:
        fitness.check_age(note.name, as_of, now, newsroom.gates)


def check_kind(note: Note, kind: object) -> None:
    """Refuse data that no market made.

    Raises:
        RefusedError: ``modelled``.
    """
    fitness.check_kind(note.name, kind)


def check_facts(newsroom: Newsroom, note: Note, files: Mapping[str, bytes]) -> None:
    """Refuse facts that the stored data does not give, or that are not those that readers have.

    The draft that a text was made from is written again, and the text has its facts.

    Raises:
        RefusedError: ``source_unknown``, ``facts_differ``, or the code of a gate that blocks.
    """
    if note.live is not None:
        expected = newsroom.revision(note.id, note.live).summary.facts_sha256
    else:
        draft = _drafted(newsroom, note)
        newsroom.press.check_source(
            newsroom.files(note.id, draft.sha256), note.playbook, newsroom.archive
        )
        expected = draft.summary.facts_sha256
    if hashes_of(files)[FACTS] != expected:
        problem = "its facts are not those of the text that it was made from"
        raise RefusedError("facts_differ", f"{note.name}: {problem}")


def _drafted(newsroom: Newsroom, note: Note) -> Revision:
    """The draft of the program that the text which is worked on was made from."""
    revision = newsroom.revision(note.id, note.head)
    while revision.kind != "draft":
        if revision.parent is None:
            raise StoreError(f"{note.name}: a text of it was made from none; verify the archive")
        revision = newsroom.revision(note.id, revision.parent)
    return revision


def check_proven(note: Note, findings: Sequence[Finding]) -> None:
    """Refuse a text that the audit fails; the first finding is named.

    Raises:
        RefusedError: ``audit_failed``.
    """
    errors = [item for item in findings if item.severity == "error"]
    if errors:
        first, more = errors[0], f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        where = f"{first.file} line {first.line}, column {first.column}{more}"
        raise RefusedError("audit_failed", f"{note.name} fails its audit: {_told(first)} ({where})")


def checked_reason(text: str) -> str:
    """A reason, in words, on one line and of a bounded length.

    Raises:
        RefusedError: ``no_reason``.
    """
    reason = clean_text(text, LONGEST_REASON)
    if not reason:
        raise RefusedError("no_reason", "say why: whoever comes after you will want to know")
    return reason


def _check_judge(
    newsroom: Newsroom,
    note: Note,
    summary: Summary,
    decision: Decision,
    *,
    looked_at_gates: bool,
) -> None:
    """Refuse a judge in their own cause, and one who has not looked."""
    if decision.actor.name in summary.unreviewed and not newsroom.single_user:
        problem = f"you edited {note.name} yourself"
        raise RefusedError("own_edit", f"{problem}: another editor has to approve it")
    if summary.flagged and not looked_at_gates:
        problem = f"{note.name} wants a look at {'; '.join(_flags(summary))}"
        raise RefusedError("flagged", f"{problem}: approve it on its own page, where you say so")


def _flags(summary: Summary) -> Iterator[str]:
    """What a person has to look at, in words."""
    if summary.gates:
        yield f"its data ({', '.join(summary.gates).replace('_', ' ')})"
    elif summary.degraded:
        yield "its data, which is degraded"
    if summary.data_kind != "market":
        yield f"its kind of data ({summary.data_kind or 'not known'})"
    for item in summary.findings:
        if item.severity == "error":
            yield f"{_told(item)} ({item.file} line {item.line})"


def _told(finding: Finding) -> str:
    expected = f"; it should read {finding.expected!r}" if finding.expected else ""
    return f"{finding.message}{expected}"


@dataclass(frozen=True, slots=True)
class _Step:
    """An action that only moves a note, the event that tells of it, and where it leads."""

    action: Action
    event: str
    state: State


_SUBMITTING: Final = _Step(Action.SUBMIT, "submitted", State.IN_REVIEW)
_SENDING_BACK: Final = _Step(Action.SEND_BACK, "sent_back", State.DRAFT)
_REVOKING: Final = _Step(Action.REVOKE, "revoked", State.IN_REVIEW)


def _moved(newsroom: Newsroom, decision: Decision, step: _Step, reason: str = "") -> Note:
    decision.actor.check(step.action)
    with newsroom.archive.database.writing() as connection:
        note = find_note(connection, decision.note_id)
        check_state(step.action, note.state, live=note.live is not None, what=note.name)
        current = note.approved if step.action is Action.REVOKE else note.head
        check_seen(note, decision.seen, current)
        change = Change(connection, note, decision.actor, decision.now)
        detail = {"reason": reason} if reason else {}
        return change.move(
            step.event, replace(note, state=step.state, approved=None), None, **detail
        )
