"""Killed at any moment, a desk loses nothing that it acknowledged, and doubles no mail."""

from __future__ import annotations

import os
import sys
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import select

from generator.archive.note_object import hashes_of
from generator.archive.tables import NOTES
from generator.archive.verifying import verify_archive
from generator.editorial.comments import comments_on
from generator.editorial.delivering import deliver, deliveries
from generator.editorial.delivery_states import DONE, UNKNOWN
from generator.editorial.destinations import MAIL, SHELF
from generator.editorial.notes import note_of
from generator.editorial.states import State
from generator.editorial.verifying import desk_problems
from generator.market.age import trading_minutes
from generator.publish.parcel import PUBLICATION, place_of
from generator.publish.shelves import shelf_of
from tests.editorial.killed import Scene, Sending, Sink, killed_after
from tests.editorial.made_notes import AS_OF, SOON, newsroom_in, note_files

if TYPE_CHECKING:
    from pathlib import Path

    from generator.editorial.delivering import Delivery
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note
    from tests.makers import Makers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
KILLS: Final = {"sqlite": 1000, "postgresql": 200}
FEWER: Final = {"sqlite": 100, "postgresql": 15}
LONGEST: Final = 0.03
"""Seconds that a process works on; a step of a note's way takes about half of that."""


def warm_up() -> None:
    """Make what is made once in a process, so that the children need not."""
    note_files(small=True)
    trading_minutes(AS_OF, SOON)


@pytest.mark.parametrize("kind", KILLS)
def test_what_was_acknowledged_is_there_and_all_else_is_whole(
    kind: str, tmp_path: Path, make: Makers
) -> None:
    kills = (KILLS if os.environ.get("STRIKEDESK_FULL") else FEWER)[kind]
    random = Random(kills)  # noqa: S311 - when it is killed
    warm_up()
    told: list[tuple[str, str]] = []
    with Sink(tmp_path / "mails") as sink:
        scene = Scene(tmp_path, make.database_url(kind), sink.port)
        newsroom_in(tmp_path, url=scene.url).archive.database.engine.dispose()
        for run in range(kills):
            told += killed_after(scene, run, random.randint(1, 5), random.random() * LONGEST)
            if run % 50 == 0:
                _check(scene, sink, told)
        made = _check(scene, sink, told)
    cut = sum(each.state == UNKNOWN for each in made)
    print(f"{kind}: {kills} kills, {Counter(what for what, _ in told)},", end=" ")  # noqa: T201
    print(f"{len(made)} deliveries, {cut} mails cut off")  # noqa: T201 - the figures
    assert cut < len(made)


def _check(scene: Scene, sink: Sink, told: list[tuple[str, str]]) -> list[Delivery]:
    """Go on where the killed ones ended; then all is whole."""
    room = newsroom_in(scene.folder, url=scene.url)
    deliver(room, Sending(scene.port), SOON)
    assert verify_archive(room.archive).problems == ()
    assert list(desk_problems(room.archive)) == []
    notes = _notes(room)
    _check_acknowledged(room, notes, told)
    made = deliveries(room)
    taken = sink.taken()
    for each in made:
        note = next(note for note in notes.values() if note.id == each.note_id)
        if each.destination.startswith(SHELF):
            assert each.state == DONE
            _check_shelf(scene, note)
        else:
            count = taken[each.destination.removeprefix(MAIL), note.symbol]
            assert (each.state, count) in {(DONE, 1), (UNKNOWN, 1), (UNKNOWN, 0)}
    assert sum(taken.values()) <= len(made)
    room.archive.database.engine.dispose()
    return made


def _notes(room: Newsroom) -> dict[str, Note]:
    with room.archive.database.reading() as connection:
        return {row.symbol: note_of(row) for row in connection.execute(select(NOTES))}


def _check_acknowledged(
    room: Newsroom, notes: dict[str, Note], told: list[tuple[str, str]]
) -> None:
    for what, symbol in told:
        note = notes[symbol]
        if what == "commented":
            assert [each.text for each in comments_on(room, note.id)] == ["why?"]
        if what == "approved":
            assert note.state in {State.APPROVED, State.PUBLISHED}
        if what in {"published", "delivered"}:
            assert note.state is State.PUBLISHED


def _check_shelf(scene: Scene, note: Note) -> None:
    """The note is whole, and what it says of its files is so."""
    place, shelf = place_of(note.symbol, note.as_of), shelf_of(scene.shelf)
    said = shelf.publication(place)
    assert said is not None
    assert said.edition == note.live
    files = {
        name: shelf.get(f"{place}/{name}") for name in shelf.names(place) if name != PUBLICATION
    }
    assert hashes_of(files) == said.files
