"""The rows of deliveries as the trail tells of them: what has to go where, and how far it is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from generator.editorial.delivery_states import PENDING, SENT_AGAIN, TOLD
from generator.editorial.notes import stored
from generator.editorial.parcels import PUBLISHING
from generator.editorial.publishing import publication_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.archive.trail import Event

DELIVERING: Final[Mapping[str, str]] = MappingProxyType(
    {action: state for state, action in TOLD.items()} | {SENT_AGAIN: PENDING}
)
"""The states that events of deliveries lead to."""


def deliveries_told(told: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """The rows of deliveries as the trail tells of them, by key."""
    rows: dict[str, dict[str, Any]] = {}
    for item in told:
        at = stored(item.at)
        for name in item.detail["destinations"] if item.action in PUBLISHING else ():
            edition = str(item.detail["edition"])
            key = publication_key(item.note_id or 0, edition, name)
            rows[key] = {
                "key": key,
                "note_id": item.note_id,
                "edition": edition,
                "destination": name,
                "state": PENDING,
                "detail": "",
                "at": at,
            }
        ordered = rows.get(str(item.detail.get("key")))
        if item.action in DELIVERING and ordered is not None:
            detail = str(item.detail.get("reason", ""))
            changed = {"state": DELIVERING[item.action], "detail": detail, "at": at}
            ordered |= changed
    return rows
