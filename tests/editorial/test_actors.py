"""Roles: a table of every action and everybody, held against every door of the workflow."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import pytest

from generator.editorial import comments, decisions, edits, publishing
from generator.editorial.actors import LEAST_ROLE, ROLES, THE_PROGRAM, Actor
from generator.editorial.decisions import Decision
from generator.editorial.edits import Edit
from generator.editorial.handing_in import Drafted, hand_in
from generator.editorial.publishing import Places
from generator.editorial.states import Action
from generator.errors import RefusedError
from tests.editorial.made_notes import ADA, ANNA, PLAYBOOK, SOON, WIM, note_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

NOWHERE: Final = Places(())
WRITERS_MAY: Final = {"hand_in", "save", "submit", "correct", "comment", "settle"}
THE_PROGRAM_MAY: Final = {"hand_in", "publish"}
DOORS: Final[Mapping[Action, Callable[[Newsroom, Note, Actor], object]]] = {
    Action.HAND_IN: lambda room, _, who: hand_in(
        room, Drafted(note_files(small=True), PLAYBOOK, who, SOON)
    ),
    Action.SAVE: lambda room, note, who: edits.save(room, _edit(note, who)),
    Action.SUBMIT: lambda room, note, who: decisions.submit(room, _by(note, who)),
    Action.SEND_BACK: lambda room, note, who: decisions.send_back(room, _by(note, who), "why"),
    Action.APPROVE: lambda room, note, who: decisions.approve(room, _by(note, who)),
    Action.REVOKE: lambda room, note, who: decisions.revoke(room, _by(note, who), "why"),
    Action.EMBARGO: lambda room, note, who: decisions.set_embargo(room, _by(note, who), None),
    Action.PUBLISH: lambda room, note, who: publishing.publish(room, _by(note, who), NOWHERE),
    Action.CORRECT: lambda room, note, who: edits.correct(room, _edit(note, who), "why"),
    Action.DROP: lambda room, note, who: decisions.drop_correction(room, _by(note, who), "why"),
    Action.WITHDRAW: lambda room, note, who: publishing.withdraw(
        room, _by(note, who), NOWHERE, "why"
    ),
    Action.COMMENT: lambda room, note, who: comments.comment(room, _by(note, who), "", "why"),
    Action.SETTLE: lambda room, note, who: comments.settle(room, _by(note, who), 1),
}
"""How each action is taken; what was seen is right wherever the state allows it."""


def _by(note: Note, who: Actor) -> Decision:
    return Decision(note.id, note.head, who, SOON)


def _edit(note: Note, who: Actor) -> Edit:
    return Edit(note.id, note.head, "New.", who, SOON)


def test_every_action_has_a_least_role_and_a_door() -> None:
    assert LEAST_ROLE.keys() == set(Action) == DOORS.keys()
    assert set(LEAST_ROLE.values()) <= set(ROLES)


@pytest.mark.parametrize(
    ("action", "who"), list(itertools.product(Action, (WIM, ANNA, ADA, THE_PROGRAM))), ids=str
)
def test_whoever_may_not_is_forbidden_and_nothing_changes(
    action: Action, who: Actor, room: Newsroom, note: Note
) -> None:
    allowed = {"writer": WRITERS_MAY, "": THE_PROGRAM_MAY}.get(who.role, {*Action})
    assert who.may(action) == (action.value in allowed)
    code = ""
    try:
        DOORS[action](room, note, who)
    except RefusedError as error:
        code = error.code
    assert (code == "forbidden") == (action.value not in allowed)
    if code:
        assert room.note(note.id) == note


def test_a_role_is_asked_for_before_anything_else_is_told(room: Newsroom, note: Note) -> None:
    """Nobody learns from the answer what they may not do anything about."""
    stale = Decision(note.id, "0" * 64, THE_PROGRAM, SOON)
    for call in (decisions.submit, decisions.approve):
        with pytest.raises(RefusedError, match="strikedesk is no person, and this takes an"):
            call(room, stale)
