"""What nobody foresaw is told to the log, and to nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from generator.desk.routes import desk_route
from generator.desk.server import ROUTES, create_app
from generator.editorial.person import Role
from generator.errors import StoreError, UsageError
from tests.desk.desks import logged_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest
    from starlette.responses import Response
    from starlette.testclient import TestClient

    from generator.desk.desk import Desk
    from generator.desk.visit import Visit
    from generator.editorial.person import Person

_SECRET = "postgresql://desk:hunter2@db"  # noqa: S105 - of nobody


def _raises(visit: Visit) -> Response:
    errors = {
        "unforeseen": RuntimeError(_SECRET),
        "store": StoreError(_SECRET),
        "usage": UsageError("the <b>note</b> is not there"),
        "missing": HTTPException(404, "There is no such <i>note</i>."),
    }
    raise errors[visit.parameters["what"]]


def _client(desk: Desk, people: Mapping[Role, Person]) -> TestClient:
    route = desk_route("/raise/{what}", _raises, methods=["GET"], at_least=Role.WRITER)
    return logged_in(create_app(desk, (*ROUTES, route)), people[Role.WRITER])


def test_a_fault_is_a_number_to_the_reader_and_a_trace_in_the_log_once(
    desk: Desk, people: Mapping[Role, Person], caplog: pytest.LogCaptureFixture
) -> None:
    client = _client(desk, people)
    for what in ("unforeseen", "store"):
        caplog.clear()
        answer = client.get(f"/raise/{what}")
        assert answer.status_code == 500
        for secret in (_SECRET, "hunter2", "Traceback", "RuntimeError", "StoreError", ".py"):
            assert secret not in answer.text
        [number] = re.findall(r"the number ([0-9a-f]{8})", answer.text)
        [record] = [each for each in caplog.records if each.levelname == "ERROR"]
        assert number in record.getMessage()
        assert record.exc_info is not None


def test_the_log_cannot_be_forged_by_an_address(
    desk: Desk, people: Mapping[Role, Person], caplog: pytest.LogCaptureFixture
) -> None:
    _client(desk, people).get("/raise/nothing%0aERROR%20forged%1b[31m")
    [record] = [each for each in caplog.records if each.levelname == "ERROR"]
    assert "\n" not in record.getMessage()
    assert "\x1b" not in record.getMessage()


def test_what_is_refused_on_purpose_says_why_escaped(
    desk: Desk, people: Mapping[Role, Person]
) -> None:
    client = _client(desk, people)
    usage, missing = client.get("/raise/usage"), client.get("/raise/missing")
    assert (usage.status_code, missing.status_code) == (400, 404)
    assert "The &lt;b&gt;note&lt;/b&gt; is not there." in usage.text
    assert "There is no such &lt;i&gt;note&lt;/i&gt;." in missing.text
