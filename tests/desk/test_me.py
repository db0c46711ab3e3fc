"""Changing one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.editorial.person import Role
from tests.desk.desks import FROM_HERE, PASSWORD, logged_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from generator.desk.desk import Desk
    from generator.editorial.person import Person

NEW = "quite another password"
FORM = {"current": PASSWORD, "password": NEW, "again": NEW}


def test_a_new_password_ends_the_other_sessions_of_that_person(
    app: Starlette, desk: Desk, writer: TestClient, people: Mapping[Role, Person]
) -> None:
    other = logged_in(app, people[Role.WRITER])
    answer = writer.post("/me", data=FORM, headers=FROM_HERE)
    assert answer.headers["Location"] == "/me?done=password"
    assert "Your password is changed." in writer.get("/me?done=password").text
    assert other.get("/me").status_code == 303
    assert desk.people.proven("writer", NEW) is not None
    assert desk.people.proven("writer", PASSWORD) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"current": "wrong"}, "The current password is wrong."),
        ({"again": "mistyped"}, "The two passwords differ"),
        ({"password": "short", "again": "short"}, "5 characters"),
        ({"password": "password1234", "again": "password1234"}, "anybody tries"),
    ],
)
def test_what_is_not_taken_is_told_and_changes_nothing(
    desk: Desk, writer: TestClient, change: dict[str, str], told: str
) -> None:
    answer = writer.post("/me", data=FORM | change, headers=FROM_HERE)
    assert answer.status_code == 400
    assert told in answer.text
    assert desk.people.proven("writer", PASSWORD) is not None


def test_who_sits_at_a_foreign_browser_cannot_guess_the_password_there(writer: TestClient) -> None:
    wrong = FORM | {"current": "wrong"}
    statuses = [writer.post("/me", data=wrong, headers=FROM_HERE).status_code for _ in range(6)]
    assert statuses == [400] * 5 + [429]
