"""On a full disk the desk says so, keeps what it acknowledged, and works on when there is room."""

from __future__ import annotations

import subprocess
from random import Random
from typing import TYPE_CHECKING

import pytest

from generator.editorial.comments import comment, comments_on
from generator.editorial.delivering import deliver, deliveries
from generator.editorial.publishing import Places
from generator.editorial.states import State
from generator.editorial.verifying import desk_problems
from generator.errors import StoreError
from tests.editorial.desks_at_work import Shelving, on, published
from tests.editorial.made_notes import SOON, WIM, handed_in, newsroom_in
from tests.makers import DATABASES

if TYPE_CHECKING:
    from pathlib import Path

    from generator.editorial.newsroom import Newsroom
    from tests.makers import Makers


def grown(disk: Path) -> None:
    """Give the disk more room."""
    subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)


def until_full(room: Newsroom, places: Places) -> tuple[list[str], str]:
    """Hand in, comment and publish until something cannot be written; what was, and what was said.

    A symbol is acknowledged when its note is published.
    """
    out: list[str] = []
    for number in range(1000):
        symbol = f"N{number}"
        try:
            # Letters that no zip makes smaller.
            text = Random(number).randbytes(10_000).hex()  # noqa: S311
            note = handed_in(room, symbol, small=True, text=text)
            comment(room, on(note, WIM), "", "why?")
            published(room, note, places)
        except StoreError as error:
            return out, str(error)
        out.append(symbol)
    pytest.fail("nothing was ever full")


@pytest.mark.parametrize("kind", DATABASES)
def test_an_archive_on_a_full_disk_loses_nothing_and_goes_on(
    kind: str, tiny_disk: Path, tmp_path: Path, make: Makers
) -> None:
    url = make.database_url(kind) if kind == "postgresql" else ""
    room = newsroom_in(tiny_disk, url=url)
    places = Places((str(tmp_path / "shelf"),))
    out, said = until_full(room, places)
    assert "check space" in said
    assert "\n" not in said
    assert len(out) > 2
    assert list(desk_problems(room.archive)) == []
    for number in range(1, len(out) + 1):
        assert room.note(number).state is State.PUBLISHED
        assert len(comments_on(room, number)) == 1
    grown(tiny_disk)
    assert {each.state for each in deliver(room, Shelving(), SOON)} == {"done"}
    note = handed_in(room, f"N{len(out)}", small=True)
    assert published(room, note, places).state is State.PUBLISHED
    assert list(desk_problems(room.archive)) == []
    room.archive.database.engine.dispose()


def test_a_full_shelf_is_a_failed_delivery_that_is_made_when_there_is_room(
    tiny_disk: Path, tmp_path: Path
) -> None:
    shelf = tiny_disk / "shelf"
    room = newsroom_in(tmp_path / "desk")
    for number in range(12):
        note = handed_in(room, f"N{number}", small=True, text="Much. " * 10_000)
        published(room, note, Places((str(shelf),)))
    made = deliver(room, Shelving(), SOON)
    failed = [each for each in made if each.state == "failed"]
    assert 0 < len(failed) < 12
    assert all("check space" in each.detail for each in failed)
    assert not [path for path in shelf.rglob(".*") if path.is_dir()], "nothing half-written is left"
    assert list(desk_problems(room.archive)) == []
    grown(tiny_disk)
    assert len(deliver(room, Shelving(), SOON)) == len(failed)
    assert {each.state for each in deliveries(room)} == {"done"}
    assert list(desk_problems(room.archive)) == []
    room.archive.database.engine.dispose()
