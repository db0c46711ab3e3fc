"""Logging in by name and password, and by a one-time link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from markupsafe import escape

from generator.editorial.person import Role
from tests.desk.desks import FROM_HERE, PASSWORD, CountingHasher, joined, log_in

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from generator.desk.desk import Desk
    from tests.desk.desks import Clock

FIRST = {"name": "anna", "display_name": "Anna O'Neil", "password": PASSWORD, "again": PASSWORD}


def _use(client: TestClient, token: str, form: dict[str, str]) -> int:
    return client.post("/login", data={"link": token} | form, headers=FROM_HERE).status_code


def _first_link(desk: Desk) -> str:
    return desk.links.for_the_first(by="strikedesk", now=desk.clock())


def test_the_right_password_begins_a_session(desk: Desk, nobody: TestClient) -> None:
    joined(desk, "anna", Role.ADMIN)
    assert log_in(nobody, "anna").status_code == 303
    assert nobody.get("/people").status_code == 200
    assert nobody.get("/login?next=/people").headers["Location"] == "/people"


def test_a_wrong_name_and_a_wrong_password_are_answered_alike_and_with_the_same_work(
    desk: Desk, nobody: TestClient
) -> None:
    joined(desk, "anna", Role.ADMIN)
    gone = joined(desk, "gone", Role.WRITER)
    desk.people.set_active(gone.id, active=False, by="anna", now=desk.clock())
    hasher = desk.passwords.hasher
    assert isinstance(hasher, CountingHasher)
    texts = set()
    for name in ("anna", "gone", "nobody", "x' OR '1'='1", "A" * 5000):
        before = len(hasher.verified)
        answer = log_in(nobody, name, "wrong, whoever it is")
        assert (answer.status_code, len(hasher.verified) - before) == (401, 1), name
        assert "set-cookie" not in answer.headers
        texts.add(re.sub(r'(id="name" name="name") value="[^"]*"', r"\1", answer.text))
    assert len(texts) == 1


def test_after_five_wrong_passwords_even_the_right_one_waits_and_is_not_looked_at(
    desk: Desk, nobody: TestClient, clock: Clock
) -> None:
    joined(desk, "anna", Role.ADMIN)
    hasher = desk.passwords.hasher
    assert isinstance(hasher, CountingHasher)
    for name in ("anna", "nobody"):
        statuses = [log_in(nobody, name, "wrong, again").status_code for _ in range(6)]
        assert statuses == [401] * 5 + [429]
    looked_at = len(hasher.verified)
    answer = log_in(nobody, "anna")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert len(hasher.verified) == looked_at
    clock.move(seconds=30)
    assert log_in(nobody, "anna").status_code == 303


def test_the_first_link_makes_an_admin_who_is_logged_in(desk: Desk, nobody: TestClient) -> None:
    assert "Nobody is there yet" in nobody.get("/login").text
    token = _first_link(desk)
    assert _use(nobody, token, FIRST) == 303
    assert "Anna O&#39;Neil" in nobody.get("/people").text
    assert "Nobody is there yet" not in nobody.get("/login").text


def test_looking_at_a_link_does_not_use_it_up(desk: Desk, nobody: TestClient) -> None:
    token = _first_link(desk)
    for _ in range(3):
        assert nobody.get(f"/login?link={token}").status_code == 200
        assert nobody.head(f"/login?link={token}").status_code == 200
    assert desk.people.count() == 0
    assert _use(nobody, token, FIRST) == 303


def test_a_link_that_is_used_old_or_made_up_is_answered_alike(
    desk: Desk, nobody: TestClient, clock: Clock
) -> None:
    token = _first_link(desk)
    old = _first_link(desk)
    assert _use(nobody, token, FIRST) == 303
    nobody.cookies.clear()
    clock.move(hours=25)
    answers = [nobody.get(f"/login?link={each}") for each in (token, old, "A" * 43, "", "x")]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.text for answer in answers}) == 1
    assert _use(nobody, token, FIRST | {"name": "eve"}) == 410
    assert [each.name for each in desk.people.all()] == ["anna"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"again": "another long password"}, "The two passwords differ"),
        ({"password": "short", "again": "short"}, "5 characters"),
        ({"name": "Anna"}, "cannot be a name"),
        ({"display_name": "<script>alert(1)</script>"}, "cannot stand in a byline"),
    ],
)
def test_what_is_not_taken_is_told_and_the_link_stays(
    desk: Desk, nobody: TestClient, change: dict[str, str], told: str
) -> None:
    token = _first_link(desk)
    form = {"link": token} | FIRST | change
    answer = nobody.post("/login", data=form, headers=FROM_HERE)
    assert answer.status_code == 400
    assert told in answer.text
    assert "<script" not in answer.text
    assert FIRST["password"] not in answer.text
    assert _use(nobody, token, FIRST) == 303


def test_a_link_of_a_person_sets_their_password(desk: Desk, nobody: TestClient) -> None:
    bo = joined(desk, "bo", Role.WRITER)
    token = desk.links.for_person(bo.id, by="anna", now=desk.clock())
    assert "<strong>Bo</strong>" in nobody.get(f"/login?link={token}").text
    new = "quite another password"
    assert _use(nobody, token, {"password": new, "again": new}) == 303
    assert desk.people.proven("bo", new) is not None
    assert desk.people.proven("bo", PASSWORD) is None


def test_who_is_logged_in_as_somebody_else_becomes_whom_the_link_is_for(
    desk: Desk, admin: TestClient
) -> None:
    bo = joined(desk, "bo", Role.WRITER)
    token = desk.links.for_person(bo.id, by="admin", now=desk.clock())
    answer = admin.post(
        "/login", data={"link": token, "password": PASSWORD, "again": PASSWORD}, headers=FROM_HERE
    )
    fresh = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    found = desk.sessions.person(fresh, now=desk.clock())
    assert found is not None
    assert found.name == "bo"


@pytest.mark.parametrize(
    "text",
    ['"><script>alert(1)</script>', "' onfocus=alert(1) autofocus x='", "{{ 7 * 7 }}", "</style>"],
)
def test_what_was_typed_comes_back_as_text(nobody: TestClient, text: str) -> None:
    answer = log_in(nobody, text, "wrong, whoever it is")
    assert f'id="name" name="name" value="{escape(text)}"' in answer.text
    assert nobody.get("/login", params={"next": text}).text.count("<script") == 0
