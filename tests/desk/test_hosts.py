"""The desk answers to its own names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.raw import answer

if TYPE_CHECKING:
    from starlette.applications import Starlette

HOST = b"127.0.0.1:8321"


def test_its_own_name_is_answered_in_any_case(app: Starlette) -> None:
    assert answer(app, "/login", [(b"host", HOST)]).status == 200


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [b""],
        [b"evil.test"],
        [b"evil.test:8321"],
        [b"127.0.0.1"],
        [b"127.0.0.1:8322"],
        [b"127.0.0.1:08321"],
        [b"127.0.0.1.:8321"],
        [b"localhost.evil.test:8321"],
        [b"evil127.0.0.1:8321"],
        [b"127.0.0.1:8321@evil.test"],
        [b"evil.test, 127.0.0.1:8321"],
        [b"[::1%25eth0]:8321"],
        [b"2130706433:8321"],
        [b"0x7f.1:8321"],
        [b"127.0.0.1:8321\x00"],
        [b"127.0.0.1:8321 "],
        ["127.0.0.\u0661:8321".encode()],
        [HOST, HOST],
        [HOST, b"evil.test"],
        [b"evil.test", HOST],
    ],
)
def test_any_other_name_and_two_at_once_are_refused(app: Starlette, hosts: list[bytes]) -> None:
    assert answer(app, "/login", [(b"host", host) for host in hosts]).status == 400


@pytest.mark.parametrize(
    "path", ["http://evil.test/login", "https://127.0.0.1:8321/login", "*", "login", ""]
)
def test_a_request_line_that_names_more_than_a_path_is_refused(app: Starlette, path: str) -> None:
    assert answer(app, path, [(b"host", HOST)]).status == 400


def test_what_a_proxy_says_of_the_host_changes_nothing(app: Starlette) -> None:
    forwarded = [(b"x-forwarded-host", b"evil.test"), (b"forwarded", b"host=evil.test")]
    found = answer(app, "/", [(b"host", HOST), *forwarded])
    assert (found.status, found.headers["location"]) == (303, "/login")
    assert answer(app, "/", [(b"host", b"evil.test"), (b"x-forwarded-host", HOST)]).status == 400
