"""Where a redirect may lead: to a path of the desk, as every browser reads it."""

from __future__ import annotations

import re
from typing import Final

_LOCAL: Final = re.compile(
    r"/(?:(?!/)[A-Za-z0-9._~@:+,;=!'()*-]|(?<!/)/|%[2-7][0-9A-Fa-f]|%[89A-F][0-9A-F])*"
    r"(?:\?[A-Za-z0-9._~/%@:+,;=&!'()*-]*)?"
)
_DISGUISED: Final = re.compile("%(?:2f|5c)", re.IGNORECASE)
_LONGEST: Final = 500


def is_local_path(text: str) -> bool:
    """Whether ``text`` is a path of the desk that a redirect may lead to."""
    path = text.partition("?")[0]
    return (
        len(text) <= _LONGEST
        and _LOCAL.fullmatch(text) is not None
        and _DISGUISED.search(path) is None
    )


def local_path(text: str, otherwise: str = "/") -> str:
    """``text`` if it is a path of the desk, else ``otherwise``."""
    return text if is_local_path(text) else otherwise
