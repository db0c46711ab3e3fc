"""Events as the desk is held to them: each one has the fields that its action tells by.

The chain proves that nobody changed an event, and not that the one who wrote it wrote all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from generator.editorial.delivery_states import SENT_AGAIN, TOLD
from generator.editorial.parcels import PUBLISHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.archive.trail import Event

_DELIVERY: Final = {"key": str, "destination": str}
_PUBLISHING: Final = {"edition": str, "destinations": list, "standing": dict}
_FIELDS: Final[Mapping[str, Mapping[str, type]]] = MappingProxyType(
    {
        "commented": {"comment": int, "sha256": str},
        "settled": {"comment": int},
        **dict.fromkeys(PUBLISHING, _PUBLISHING),
        **dict.fromkeys((*TOLD.values(), SENT_AGAIN), _DELIVERY),
    }
)
"""What an event of an action has to say, and of what kind that is."""
_TOGETHER: Final[Mapping[str, Mapping[str, type]]] = MappingProxyType(
    {
        "text": {"text": str, "text_known": str},
        "known": {"known": str, "person_id": int},
        "standing": {"standing": dict},
    }
)
"""What comes only together with a field, wherever that is."""


def incomplete(events: Iterable[Event]) -> dict[int, str]:
    """What is missing in events, as sentences by the numbers of the events."""
    found = {}
    for item in events:
        missing = _missing(item)
        if missing:
            fields = ", ".join(missing)
            problem = f"event {item.number} of the trail, {item.action}: does not say its {fields}"
            found[item.number] = problem
    return found


def _missing(item: Event) -> list[str]:
    detail: Any = item.detail
    if not isinstance(detail, Mapping):
        return ["detail"]
    needed = dict(_FIELDS.get(item.action, {}))
    for name, together in _TOGETHER.items():
        if name in detail:
            needed |= together
    return [name for name, kind in needed.items() if not isinstance(detail.get(name), kind)]
