"""The review of a note: as it will appear, and beside it all that it can be judged by."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from generator.desk.frame import fragment, framed
from generator.desk.notes.acting import actor_of
from generator.desk.notes.ages import age_of
from generator.desk.notes.panels import PANELS, panel_values
from generator.desk.notes.texts import kinds_of
from generator.desk.notes.told import DONE, STATES
from generator.desk.sentences import told_error
from generator.editorial.decisions import check_age, check_kind
from generator.editorial.notes import Wanted, list_notes
from generator.editorial.states import ALLOWED_FROM, OUT, Action, State
from generator.errors import RefusedError
from generator.wording.dates import full_moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from generator.desk.visit import Visit
    from generator.editorial.notes import Note, Revision
    from generator.errors import StrikedeskError

_ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        "edit": Action.SAVE,
        "submit": Action.SUBMIT,
        "send_back": Action.SEND_BACK,
        "approve": Action.APPROVE,
        "revoke": Action.REVOKE,
        "embargo": Action.EMBARGO,
        "publish": Action.PUBLISH,
        "correct": Action.CORRECT,
        "drop": Action.DROP,
        "withdraw": Action.WITHDRAW,
    }
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the page of a review shows of a note.

    Args:
        note: The note.
        head: The text that is worked on.
        shown: The text in the frame: what was approved, or what readers have, else the head.
        may: What this person may do now, by the names of forms.
        why_not_approve: Why they may not approve, where only that keeps them from it.
    """

    note: Note
    head: Revision
    shown: Revision
    may: frozenset[str]
    why_not_approve: str


def review(visit: Visit) -> Response:
    """The page of a note, or one of its panels alone where htmx asks for it."""
    note_id = visit.number("note")
    panel = _panel(visit)
    if visit.is_htmx:
        reviewed = reviewed_note(visit, note_id)
        values = panel_values(panel, visit, reviewed.note, reviewed.shown)
        return fragment(f"panels/{panel}.html.j2", reviewed=reviewed, panel=panel, **values)
    return review_page(visit, note_id, message=DONE.get(visit.query.get("done", ""), ""))


def review_page(
    visit: Visit,
    note_id: int,
    *,
    status: int = 200,
    message: str = "",
    refused: StrikedeskError | None = None,
) -> Response:
    """The page of a note, with what was just done or refused."""
    reviewed = reviewed_note(visit, note_id)
    note, panel = reviewed.note, _panel(visit)
    values: dict[str, Any] = panel_values(panel, visit, note, reviewed.shown)
    return framed(
        visit,
        "review.html.j2",
        title=f"{note.symbol}, {full_moment(note.as_of)}",
        status=status,
        message=message,
        refused=refused,
        reviewed=reviewed,
        state=STATES[note.state],
        age=age_of(note.as_of, visit.now, visit.desk.settings.gates),
        embargo="" if note.embargo is None else full_moment(note.embargo),
        embargo_field="" if note.embargo is None else f"{note.embargo:%Y-%m-%dT%H:%M}",
        next_note=_next(visit, note),
        panels=PANELS,
        panel=panel,
        kinds=kinds_of(visit.desk.newsroom.files(note.id, reviewed.shown.sha256)),
        **values,
    )


def reviewed_note(visit: Visit, note_id: int) -> Reviewed:
    """What the page shows of a note.

    Raises:
        RefusedError: ``no_such_note``.
    """
    newsroom = visit.desk.newsroom
    note = newsroom.note(note_id)
    head = newsroom.revision(note.id, note.head)
    shown = _shown(note)
    revision = head if shown == note.head else newsroom.revision(note.id, shown)
    return Reviewed(note, head, revision, _may(visit, note), _why_not_approve(visit, note, head))


def _next(visit: Visit, note: Note) -> Note | None:
    """The note in review behind this one, in the order of the queue; the first after the last."""
    wanted = Wanted(states=frozenset({State.IN_REVIEW}))
    with visit.desk.archive.database.reading() as connection:
        waiting = [each for each, _ in list_notes(connection, wanted)]
    others = [each for each in waiting if each.id != note.id]
    behind = [each for each in others if _place(each) > _place(note)]
    return next(iter(behind or others), None)


def _place(note: Note) -> tuple[float, str, int]:
    return -note.as_of.timestamp(), note.symbol, note.id


def _shown(note: Note) -> str:
    if note.state in OUT or note.state is State.WITHDRAWN:
        return note.live or note.head
    return note.approved or note.head


def _may(visit: Visit, note: Note) -> frozenset[str]:
    actor = actor_of(visit)
    found = {
        name
        for name, action in _ACTIONS.items()
        if note.state in ALLOWED_FROM[action] and actor.may(action)
    }
    return frozenset(found if note.live else found - {"drop", "withdraw"})


def _why_not_approve(visit: Visit, note: Note, head: Revision) -> str:
    if note.state is not State.IN_REVIEW:
        return ""
    try:
        check_kind(note, head.summary.data_kind)
        check_age(visit.desk.newsroom, note, note.as_of, visit.now)
    except RefusedError as error:
        return told_error(error)
    if visit.person.name in head.summary.unreviewed and not visit.desk.single_user:
        return "You edited this text, so another editor has to approve it."
    if head.summary.errors:
        return "Its audit fails it: see Findings, and edit it."
    return ""


def _panel(visit: Visit) -> str:
    asked = visit.query.get("panel", "")
    return asked if asked in PANELS else next(iter(PANELS))
