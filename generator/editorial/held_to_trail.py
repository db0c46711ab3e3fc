"""Holding a change to the trail: the note as it was left, its texts as they were made, the person.

Rows of the database can be edited by whoever has the file. An action that believed such a row would
make it true, because its own event would tell of it; so each action looks first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from generator.archive.tables import PEOPLE
from generator.archive.trail import events, events_called
from generator.editorial.notes import list_revisions
from generator.editorial.people import OF_PEOPLE, changed_people
from generator.errors import RefusedError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from generator.archive.trail import Event
    from generator.editorial.actors import Actor
    from generator.editorial.notes import Note

_REMEDY: Final = "nothing is done to it; strikedesk archive verify finds more, a backup is the cure"


def check_as_left(connection: Connection, note: Note) -> None:
    """Refuse to act on a note, or on texts of it, that the trail does not know as they are.

    Raises:
        StoreError: A row was changed, added or taken away beside the desk.
    """
    told = events(connection, note.id)
    if _last_standing(told) != note.standing():
        raise StoreError(f"{note.name} does not stand where the trail left it: {_REMEDY}")
    known = {str(item.detail.get("text")): item.detail.get("text_known") for item in told}
    kept = {each.sha256: each.digest() for each in list_revisions(connection, note.id)}
    for sha256 in filter(None, (note.head, note.approved, note.live)):
        if kept.get(sha256) is None or kept[sha256] != known.get(sha256):
            problem = f"the text {sha256:.12} is not as the trail tells"
            raise StoreError(f"{note.name}: {problem}; {_REMEDY}")


def check_new(connection: Connection, note: Note) -> None:
    """Refuse to begin a note under a number that the trail knows: its row was taken away.

    Raises:
        StoreError: Another note had this number.
    """
    if events(connection, note.id):
        problem = f"note {note.id} was taken out of the database"
        raise StoreError(f"{note.name}: {problem}; {_REMEDY}")


def check_still(connection: Connection, actor: Actor) -> None:
    """Refuse what a person decides who may not any more, or is not as the trail knows them.

    The program is nobody.

    Raises:
        RefusedError: ``forbidden``: they were deactivated or given another role meanwhile.
        StoreError: Their row was changed beside the desk.
    """
    if not actor.role:
        return
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.name == actor.name)).first()
    if row is None or not row.active or row.role != actor.role:
        problem = f"{actor.name} is no {actor.role} of this desk any more"
        raise RefusedError("forbidden", f"{problem}: log in again")
    strange = [*changed_people(connection, events_called(connection, OF_PEOPLE))]
    if strange or row.display_name != actor.display_name:
        problem = strange[0] if strange else f"{actor.name} is called otherwise by now"
        raise StoreError(f"{problem}; {_REMEDY}")


def check_alone(connection: Connection, what: str) -> None:
    """Refuse to approve as the only person of a desk that has others by now.

    Raises:
        RefusedError: ``not_alone``.
    """
    count = connection.scalar(select(func.count()).where(PEOPLE.c.active == 1)) or 0
    if count > 1:
        problem = f"the desk has {count} people by now, so nobody approves {what} alone"
        raise RefusedError("not_alone", f"{problem}: start it again without --single-user")


def approval_of(connection: Connection, note: Note, edition: str) -> Event:
    """The event of the approval that stands, if it is of this edition.

    Raises:
        RefusedError: ``wrong_state``: it was never approved, or another one was after it.
    """
    approvals = [item for item in events(connection, note.id) if item.action == "approved"]
    if not approvals or approvals[-1].detail.get("text") != edition:
        raise RefusedError("wrong_state", f"{note.name}: this text was never approved")
    return approvals[-1]


def _last_standing(told: list[Event]) -> dict[str, Any] | None:
    found = (item.detail["standing"] for item in reversed(told) if "standing" in item.detail)
    return next(found, None)
