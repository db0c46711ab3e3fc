"""The style of the desk: one sheet for its pages, and what pages take along that may load none."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Final

from generator.desk.templates import desk_folder

_WHOLE: Final = (
    "faces", "inks", "ground", "frame", "forms", "tables", "parts", "review", "notes", "bare",
)  # fmt: skip
_ALONE: Final = ("inks", "ground", "forms", "parts", "bare")


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """All of it."""
    return _joined(_WHOLE)


@lru_cache(maxsize=1)
def bare_style() -> str:
    """What a page writes into itself that is shown to somebody without a session."""
    return _joined(_ALONE)


@lru_cache(maxsize=1)
def bare_policy() -> str:
    """The content policy of such a page: its own style by its hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(bare_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _joined(names: tuple[str, ...]) -> str:
    folder = desk_folder() / "style"
    return "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in names)
