"""The cookie of a session: one, and only where it was sent exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.responses import Response

_NAME: Final = "strikedesk_session"


def cookie_name(*, secure: bool) -> str:
    """Its name; browsers take the prefix only over https and only from this host."""
    return f"__Host-{_NAME}" if secure else _NAME


def session_token(headers: Iterable[tuple[bytes, bytes]], *, secure: bool) -> str:
    """The token that a request brings; empty where there is none, or more than one.

    A neighbour on the same host can plant a cookie of the same name, and it cannot be told which is
    which: then there is no session.
    """
    lines = [value.decode("latin-1") for name, value in headers if name == b"cookie"]
    pairs = (part.strip().partition("=") for line in lines for part in line.split(";"))
    wanted = cookie_name(secure=secure)
    found = [value for name, _, value in pairs if name == wanted]
    return found[0] if len(found) == 1 else ""


def give_session(response: Response, token: str, *, secure: bool) -> Response:
    """Have the browser keep ``token`` until it is closed."""
    response.set_cookie(
        cookie_name(secure=secure),
        token,
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )
    return response


def take_session(response: Response, *, secure: bool) -> Response:
    """Have the browser forget its token."""
    response.delete_cookie(
        cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="strict"
    )
    return response
