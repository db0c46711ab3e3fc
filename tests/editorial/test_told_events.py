"""An event that does not say what its action tells by is named, with what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from generator.archive.trail import Event
from generator.editorial.told_events import incomplete
from tests.editorial.made_notes import SOON

WHOLE: dict[str, dict[str, Any]] = {
    "commented": {"comment": 1, "sha256": "a"},
    "published": {"edition": "a", "destinations": [], "standing": {}},
    "delivered": {"key": "a", "destination": "site"},
    "handed_in": {"text": "a", "text_known": "b", "standing": {}},
    "person_added": {"known": "a", "person_id": 1},
    "something_new": {},
}


def told(action: str, detail: Any) -> Event:  # noqa: ANN401 - whatever was written
    """An event of the trail."""
    return Event(at=SOON, actor="x", action=action, detail=detail, number=7)


@pytest.mark.parametrize("action", WHOLE)
def test_a_whole_event_is_no_problem(action: str) -> None:
    assert incomplete([told(action, WHOLE[action] | {"more": 1})]) == {}


@pytest.mark.parametrize(
    ("action", "name"),
    [("commented", "comment"), ("published", "destinations"), ("delivered", "key"),
     ("handed_in", "text_known"), ("person_added", "person_id")],
)  # fmt: skip
def test_what_is_missing_or_of_another_kind_is_named(action: str, name: str) -> None:
    expected = {7: f"event 7 of the trail, {action}: does not say its {name}"}
    less = {key: value for key, value in WHOLE[action].items() if key != name}
    assert incomplete([told(action, less)]) == expected
    for other in (None, ("a",)):
        assert incomplete([told(action, less | {name: other})]) == expected


def test_an_event_that_says_nothing_is_a_problem_whatever_it_is_of() -> None:
    said: tuple[object, ...] = (None, [], "x")
    for detail in said:
        assert set(incomplete([told("something_new", detail)])) == {7}
