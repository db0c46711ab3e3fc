"""GET and HEAD read, POST changes, and nothing else is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.desks import FROM_HERE, HOST
from tests.desk.raw import answer

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.testclient import TestClient


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "get", "PROPFIND"]
)
def test_other_methods_are_refused_for_everybody(
    admin: TestClient, nobody: TestClient, method: str
) -> None:
    for client in (admin, nobody):
        answered = client.request(method, "/login", headers=FROM_HERE)
        # The test client writes methods in capitals, as some real ones do.
        expected = 405 if method != "get" else client.get("/login").status_code
        assert answered.status_code == expected
        if expected == 405:
            assert answered.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/", "/people", "/me", "/static/desk.css", "/nothing", "/login"])
def test_head_is_get_without_the_body(admin: TestClient, nobody: TestClient, path: str) -> None:
    for client in (admin, nobody):
        got, head = client.get(path), client.head(path)
        assert head.status_code == got.status_code
        assert head.headers["Content-Length"] == got.headers["Content-Length"]
        assert head.content == b""


def test_what_changes_something_cannot_be_reached_by_reading(admin: TestClient) -> None:
    for path in ("/logout", "/people/1/role", "/people/1/active", "/people/1/link"):
        assert admin.get(path).status_code == 405
        assert admin.head(path).status_code == 405


def test_the_body_of_head_never_leaves_the_application(app: Starlette) -> None:
    host = [(b"host", HOST.encode())]
    assert answer(app, "/login", host).body
    found = answer(app, "/login", host, "HEAD")
    assert (found.status, found.body) == (200, b"")
