"""The page of oneself: another password, which ends one's other sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.desk.answers import see_other
from generator.desk.frame import framed
from generator.desk.routes import desk_route
from generator.editorial.passwords import check_typed_twice
from generator.editorial.person import Role
from generator.editorial.tokens import digest
from generator.errors import UsageError

if TYPE_CHECKING:
    from starlette.responses import Response

    from generator.desk.visit import Visit

_DONE = {"password": "Your password is changed. Your other sessions have ended."}


def my_page(visit: Visit) -> Response:
    """Who one is here, and the form for a new password."""
    return _page(visit, message=_DONE.get(visit.query.get("done", ""), ""))


def change_password(visit: Visit) -> Response:
    """Set a new password, for who knows the one until now."""
    form = visit.fields("current", "password", "again")
    name = visit.person.name
    if visit.desk.throttle.admit(name, visit.address, now=visit.now) is not None:
        return _page(visit, status=429, problem="Too many wrong tries. Wait some minutes.")
    if visit.desk.people.proven(name, form["current"]) is None:
        return _page(visit, status=400, problem="The current password is wrong.")
    visit.desk.throttle.forgive(name, visit.address)
    try:
        _change(visit, form["password"], form["again"])
    except UsageError as error:
        return _page(visit, status=400, problem=str(error))
    return see_other("/me", done="password")


def _change(visit: Visit, password: str, again: str) -> None:
    check_typed_twice(password, again)
    person = visit.person
    visit.desk.people.set_password(
        person.id, password, by=person.name, now=visit.now, but=digest(visit.token)
    )


def _page(visit: Visit, *, status: int = 200, message: str = "", problem: str = "") -> Response:
    return framed(visit, "me.html.j2", title="You", status=status, message=message, problem=problem)


ROUTES = (
    desk_route("/me", my_page, methods=["GET"], at_least=Role.WRITER),
    desk_route("/me", change_password, methods=["POST"], at_least=Role.WRITER),
)
