"""Answers that are no page: on to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from generator.desk.local_paths import local_path

if TYPE_CHECKING:
    from starlette.responses import Response


def see_other(path: str, **query: str) -> Response:
    """To a page of the desk, after something was done; ``query`` may say what."""
    target = local_path(path)
    return RedirectResponse(f"{target}?{urlencode(query)}" if query else target, 303)
