"""Who does something to a note: a person in a role, or the program itself."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.archive.trail import PROGRAM
from generator.editorial.states import Action
from generator.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITER: Final = "writer"
EDITOR: Final = "editor"
ADMIN: Final = "admin"
ROLES: Final = (WRITER, EDITOR, ADMIN)
"""Each may do what those before it may."""

LEAST_ROLE: Final[Mapping[Action, str]] = MappingProxyType(
    {
        Action.HAND_IN: WRITER,
        Action.SAVE: WRITER,
        Action.SUBMIT: WRITER,
        Action.SEND_BACK: EDITOR,
        Action.APPROVE: EDITOR,
        Action.REVOKE: EDITOR,
        Action.EMBARGO: EDITOR,
        Action.PUBLISH: EDITOR,
        Action.CORRECT: WRITER,
        Action.DROP: EDITOR,
        Action.WITHDRAW: EDITOR,
        Action.COMMENT: WRITER,
        Action.SETTLE: WRITER,
    }
)
"""The role from which on an action may be taken."""

_OF_THE_PROGRAM: Final = frozenset({Action.HAND_IN, Action.PUBLISH})
"""What the command line does for no person in particular; nothing of it is a judgement."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts.

    Args:
        name: By which the trail knows them.
        display_name: As bylines print it.
        role: One of `ROLES`; empty for the program.
    """

    name: str
    display_name: str
    role: str

    def may(self, action: Action) -> bool:
        """Whether the role allows it."""
        if not self.role:
            return action in _OF_THE_PROGRAM
        return ROLES.index(self.role) >= ROLES.index(LEAST_ROLE[action])

    def check(self, action: Action) -> None:
        """Refuse what the role does not allow.

        Raises:
            RefusedError: ``forbidden``.
        """
        if not self.may(action):
            problem = f"{self.name} is {self.role or 'no person'}, and this takes "
            raise RefusedError("forbidden", f"{problem}an {LEAST_ROLE[action]}")


THE_PROGRAM: Final = Actor(PROGRAM, "Strikedesk", "")
"""Who acts where a command is run by nobody in particular."""
