"""A form is small, is a form, and is soon there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from generator.desk.bodies import FORM, LARGEST, LARGEST_OF_STRANGERS
from generator.desk.server import create_app
from tests.desk.desks import FROM_HERE, HOST
from tests.desk.raw import answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from generator.desk.desk import Desk

AS_FORM = {**FROM_HERE, "Content-Type": FORM}
RAW = [
    (b"host", HOST.encode()), (b"sec-fetch-site", b"same-origin"), (b"content-type", FORM.encode()),
]  # fmt: skip


def _filled(size: int) -> bytes:
    return b"name=" + b"a" * (size - 5)


def test_a_form_of_the_largest_size_is_read_and_a_larger_one_is_not(admin: TestClient) -> None:
    # 400: it was read, and is not the form of the page.
    assert admin.post("/people", content=_filled(LARGEST), headers=AS_FORM).status_code == 400
    answer = admin.post("/people", content=_filled(LARGEST + 1), headers=AS_FORM)
    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"


def test_strangers_may_send_little(nobody: TestClient) -> None:
    size = LARGEST_OF_STRANGERS
    assert nobody.post("/login", content=_filled(size), headers=AS_FORM).status_code == 400
    assert nobody.post("/login", content=_filled(size + 1), headers=AS_FORM).status_code == 413


def test_a_body_in_pieces_is_counted_too(admin: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b"a" * 60_000

    assert admin.post("/people", content=pieces(), headers=AS_FORM).status_code == 413


def test_a_body_that_stops_coming_is_given_up(desk: Desk) -> None:
    app = create_app(replace(desk, body_seconds=0.05))

    async def begun_and_never_ended() -> Any:  # noqa: ANN401 - as the interface has it
        if not sent:
            sent.append(1)
            return {"type": "http.request", "body": b"name=", "more_body": True}
        await asyncio.Event().wait()
        return None

    sent: list[int] = []
    found = answer(app, "/login", RAW, "POST", begun_and_never_ended)
    assert (found.status, found.headers["connection"]) == (408, "close")


def test_who_hangs_up_in_the_middle_gets_no_answer(app: Starlette) -> None:
    async def gone() -> Any:  # noqa: ANN401 - as the interface has it
        return {"type": "http.disconnect"}

    assert answer(app, "/login", RAW, "POST", gone).status == 0


@pytest.mark.parametrize("length", [b"99999999999999999999999", b"2097153"])
def test_a_length_that_is_too_great_is_refused_unread(app: Starlette, length: bytes) -> None:
    async def never() -> Any:  # noqa: ANN401 - as the interface has it
        raise AssertionError

    found = answer(app, "/login", [*RAW, (b"content-length", length)], "POST", never)
    assert found.status == 413


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded-not",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded, text/plain",
    ],
)
def test_what_is_no_form_is_refused(admin: TestClient, kind: str | None) -> None:
    headers = dict(FROM_HERE) if kind is None else {**FROM_HERE, "Content-Type": kind}
    assert admin.post("/logout", content=b"", headers=headers).status_code == 415
    assert admin.get("/").status_code == 200


def test_two_types_at_once_are_refused(app: Starlette) -> None:
    assert answer(app, "/login", [*RAW, (b"content-type", b"text/plain")], "POST").status == 415


def test_the_type_may_name_its_charset(admin: TestClient) -> None:
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    headers = {**FROM_HERE, "Content-Type": kind}
    assert admin.post("/logout", content=b"", headers=headers).status_code == 303
    assert admin.get("/").status_code == 303
