"""Tokens: what is handed out is random, and what is kept of it is its hash alone."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final

_BYTES: Final = 32
_FORM: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A token that nobody can guess, fit for addresses and cookies."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """What is kept of a token; the empty text for what has not the form of one."""
    return hashlib.sha256(token.encode()).hexdigest() if _FORM.fullmatch(token) else ""
