"""The first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.desk.frame import framed
from generator.desk.routes import desk_route
from generator.editorial.person import Role

if TYPE_CHECKING:
    from starlette.responses import Response

    from generator.desk.visit import Visit


def home(visit: Visit) -> Response:
    """What is there before there are notes."""
    return framed(visit, "home.html.j2", title="Notes")


ROUTES = (desk_route("/", home, methods=["GET"], at_least=Role.WRITER),)
