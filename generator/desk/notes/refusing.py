"""What the editorial room refuses, told on the page where it was asked for."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from generator.desk.frame import framed
from generator.desk.notes.review import review_page
from generator.desk.notes.told import REFUSED, STATUS
from generator.desk.sentences import told_error
from generator.editorial.differences import paragraphs_that_differ
from generator.editorial.summaries import text_of
from generator.errors import ConflictError, ProviderError, RefusedError, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from generator.desk.visit import Visit

    Handler = Callable[[Visit], Response]

_UNAVAILABLE = 503
_GONE = frozenset({"no_such_note", "no_such_revision", "no_such_comment"})


def told_on_the_note(handler: Handler) -> Handler:
    """A handler whose refusals are told on the page of its note; a conflict with the difference."""

    @wraps(handler)
    def telling(visit: Visit) -> Response:
        try:
            return handler(visit)
        except ConflictError as error:
            return _conflict(visit, error)
        except RefusedError as error:
            return refusal(visit, error)
        except UsageError as error:
            return review_page(visit, visit.number("note"), status=REFUSED, refused=error)
        except (StoreError, ProviderError) as error:
            raise HTTPException(_UNAVAILABLE, told_error(error)) from error

    return telling


def refusal(visit: Visit, error: RefusedError) -> Response:
    """The page of the note with why it was refused; 404 for what is not there.

    Raises:
        HTTPException: 404.
    """
    status = STATUS.get(error.code, REFUSED)
    if error.code in _GONE:
        raise HTTPException(status, told_error(error)) from error
    try:
        return review_page(visit, visit.number("note"), status=status, refused=error)
    except RefusedError as gone:  # what was asked was wrong before anybody looked for the note
        raise HTTPException(STATUS.get(gone.code, REFUSED), told_error(gone)) from gone


def _conflict(visit: Visit, error: ConflictError) -> Response:
    """The difference between the text that was seen and the one that there is."""
    newsroom, note_id = visit.desk.newsroom, visit.number("note")
    note = newsroom.note(note_id)
    seen = visit.form.get("seen", "")
    try:
        before = text_of(newsroom.files(note_id, seen))
        now = text_of(newsroom.files(note_id, error.current or note.head))
        pieces = list(paragraphs_that_differ(before, now))
    except RefusedError:
        pieces = []
    return framed(
        visit,
        "conflict.html.j2",
        title=f"{note.name} has changed",
        status=STATUS["conflict"],
        refused=error,
        note=note,
        paragraphs=pieces,
        written=visit.form.get("text", ""),
    )
