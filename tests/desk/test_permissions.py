"""Who may use which address: the table of the routes as they are, held to the one written here.

A route that is not in the table fails, and so does one whose answer differs from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from generator.desk.routes import DeskRoute, desk_route, open_route
from generator.desk.server import create_app
from generator.editorial.person import Role
from tests.desk.desks import FROM_HERE, browser, joined, logged_in, made_desk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.responses import Response

    from generator.desk.visit import Visit
    from generator.editorial.person import Person

EVERYBODY: Final = None
LEAST: Final[Mapping[tuple[str, str], Role | None]] = {
    ("GET", "/"): Role.WRITER,
    ("GET", "/login"): EVERYBODY,
    ("POST", "/login"): EVERYBODY,
    ("POST", "/logout"): Role.WRITER,
    ("GET", "/me"): Role.WRITER,
    ("POST", "/me"): Role.WRITER,
    ("GET", "/people"): Role.ADMIN,
    ("POST", "/people"): Role.ADMIN,
    ("POST", "/people/{id}/role"): Role.ADMIN,
    ("POST", "/people/{id}/active"): Role.ADMIN,
    ("POST", "/people/{id}/link"): Role.ADMIN,
    ("GET", "/static/{name}"): Role.WRITER,
    ("POST", "/notes/approve"): Role.EDITOR,
    ("POST", "/notes/publish"): Role.EDITOR,
    ("GET", "/notes/{note}"): Role.WRITER,
    ("GET", "/notes/{note}/text/{text}/page"): Role.WRITER,
    ("GET", "/notes/{note}/text/{text}/file/{kind}"): Role.WRITER,
    ("GET", "/notes/{note}/text/{text}/facts/{fact}"): Role.WRITER,
    ("GET", "/notes/{note}/edit"): Role.WRITER,
    ("POST", "/notes/{note}/edit"): Role.WRITER,
    ("POST", "/notes/{note}/check"): Role.WRITER,
    ("POST", "/notes/{note}/preview"): Role.WRITER,
    ("POST", "/notes/{note}/submit"): Role.WRITER,
    ("POST", "/notes/{note}/comment"): Role.WRITER,
    ("POST", "/notes/{note}/settle"): Role.WRITER,
    ("POST", "/notes/{note}/send-back"): Role.EDITOR,
    ("POST", "/notes/{note}/approve"): Role.EDITOR,
    ("POST", "/notes/{note}/revoke"): Role.EDITOR,
    ("POST", "/notes/{note}/embargo"): Role.EDITOR,
    ("POST", "/notes/{note}/publish"): Role.EDITOR,
    ("POST", "/notes/{note}/deliver"): Role.EDITOR,
    ("POST", "/notes/{note}/drop"): Role.EDITOR,
    ("POST", "/notes/{note}/withdraw"): Role.EDITOR,
}
"""The role that each address needs."""
PARTS: Final = {
    "id": "1",
    "name": "desk.css",
    "note": "1",
    "text": "a" * 64,
    "kind": "pdf",
    "fact": "spot",
}
"""What stands for the variable parts of an address; there is no such note."""
WHO: Final = (None, *Role)


def _routes(app: Starlette) -> dict[tuple[str, str], DeskRoute]:
    found = {}
    for route in app.routes:
        assert isinstance(route, DeskRoute), route
        for method in (route.methods or set()) - {"HEAD"}:
            found[method, route.path] = route
    return found


def _status(app: Starlette, method: str, path: str, person: Person | None) -> int:
    """What an empty form, or a question, is answered with."""
    client = browser(app) if person is None else logged_in(app, person)
    form = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    return client.request(method, path, headers={**FROM_HERE, **form}).status_code


def _people(app: Starlette) -> dict[Role, Person]:
    return {role: joined(app.state.desk, role.value, role) for role in Role}


def test_the_table_has_every_route_and_no_other(app: Starlette) -> None:
    declared = {key: route.at_least for key, route in _routes(app).items()}
    assert declared == LEAST


@pytest.mark.parametrize(("method", "path"), LEAST)
def test_only_who_may_use_an_address_gets_past_the_gate(
    tmp_path: Path, method: str, path: str
) -> None:
    app = create_app(made_desk(tmp_path))
    people = _people(app)
    least, address = LEAST[method, path], path.format(**PARTS)
    for who in reversed(WHO):
        status = _status(app, method, address, None if who is None else people[who])
        if least is EVERYBODY or (who is not None and who.includes(least)):
            assert status not in {401, 403, 405, 500}, who
        elif who is None:
            assert status == (303 if method == "GET" else 401)
        else:
            assert status == 403, who


def test_an_address_that_is_nowhere_tells_nobody_so(app: Starlette) -> None:
    assert _status(app, "GET", "/nothing", None) == 303
    assert _status(app, "POST", "/nothing", None) == 401
    assert _status(app, "GET", "/nothing", _people(app)[Role.WRITER]) == 404


def test_a_role_that_is_too_small_is_told_to_the_log(
    app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    _status(app, "GET", "/people", _people(app)[Role.EDITOR])
    [line] = [record.getMessage() for record in caplog.records if record.name.startswith("strike")]
    assert line == "refused editor (editor): GET '/people' needs admin"


def _handler(visit: Visit) -> Response:
    raise NotImplementedError(visit.path)


def test_a_route_that_does_not_say_who_may_use_it_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        desk_route("/new", _handler, methods=["GET"])  # type: ignore[call-arg]
    for nobody in (None, "", "anybody"):
        with pytest.raises(ValueError, match="is not a valid Role"):
            desk_route("/new", _handler, methods=["GET"], at_least=nobody)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="open to nobody"):
        open_route("/new", _handler, methods=["GET"])
