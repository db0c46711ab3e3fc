"""A redirect never leads to another site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.desk.local_paths import local_path
from generator.editorial.person import Role
from tests.desk.desks import joined, log_in

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from generator.desk.desk import Desk

EVIL = [
    "",
    "evil.test",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "\t//evil.test",
    " //evil.test",
    "https:evil.test",
    "https://evil.test",
    "HTTPS:/evil.test",
    "http:///evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%09/evil.test",
    "/%0d%0aLocation:%20https://evil.test",
    "/\r\nSet-Cookie: a=b",
    "/%2f/evil.test",
    "/%2F%2Fevil.test",
    "/%5cevil.test",
    "/a//evil.test",
    "/.//evil.test",
    "/é",
    "/a#b",
    "/a?b#//evil",
    "/a?\\evil",
    "?next=//evil.test",
    "/" + "a" * 500,
]


@pytest.mark.parametrize("target", EVIL)
def test_what_some_browser_might_take_for_another_site_is_not_followed(target: str) -> None:
    assert local_path(target) == "/"


@pytest.mark.parametrize(
    "target",
    ["/", "/people", "/notes/7?tab=changes&at=a/b", "/a/b.c~d-e_f", "/%C3%A9", "/login?a=%20"],
)
def test_paths_of_the_desk_are_followed(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize("target", [each for each in EVIL if each.isprintable()])
def test_no_login_leads_to_another_site(desk: Desk, nobody: TestClient, target: str) -> None:
    if desk.people.count() == 0:
        joined(desk, "anna", Role.ADMIN)
    answer = log_in(nobody, "anna", next=target)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_login_leads_to_where_one_wanted_to_go(desk: Desk, nobody: TestClient) -> None:
    joined(desk, "anna", Role.ADMIN)
    asked = nobody.get("/people?done=role")
    assert asked.headers["Location"] == "/login?next=%2Fpeople%3Fdone%3Drole"
    assert 'value="/people?done=role"' in nobody.get(asked.headers["Location"]).text
    answer = log_in(nobody, "anna", next="/people?done=role")
    assert answer.headers["Location"] == "/people?done=role"


@pytest.mark.parametrize(
    "path", ["//evil.test", "/%5Cevil.test", "/%0d%0aX: y", "//evil.test/%2f.."]
)
def test_an_evil_path_is_not_remembered(nobody: TestClient, path: str) -> None:
    answer = nobody.get(f"http://127.0.0.1:8321{path}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
