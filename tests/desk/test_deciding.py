"""What is decided on the page of a note, and what keeps somebody from it."""

from __future__ import annotations

from datetime import datetime

import pytest

from generator.editorial.comments import comments_on
from generator.editorial.decisions import Decision, approve
from generator.editorial.states import State
from generator.market.sessions import EXCHANGE_ZONE
from tests.desk.stands import (
    BEING_CORRECTED,
    NEVER,
    World,
    approved_by,
    edited_by,
    published_by,
    sent,
    single_user,
)
from tests.editorial.made_notes import ADA, ANNA, BEN


def test_nobody_approves_what_they_edited(stand: World) -> None:
    note = edited_by(stand, stand.in_state(State.IN_REVIEW), ANNA)
    answer = sent(stand.client("anna"), f"/notes/{note.id}/approve", seen=note.head)
    assert answer.status_code == 403
    assert "another editor has to approve it" in answer.text
    assert sent(stand.client("ben"), f"/notes/{note.id}/approve", seen=note.head).status_code == 303


def test_a_single_user_may_and_the_pages_say_so(stand: World) -> None:
    alone = single_user(stand)
    note = edited_by(alone, alone.in_state(State.IN_REVIEW), ADA)
    assert "single user" in alone.client("ada").get(f"/notes/{note.id}").text
    assert sent(alone.client("ada"), f"/notes/{note.id}/approve", seen=note.head).status_code == 303


def test_of_a_stale_text_the_difference_is_shown(stand: World) -> None:
    before = stand.in_state(State.IN_REVIEW)
    note = edited_by(stand, before, ANNA, "\nAnna was faster.")
    answer = sent(stand.client("ben"), f"/notes/{note.id}/approve", seen=before.head)
    assert answer.status_code == 409
    assert "<ins>" in answer.text
    assert "faster." in answer.text
    assert stand.note(note.id).state is State.IN_REVIEW


def test_a_stale_publication_is_compared_with_the_edition_that_is_approved(stand: World) -> None:
    before = stand.in_state(State.APPROVED)
    edited = edited_by(stand, before, ANNA, "\nAnna was faster.")
    approve(stand.desk.newsroom, Decision(edited.id, edited.head, BEN, stand.clock()))
    answer = sent(stand.client("ben"), f"/notes/{before.id}/publish", seen=before.approved or "")
    assert answer.status_code == 409
    assert "faster." in answer.text
    assert "Ben" in answer.text


REASONED = [
    ("send-back", State.IN_REVIEW, "head"),
    ("revoke", State.APPROVED, "approved"),
    ("drop", BEING_CORRECTED, "head"),
    ("withdraw", State.PUBLISHED, "live"),
]


@pytest.mark.parametrize(("action", "state", "seen"), REASONED)
@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\u2003\u2028"])
def test_a_decision_against_somebody_says_why(
    stand: World, action: str, state: str, seen: str, reason: str
) -> None:
    note, before = stand.in_state(state), stand.rows()
    form = {"seen": getattr(note, seen), "reason": reason}
    answer = sent(stand.client("ben"), f"/notes/{note.id}/{action}", **form)
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert stand.rows() == before


@pytest.mark.parametrize(("action", "state", "seen"), REASONED)
def test_the_reason_is_in_the_history(stand: World, action: str, state: str, seen: str) -> None:
    note = stand.in_state(state)
    form = {"seen": getattr(note, seen), "reason": "because of the tone"}
    assert sent(stand.client("ben"), f"/notes/{note.id}/{action}", **form).status_code == 303
    told = stand.client("wim").get(f"/notes/{note.id}?panel=history").text
    assert "“because of the tone”" in told


def test_an_embargo_is_in_the_time_of_new_york_and_holds(stand: World) -> None:
    note, ben = stand.in_state(State.APPROVED), stand.client("ben")
    sent(ben, f"/notes/{note.id}/embargo", seen=note.head, until="2026-06-22T17:30")
    assert stand.note(note.id).embargo == datetime(2026, 6, 22, 17, 30, tzinfo=EXCHANGE_ZONE)
    page = ben.get(f"/notes/{note.id}").text
    assert "embargo until Monday, June 22, 2026, 5:30 p.m. EDT" in page
    assert 'value="2026-06-22T17:30"' in page
    answer = sent(ben, f"/notes/{note.id}/publish", seen=note.approved or "")
    assert answer.status_code == 422
    assert "is embargoed until" in answer.text
    sent(ben, f"/notes/{note.id}/embargo", seen=note.head, until="")
    assert stand.note(note.id).embargo is None
    assert sent(ben, f"/notes/{note.id}/publish", seen=note.approved or "").status_code == 303


@pytest.mark.parametrize(
    "until",
    ["soon", "2026-02-30T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "2026-07-01",
     "2026-07-01T16:00+05:00", "2026-07-01T16:00Z", "20260701T160000", "2026-W27-3T10:00",
     "\u0662026-07-01T16:00", "2026-07-01T25:00", "-", "1"],
)  # fmt: skip
def test_an_embargo_that_is_no_moment_is_refused(stand: World, until: str) -> None:
    note, before = stand.in_state(State.IN_REVIEW), stand.rows()
    answer = sent(stand.client("ben"), f"/notes/{note.id}/embargo", seen=note.head, until=until)
    assert answer.status_code == 422
    assert "New York time" in answer.text
    assert stand.rows() == before
    assert stand.client("ben").get("/").status_code == 200


@pytest.mark.parametrize(
    "more", [{"state": "published"}, {"actor": "anna"}, {"note": "2"}, {"seen[]": NEVER}]
)
@pytest.mark.parametrize("action", ["approve", "submit", "publish", "embargo", "comment", "edit"])
def test_no_field_that_a_form_does_not_have_is_taken(
    made: World, action: str, more: dict[str, str]
) -> None:
    note, before = made.in_state(State.IN_REVIEW), made.rows()
    needed = {"text": "x"} if action in {"comment", "edit"} else {}
    form = {"seen": note.head} | needed | more
    assert sent(made.client("ben"), f"/notes/{note.id}/{action}", **form).status_code == 400
    assert made.rows() == before


@pytest.mark.parametrize("number", ["", "0", "-1", "01", "1.0", "\u0661", "1000000001", "x"])
def test_a_comment_is_settled_by_its_number_and_no_other(stand: World, number: str) -> None:
    note, ben = stand.in_state(State.IN_REVIEW), stand.client("ben")
    sent(ben, f"/notes/{note.id}/comment", seen=note.head, text="hm")
    answer = sent(ben, f"/notes/{note.id}/settle", seen=note.head, comment=number)
    assert answer.status_code == 404
    assert [said.settled_by for said in comments_on(stand.desk.newsroom, note.id)] == [None]


def test_a_comment_names_a_text_of_its_note(stand: World) -> None:
    note, ben = stand.in_state(State.IN_REVIEW), stand.client("ben")
    for seen in (NEVER, stand.in_state(State.DRAFT).head):
        answer = sent(ben, f"/notes/{note.id}/comment", seen=seen, text="hm")
        assert answer.status_code == 404
    assert comments_on(stand.desk.newsroom, note.id) == []


def test_a_refusal_about_no_note_is_a_page_that_is_not_there(made: World) -> None:
    ben = made.client("ben")
    for action, form in (("embargo", {"until": "soon"}), ("send-back", {"reason": " "})):
        answer = sent(ben, f"/notes/99999/{action}", seen=NEVER, **form)
        assert answer.status_code == 404


def test_who_delivers_again_names_the_edition_that_they_saw(stand: World) -> None:
    before = stand.in_state(BEING_CORRECTED)
    published_by(stand, approved_by(stand, before))
    carried = stand.rows()
    answer = sent(stand.client("ben"), f"/notes/{before.id}/deliver", seen=before.live or "")
    assert answer.status_code == 409
    assert "has changed since you opened it" in answer.text
    assert "<ins>" in answer.text
    assert stand.rows() == carried
    now = stand.note(before.id)
    assert sent(stand.client("ben"), f"/notes/{now.id}/deliver").status_code == 400
    again = sent(stand.client("ben"), f"/notes/{now.id}/deliver", seen=now.live or "")
    assert again.status_code == 303


def test_a_publication_is_in_the_folder_of_the_readers(stand: World) -> None:
    note = stand.in_state(State.APPROVED)
    answer = sent(stand.client("ben"), f"/notes/{note.id}/publish", seen=note.approved or "")
    assert answer.headers["Location"] == f"/notes/{note.id}?done=published&panel=deliveries"
    stand.desk.courier.run_until_done(stand.desk)
    assert (stand.shelf / "2026-06-22" / "APP" / "article.md").exists()
    assert "done" in stand.client("wim").get(answer.headers["Location"]).text
