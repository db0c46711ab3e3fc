"""The panels beside a note."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from markupsafe import escape

from generator.desk.notes.panels import PANELS
from generator.editorial.sentences import blocks_of
from generator.editorial.states import State
from generator.editorial.summaries import record_of
from tests.desk.stands import World, empty_world, sent
from tests.editorial.made_notes import AS_OF, handed_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_is_on_its_page_and_alone_for_htmx(made: World, panel: str) -> None:
    path, wim = f"/notes/{made.in_state(State.IN_REVIEW).id}?panel={panel}", made.client("wim")
    heading = f'<h2 class="away">{PANELS[panel]}</h2>'
    page = wim.get(path).text
    assert page.count(heading) == 1
    assert f'aria-current="page">{PANELS[panel]}</a>' in page
    piece = wim.get(path, headers={"HX-Request": "true"}).text
    assert heading in piece
    assert "<html" not in piece


def test_a_panel_that_is_none_is_the_first(made: World) -> None:
    number, wim = made.in_state(State.IN_REVIEW).id, made.client("wim")
    for panel in ("", "nothing", "../history", "Findings", "__class__"):
        page = wim.get(f"/notes/{number}", params={"panel": panel}).text
        assert '<h2 class="away">Findings</h2>' in page


def test_every_number_of_a_sentence_leads_to_its_fact(made: World) -> None:
    note, wim = made.in_state(State.IN_REVIEW), made.client("wim")
    page = wim.get(f"/notes/{note.id}?panel=sentences").text
    record = record_of(made.desk.newsroom.files(note.id, note.head))
    parts = [part for block in blocks_of(record) for said in block.sentences for part in said.parts]
    named = [part for part in parts if part.fact and part.reference != "source"]
    assert len(named) > 20
    for part in named:
        link = f"/notes/{note.id}/text/{note.head}/facts/{part.fact}"
        assert f'<a href="{link}">{escape(part.text)}</a>' in page


def test_a_comment_on_any_sentence_stands_beside_it(stand: World) -> None:
    note, wim = stand.in_state(State.IN_REVIEW), stand.client("wim")
    page = wim.get(f"/notes/{note.id}?panel=sentences").text
    quotes = [html.unescape(each) for each in re.findall('name="quote" value="([^"]*)"', page)]
    assert len(quotes) > 20
    for number, quote in enumerate(quotes):
        form = {"seen": note.head, "quote": quote, "text": f"said-{number}-here"}
        sent(wim, f"/notes/{note.id}/comment", **form)
    page = wim.get(f"/notes/{note.id}?panel=sentences").text
    assert "which reads otherwise now" not in page
    assert all(f"said-{number}-here" in page for number in range(len(quotes)))


def test_a_comment_whose_sentence_is_gone_says_what_it_was_about(stand: World) -> None:
    note, wim = stand.in_state(State.IN_REVIEW), stand.client("wim")
    form = {"seen": note.head, "quote": "It was said so.", "text": "Was it?"}
    sent(wim, f"/notes/{note.id}/comment", **form)
    page = wim.get(f"/notes/{note.id}?panel=sentences").text
    assert "about “It was said so.”, which reads otherwise now" in page


def test_a_comment_that_is_settled_says_by_whom(stand: World) -> None:
    note, wim = stand.in_state(State.IN_REVIEW), stand.client("wim")
    sent(wim, f"/notes/{note.id}/comment", seen=note.head, text="Was it?")
    page = wim.get(f"/notes/{note.id}?panel=sentences").text
    [number] = re.findall('name="comment" value="([0-9]+)"', page)
    sent(stand.client("ben"), f"/notes/{note.id}/settle", seen=note.head, comment=number)
    assert "settled by ben" in wim.get(f"/notes/{note.id}?panel=sentences").text


def test_changes_are_against_the_issue_before(tmp_path: Path) -> None:
    world = empty_world(tmp_path)
    first = handed_in(world.desk.newsroom, as_of=AS_OF - timedelta(days=3))
    second = handed_in(world.desk.newsroom, text="\n\nA new paragraph.")
    wim = world.client("wim")
    assert "This is the first issue" in wim.get(f"/notes/{first.id}?panel=changes").text
    page = wim.get(f"/notes/{second.id}?panel=changes").text
    assert f'href="/notes/{first.id}"' in page
    assert re.search(r"<ins>\s*A new paragraph\.</ins>", page)


def test_a_withdrawn_note_shows_its_notice_and_its_history(made: World) -> None:
    number, wim = made.in_state(State.WITHDRAWN).id, made.client("wim")
    for panel in ("sentences", "rules", "facts", "data", "changes", "findings"):
        assert "The note is withdrawn" in wim.get(f"/notes/{number}?panel={panel}").text
    assert "withdrew it: “it was wrong”" in wim.get(f"/notes/{number}?panel=history").text
