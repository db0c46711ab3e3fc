"""Messages of errors, as a page says them: people read sentences, codes are for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import ProviderError, RefusedError

if TYPE_CHECKING:
    from generator.errors import StrikedeskError


def told_error(error: StrikedeskError) -> str:
    """An error as people read it: a sentence without its code."""
    if isinstance(error, RefusedError | ProviderError):
        return as_sentence(error.message)
    return as_sentence(str(error))


def code_of(error: StrikedeskError | None) -> str:
    """The code of an error; empty where it has none."""
    return error.code if isinstance(error, RefusedError | ProviderError) else ""


def as_sentence(text: str) -> str:
    """``text`` with a capital and one full stop; nothing of nothing."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""
