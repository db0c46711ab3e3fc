"""Parcels: the edition that readers get, what it says of itself, and what they had before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.archive.note_object import hashes_of
from generator.archive.trail import end_of_trail
from generator.editorial.edits import correct
from generator.editorial.parcels import parcel_of
from generator.editorial.publishing import withdraw
from generator.errors import StoreError
from tests.editorial.desks_at_work import correction, on, published
from tests.editorial.made_notes import BEN
from tests.editorial.test_actors import NOWHERE
from tests.editorial.test_decisions import spoil, told

if TYPE_CHECKING:
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note


def test_a_parcel_says_who_reviewed_which_bytes_and_where_the_trail_was(
    room: Newsroom, note: Note
) -> None:
    out = published(room, note, NOWHERE)
    parcel = parcel_of(room.archive, out)
    said = parcel.publication
    assert (said.state, said.edition, said.reviewed_by) == ("published", out.live, "Anna Berg")
    assert said.files == hashes_of(parcel.files)
    assert said.trail == next(
        each.sha256 for each in told(room, note) if each.action == "published"
    )
    assert parcel.message is not None
    assert "article.eml" not in parcel.contents()
    assert parcel_of(room.archive, out).contents() == parcel.contents()
    with room.archive.database.reading() as connection:
        assert len(end_of_trail(connection)) == 64


def test_corrections_keep_what_readers_had_before(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    first = parcel_of(room.archive, out).files["article.md"]
    for text in ("One.", "Two."):
        begun = correct(room, correction(room.note(note.id), text=text), "it was wrong")
        assert parcel_of(room.archive, begun).publication.edition == begun.live
        out = published(room, begun, NOWHERE, BEN)
    parcel = parcel_of(room.archive, out)
    assert parcel.publication.state == "corrected"
    assert parcel.files["earlier/1/article.md"] == first
    assert b"One." in parcel.files["earlier/2/article.md"]
    assert {name.split("/")[1] for name in parcel.files if name.startswith("earlier/")} == {
        "1",
        "2",
    }


def test_a_withdrawal_keeps_nothing_that_was_wrong(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    gone = withdraw(room, on(out, BEN, out.live), NOWHERE, "it misled")
    parcel = parcel_of(room.archive, gone)
    assert set(parcel.files) == {"article.md", "article.html", "withdrawn.json"}
    assert (parcel.publication.state, parcel.message) == ("withdrawn", None)


def test_a_damaged_edition_is_no_parcel(room: Newsroom, note: Note) -> None:
    out = published(room, note, NOWHERE)
    spoil(room, out, out.live or "")
    with pytest.raises(StoreError):
        parcel_of(room.archive, out)
