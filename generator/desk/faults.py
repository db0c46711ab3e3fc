"""What nobody foresaw: told to the log once with its trace, to the reader as a number."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Final

from generator.desk.refusals import refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG: Final = logging.getLogger("strikedesk.desk")


class Faults:
    """Answers with a page where the program fails."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and catch what it brings about."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if begun:  # the server breaks the answer off, and tells the log
                raise
            await _answer(scope)(scope, receive, send)


def _answer(scope: Scope) -> ASGIApp:
    number = secrets.token_hex(4)
    # ascii() keeps line breaks and colours of terminals out of the log.
    _LOG.exception("fault %s at %s %s", number, ascii(scope["method"]), ascii(scope["path"]))
    sentence = (
        "The desk failed at this. Nothing was half done. If it happens again, tell whoever runs"
        f" the desk the number {number}: the log says more under it."
    )
    return refused(500, sentence)
