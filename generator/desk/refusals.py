"""Pages that say no: what was refused, and what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from generator.desk.bare_page import bare_page
from generator.desk.sentences import as_sentence
from generator.errors import StrikedeskError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response


def refused(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """A page for an answer that is none.

    Args:
        status: Of HTTP.
        sentence: What happened and what to do.
        headers: What the status needs beside it.
    """
    phrase = HTTPStatus(status).phrase
    return bare_page(
        "error.html.j2", title=phrase, status=status, headers=headers, sentence=sentence
    )


def refusal_of(request: Request, error: Exception) -> Response:
    """The page for an error that a handler raised on purpose."""
    del request
    if isinstance(error, HTTPException):
        return refused(error.status_code, _sentence(error), error.headers)
    status = HTTPStatus.BAD_REQUEST if isinstance(error, StrikedeskError) else 500
    return refused(status, as_sentence(str(error)))


def _sentence(error: HTTPException) -> str:
    if error.detail != HTTPStatus(error.status_code).phrase:
        return error.detail
    known = {
        HTTPStatus.NOT_FOUND: "There is nothing at this address.",
        HTTPStatus.METHOD_NOT_ALLOWED: "This address cannot be used in this way.",
    }
    return known.get(HTTPStatus(error.status_code), "The desk refused this request.")
