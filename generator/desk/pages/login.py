"""The page to log in at: by name and password, or by a one-time link."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Final

from generator.desk.answers import see_other
from generator.desk.bare_page import bare_page
from generator.desk.cookies import give_session
from generator.desk.local_paths import local_path
from generator.desk.routes import open_route
from generator.desk.sentences import as_sentence
from generator.editorial.passwords import check_typed_twice
from generator.editorial.person import Newcomer
from generator.errors import UsageError

if TYPE_CHECKING:
    from datetime import timedelta

    from starlette.responses import Response

    from generator.desk.visit import Visit
    from generator.editorial.person import Person

_LOG: Final = logging.getLogger("strikedesk.desk")
_WRONG: Final = "Name or password is wrong."
_USED_UP: Final = "This link has been used, or is older than a day. Ask for a new one."


def login_page(visit: Visit) -> Response:
    """The form; to somebody who is logged in, the page they wanted."""
    if "link" in visit.query:
        return _link_page(visit, visit.query["link"])
    wanted = local_path(visit.query.get("next", ""))
    return see_other(wanted) if visit.visitor else _form(visit, wanted)


def log_in(visit: Visit) -> Response:
    """Begin a session, for the right password or a link that was not used yet."""
    if "link" in visit.form:
        return _use_link(visit)
    form = visit.fields("name", "password", optional=("next",))
    name, wanted = form["name"].strip(), local_path(form["next"])
    wait = visit.desk.throttle.admit(name, visit.address, now=visit.now)
    if wait is not None:
        return _too_many(visit, wanted, name, wait)
    person = visit.desk.people.proven(name, form["password"])
    if person is None:
        _LOG.warning("login of %s from %s failed", ascii(name[:64]), ascii(visit.address))
        return _form(visit, wanted, status=401, name=name, problem=_WRONG)
    visit.desk.throttle.forgive(name, visit.address)
    return _begun(visit, person, wanted)


def _too_many(visit: Visit, wanted: str, name: str, wait: timedelta) -> Response:
    _LOG.warning("login of %s from %s has to wait", ascii(name[:64]), ascii(visit.address))
    seconds = math.ceil(wait.total_seconds())
    problem = f"Too many wrong tries. Wait {math.ceil(seconds / 60)} min and try again."
    answer = _form(visit, wanted, status=429, name=name, problem=problem)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _form(
    visit: Visit, wanted: str, *, status: int = 200, name: str = "", problem: str = ""
) -> Response:
    return bare_page(
        "login.html.j2",
        title="Log in",
        status=status,
        wanted=wanted,
        name=name,
        problem=problem,
        nobody_yet=visit.desk.people.count() == 0,
    )


def _link_page(
    visit: Visit, token: str, newcomer: Newcomer | None = None, problem: str = ""
) -> Response:
    """The form of a link, which is not used by looking at it."""
    invitation = visit.desk.links.invitation(token, now=visit.now)
    if invitation is None:
        return bare_page("error.html.j2", title="Link used", status=410, sentence=_USED_UP)
    return bare_page(
        "link.html.j2",
        title="Choose a password" if invitation.person else "Set up the desk",
        status=400 if problem else 200,
        link=token,
        person=invitation.person,
        newcomer=newcomer or Newcomer("", ""),
        problem=problem,
    )


def _use_link(visit: Visit) -> Response:
    form = visit.fields("link", "password", "again", optional=("name", "display_name"))
    newcomer = None
    if "name" in visit.form:
        newcomer = Newcomer(form["name"].strip(), form["display_name"].strip())
    try:
        check_typed_twice(form["password"], form["again"])
        person = visit.desk.links.use(
            form["link"], form["password"], newcomer=newcomer, now=visit.now
        )
    except UsageError as error:
        return _link_page(visit, form["link"], newcomer, as_sentence(str(error)))
    return _begun(visit, person, "/")


def _begun(visit: Visit, person: Person, wanted: str) -> Response:
    token = visit.desk.sessions.begin(person.id, now=visit.now, instead_of=visit.token)
    _LOG.info("%s logged in from %s", person.name, ascii(visit.address))
    return give_session(see_other(wanted), token, secure=visit.desk.secure)


ROUTES = (
    open_route("/login", login_page, methods=["GET"]),
    open_route("/login", log_in, methods=["POST"]),
)
