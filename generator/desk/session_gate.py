"""Without a session there is the page to log in at, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from generator.desk.cookies import session_token
from generator.desk.local_paths import is_local_path
from generator.desk.methods import SAFE
from generator.desk.refusals import refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from generator.desk.desk import Desk

OPEN_PATHS: Final = frozenset({"/login"})
"""What is there for everybody."""
_FROM_HTMX: Final = (b"hx-request", b"true")


class SessionGate:
    """Finds out who is asking, and sends them to log in where nobody is."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its person, or answer 303 to what reads and 401 to the rest."""
        token = session_token(scope["headers"], secure=self.desk.secure)
        visitor = None
        if token:
            sessions, now = self.desk.sessions, self.desk.clock()
            visitor = await run_in_threadpool(sessions.person, token, now=now)
        scope.setdefault("state", {}).update(visitor=visitor, token=token)
        if visitor is not None or scope["path"] in OPEN_PATHS:
            await self.app(scope, receive, send)
        else:
            await _to_login(scope)(scope, receive, send)


def _to_login(scope: Scope) -> ASGIApp:
    sentence = "You are not logged in, or no longer. Log in and do it again."
    if _FROM_HTMX in scope["headers"]:
        return refused(401, sentence, {"HX-Redirect": "/login"})
    if scope["method"] not in SAFE:
        return refused(401, sentence)
    wanted = quote(scope["path"], safe="/")
    if scope["query_string"]:
        wanted += "?" + scope["query_string"].decode("latin-1")
    if wanted == "/" or not is_local_path(wanted):
        return RedirectResponse("/login", 303)
    return RedirectResponse(f"/login?next={quote(wanted, safe='')}", 303)
