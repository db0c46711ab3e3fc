"""The files of a text: a page without rights, and downloads that nothing shows in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generator.editorial.states import State
from tests.desk.stands import NEVER, World, empty_world
from tests.editorial.made_notes import handed_in

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_of_a_note_is_served_in_a_sandbox_with_its_own_policy(made: World) -> None:
    note = made.in_state(State.IN_REVIEW)
    answer = made.client("wim").get(f"/notes/{note.id}/text/{note.head}/page")
    policy = answer.headers["Content-Security-Policy"]
    assert re.search("sandbox(;|$)", policy)
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "frame-ancestors 'self'" in policy
    assert "Content-Disposition" not in answer.headers
    frame = re.findall("<iframe [^>]*>", made.client("wim").get(f"/notes/{note.id}").text)
    assert [each.endswith(" sandbox>") for each in frame] == [True]


@pytest.mark.parametrize("kind", ["markdown", "html", "record", "facts"])
def test_a_download_is_an_attachment_with_a_name_of_the_desk(made: World, kind: str) -> None:
    note = made.in_state(State.IN_REVIEW)
    answer = made.client("wim").get(f"/notes/{note.id}/text/{note.head}/file/{kind}")
    told = answer.headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="REV-2026-06-22\.[a-z.]+"', told)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("symbol", ["^SPX", "BRK.B", "CON", "EURUSD=X", "A/B", "BTC-USD"])
def test_no_symbol_makes_a_name_that_is_none(tmp_path: Path, symbol: str) -> None:
    world = empty_world(tmp_path)
    note = handed_in(world.desk.newsroom, symbol)
    answer = world.client("wim").get(f"/notes/{note.id}/text/{note.head}/file/markdown")
    assert re.fullmatch(
        r'attachment; filename="[A-Za-z0-9_^=.-]+-2026-06-22\.md"',
        answer.headers["Content-Disposition"],
    )
    assert "/" not in answer.headers["Content-Disposition"].partition("filename=")[2]


@pytest.mark.parametrize("kind", ["pdf", "email", "audit", "..", "article.md", "%2e%2e", "PDF"])
def test_a_file_that_a_text_does_not_have_is_not_found(made: World, kind: str) -> None:
    note = made.in_state(State.IN_REVIEW)
    path = f"/notes/{note.id}/text/{note.head}/file/{kind}"
    assert made.client("wim").get(path).status_code == 404


def test_only_files_that_there_are_are_offered(made: World) -> None:
    wim, note = made.client("wim"), made.in_state(State.IN_REVIEW)
    page = wim.get(f"/notes/{note.id}").text
    offered = re.findall(rf"/notes/{note.id}/text/{note.head}/file/(\w+)", page)
    assert offered == ["markdown", "html", "record", "facts"]


@pytest.mark.parametrize("text", [NEVER, NEVER[:-1], NEVER.upper(), "g" * 64, "..", "head"])
def test_a_text_that_a_note_never_had_is_not_found(made: World, text: str) -> None:
    wim, note = made.client("wim"), made.in_state(State.IN_REVIEW)
    for what in ("page", "file/markdown", "facts/spot"):
        assert wim.get(f"/notes/{note.id}/text/{text}/{what}").status_code == 404
