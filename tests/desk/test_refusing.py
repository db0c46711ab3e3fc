"""What the editorial room refuses is told on the page where it was asked for."""

from __future__ import annotations

import shutil

import pytest

from generator.editorial.states import State
from tests.desk.stands import World, sent


def test_a_refusal_is_told_on_the_page_of_the_note(made: World) -> None:
    note = made.in_state(State.DRAFT)
    answer = sent(made.client("ben"), f"/notes/{note.id}/approve", seen=note.head)
    assert answer.status_code == 409
    assert 'role="alert">DRA of 2026-06-22 is draft: it cannot be approved now' in answer.text
    assert f'src="/notes/{note.id}/text/' in answer.text


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
