"""How states, events, findings and refusals read on the desk's pages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.editorial.states import State

if TYPE_CHECKING:
    from collections.abc import Mapping

STATES: Final[Mapping[State, tuple[str, str]]] = MappingProxyType(
    {
        State.DRAFT: ("Draft", "neutral"),
        State.IN_REVIEW: ("In review", "warn"),
        State.APPROVED: ("Approved", "ok"),
        State.PUBLISHED: ("Published", "ok"),
        State.CORRECTED: ("Corrected", "ok"),
        State.WITHDRAWN: ("Withdrawn", "bad"),
    }
)
"""The word for a state, and the kind of its badge."""

EVENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "handed_in": "handed in a draft",
        "saved": "edited the text",
        "submitted": "asked for review",
        "sent_back": "sent it back",
        "approved": "approved it",
        "revoked": "took the approval back",
        "lapsed": "tried to publish it; the approval no longer held",
        "embargo_set": "set the embargo",
        "published": "published it",
        "published_correction": "published the correction",
        "corrected": "wrote a correction",
        "dropped": "dropped the correction",
        "withdrawn": "withdrew it",
        "commented": "commented",
        "settled": "settled a comment",
        "delivery_begun": "began to send it",
        "delivered": "delivered it",
        "delivery_failed": "could not deliver it",
        "delivery_superseded": "left a delivery to the later edition",
        "delivery_unknown": "does not know whether it arrived",
        "send_again": "had it sent again",
    }
)

DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "submitted": "It is in review.",
        "sent-back": "It is a draft again, with your reason in its history.",
        "approved": "Approved. Readers will get exactly these bytes.",
        "revoked": "The approval is taken back.",
        "embargo": "The embargo is set.",
        "published": "Published, and on its way: Deliveries says what becomes of it.",
        "withdrawn": "Withdrawn. The notice that readers find in its place is on its way.",
        "dropped": "The correction is dropped; readers keep what they have.",
        "saved": "Saved as a new revision. It is proven.",
        "unchanged": "Nothing has changed: the text is as it was, and so is where it stands.",
        "corrected": "It is in review. Readers keep the old text until it is published.",
        "commented": "Your comment is kept.",
        "settled": "The comment is settled.",
        "again": "What has not arrived is tried again.",
    }
)
"""What was just done, by the word that the address carries."""

STATUS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "forbidden": 403,
        "own_edit": 403,
        "no_such_note": 404,
        "no_such_revision": 404,
        "no_such_comment": 404,
        "conflict": 409,
        "wrong_state": 409,
    }
)
"""Codes of HTTP for codes of refusals; any other refusal is 422."""
REFUSED: Final = 422
"""A form that was understood and cannot be carried out."""
