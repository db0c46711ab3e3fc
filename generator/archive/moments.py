"""Moments as the database keeps them: text in UTC that sorts as the moments do."""

from __future__ import annotations

from datetime import UTC, datetime

from generator.market.sessions import EXCHANGE_ZONE


def stored(moment: datetime) -> str:
    """A moment as the database keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    """The moment that `stored` wrote, in exchange time."""
    return datetime.fromisoformat(text).astimezone(EXCHANGE_ZONE)
