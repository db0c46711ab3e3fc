"""Many at once: one wins, all others are told so, and nothing is half done."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from generator.editorial import publishing
from generator.editorial.comments import comment, comments_on
from generator.editorial.decisions import approve
from generator.editorial.delivering import deliveries
from generator.editorial.edits import Edit, save
from generator.editorial.held_to_trail import check_as_left
from generator.editorial.publishing import Places, publish
from generator.editorial.states import State
from generator.editorial.verifying import desk_problems
from generator.errors import RefusedError
from tests.editorial.desks_at_work import approved, on
from tests.editorial.made_notes import (
    ADA,
    ANNA,
    BEN,
    SOON,
    WIM,
    QuickPress,
    handed_in,
    newsroom_in,
)
from tests.forking import forked
from tests.makers import DATABASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note
    from tests.makers import Makers

PLACES: Final = Places(("/nowhere",), addresses=("a@example.com",))
EDITORS: Final = (ANNA, BEN, ADA)
LOST: Final = {"conflict", "wrong_state"}
NOTES, RACERS = (50, 20) if os.environ.get("STRIKEDESK_FULL") else (3, 10)
"""A thousand calls in the full run."""
WRITERS: Final = 8
EACH: Final = 100 if os.environ.get("STRIKEDESK_FULL") else 4


@pytest.fixture(params=DATABASES)
def rooms(request: pytest.FixtureRequest, tmp_path: Path, make: Makers) -> Iterator[list[Newsroom]]:
    """Four newsrooms on one archive, each with connections of its own."""
    url = make.database_url(request.param)
    made = [newsroom_in(tmp_path, url=url, press=QuickPress(mails=True)) for _ in range(4)]
    yield made
    for room in made:
        room.archive.database.engine.dispose()


def raced(calls: Sequence[Callable[[], Note]]) -> list[Note | str]:
    """What becomes of calls that are made at once: a note, or the code of a refusal."""

    def made(call: Callable[[], Note]) -> Note | str:
        try:
            return call()
        except RefusedError as error:
            return error.code

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(made, calls))


def test_of_racing_approvals_one_wins_and_all_others_are_told(rooms: list[Newsroom]) -> None:
    for number in range(NOTES):
        note = handed_in(rooms[0], f"N{number}", small=True)
        results = raced(
            [
                partial(approve, rooms[each % 4], on(note, EDITORS[each % 3]))
                for each in range(RACERS)
            ]
        )
        [won] = [item for item in results if not isinstance(item, str)]
        assert {item for item in results if isinstance(item, str)} <= LOST
        assert rooms[1].note(note.id).approved == won.approved
    assert list(desk_problems(rooms[0].archive)) == []


def test_an_approval_and_a_save_never_both_hold(rooms: list[Newsroom]) -> None:
    """If the edit came second, it voids the approval; if it came first, nothing is approved."""
    for number in range(NOTES):
        note = handed_in(rooms[0], f"N{number}", small=True)
        edit = Edit(note.id, note.head, f"Text {number}.", WIM, SOON)
        results = raced([partial(approve, rooms[0], on(note)), partial(save, rooms[1], edit)])
        now = rooms[2].note(note.id)
        assert {item for item in results if isinstance(item, str)} <= LOST
        if now.state is State.APPROVED:
            assert now.head == note.head
            assert results[1] in LOST
        else:
            assert now.head != note.head
            assert now.approved is None
    assert list(desk_problems(rooms[0].archive)) == []


def test_racing_publishers_publish_once_and_all_get_the_same(rooms: list[Newsroom]) -> None:
    for number in range(NOTES):
        note = approved(rooms[0], handed_in(rooms[0], f"N{number}", small=True))
        results = raced(
            [
                partial(
                    publish, rooms[each % 4], on(note, EDITORS[each % 3], note.approved), PLACES
                )
                for each in range(RACERS)
            ]
        )
        standings = [item if isinstance(item, str) else str(item.standing()) for item in results]
        assert Counter(standings) == {str(rooms[0].note(note.id).standing()): RACERS}
        assert len(deliveries(rooms[0], note.id)) == 2
    assert list(desk_problems(rooms[0].archive)) == []


def test_who_is_overtaken_while_all_is_checked_is_given_the_published_note(
    rooms: list[Newsroom], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not told that its row was changed beside the desk."""
    note = approved(rooms[0], handed_in(rooms[0], "IWM", small=True))
    decision = on(note, ANNA, note.approved)
    overtaken: list[Note] = []

    def check(connection: Connection, found: Note) -> None:
        if not overtaken:
            overtaken.append(found)
            publish(rooms[1], on(note, BEN, note.approved), PLACES)
        check_as_left(connection, found)

    monkeypatch.setattr(publishing, "check_as_left", check)
    out = publish(rooms[0], decision, PLACES)
    assert (out.state, out.live) == (State.PUBLISHED, note.approved)
    assert [item.state for item in overtaken] == [State.APPROVED]
    assert len(deliveries(rooms[0], note.id)) == 2
    assert list(desk_problems(rooms[0].archive)) == []


def test_two_who_hand_in_the_same_note_make_one(rooms: list[Newsroom]) -> None:
    results = raced([partial(handed_in, room, small=True) for room in rooms])
    assert len({item if isinstance(item, str) else item.id for item in results}) == 1
    assert list(desk_problems(rooms[0].archive)) == []


def _write(folder: Path, url: str, number: int) -> None:
    """Hand in, approve and comment, in a process of its own."""
    room = newsroom_in(folder, url=url, press=QuickPress(mails=True))
    shared = room.note(1)
    for each in range(EACH):
        note = approved(room, handed_in(room, f"P{number}.{each}", small=True))
        publish(room, on(note, ANNA, note.approved), PLACES)
        comment(room, on(shared, WIM), "", f"{number}.{each}")
    room.archive.database.engine.dispose()


@pytest.mark.parametrize("kind", DATABASES)
def test_eight_processes_write_and_nothing_is_lost(kind: str, tmp_path: Path, make: Makers) -> None:
    url = make.database_url(kind)
    room = newsroom_in(tmp_path, url=url)
    shared = handed_in(room, small=True)
    room.archive.database.engine.dispose()
    children = [forked(partial(_write, tmp_path, url, number)) for number in range(WRITERS)]
    assert [child.ended() for child in children] == [0] * WRITERS
    said = {each.text for each in comments_on(room, shared.id)}
    assert said == {f"{number}.{each}" for number in range(WRITERS) for each in range(EACH)}
    assert len(deliveries(room)) == 2 * WRITERS * EACH
    assert list(desk_problems(room.archive)) == []
    room.archive.database.engine.dispose()
