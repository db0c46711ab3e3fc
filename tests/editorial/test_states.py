"""The table of states: what may be done from where, and how a refusal reads."""

from __future__ import annotations

import itertools

import pytest

from generator.editorial.states import (
    ALLOWED_FROM,
    BEFORE_PUBLISHING,
    OUT,
    Action,
    State,
    check_state,
    in_words,
)
from generator.errors import RefusedError


def test_every_action_has_its_states() -> None:
    assert ALLOWED_FROM.keys() == set(Action)
    assert BEFORE_PUBLISHING | OUT | {State.WITHDRAWN} == set(State)


@pytest.mark.parametrize(("action", "state"), list(itertools.product(Action, State)))
@pytest.mark.parametrize("live", [True, False])
def test_an_action_is_refused_where_the_table_has_no_place_for_it(
    action: Action, state: State, *, live: bool
) -> None:
    readers = live or action not in {Action.DROP, Action.WITHDRAW}
    if state in ALLOWED_FROM[action] and readers:
        check_state(action, state, live=live, what="IWM")
        return
    with pytest.raises(RefusedError, match=r"^IWM is .*: it cannot be .* now \[wrong_state\]$"):
        check_state(action, state, live=live, what="IWM")


def test_from_a_withdrawn_note_only_talk_goes_on() -> None:
    left = {action for action in Action if State.WITHDRAWN in ALLOWED_FROM[action]}
    assert left == {Action.COMMENT, Action.SETTLE}


def test_a_note_that_was_never_published_says_so() -> None:
    with pytest.raises(RefusedError, match="is in review and was never published"):
        check_state(Action.WITHDRAW, State.IN_REVIEW, live=False, what="IWM")


def test_states_read_as_words() -> None:
    assert [in_words(state) for state in State][:3] == ["draft", "in review", "approved"]
