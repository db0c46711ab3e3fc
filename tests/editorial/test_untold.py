"""A correction that changes more than it says is pointed at, and waits for a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.editorial.decisions import approve
from generator.editorial.edits import Edit, correct, save
from generator.editorial.untold import untold_numbers
from tests.editorial.desks_at_work import on, published
from tests.editorial.made_notes import BEN, SOON, WIM
from tests.editorial.test_actors import NOWHERE
from tests.editorial.test_decisions import refused

if TYPE_CHECKING:
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

LIVE: Final = "# IWM at $249.52\n\nPuts per call: 2.17. Calls: 1,668.\n"


def told(text: str) -> list[str]:
    """Which numbers of a text are pointed at, by line and column."""
    found = untold_numbers(LIVE, text, file="article.md")
    return [f"{item.line}:{item.column} {item.message.split()[0]}" for item in found]


def test_a_new_number_that_no_correction_names_is_pointed_at() -> None:
    assert told(LIVE) == []
    assert told(LIVE.replace("1,668", "1,999")) == ["3:29 1,999"]
    assert told(LIVE.replace("$249.52", "$250")) == ["1:11 250"]


def test_one_that_a_correction_names_is_told() -> None:
    text = LIVE.replace("1,668", "1,999")
    named = "**Correction, July 2, 2026.** The calls were 1,999, not 1,668.\n"
    assert told(f"{text}\n{named}") == []
    assert told(f"{text}\n{named.replace('1,999', 'more')}") == ["3:29 1,999"]


def test_a_number_that_moved_or_went_is_not_new() -> None:
    assert told("# 2.17\n\n1,668 at $249.52\n") == []
    assert told("# Nothing\n") == []


def test_a_correction_with_more_in_it_wants_a_look(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    given = correct(room, Edit(out.id, out.live or "", "Right.", WIM, SOON), "A word was wrong.")
    assert not room.revision(given.id, given.head).summary.flagged
    more = save(room, Edit(given.id, given.head, "Right, and 1,999.", WIM, SOON))
    assert room.revision(more.id, more.head).summary.flagged
    refused("flagged", approve, room, on(more, BEN))
