"""Sessions as browsers have them: fixed, stolen, forged, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.desk.server import create_app
from generator.editorial.person import Role
from tests.desk.desks import COOKIE, FROM_HERE, HOST, PASSWORD, browser, joined, log_in, made_desk
from tests.desk.raw import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from generator.desk.desk import Desk
    from generator.editorial.person import Person
    from tests.desk.desks import Clock


def _token(response_headers: Mapping[str, str]) -> str:
    return response_headers["Set-Cookie"].partition("=")[2].partition(";")[0]


def _with_cookie(app: Starlette, cookie: str, path: str = "/") -> int:
    """The status for these bytes as the header of cookies."""
    headers = [(b"host", HOST.encode()), (b"cookie", cookie.encode("latin-1"))]
    return answer(app, path, headers).status


def test_a_session_that_somebody_planted_is_not_the_one_after_login(
    app: Starlette, people: Mapping[Role, Person]
) -> None:
    desk: Desk = app.state.desk
    planted = desk.sessions.begin(people[Role.WRITER].id, now=desk.clock())
    answered = browser(app, planted).post(
        "/login", data={"name": "admin", "password": PASSWORD}, headers=FROM_HERE
    )
    fresh = _token(answered.headers)
    assert fresh != planted
    assert _with_cookie(app, f"{COOKIE}={planted}") == 303
    assert _with_cookie(app, f"{COOKIE}={fresh}", "/people") == 200


def test_the_cookie_is_for_the_server_alone_and_for_this_site_alone(
    nobody: TestClient, people: Mapping[Role, Person]
) -> None:
    del people
    cookie = log_in(nobody, "admin").headers["Set-Cookie"]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert parts == {"httponly", "path=/", "samesite=strict"}


def test_over_https_the_cookie_is_secure_and_bound_to_its_host(tmp_path: Path) -> None:
    desk = made_desk(tmp_path, secure=True)
    joined(desk, "anna", Role.ADMIN)
    app = create_app(desk)
    answered = log_in(browser(app), "anna")
    assert answered.headers["Set-Cookie"].startswith(f"__Host-{COOKIE}=")
    assert "; secure" in answered.headers["Set-Cookie"].lower()
    token = _token(answered.headers)
    assert _with_cookie(app, f"__Host-{COOKIE}={token}") == 200
    assert _with_cookie(app, f"{COOKIE}={token}") == 303


def test_after_logout_the_token_opens_nothing(
    app: Starlette, people: Mapping[Role, Person]
) -> None:
    del people
    client = browser(app)
    token = _token(log_in(client, "writer").headers)
    assert _with_cookie(app, f"{COOKIE}={token}") == 200
    gone = browser(app, token).post(
        "/logout", content=b"",
        headers={**FROM_HERE, "Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    assert (gone.status_code, gone.headers["Location"]) == (303, "/login")
    assert 'strikedesk_session=""' in gone.headers["Set-Cookie"]
    assert _with_cookie(app, f"{COOKIE}={token}") == 303


def test_a_session_ends_with_the_role_the_person_and_the_clock(
    app: Starlette, clock: Clock, people: Mapping[Role, Person]
) -> None:
    desk: Desk = app.state.desk
    bo = people[Role.WRITER]
    changes: tuple[Callable[[], None], ...] = (
        lambda: desk.people.set_role(bo.id, Role.EDITOR, by="admin", now=clock()),
        lambda: desk.people.set_active(bo.id, active=False, by="admin", now=clock()),
        lambda: clock.move(hours=13),
    )
    for change in changes:
        desk.people.set_active(bo.id, active=True, by="admin", now=clock())
        cookie = f"{COOKIE}={desk.sessions.begin(bo.id, now=clock())}"
        assert _with_cookie(app, cookie) == 200
        change()
        assert _with_cookie(app, cookie) == 303


def test_a_cookie_that_is_forged_cut_or_doubled_is_none(
    app: Starlette, people: Mapping[Role, Person]
) -> None:
    desk: Desk = app.state.desk
    token = desk.sessions.begin(people[Role.ADMIN].id, now=desk.clock())
    other = desk.sessions.begin(people[Role.WRITER].id, now=desk.clock())
    assert _with_cookie(app, f"a=b; {COOKIE}={token}; c=d") == 200
    for cookie in (
        "",
        COOKIE,
        f"{COOKIE}=",
        f"{COOKIE}={token[:-1]}",
        f"{COOKIE}={token}A",
        f"{COOKIE}={token[::-1]}",
        f'{COOKIE}="{token}"',
        f"{COOKIE.upper()}={token}",
        f"{COOKIE}={'A' * 43}",
        f"{COOKIE}={'A' * 100_000}",
        f"{COOKIE}=\xff\x00",
        f"{COOKIE}={token}; {COOKIE}={token}",
        f"{COOKIE}={other}; {COOKIE}={token}",
        f"{COOKIE}={token}; {COOKIE}=",
        f"__Host-{COOKIE}={token}",
    ):
        assert _with_cookie(app, cookie) == 303, cookie[:80]


@pytest.mark.parametrize("path", ["/static/desk.css", "/static/htmx.js", "/", "/people", "/login/"])
def test_without_a_session_nothing_is_given_out_not_even_the_style(
    nobody: TestClient, path: str
) -> None:
    answered = nobody.get(path)
    assert answered.status_code == 303
    assert answered.headers["Location"].startswith("/login")
    assert answered.content == b""


def test_htmx_is_told_to_go_to_the_login_as_a_whole(nobody: TestClient) -> None:
    answered = nobody.get("/people", headers={"HX-Request": "true"})
    assert (answered.status_code, answered.headers["HX-Redirect"]) == (401, "/login")
