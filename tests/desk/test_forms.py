"""A form says each thing once, in text, and only what its page has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.exceptions import HTTPException

from generator.desk.forms import fields_of, parsed
from tests.desk.desks import FROM_HERE

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def test_fields_are_read_as_browsers_write_them() -> None:
    assert parsed(b"a=1+2&b=&c=%C3%A9%0D%0Ax%3D%26") == {"a": "1 2", "b": "", "c": "é\nx=&"}
    assert parsed(b"") == {}


@pytest.mark.parametrize(
    "encoded",
    [
        b"a",
        b"a=1&",
        b"a=1&&b=2",
        b"a=1&a=2",
        b"a=1&a=1",
        b"a=%ff",
        b"a=%00",
        b"a=x%1bx",
        b"%00=a",
        b"a=\xc3\xa9",
        b"a=%ED%A0%80",
        b"&".join(b"f%d=1" % number for number in range(501)),
    ],
)
def test_what_is_said_twice_or_is_no_text_is_refused(encoded: bytes) -> None:
    with pytest.raises(HTTPException) as caught:
        parsed(encoded)
    assert caught.value.status_code == 400


def test_a_page_gets_its_fields_and_no_others() -> None:
    assert fields_of({"a": "1"}, ["a"], ["b"]) == {"a": "1", "b": ""}
    for form in ({}, {"a": "1", "state": "approved"}, {"b": "1"}):
        with pytest.raises(HTTPException):
            fields_of(form, ["a"], ["b"])


@pytest.mark.parametrize(
    "more", [{"active": "yes"}, {"id": "1"}, {"password_hash": "x"}, {"role[]": "admin"}]
)
def test_no_field_that_a_page_does_not_have_is_taken(
    admin: TestClient, more: dict[str, str]
) -> None:
    form = {"name": "eve", "display_name": "Eve", "role": "writer"} | more
    assert admin.post("/people", data=form, headers=FROM_HERE).status_code == 400
    assert "eve" not in admin.get("/people").text


def test_a_question_that_cannot_be_read_is_refused(nobody: TestClient) -> None:
    for query in ("link=a&link=b", "next=%ff", "link=%00", "next=/&next=//evil.test"):
        assert nobody.get(f"/login?{query}").status_code == 400
