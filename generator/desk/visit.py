"""A visit: one request, as the handlers of pages see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from generator.desk.forms import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from generator.desk.desk import Desk
    from generator.editorial.person import Person

NUMBER: Final = re.compile("[1-9][0-9]{0,8}")
"""A number that something could have, as the desk writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request.

    Args:
        desk: Which desk it came to.
        path: What was asked for.
        parameters: The variable parts of the path, as the route names them.
        query: What stands behind the question mark.
        form: The form that was sent; empty for GET.
        headers: By their names in lower case, the last where one comes twice.
        visitor: Who it is; ``None`` for somebody without a session.
        token: Of their session.
        address: Network address that it came from.
        now: When it came.
    """

    desk: Desk
    path: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    visitor: Person | None
    token: str
    address: str
    now: datetime

    @property
    def person(self) -> Person:
        """Who it is, on a page that nobody sees without a session.

        Raises:
            LookupError: Nobody is logged in: the page is one for everybody.
        """
        if self.visitor is None:
            raise LookupError(f"{self.path}: nobody is logged in")
        return self.visitor

    @property
    def is_htmx(self) -> bool:
        """Whether htmx asks, for a piece of a page."""
        return self.headers.get("hx-request") == "true"

    def fields(self, *required: str, optional: tuple[str, ...] = ()) -> Mapping[str, str]:
        """The form, if it has these fields and no others; optional ones may be empty.

        Raises:
            HTTPException: 400; a field is missing or unknown.
        """
        return fields_of(self.form, required, optional)

    def number(self, name: str) -> int:
        """The part of the path that is a number.

        Raises:
            HTTPException: 404; it is none that anything could have.
        """
        text = self.parameters[name]
        if not NUMBER.fullmatch(text):
            raise HTTPException(404)
        return int(text)
