"""What the editorial room refuses is told on the page where it was asked for."""

from __future__ import annotations

import shutil

import pytest

from generator.editorial.states import State
from tests.desk.stands import NEVER, World, edited_by, sent
from tests.editorial.made_notes import ANNA


def test_a_refusal_is_told_on_the_page_of_the_note(made: World) -> None:
    note = made.in_state(State.DRAFT)
    answer = sent(made.client("ben"), f"/notes/{note.id}/approve", seen=note.head)
    assert answer.status_code == 409
    assert (
        'role="alert" data-code="wrong_state">DRA of 2026-06-22 is draft: it cannot be approved now'
        in answer.text
    )
    assert f'src="/notes/{note.id}/text/' in answer.text


def test_people_read_sentences_and_codes_are_for_machines(stand: World) -> None:
    note = edited_by(stand, stand.in_state(State.IN_REVIEW), ANNA)
    anna, form = stand.client("anna"), {"seen": note.head}
    asked: list[tuple[str, str, dict[str, str]]] = [
        ("own_edit", "approve", form),
        ("no_reason", "send-back", form | {"reason": " "}),
        ("wrong_state", "submit", form),
        ("conflict", "approve", {"seen": NEVER}),
        ("audit_failed", "edit", form | {"text": "WRONG"}),
    ]
    for code, action, fields in asked:
        page = sent(anna, f"/notes/{note.id}/{action}", **fields).text
        alert = page.partition('role="alert"')[2].partition("</p>")[0]
        assert alert.startswith(f' data-code="{code}">'), code
        assert code not in alert.partition(">")[2]
        assert alert.endswith("."), alert
    for path, fields in (("/notes/approve", {f"note_{note.id}": note.head}),):
        page = sent(anna, path, **fields).text
        assert "another editor has to approve it" in page
        assert "own_edit" not in page


@pytest.mark.parametrize("number", ["0", "99999", "-1", "1.0", "\u0661", "9" * 30, "x", "1%2f2"])
def test_a_note_that_is_none_is_not_found(made: World, number: str) -> None:
    answer = made.client("ben").get(f"/notes/{number}")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_store_that_fails_is_told_as_such_and_as_no_fault(stand: World) -> None:
    note = stand.in_state(State.IN_REVIEW)
    shutil.rmtree(stand.folder / "kept" / "notes")
    for path in (f"/notes/{note.id}?panel=facts", f"/notes/{note.id}/edit"):
        answer = stand.client("ben").get(path)
        assert answer.status_code == 503, path
        assert "strikedesk archive verify finds more" in answer.text
    assert stand.client("ben").get("/").status_code == 200
