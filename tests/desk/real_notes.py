"""A desk with the house's own press and a note of stored market data, just after its quote."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from generator.config import PublishSettings, Settings
from generator.editorial.actors import THE_PROGRAM
from generator.editorial.handing_in import Drafted, hand_in
from generator.editorial.house_press import HousePress
from generator.keeping import keep_snapshot
from generator.market.bundle import snapshot_digest
from generator.pipeline import Draft, Observed, draft_note
from tests.desk.desks import Clock
from tests.desk.stands import World, empty_world, opened_world
from tests.editorial.made_notes import PLAYBOOK
from tests.replays import playbook, series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from generator.market.snapshot import Snapshot

SYMBOL: Final = "IWM"
DAYS: Final = (date(2026, 8, 20), date(2026, 8, 21))
"""The note is of the second; the first is the issue before."""


@cache
def _snapshot(data: Path, day: date) -> Snapshot:
    return series(data, SYMBOL).snapshot(day)


@cache
def _drafted(data: Path, day: date) -> Draft:
    snapshot = _snapshot(data, day)
    observed = Observed(snapshot, snapshot_digest(snapshot))
    return draft_note(observed, playbook(), Settings(), None)


def real_world(
    folder: Path, data: Path, days: Sequence[date] = DAYS, *, staffed: bool = True
) -> World:
    """A desk with the notes of ``days``, five minutes after the last quote.

    Args:
        folder: Where it is made.
        data: The folder with the stored market data.
        days: Of the notes, in order.
        staffed: Whether its people are there.
    """
    folder.mkdir(exist_ok=True)
    settings = Settings(publish=PublishSettings(to=(str(folder / "public"),)))
    clock = Clock(_after(data, days[-1]))
    made = empty_world if staffed else opened_world
    world = made(folder, settings=settings, press=HousePress(settings), clock=clock)
    for day in days:
        keep_snapshot(world.desk.archive, _snapshot(data, day), settings)
        drafted = Drafted(_drafted(data, day).files, PLAYBOOK, THE_PROGRAM, _after(data, day))
        hand_in(world.desk.newsroom, drafted)
    return world


def _after(data: Path, day: date) -> datetime:
    return _snapshot(data, day).as_of.astimezone(UTC) + timedelta(minutes=5)
