"""Shelves: a folder and a bucket hold a note whole, and never another one in its place unasked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from generator.archive.note_object import hashes_of
from generator.errors import StoreError
from generator.publish.parcel import PUBLICATION, Parcel, Publication
from generator.publish.shelves import BucketShelf, FolderShelf, shelf_of

if TYPE_CHECKING:
    from pathlib import Path

    from generator.publish.shelves import Shelf
    from tests.makers import Makers

AS_OF: Final = datetime.fromisoformat("2026-06-22T16:00:00-04:00")
PLACE: Final = "2026-06-22/IWM"


def parcel(
    note_id: int = 1, symbol: str = "IWM", as_of: datetime = AS_OF, **files: bytes
) -> Parcel:
    """A parcel; its files are named by letters."""
    content = files or {"a": b"A note.", "charts/b": b"<svg/>"}
    said = Publication(
        note_id=note_id, symbol=symbol, as_of=as_of.isoformat(), state="published",
        edition="e" * 64, reviewed_by="Anna", single_user=False, at=as_of.isoformat(),
        trail="0" * 64, files=hashes_of(content),
    )  # fmt: skip
    return Parcel(symbol, as_of, said, content)


def contents(shelf: Shelf, place: str = PLACE) -> dict[str, bytes]:
    """All that lies at a place."""
    return {name: shelf.get(f"{place}/{name}") for name in shelf.names(place)}


@pytest.fixture(params=["folder", "s3"])
def shelf(request: pytest.FixtureRequest, make: Makers) -> Shelf:
    """An empty shelf of each kind."""
    made = shelf_of(make.place_url(request.param))
    assert isinstance(made, BucketShelf if request.param == "s3" else FolderShelf)
    return made


def test_a_parcel_lies_there_whole_and_says_what_it_is(shelf: Shelf) -> None:
    assert shelf.publication(PLACE) is None
    shelf.put(parcel())
    assert contents(shelf) == parcel().contents()
    assert shelf.publication(PLACE) == parcel().publication


def test_the_same_again_changes_nothing_and_another_edition_leaves_no_trace_of_the_old(
    shelf: Shelf,
) -> None:
    for each in (parcel(), parcel(), parcel(c=b"Corrected.")):
        shelf.put(each)
        assert contents(shelf) == each.contents()


def test_a_later_issue_of_the_day_takes_the_place_and_an_earlier_does_not(shelf: Shelf) -> None:
    later = parcel(2, as_of=AS_OF + timedelta(minutes=5))
    shelf.put(parcel())
    shelf.put(later)
    for refused in (parcel(), parcel(3, as_of=later.as_of)):
        with pytest.raises(StoreError, match=r"holds note 2.*not older"):
            shelf.put(refused)
    assert contents(shelf) == later.contents()


def test_what_was_not_published_is_left_alone(make: Makers) -> None:
    folder = shelf_of(make.place_url("folder"))
    assert isinstance(folder, FolderShelf)
    root: Path = folder._root / PLACE
    root.mkdir(parents=True)
    (root / "article.md").write_text("a draft")
    with pytest.raises(StoreError, match="were not published"):
        folder.put(parcel())
    (root / PUBLICATION).write_text("[]")
    with pytest.raises(StoreError, match="was not written by Strikedesk"):
        folder.put(parcel())
    assert (root / "article.md").read_text() == "a draft"


def test_two_symbols_lie_side_by_side(shelf: Shelf) -> None:
    shelf.put(parcel())
    shelf.put(parcel(2, "BRK.B"))
    assert contents(shelf) == parcel().contents()
    assert contents(shelf, "2026-06-22/BRK.B") == parcel(2, "BRK.B").contents()


def test_what_is_not_there_is_an_error(shelf: Shelf) -> None:
    with pytest.raises(StoreError):
        shelf.get(f"{PLACE}/a")


def test_a_bucket_gets_its_publication_last(make: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = shelf_of(make.place_url("s3"))
    assert isinstance(shelf, BucketShelf)
    order: list[str] = []
    monkeypatch.setattr(type(shelf._bucket), "put", lambda _, key, __: order.append(key))
    shelf.put(parcel())
    assert order[-1] == f"{PLACE}/{PUBLICATION}"
    assert len(order) == 3
