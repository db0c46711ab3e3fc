"""How far a delivery is, and what the trail calls it that it got there."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.editorial.destinations import DELIVERED

if TYPE_CHECKING:
    from collections.abc import Mapping

PENDING: Final = "pending"
DONE: Final = "done"
SENDING: Final = "sending"
FAILED: Final = "failed"
UNKNOWN: Final = "unknown"
SUPERSEDED: Final = "superseded"
OPEN: Final = (PENDING, FAILED, SENDING)
SENT_AGAIN: Final = "send_again"
TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        SENDING: "delivery_begun",
        DONE: DELIVERED,
        FAILED: "delivery_failed",
        UNKNOWN: "delivery_unknown",
        SUPERSEDED: "delivery_superseded",
    }
)
"""What the trail calls it that a delivery got this state."""
