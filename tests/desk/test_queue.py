"""The queue: what is listed, what a filter leaves, and what may be approved together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generator.editorial.states import State
from tests.desk.stands import BEING_CORRECTED, NEVER, SYMBOLS, World, edited_by, empty_world, sent
from tests.editorial.made_notes import ANNA, handed_in

if TYPE_CHECKING:
    from pathlib import Path

    from httpx2 import Response


def _listed(answer: Response) -> set[str]:
    return set(re.findall(r'<th scope="row".*?>([A-Z]+)</a>', answer.text))


def _boxes(answer: Response) -> set[str]:
    return set(re.findall(r'name="note_\d+".*?aria-label="Choose ([A-Z]+)"', answer.text))


@pytest.mark.parametrize(
    ("query", "symbols"),
    [
        ("", {"DRA", "REV", "APP", "NEW"}),
        ("view=in_review", {"REV", "NEW"}),
        ("view=approved", {"APP"}),
        ("view=published", {"PUB", "COR", "WIT"}),
        ("view=all", set(SYMBOLS.values())),
        ("view=nonsense", {"DRA", "REV", "APP", "NEW"}),
        ("view=all&symbol=rev", {"REV"}),
        ("view=all&symbol=RE", set()),
        ("view=all&day=2026-06-22", set(SYMBOLS.values())),
        ("view=all&day=2026-06-23", set()),
        ("view=all&day=yesterday", set(SYMBOLS.values())),
        ("view=all&verdict=flagged", set()),
        ("view=all&verdict=clean", set(SYMBOLS.values())),
        ("view=all&regime=no_such", set()),
    ],
)
def test_a_view_and_a_filter_leave_what_they_say(
    made: World, query: str, symbols: set[str]
) -> None:
    assert _listed(made.client("wim").get(f"/?{query}")) == symbols


@pytest.mark.parametrize("day", ["0001-01-01", "1969-01-01", "9999-12-31", "2026-02-30", "\u0661"])
def test_a_day_at_the_end_of_time_is_no_day(made: World, day: str) -> None:
    answer = made.client("wim").get("/", params={"view": "all", "day": day})
    assert answer.status_code == 200
    assert _listed(answer) == set(SYMBOLS.values())


def test_where_nothing_is_listed_it_is_said_what_to_do(made: World, tmp_path: Path) -> None:
    empty = empty_world(tmp_path).client("wim")
    assert "strikedesk draft SYMBOL --desk" in empty.get("/").text
    assert "The other views may have" in empty.get("/?view=approved").text
    assert "Widen it, or show all." in made.client("wim").get("/?symbol=NONE").text


def test_only_who_may_approve_sees_boxes_and_only_beside_what_may_be_ticked(made: World) -> None:
    assert _boxes(made.client("wim").get("/?view=all")) == set()
    # Wim wrote the correction; Ben and Anna did not.
    assert _boxes(made.client("ben").get("/?view=all")) == {"REV", "NEW"}


def _mixed(folder: Path) -> World:
    """A clean note, one of data that wants a look, one that fails, and one that Anna edited."""
    world = empty_world(folder)
    newsroom = world.desk.newsroom
    handed_in(newsroom, "CLEAN")
    handed_in(newsroom, "LOOK", kind="unknown")
    handed_in(newsroom, "FAILS", text="WRONG")
    edited_by(world, handed_in(newsroom, "OWN"), ANNA)
    return world


def test_what_wants_a_look_of_its_own_has_no_box_and_says_why(tmp_path: Path) -> None:
    world = _mixed(tmp_path)
    answer = world.client("anna").get("/")
    assert _boxes(answer) == {"CLEAN"}
    assert "wants a look of its own" in answer.text
    assert "you edited it" in answer.text
    assert _boxes(world.client("ben").get("/")) == {"CLEAN", "OWN"}
    world.clock.move(days=3)
    late = world.client("anna").get("/")
    assert _boxes(late) == set()


def test_a_modelled_note_is_told_to_be_one_before_all_else(tmp_path: Path) -> None:
    world = _mixed(tmp_path)
    handed_in(world.desk.newsroom, "MODEL", kind="modelled")
    row = world.client("ben").get("/").text.partition("/notes/5")[2].partition("</tr>")[0]
    assert "its data is modelled" in row
    assert "wants a look" not in row


def test_approving_several_leaves_out_what_wants_a_look_and_says_so(tmp_path: Path) -> None:
    world = _mixed(tmp_path)
    form = {f"note_{number}": world.note(number).head for number in (1, 2, 3, 4)}
    answer = sent(world.client("anna"), "/notes/approve", **form)
    assert answer.status_code == 422
    assert "1 approved." in answer.text
    for why in ("LOOK of 2026-06-22 wants a look", "FAILS of 2026-06-22 is draft",
                "you edited OWN of 2026-06-22 yourself"):  # fmt: skip
        assert why.lower() in answer.text.lower()
    states = [world.note(number).state for number in (1, 2, 3, 4)]
    assert states == [State.APPROVED, State.IN_REVIEW, State.DRAFT, State.IN_REVIEW]


def test_what_is_too_old_is_left_out_too(tmp_path: Path) -> None:
    world = _mixed(tmp_path)
    world.clock.move(days=3)
    answer = sent(world.client("anna"), "/notes/approve", note_1=world.note(1).head)
    assert answer.status_code == 422
    assert "draft it again from newer data" in answer.text
    assert world.note(1).state is State.IN_REVIEW


def test_of_a_text_that_nobody_saw_none_is_approved(stand: World) -> None:
    note = stand.in_state(State.IN_REVIEW)
    answer = sent(stand.client("anna"), "/notes/approve", **{f"note_{note.id}": NEVER})
    assert answer.status_code == 422
    assert "has changed since you opened it" in answer.text
    assert stand.note(note.id).state is State.IN_REVIEW


@pytest.mark.parametrize(
    "more",
    [
        {"state": "approved"},
        {"note_x": NEVER},
        {"note_02": NEVER},
        {"note_1000000002": NEVER},
        {"note_\u0662": NEVER},
        {"note_5": "none"},
    ],
)
def test_a_form_with_anything_else_approves_nothing(stand: World, more: dict[str, str]) -> None:
    note, before = stand.in_state(State.IN_REVIEW), stand.rows()
    form = {f"note_{note.id}": note.head} | more
    assert sent(stand.client("anna"), "/notes/approve", **form).status_code == 400
    assert stand.rows() == before


def test_without_a_tick_nothing_is_approved_and_it_is_said(stand: World) -> None:
    answer = sent(stand.client("anna"), "/notes/approve")
    assert answer.status_code == 422
    assert "Tick some first." in answer.text


def test_a_correction_can_be_approved_with_others(stand: World) -> None:
    note = stand.in_state(BEING_CORRECTED)
    answer = sent(stand.client("anna"), "/notes/approve", **{f"note_{note.id}": note.head})
    assert answer.status_code == 200
    assert "1 approved." in answer.text
