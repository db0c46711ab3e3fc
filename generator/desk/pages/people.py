"""The page of people: who may use the desk, and what they may do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from generator.desk.answers import see_other
from generator.desk.frame import framed
from generator.desk.routes import desk_route
from generator.editorial.person import Newcomer, Role, checked_role
from generator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from generator.desk.visit import Visit
    from generator.editorial.person import Person

_DONE: Final = {
    "role": "The role is changed. Their sessions have ended.",
    "deactivated": "They cannot log in any more. Their sessions have ended.",
    "activated": "They can log in again.",
}
_ALONE: Final = (
    "this desk was started for a single user, who approves alone; start it without --single-user"
    " before others join"
)
_NOTHING_TYPED: Final = {"name": "", "display_name": "", "role": Role.WRITER.value}


def people_page(visit: Visit) -> Response:
    """Everybody, and the form for one more."""
    return _page(visit, message=_DONE.get(visit.query.get("done", ""), ""))


def add(visit: Visit) -> Response:
    """Add a person, and show the link with which they set their password: this once."""
    form = visit.fields("name", "display_name", "role")
    desk, by, now = visit.desk, visit.person.name, visit.now
    try:
        _check_others_may_join(visit)
        newcomer = Newcomer(form["name"].strip(), form["display_name"].strip())
        person = desk.people.add(newcomer, checked_role(form["role"]), by=by, now=now)
    except UsageError as error:
        return _page(visit, status=400, problem=str(error), typed=form)
    return _with_link(visit, person)


def new_link(visit: Visit) -> Response:
    """Show a new link for a person, this once; the ones before end."""
    visit.fields()
    return _with_link(visit, _person(visit))


def set_role(visit: Visit) -> Response:
    """Give a person another role."""
    form, person = visit.fields("role"), _person(visit)
    try:
        role = checked_role(form["role"])
        visit.desk.people.set_role(person.id, role, by=visit.person.name, now=visit.now)
    except UsageError as error:
        return _page(visit, status=400, problem=str(error))
    return see_other("/people", done="role")


def set_active(visit: Visit) -> Response:
    """Let a person in no more, or again."""
    form, person = visit.fields("active"), _person(visit)
    if form["active"] not in ("yes", "no"):
        raise HTTPException(400, "Active is yes or no.")
    active = form["active"] == "yes"
    try:
        if active:
            _check_others_may_join(visit)
        by, now = visit.person.name, visit.now
        visit.desk.people.set_active(person.id, active=active, by=by, now=now)
    except UsageError as error:
        return _page(visit, status=400, problem=str(error))
    return see_other("/people", done="activated" if active else "deactivated")


def _check_others_may_join(visit: Visit) -> None:
    if visit.desk.single_user:
        raise UsageError(_ALONE)


def _person(visit: Visit) -> Person:
    number = visit.number("id")
    found = [person for person in visit.desk.people.all() if person.id == number]
    if not found:
        raise HTTPException(404, "There is no such person.")
    return found[0]


def _with_link(visit: Visit, person: Person) -> Response:
    try:
        token = visit.desk.links.for_person(person.id, by=visit.person.name, now=visit.now)
    except UsageError as error:
        return _page(visit, status=400, problem=str(error))
    scheme = "https" if visit.desk.secure else "http"
    address = f"{scheme}://{visit.headers['host']}/login?link={token}"
    return _page(visit, link=address, linked=person)


def _page(  # noqa: PLR0913 - each a piece of the page
    visit: Visit,
    *,
    status: int = 200,
    message: str = "",
    problem: str = "",
    typed: Mapping[str, str] = _NOTHING_TYPED,
    link: str = "",
    linked: Person | None = None,
) -> Response:
    return framed(
        visit,
        "people.html.j2",
        title="People",
        status=status,
        message=message,
        problem=problem,
        people=visit.desk.people.all(),
        roles=[role.value for role in Role],
        typed=typed,
        link=link,
        linked=linked,
    )


ROUTES = (
    desk_route("/people", people_page, methods=["GET"], at_least=Role.ADMIN),
    desk_route("/people", add, methods=["POST"], at_least=Role.ADMIN),
    desk_route("/people/{id}/role", set_role, methods=["POST"], at_least=Role.ADMIN),
    desk_route("/people/{id}/active", set_active, methods=["POST"], at_least=Role.ADMIN),
    desk_route("/people/{id}/link", new_link, methods=["POST"], at_least=Role.ADMIN),
)
