"""How old data is, in words, and whether a note of it may go out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from generator.config import GateLimits
from generator.desk.notes.ages import age_of
from tests.editorial.made_notes import AS_OF

if TYPE_CHECKING:
    from generator.desk.notes.ages import Age

LIMITS = GateLimits()


def _age(**later: float) -> Age:
    return age_of(AS_OF, AS_OF + timedelta(**later), LIMITS)


@pytest.mark.parametrize(
    ("later", "text", "kind"),
    [
        ({"minutes": 5}, "fresh", "ok"),
        ({"hours": 12}, "fresh", "ok"),
        ({"hours": 23}, "330 minutes of trading old", "warn"),
        ({"days": 1}, "1 day old", "warn"),
        ({"days": 3}, "3 days old", "bad"),
        ({"days": 20}, "20 days old", "bad"),
        ({"days": 4000}, "4,000 days old", "bad"),
        ({"hours": -3}, "of the future", "bad"),
    ],
)
def test_an_age_is_told_in_minutes_of_trading_and_at_last_in_days(
    later: dict[str, float], text: str, kind: str
) -> None:
    found = _age(**later)
    assert (found.text, found.kind) == (text, kind)
    assert bool(found.problem) is (kind == "bad")


def test_time_stands_still_while_the_exchange_is_shut() -> None:
    assert _age(hours=1).text == _age(hours=16).text == "fresh"
