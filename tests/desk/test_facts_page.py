"""The page of a fact: what it is, how it was made, and what it was made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generator.editorial.states import State
from generator.editorial.summaries import facts_of

if TYPE_CHECKING:
    from tests.desk.stands import World


def test_a_fact_leads_down_to_what_it_was_made_of(made: World) -> None:
    note, wim = made.in_state(State.IN_REVIEW), made.client("wim")
    page = wim.get(f"/notes/{note.id}/text/{note.head}/facts/put_call_oi_ratio").text
    inputs = re.findall(rf'href="(/notes/{note.id}/text/{note.head}/facts/(\w+))"', page)
    assert {name for _, name in inputs} == {"put_open_interest", "call_open_interest"}
    for path, name in inputs:
        assert f"<code>{name}</code>" in wim.get(path).text


def test_every_fact_of_a_note_has_its_page(made: World) -> None:
    note, wim = made.in_state(State.IN_REVIEW), made.client("wim")
    names = list(facts_of(made.desk.newsroom.files(note.id, note.head)))
    assert len(names) > 50
    for name in names[::4]:
        path = f"/notes/{note.id}/text/{note.head}/facts/{name}"
        assert wim.get(path).status_code == 200, name


@pytest.mark.parametrize("name", ["none", "Spot", "__class__", "spot%00", "..", "spot.value"])
def test_a_fact_that_a_note_does_not_have_is_not_found(made: World, name: str) -> None:
    note = made.in_state(State.IN_REVIEW)
    path = f"/notes/{note.id}/text/{note.head}/facts/{name}"
    assert made.client("wim").get(path).status_code == 404
