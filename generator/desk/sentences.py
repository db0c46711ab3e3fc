"""Messages of errors, as a page says them."""

from __future__ import annotations


def as_sentence(text: str) -> str:
    """``text`` with a capital and one full stop; nothing of nothing."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""
