"""Routes: an address, who may use it, and the function that answers.

A handler is a plain function of a `Visit`. It runs in a thread, after the form was read and the
role of the person was compared with what the route declares; a route that declares none cannot be
made.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from generator.desk.forms import parsed
from generator.desk.session_gate import OPEN_PATHS
from generator.desk.visit import Visit
from generator.editorial.person import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    Handler = Callable[[Visit], Response]

_LOG: Final = logging.getLogger("strikedesk.desk")


class DeskRoute(Route):
    """A route that knows who may use it; made by `desk_route` and `open_route`.

    Args:
        path: As Starlette reads it, with ``{names}`` for its variable parts.
        handler: What answers.
        methods: GET (which brings HEAD), POST.
        at_least: The role that is needed; ``None`` for everybody.
    """

    def __init__(
        self, path: str, handler: Handler, *, methods: Sequence[str], at_least: Role | None
    ) -> None:
        super().__init__(path, _endpoint(handler, at_least), methods=list(methods))
        self.at_least = at_least


def desk_route(path: str, handler: Handler, *, methods: Sequence[str], at_least: Role) -> DeskRoute:
    """A route for people who are logged in and have at least this role.

    Raises:
        ValueError: ``at_least`` is no role.
    """
    return DeskRoute(path, handler, methods=methods, at_least=Role(at_least))


def open_route(path: str, handler: Handler, *, methods: Sequence[str]) -> DeskRoute:
    """A route for everybody.

    Raises:
        ValueError: The path is none of those that the session gate leaves open.
    """
    if path not in OPEN_PATHS:
        raise ValueError(f"{path}: is open to nobody; see OPEN_PATHS of the session gate")
    return DeskRoute(path, handler, methods=methods, at_least=None)


def _endpoint(handler: Handler, at_least: Role | None) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        visit = _visit(request)
        _check_role(visit, request.method, at_least)
        return await run_in_threadpool(handler, visit)

    return endpoint


def _visit(request: Request) -> Visit:
    desk, state = request.app.state.desk, request.scope["state"]
    return Visit(
        desk=desk,
        path=request.scope["path"],
        parameters=request.path_params,
        query=parsed(request.scope["query_string"]),
        form=parsed(state["body"]),
        headers=dict(request.headers),
        visitor=state["visitor"],
        token=state["token"],
        address=request.client.host if request.client else "",
        now=desk.clock(),
    )


def _check_role(visit: Visit, method: str, at_least: Role | None) -> None:
    if at_least is None:
        return
    if not visit.person.role.includes(at_least):
        who = f"{visit.person.name} ({visit.person.role})"
        _LOG.warning("refused %s: %s %s needs %s", who, method, ascii(visit.path), at_least)
        raise HTTPException(403, f"This needs the role of {at_least}. Ask an admin of the desk.")
