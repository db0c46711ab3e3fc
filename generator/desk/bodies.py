"""The body of a request: a form, small, and soon there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from generator.desk.refusals import refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST: Final = 2 * 1024 * 1024
LARGEST_OF_STRANGERS: Final = 16 * 1024
"""Of those without a session, who can send names, passwords and links."""
FORM: Final = "application/x-www-form-urlencoded"
_CLOSE: Final = {"Connection": "close"}
"""What was not read of a body may not be taken for the next request."""


class Bodies:
    """Reads the form of a POST before anything else is done with it.

    Args:
        app: What comes next; it finds the bytes in the scope's state as ``body``.
        seconds: How long a body may take.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body, or refuse it with 408, 413 or 415."""
        state = scope.setdefault("state", {})
        state["body"] = b""
        if scope["method"] == "POST":
            try:
                state["body"] = await self._body(scope, receive)
            except HTTPException as error:
                await refused(error.status_code, error.detail, _CLOSE)(scope, receive, send)
                return
            except ConnectionResetError:  # nobody is there to be answered
                return
        await self.app(scope, receive, send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        _check_type(scope)
        known = scope["state"].get("visitor") is not None
        largest = LARGEST if known else LARGEST_OF_STRANGERS
        _check_length(scope, largest)
        try:
            async with asyncio.timeout(self.seconds):
                return await _read(receive, largest)
        except TimeoutError as error:
            raise HTTPException(408, "The form did not arrive in time. Send it again.") from error


def _check_type(scope: Scope) -> None:
    given = [value for name, value in scope["headers"] if name == b"content-type"]
    kind, _, rest = given[0].decode("latin-1").lower().partition(";") if given else ("", "", "")
    charset = rest.strip() in ("", "charset=utf-8")
    if len(given) > 1 or kind.strip() != FORM or not charset:
        raise HTTPException(415, f"The desk takes forms alone, as {FORM}.")


def _check_length(scope: Scope, largest: int) -> None:
    """Refuse what says itself that it is too large, before any of it is read."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (len(value) > len(str(largest)) or int(value) > largest):
            raise _too_large(largest)


async def _read(receive: Receive, largest: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        part = message.get("body", b"")
        size += len(part)
        if size > largest:
            raise _too_large(largest)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _too_large(largest: int) -> HTTPException:
    return HTTPException(413, f"The form has more than {largest:,} bytes. Send less at once.")
