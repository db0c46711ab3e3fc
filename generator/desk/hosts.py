"""Requests are for this desk by its name, or they are refused: no other name leads here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.desk.refusals import refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Hosts:
    """Lets through what names one of ``hosts``, once, and asks for a path of it."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 400."""
        named = [value for name, value in scope["headers"] if name == b"host"]
        known = len(named) == 1 and named[0].decode("latin-1").lower() in self.hosts
        # A request line may name a whole address, which would be another host than the header's.
        if known and scope["path"].startswith("/"):
            await self.app(scope, receive, send)
            return
        sentence = "The desk is not known by this name. Use the address that it printed."
        await refused(400, sentence)(scope, receive, send)
