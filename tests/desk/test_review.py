"""The page of a note: what it shows, what it offers to whom, and where it leads next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generator.desk.notes.told import DONE
from generator.editorial.states import State
from tests.desk.stands import BEING_CORRECTED, World, edited_by, empty_world
from tests.editorial.made_notes import ANNA, handed_in

if TYPE_CHECKING:
    from pathlib import Path

OFFERED = {
    State.DRAFT: {"edit", "submit", "embargo"},
    State.IN_REVIEW: {"edit", "approve", "send-back", "embargo"},
    State.APPROVED: {"edit", "publish", "revoke", "embargo"},
    State.PUBLISHED: {"edit", "withdraw"},
    BEING_CORRECTED: {"edit", "approve", "send-back", "embargo", "drop", "withdraw"},
    State.CORRECTED: {"edit", "withdraw"},
    State.WITHDRAWN: set(),
}
OF_WRITERS = {"edit", "submit"}


@pytest.mark.parametrize("state", OFFERED)
def test_what_may_be_done_is_offered_and_nothing_else(made: World, state: str) -> None:
    number = made.in_state(state).id
    for name, mine in (("wim", OFFERED[state] & OF_WRITERS), ("ben", OFFERED[state])):
        page = made.client(name).get(f"/notes/{number}").text
        box = page.partition('class="box decisions"')[2].partition("<nav")[0]
        found = set(re.findall(rf'(?:action|href)="/notes/{number}/([a-z-]+)"', box))
        assert found == mine, name


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.IN_REVIEW, "head"),
        (State.APPROVED, "approved"),
        (State.PUBLISHED, "live"),
        (BEING_CORRECTED, "head"),
        (State.CORRECTED, "live"),
        (State.WITHDRAWN, "live"),
    ],
)
def test_the_frame_shows_what_is_decided_about(made: World, state: str, shown: str) -> None:
    note = made.in_state(state)
    page = made.client("wim").get(f"/notes/{note.id}").text
    assert f'src="/notes/{note.id}/text/{getattr(note, shown)}/page"' in page


def test_who_edited_a_text_is_told_that_another_has_to_approve_it(stand: World) -> None:
    note = edited_by(stand, stand.in_state(State.IN_REVIEW), ANNA)
    page = stand.client("anna").get(f"/notes/{note.id}").text
    assert "another editor has to approve it" in page
    assert f"/notes/{note.id}/approve" not in page
    assert f"/notes/{note.id}/approve" in stand.client("ben").get(f"/notes/{note.id}").text


def test_a_flagged_note_is_approved_by_who_says_that_they_looked(tmp_path: Path) -> None:
    world = empty_world(tmp_path)
    note = handed_in(world.desk.newsroom, kind="unknown")
    page = world.client("ben").get(f"/notes/{note.id}").text
    assert re.search(r'<input type="checkbox" name="looked" value="yes" required>', page)


@pytest.mark.parametrize(
    ("kind", "days", "why"),
    [
        (
            "modelled",
            0,
            "modelled; the note can be reviewed and edited, and is never approved",
        ),
        ("modelled", 60, "its data is modelled"),
        ("market", 3, "the quote is 3 days old; draft it again from newer data."),
    ],
)
def test_a_note_that_nobody_may_approve_has_no_button_and_says_why(
    tmp_path: Path, kind: str, days: int, why: str
) -> None:
    world = empty_world(tmp_path)
    note = handed_in(world.desk.newsroom, kind=kind)
    world.clock.move(days=days)
    page = world.client("ben").get(f"/notes/{note.id}").text
    box = page.partition('class="box decisions"')[2].partition("<nav")[0]
    assert why in box
    assert f"/notes/{note.id}/approve" not in box
    assert {f"/notes/{note.id}/edit", f"/notes/{note.id}/send-back"} <= set(
        re.findall(r'(?:action|href)="([^"]+)"', box)
    )
    assert "[" not in box


def test_the_next_note_is_the_next_that_waits_for_review(made: World) -> None:
    waits, other = made.in_state(State.IN_REVIEW), made.in_state(BEING_CORRECTED)
    following = r'data-key="n" href="/notes/(\d+)"'
    for here, there in ((waits, other), (other, waits)):
        page = made.client("ben").get(f"/notes/{here.id}").text
        assert re.findall(following, page) == [str(there.id)]


@pytest.mark.parametrize("done", [*DONE, "nonsense", "<b>", ""])
def test_only_what_can_have_been_done_is_said(made: World, done: str) -> None:
    number = made.in_state(State.IN_REVIEW).id
    page = made.client("wim").get(f"/notes/{number}", params={"done": done}).text
    assert ('role="status"' in page) is (done in DONE)
    assert "<b>" not in page
