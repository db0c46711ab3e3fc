"""Every answer is guarded, whatever it says and whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from generator.desk.routes import desk_route
from generator.desk.security_headers import CONTENT_SECURITY_POLICY, HEADERS, POLICY
from generator.desk.server import ROUTES, create_app
from generator.editorial.person import Role
from tests.desk.desks import FROM_HERE, browser, logged_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.testclient import TestClient

    from generator.desk.desk import Desk
    from generator.desk.visit import Visit
    from generator.editorial.person import Person


def _fails(visit: Visit) -> Response:
    raise RuntimeError(visit.path)


def _framed_elsewhere(visit: Visit) -> Response:
    del visit
    own = {POLICY: "sandbox; default-src 'none'", "Cache-Control": "public, max-age=99"}
    return Response("text", headers=own)


@pytest.fixture
def clients(desk: Desk, people: Mapping[Role, Person]) -> tuple[TestClient, TestClient]:
    """Nobody and an admin, at a desk with two more pages."""
    more = (
        desk_route("/fails", _fails, methods=["GET"], at_least=Role.WRITER),
        desk_route("/own", _framed_elsewhere, methods=["GET"], at_least=Role.WRITER),
    )
    app = create_app(desk, (*ROUTES, *more))
    return browser(app), logged_in(app, people[Role.ADMIN])


def test_every_answer_has_every_header_errors_too(clients: tuple[TestClient, TestClient]) -> None:
    nobody, admin = clients
    large = {**FROM_HERE, "Content-Type": "application/x-www-form-urlencoded"}
    answers = {
        200: admin.get("/people"),
        303: nobody.get("/people"),
        304: admin.get(
            "/static/desk.css",
            headers={"If-None-Match": admin.get("/static/desk.css").headers["ETag"]},
        ),
        400: admin.get("/people", headers={"Host": "evil.test"}),
        401: nobody.post("/logout", headers=FROM_HERE),
        403: admin.post("/logout"),
        404: admin.get("/static/nothing"),
        405: admin.request("TRACE", "/"),
        413: admin.post("/people", content=b"a" * 2_100_000, headers=large),
        415: admin.post("/people", json={}, headers=FROM_HERE),
        500: admin.get("/fails"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        for name, value in HEADERS.items():
            assert answer.headers.get_list(name) == [value], (status, name)
        [policy] = answer.headers.get_list(POLICY)
        for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy, (status, part)
        assert "unsafe" not in policy
        kept = "private, no-cache" if status == 304 else "no-store"
        assert answer.headers["Cache-Control"] == kept, status
        assert "server" not in answer.headers


def test_a_page_may_bring_its_own_policy_and_is_not_kept_all_the_same(
    clients: tuple[TestClient, TestClient],
) -> None:
    answer = clients[1].get("/own")
    assert answer.headers.get_list(POLICY) == ["sandbox; default-src 'none'"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_pages_of_the_desk_run_nothing_that_is_written_into_them(admin: TestClient) -> None:
    answer = admin.get("/people")
    assert answer.headers[POLICY] == CONTENT_SECURITY_POLICY
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert " onclick=" not in answer.text
    assert answer.text.count("<script") == answer.text.count('<script src="/static/')
