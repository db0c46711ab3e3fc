"""What changes something comes from the desk's own pages: no other site can make a browser do it.

Browsers say where a request comes from in ``Sec-Fetch-Site``. ``Origin`` decides where that is
missing; beside it, it may be ``null``, which browsers write because the desk asks them not to tell
where a reader was.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from generator.desk.methods import SAFE
from generator.desk.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Receive, Scope, Send

_LOG: Final = logging.getLogger("strikedesk.desk")


class SameOrigin:
    """Refuses what another site had a browser send.

    Args:
        app: What comes next.
        scheme: By which browsers reach the desk.
    """

    def __init__(self, app: ASGIApp, scheme: str) -> None:
        self.app = app
        self.scheme = scheme

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 403."""
        if scope["method"] in SAFE or is_from_here(scope["headers"], self.scheme):
            await self.app(scope, receive, send)
            return
        _LOG.warning("refused a request from another site at %s", ascii(scope["path"]))
        sentence = "This did not come from a page of the desk. Open the desk and try again."
        await refused(403, sentence)(scope, receive, send)


def is_from_here(headers: Iterable[tuple[bytes, bytes]], scheme: str) -> bool:
    """Whether a page of the desk sent a request with these headers.

    Args:
        headers: With one ``host``, which was found to be the desk's.
        scheme: By which browsers reach the desk.
    """
    given: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        given.setdefault(name, []).append(value)
    [host] = given[b"host"]
    own = scheme.encode() + b"://" + host.lower()
    sites, origins = given.get(b"sec-fetch-site", []), given.get(b"origin", [])
    if sites:
        return sites == [b"same-origin"] and origins in ([], [own], [b"null"])
    return origins == [own]
