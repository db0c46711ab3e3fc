"""Adding people and changing what they may do, on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generator.desk.server import create_app
from generator.editorial.person import Role
from tests.desk.desks import FROM_HERE, joined, logged_in, made_desk

if TYPE_CHECKING:
    from pathlib import Path

    from httpx2 import Response
    from starlette.testclient import TestClient

    from generator.desk.desk import Desk

BO = {"name": "bo", "display_name": "Bo Karlsson", "role": "editor"}


def test_who_is_added_gets_a_link_that_is_shown_this_once(desk: Desk, admin: TestClient) -> None:
    answer = admin.post("/people", data=BO, headers=FROM_HERE)
    [token] = re.findall(r"http://127\.0\.0\.1:8321/login\?link=([\w-]{43})<", answer.text)
    invitation = desk.links.invitation(token, now=desk.clock())
    assert invitation is not None
    assert invitation.person == desk.people.named("bo")
    assert token not in admin.get("/people").text


def test_a_new_link_ends_the_one_before(desk: Desk, admin: TestClient) -> None:
    bo = joined(desk, "bo", Role.WRITER)
    first, second = (
        re.findall(r"link=([\w-]{43})<", _sent(admin, f"/people/{bo.id}/link", {}).text)[0]
        for _ in range(2)
    )
    assert desk.links.invitation(first, now=desk.clock()) is None
    assert desk.links.invitation(second, now=desk.clock()) is not None


def _sent(client: TestClient, path: str, form: dict[str, str]) -> Response:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return client.post(path, data=form, headers={**FROM_HERE, **kind})


def test_role_and_state_are_changed(desk: Desk, admin: TestClient) -> None:
    bo = joined(desk, "bo", Role.WRITER)
    answer = _sent(admin, f"/people/{bo.id}/role", {"role": "editor"})
    assert answer.headers["Location"] == "/people?done=role"
    assert "The role is changed." in admin.get("/people?done=role").text
    _sent(admin, f"/people/{bo.id}/active", {"active": "no"})
    assert (found := desk.people.named("bo")) is not None
    assert (found.role, found.active) == (Role.EDITOR, False)
    _sent(admin, f"/people/{bo.id}/active", {"active": "yes"})
    assert (found := desk.people.named("bo")) is not None
    assert found.active


def test_the_last_admin_is_told_why_not(desk: Desk, admin: TestClient) -> None:
    me = desk.people.named("admin")
    assert me is not None
    for path, form in (("role", {"role": "writer"}), ("active", {"active": "no"})):
        answer = _sent(admin, f"/people/{me.id}/{path}", form)
        assert answer.status_code == 400
        assert "last active admin" in answer.text
    assert desk.people.named("admin") == me


@pytest.mark.parametrize(
    "number",
    [
        "0",
        "-1",
        "99",
        "1.0",
        "1e1",
        "999999999999999999999999",
        "\u0661",
        "x",
        "1%2f2",
        "1' OR 1=1",
    ],
)
@pytest.mark.parametrize("what", ["role", "active", "link"])
def test_a_number_that_nobody_has_is_not_found(admin: TestClient, number: str, what: str) -> None:
    forms = {"role": {"role": "writer"}, "active": {"active": "no"}, "link": {}}
    assert _sent(admin, f"/people/{number}/{what}", forms[what]).status_code == 404


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("role", {"role": "owner"}),
        ("role", {"role": ""}),
        ("role", {}),
        ("active", {"active": "maybe"}),
        ("active", {"active": "no", "role": "admin"}),
    ],
)
def test_what_no_form_of_the_page_says_is_refused(
    desk: Desk, admin: TestClient, path: str, form: dict[str, str]
) -> None:
    bo = joined(desk, "bo", Role.WRITER)
    assert _sent(admin, f"/people/{bo.id}/{path}", form).status_code == 400
    assert (found := desk.people.named("bo")) is not None
    assert (found.role, found.active) == (Role.WRITER, True)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '" onmouseover="alert(1)', "<img src=x onerror=alert(1)>",
     "</textarea><svg/onload=alert(1)>", "{{ 7 * 7 }}", "{% raw %}", "javascript:alert(1)"],
)  # fmt: skip
def test_markup_in_names_is_refused_and_shown_as_text(admin: TestClient, text: str) -> None:
    for form in (BO | {"name": text}, BO | {"display_name": text}, BO | {"role": text}):
        answer = _sent(admin, "/people", form)
        assert answer.status_code == 400
        assert "49" not in re.sub("[0-9a-f]{8}", "", answer.text)
        if re.search('[<>"]', text):
            assert text not in answer.text
    assert "bo" not in re.findall(r"<code>(.*?)</code>", admin.get("/people").text)


def test_nobody_joins_a_desk_of_a_single_user(tmp_path: Path) -> None:
    desk = made_desk(tmp_path, single_user=True)
    anna = joined(desk, "anna", Role.ADMIN)
    admin = logged_in(create_app(desk), anna)
    answer = _sent(admin, "/people", BO)
    assert answer.status_code == 400
    assert "without --single-user" in answer.text
    assert desk.people.count() == 1
    assert "single user" in admin.get("/").text
