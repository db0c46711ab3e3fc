"""The desk, put together: its routes behind its guards, the outermost first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from generator.desk.bodies import Bodies
from generator.desk.faults import Faults
from generator.desk.hosts import Hosts
from generator.desk.methods import Methods
from generator.desk.notes.routes import note_routes
from generator.desk.pages import login, logout, me, people, static
from generator.desk.refusals import refusal_of
from generator.desk.same_origin import SameOrigin
from generator.desk.security_headers import SecurityHeaders
from generator.desk.session_gate import SessionGate
from generator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.desk.desk import Desk
    from generator.desk.routes import DeskRoute

ROUTES: Final = (
    *note_routes(),
    *login.ROUTES,
    *logout.ROUTES,
    *me.ROUTES,
    *people.ROUTES,
    *static.ROUTES,
)


def create_app(desk: Desk, routes: Sequence[DeskRoute] = ROUTES) -> Starlette:
    """The application of ``desk``; every route says who may use it."""
    desk.passwords.prepare()
    app = Starlette(
        routes=list(routes),
        middleware=_guards(desk),
        exception_handlers={HTTPException: refusal_of, UsageError: refusal_of},
    )
    app.router.redirect_slashes = False
    app.state.desk = desk
    return app


def _guards(desk: Desk) -> list[Middleware]:
    return [
        Middleware(SecurityHeaders),
        Middleware(Faults),
        Middleware(Hosts, hosts=desk.hosts),
        Middleware(Methods),
        Middleware(SameOrigin, scheme="https" if desk.secure else "http"),
        Middleware(SessionGate, desk=desk),
        Middleware(Bodies, seconds=desk.body_seconds),
    ]
