"""A predicate is plain JSON, and the same again when it is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.calls.predicates import Interval, predicate_of
from tests.calls.test_resolving import closes, gains, stays

if TYPE_CHECKING:
    from generator.calls.predicates import Predicate


@pytest.mark.parametrize(
    "said",
    [
        closes(above=99.0, below=101.0),
        stays(below=90.0),
        gains("XYZ260821C00100000", 2.0, leave=Interval(below=95.0)),
        gains(enter=Interval(above=102.0), leave=Interval(above=110.0, below=98.0)),
    ],
)
def test_what_was_written_is_read(said: Predicate) -> None:
    assert predicate_of(json.loads(json.dumps(said.as_json()))) == said


def test_another_form_is_refused() -> None:
    body = closes(above=99.0).as_json() | {"form": "guesses"}
    with pytest.raises(ValueError, match="'guesses' is no form"):
        predicate_of(body)
