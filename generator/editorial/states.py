"""Where a note stands, and from where each action may be taken.

::

    draft ⇄ in_review → approved → published → corrected
      └──────── saved edits void an approval ┘      └── withdrawn

A correction goes the same way again, from a published note through review and approval; until it
is published, readers keep the text that they have. The last state is final.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where the text that is worked on stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What can be done to a note."""

    HAND_IN = "hand_in"
    SAVE = "save"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    REVOKE = "revoke"
    EMBARGO = "embargo"
    PUBLISH = "publish"
    CORRECT = "correct"
    DROP = "drop"
    WITHDRAW = "withdraw"
    COMMENT = "comment"
    SETTLE = "settle"


BEFORE_PUBLISHING: Final = frozenset({State.DRAFT, State.IN_REVIEW, State.APPROVED})
OUT: Final = frozenset({State.PUBLISHED, State.CORRECTED})
"""The text that is worked on is the one that readers have."""

ALLOWED_FROM: Final[Mapping[Action, frozenset[State]]] = MappingProxyType(
    {
        Action.HAND_IN: BEFORE_PUBLISHING,
        Action.SAVE: BEFORE_PUBLISHING,
        Action.SUBMIT: frozenset({State.DRAFT}),
        Action.SEND_BACK: frozenset({State.IN_REVIEW}),
        Action.APPROVE: frozenset({State.IN_REVIEW}),
        Action.REVOKE: frozenset({State.APPROVED}),
        Action.EMBARGO: BEFORE_PUBLISHING,
        Action.PUBLISH: frozenset({State.APPROVED}),
        Action.CORRECT: OUT,
        Action.DROP: BEFORE_PUBLISHING,
        Action.WITHDRAW: BEFORE_PUBLISHING | OUT,
        Action.COMMENT: frozenset(State),
        Action.SETTLE: frozenset(State),
    }
)
"""The states in which an action may be taken; dropping and withdrawing need a published text."""

_WORDS: Final[Mapping[State, str]] = MappingProxyType({State.IN_REVIEW: "in review"})
_VERBS: Final[Mapping[Action, str]] = MappingProxyType(
    {
        Action.HAND_IN: "handed in again",
        Action.SAVE: "edited",
        Action.SUBMIT: "handed to review",
        Action.SEND_BACK: "sent back",
        Action.APPROVE: "approved",
        Action.REVOKE: "taken out of approval",
        Action.EMBARGO: "given another embargo",
        Action.PUBLISH: "published",
        Action.CORRECT: "corrected",
        Action.DROP: "rid of its correction",
        Action.WITHDRAW: "withdrawn",
    }
)


def in_words(state: State) -> str:
    """The state as a person says it."""
    return _WORDS.get(state, state.value)


def check_state(action: Action, state: State, *, live: bool, what: str) -> None:
    """Refuse an action that the state does not allow.

    Args:
        action: What is to be done.
        state: Where the note stands.
        live: Whether readers have a text of it.
        what: The note, for the message.

    Raises:
        RefusedError: ``wrong_state``.
    """
    needs_readers = action in {Action.DROP, Action.WITHDRAW}
    if state in ALLOWED_FROM[action] and (live or not needs_readers):
        return
    where = in_words(state)
    if needs_readers and not live and state is not State.WITHDRAWN:
        where = f"{where} and was never published"
    raise RefusedError("wrong_state", f"{what} is {where}: it cannot be {_VERBS[action]} now")
