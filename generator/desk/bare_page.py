"""Pages without the frame: for those who are not logged in, and for errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from generator.desk.security_headers import POLICY
from generator.desk.style import bare_policy, bare_style
from generator.desk.templates import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response


def bare_page(
    template: str,
    *,
    title: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,  # noqa: ANN401 - what the template prints
) -> Response:
    """A page that loads nothing, because nothing is given out without a session."""
    text = written(template, values | {"title": title, "style": bare_style()})
    return HTMLResponse(text, status, {POLICY: bare_policy(), **(headers or {})})
