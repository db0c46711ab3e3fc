"""Whether a note may leave the house: made of a market's data, and not too old."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.errors import RefusedError
from generator.market.age import assess_age

if TYPE_CHECKING:
    from datetime import datetime

    from generator.config import GateLimits
    from generator.signals.facts import Facts

MODELLED: Final = "modelled"
"""The kind of data that no market made."""


def check_kind(what: str, kind: object, hint: str = "") -> None:
    """Refuse data that no market made.

    Args:
        what: The note, for the message.
        kind: Of its data.
        hint: What else may be done with it.

    Raises:
        RefusedError: ``modelled``.
    """
    if kind == MODELLED:
        problem = (
            "its data is modelled; the note can be reviewed and edited, and is never approved,"
        )
        more = f"; {hint}" if hint else ""
        raise RefusedError("modelled", f"{what}: {problem} published or sent{more}")


def check_age(what: str, as_of: datetime, now: datetime, limits: GateLimits) -> None:
    """Refuse data that is too old, or of the future.

    Raises:
        RefusedError: ``stale`` or ``future_data``.
    """
    issue = assess_age(as_of, now, limits)
    if issue is not None and issue.verdict == "block":
        remedy = "draft it again from newer data"
        raise RefusedError(issue.code, f"{what}: {issue.message}; {remedy}")


def check_fitness(facts: Facts, now: datetime, limits: GateLimits) -> None:
    """Refuse a note that readers must not get.

    Args:
        facts: What it was made from.
        now: The time, with its offset.
        limits: For the age of its quotes.

    Raises:
        RefusedError: ``modelled``, ``stale`` or ``future_data``.
    """
    check_kind(facts.symbol, facts["data_kind"].value, "--dry-run shows it")
    check_age(facts.symbol, facts.as_of, now, limits)
