"""Logging out: the session ends in the database, not in the browser alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.desk.answers import see_other
from generator.desk.cookies import take_session
from generator.desk.routes import desk_route
from generator.editorial.person import Role

if TYPE_CHECKING:
    from starlette.responses import Response

    from generator.desk.visit import Visit


def log_out(visit: Visit) -> Response:
    """End the session."""
    visit.fields()
    visit.desk.sessions.end(visit.token)
    return take_session(see_other("/login"), secure=visit.desk.secure)


ROUTES = (desk_route("/logout", log_out, methods=["POST"], at_least=Role.WRITER),)
