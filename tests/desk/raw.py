"""Requests as bytes that no client would send, straight to the application."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.types import ASGIApp, Message

    Receive = Callable[[], Awaitable[Message]]


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def answer(  # noqa: PLR0913 - the parts of a request
    app: ASGIApp,
    path: str,
    headers: Sequence[tuple[bytes, bytes]],
    method: str = "GET",
    receive: Receive = _nothing,
    *,
    query: bytes = b"",
) -> Answer:
    """Send one request, and collect its answer."""
    found = Answer()
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "surrogateescape"),
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8321),
    }

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.status = message["status"]
            found.headers = Headers(raw=message["headers"])
        else:
            found.body += message.get("body", b"")

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return found
