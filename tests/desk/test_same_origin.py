"""No other site can have a browser change anything here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.desk.same_origin import is_from_here

if TYPE_CHECKING:
    from starlette.testclient import TestClient

OWN = b"http://127.0.0.1:8321"
HOST = (b"host", b"127.0.0.1:8321")
SITE, ORIGIN = b"sec-fetch-site", b"origin"


@pytest.mark.parametrize(
    "headers",
    [
        [(SITE, b"same-origin")],
        [(SITE, b"same-origin"), (ORIGIN, OWN)],
        [(SITE, b"same-origin"), (ORIGIN, b"null")],
        [(ORIGIN, OWN)],
    ],
)
def test_what_a_page_of_the_desk_sends_is_let_through(headers: list[tuple[bytes, bytes]]) -> None:
    assert is_from_here([HOST, *headers], "http")


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(SITE, b"cross-site")],
        [(SITE, b"same-site")],
        [(SITE, b"none")],
        [(SITE, b"")],
        [(SITE, b"garbage")],
        [(SITE, b"SAME-ORIGIN\xff")],
        [(SITE, b"same-origin, cross-site")],
        [(SITE, b"same-origin"), (SITE, b"cross-site")],
        [(SITE, b"same-origin"), (SITE, b"same-origin")],
        [(SITE, b"cross-site"), (ORIGIN, OWN)],
        [(SITE, b"same-origin"), (ORIGIN, b"http://evil.test")],
        [(ORIGIN, b"null")],
        [(ORIGIN, b"")],
        [(ORIGIN, b"http://evil.test")],
        [(ORIGIN, b"https://127.0.0.1:8321")],
        [(ORIGIN, b"http://127.0.0.1:8322")],
        [(ORIGIN, b"http://127.0.0.1")],
        [(ORIGIN, b"http://localhost:8321")],
        [(ORIGIN, b"http://127.0.0.1:8321.evil.test")],
        [(ORIGIN, b"http://127.0.0.1:8321/")],
        [(ORIGIN, b"127.0.0.1:8321")],
        [(ORIGIN, OWN), (ORIGIN, b"http://evil.test")],
        [(b"referer", OWN + b"/login")],
    ],
)
def test_what_may_come_from_elsewhere_is_refused(headers: list[tuple[bytes, bytes]]) -> None:
    assert not is_from_here([HOST, *headers], "http")


def test_a_request_from_another_site_changes_nothing(admin: TestClient) -> None:
    form = {"name": "eve", "display_name": "Eve", "role": "admin"}
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert admin.post("/people", data=form, headers=headers).status_code == 403
    assert "eve" not in admin.get("/people").text
    assert admin.post("/people", data=form, headers={"Origin": OWN.decode()}).status_code == 200


@pytest.mark.parametrize("method", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_no_header_turns_one_method_into_another(admin: TestClient, method: str) -> None:
    form = {"_method": "POST", "name": "eve", "display_name": "Eve", "role": "admin"}
    assert admin.get("/people", params=form, headers={method: "POST"}).status_code == 200
    assert "eve" not in admin.get("/people").text
