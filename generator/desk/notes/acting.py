"""From a visit to a decision: who acts, on which note, having seen which text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from generator.editorial.actors import Actor
from generator.editorial.decisions import Decision

if TYPE_CHECKING:
    from generator.desk.visit import Visit

_HASH: Final = re.compile(r"[0-9a-f]{64}")


def actor_of(visit: Visit) -> Actor:
    """The person of a visit, as the editorial room knows them."""
    person = visit.person
    return Actor(person.name, person.display_name, person.role.value)


def decision_of(visit: Visit, seen: str) -> Decision:
    """A decision about the note of the path, by a person who saw the text of hash ``seen``.

    Raises:
        HTTPException: 404 for a number that no note has; 400 for a hash that is none.
    """
    return Decision(visit.number("note"), checked_hash(seen), actor_of(visit), visit.now)


def asked_text(visit: Visit) -> str:
    """The hash in the path.

    Raises:
        HTTPException: 404; it is none.
    """
    text = visit.parameters["text"]
    if not _HASH.fullmatch(text):
        raise HTTPException(404)
    return text


def checked_hash(text: str) -> str:
    """``text`` if it is a hash.

    Raises:
        HTTPException: 400; it is none.
    """
    if not _HASH.fullmatch(text):
        raise HTTPException(400, "The form does not say which text you saw. Load the page again.")
    return text
