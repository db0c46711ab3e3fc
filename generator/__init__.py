"""Strikedesk: the daily options note of a desk, with every number proven.

What other programs may use stands in `generator.api`, and can be taken from here: it is loaded
when it is first asked for, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.api import Draft as Draft
    from generator.api import Fact as Fact
    from generator.api import Facts as Facts
    from generator.api import Finding as Finding
    from generator.api import Settings as Settings
    from generator.api import Snapshot as Snapshot
    from generator.api import Unavailable as Unavailable
    from generator.api import audit_note as audit_note
    from generator.api import demo_snapshot as demo_snapshot
    from generator.api import draft as draft
    from generator.api import facts as facts
    from generator.api import load_snapshot as load_snapshot
    from generator.api import save_snapshot as save_snapshot
    from generator.api import write_note as write_note

__version__ = "0.1.0"

_API = frozenset(
    {
        "Draft",
        "Fact",
        "Facts",
        "Finding",
        "Settings",
        "Snapshot",
        "Unavailable",
        "audit_note",
        "demo_snapshot",
        "draft",
        "facts",
        "load_snapshot",
        "save_snapshot",
        "write_note",
    }
)
_PLACE = f"{__name__}.api"


if not TYPE_CHECKING:  # a type checker knows the names from above, and no others

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
        if name not in _API:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(_PLACE), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_API})
