"""Three methods: GET and HEAD change nothing, POST does; there are no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.desk.refusals import refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE: Final = frozenset({"GET", "HEAD"})
KNOWN: Final = SAFE | {"POST"}


class Methods:
    """Refuses other methods, and answers HEAD with what GET would have, without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 405."""
        if scope["method"] not in KNOWN:
            allow = {"Allow": ", ".join(sorted(KNOWN))}
            sentence = "This method is not used here."
            await refused(405, sentence, allow)(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, without_body if scope["method"] == "HEAD" else send)
