"""Comments: of a text that there was, kept with their author, settled once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.editorial.comments import comment, comments_on, settle
from tests.editorial.desks_at_work import on
from tests.editorial.made_notes import BEN, WIM, handed_in
from tests.editorial.test_decisions import STALE, refused, told

if TYPE_CHECKING:
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note


def test_comments_are_kept_in_order_with_what_they_are_about(room: Newsroom, note: Note) -> None:
    comment(room, on(note, WIM), "It says this.", "does\nit?")
    comment(room, on(note, BEN), "", "all of it")
    first, second = comments_on(room, note.id)
    assert (first.quote, first.text, first.author) == ("It says this.", "does it?", "wim")
    assert (second.quote, second.author, second.revision) == ("", "ben", note.head)
    assert [item.action for item in told(room, note)][1:] == ["commented", "commented"]


def test_a_comment_without_words_or_on_a_text_that_never_was_is_refused(
    room: Newsroom, note: Note
) -> None:
    refused("no_reason", comment, room, on(note), "It says this.", " \n")
    refused("no_such_revision", comment, room, on(note, WIM, STALE), "", "why?")
    assert comments_on(room, note.id) == []


def test_a_comment_is_settled_once_and_on_its_own_note(room: Newsroom, note: Note) -> None:
    comment(room, on(note, WIM), "", "why?")
    [said] = comments_on(room, note.id)
    other = handed_in(room, "SPY", small=True)
    refused("no_such_comment", settle, room, on(other), said.id)
    for actor in (BEN, WIM):
        settle(room, on(note, actor), said.id)
    assert [item.settled_by for item in comments_on(room, note.id)] == ["ben"]
    assert [item.action for item in told(room, note)].count("settled") == 1
