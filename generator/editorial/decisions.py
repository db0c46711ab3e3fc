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
from generator.errors import RefusedError
from generator.market.age import assess_age
from generator.market.headlines import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from generator.audit.findings import Finding
    from generator.editorial.actors import Actor
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note, Summary


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
        RefusedError: ``forbidden``, ``wrong_state``, ``own_edit``, ``audit_failed``, ``flagged``,
            ``stale``, ``future_data``, ``source_unknown``, ``facts_differ``, ``not_alone``.
    """
    decision.actor.check(Action.APPROVE)
    note = newsroom.note(decision.note_id)
    check_state(Action.APPROVE, note.state, live=note.live is not None, what=note.name)
    check_seen(note, decision.seen, note.head)
    summary = newsroom.revision(note.id, note.head).summary
    _check_judge(newsroom, note, summary, decision, looked_at_gates=looked_at_gates)
    files = newsroom.files(note.id, note.head)
    rules = newsroom.press.rules_sha256(note.playbook)
    check_age(newsroom, note, facts_of(files).as_of, decision.now)
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
    issue = None if note.live is not None else assess_age(as_of, now, newsroom.gates)
    if issue is not None and issue.verdict == "block":
        remedy = "draft it again from newer data"
        raise RefusedError(issue.code, f"{note.name}: {issue.message}; {remedy}")


def check_facts(newsroom: Newsroom, note: Note, files: Mapping[str, bytes]) -> None:
    """Refuse facts that the stored data does not give, or that are not those that readers have.

    Raises:
        RefusedError: ``source_unknown``, ``facts_differ``, or the code of a gate that blocks.
    """
    if note.live is None:
        newsroom.press.check_source(files, note.playbook, newsroom.archive)
        return
    live = newsroom.revision(note.id, note.live).summary
    if hashes_of(files)[FACTS] != live.facts_sha256:
        problem = "its facts are not those of the text that readers have"
        raise RefusedError("facts_differ", f"{note.name}: {problem}")


def check_proven(note: Note, findings: Sequence[Finding]) -> None:
    """Refuse a text that the audit fails; the first finding is named.

    Raises:
        RefusedError: ``audit_failed``.
    """
    errors = [item for item in findings if item.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise RefusedError("audit_failed", f"{note.name} fails its audit: {errors[0]}{more}")


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
        what = ", ".join(summary.gates) or "its audit or its kind of data"
        problem = f"{note.name} wants a look at {what}"
        raise RefusedError("flagged", f"{problem}: approve it on its own page, where you say so")


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
