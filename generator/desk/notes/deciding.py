"""What is decided on the page of a note: each form names the text that the person saw."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from generator.desk.answers import see_other
from generator.desk.notes.acting import decision_of
from generator.desk.visit import NUMBER
from generator.editorial import decisions, publishing
from generator.editorial.comments import comment, settle
from generator.editorial.delivering import deliveries, send_again
from generator.editorial.newsroom import check_seen
from generator.editorial.states import Action
from generator.errors import RefusedError
from generator.market.sessions import EXCHANGE_ZONE

if TYPE_CHECKING:
    from starlette.responses import Response

    from generator.desk.visit import Visit

_MOMENT: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
"""As browsers write it: no zone, which would be another, and no year that nobody lives to see."""


def submit(visit: Visit) -> Response:
    """Hand the draft to review."""
    form = visit.fields("seen")
    decisions.submit(visit.desk.newsroom, decision_of(visit, form["seen"]))
    return _back(visit, "submitted")


def send_back(visit: Visit) -> Response:
    """Give the note back to its writer."""
    form = visit.fields("seen", "reason")
    decision = decision_of(visit, form["seen"])
    decisions.send_back(visit.desk.newsroom, decision, form["reason"])
    return _back(visit, "sent-back")


def approve(visit: Visit) -> Response:
    """Approve the text that was seen."""
    form = visit.fields("seen", optional=("looked",))
    decision = decision_of(visit, form["seen"])
    decisions.approve(visit.desk.newsroom, decision, looked_at_gates=form["looked"] == "yes")
    return _back(visit, "approved")


def revoke(visit: Visit) -> Response:
    """Take the approval back."""
    form = visit.fields("seen", "reason")
    decisions.revoke(visit.desk.newsroom, decision_of(visit, form["seen"]), form["reason"])
    return _back(visit, "revoked")


def drop(visit: Visit) -> Response:
    """Give up a correction."""
    form = visit.fields("seen", "reason")
    decision = decision_of(visit, form["seen"])
    decisions.drop_correction(visit.desk.newsroom, decision, form["reason"])
    return _back(visit, "dropped")


def embargo(visit: Visit) -> Response:
    """Set the embargo, in the time of the exchange, or lift it with an empty field."""
    form = visit.fields("seen", optional=("until",))
    until = _moment(form["until"])
    decisions.set_embargo(visit.desk.newsroom, decision_of(visit, form["seen"]), until)
    return _back(visit, "embargo")


def publish(visit: Visit) -> Response:
    """Publish the approved edition; the courier takes it to its readers."""
    form = visit.fields("seen")
    desk, decision = visit.desk, decision_of(visit, form["seen"])
    publishing.publish(desk.newsroom, decision, desk.places)
    desk.courier.wake()
    return _back(visit, "published", panel="deliveries")


def withdraw(visit: Visit) -> Response:
    """Take the note back from its readers."""
    form = visit.fields("seen", "reason")
    desk, decision = visit.desk, decision_of(visit, form["seen"])
    publishing.withdraw(desk.newsroom, decision, desk.places, form["reason"])
    desk.courier.wake()
    return _back(visit, "withdrawn", panel="deliveries")


def try_again(visit: Visit) -> Response:
    """Have the deliveries that are open made; with a key, also the one that nobody knows of.

    Each of what readers have: who saw an earlier edition has not seen what would go out.
    """
    form = visit.fields("seen", optional=("key",))
    desk, decision = visit.desk, decision_of(visit, form["seen"])
    decision.actor.check(Action.PUBLISH)
    note = desk.newsroom.note(decision.note_id)
    check_seen(note, decision.seen, note.live)
    if form["key"]:
        if form["key"] not in {item.key for item in deliveries(desk.newsroom, note.id)}:
            raise HTTPException(404, "This note has no such delivery.")
        send_again(desk.newsroom, form["key"], visit.now, decision.actor.name)
    desk.courier.wake()
    return _back(visit, "again", panel="deliveries")


def say(visit: Visit) -> Response:
    """Comment on a sentence, or on the whole note."""
    form = visit.fields("seen", "text", optional=("quote",))
    decision = decision_of(visit, form["seen"])
    comment(visit.desk.newsroom, decision, form["quote"], form["text"])
    return _back(visit, "commented", panel="sentences")


def settle_comment(visit: Visit) -> Response:
    """Say that a comment is dealt with."""
    form = visit.fields("seen", "comment")
    number = int(form["comment"]) if NUMBER.fullmatch(form["comment"]) else 0
    settle(visit.desk.newsroom, decision_of(visit, form["seen"]), number)
    return _back(visit, "settled", panel="sentences")


def _back(visit: Visit, done: str, **query: str) -> Response:
    return see_other(f"/notes/{visit.number('note')}", done=done, **query)


def _moment(text: str) -> datetime | None:
    """A moment of a form's field, in exchange time.

    Raises:
        RefusedError: ``no_moment``.
    """
    if not text:
        return None
    problem = "the embargo is no date and time: write it as 2026-07-01 16:00, New York time"
    if not _MOMENT.fullmatch(text):
        raise RefusedError("no_moment", problem)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=EXCHANGE_ZONE)
    except ValueError as error:
        raise RefusedError("no_moment", problem) from error
