"""A folder and a bucket keep objects alike, and say in a line what is wrong with them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from generator.archive.places import Folder, place_of
from generator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.archive.places import Place
    from tests.makers import Bucketeer, Makers

KEY: Final = "snapshots/IWM/a.parquet"


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, make: Makers) -> Place:
    """A place in which nothing was kept, of each kind."""
    return place_of(make.place_url(request.param))


def test_a_fresh_place_holds_nothing_and_says_so(place: Place) -> None:
    assert place.keys("") == []
    assert place.keys("snapshots/") == []
    with pytest.raises(StoreError, match=r"a\.parquet: (cannot be read: it is not|does not)") as e:
        place.get(KEY)
    assert "\n" not in str(e.value)


def test_what_is_put_is_there_and_what_is_put_again_takes_its_place(place: Place) -> None:
    place.put(KEY, b"one")
    place.put("snapshots/SPY/b.parquet", b"")
    place.put(KEY, b"another")
    assert place.get(KEY) == b"another"
    assert place.get("snapshots/SPY/b.parquet") == b""
    assert place.keys("") == [KEY, "snapshots/SPY/b.parquet"]
    assert place.keys("snapshots/IWM/") == [KEY]
    assert place.keys("snapshots/I") == [KEY]
    assert place.keys("nothing/") == []


def test_what_another_writer_puts_is_seen_at_once(make: Makers, s3: Bucketeer) -> None:
    """Listing what is there does not hide what comes."""
    place = place_of(make.place_url("s3"))
    place.put(KEY, b"one")
    assert place.keys("snapshots/") == [KEY]
    with pytest.raises(StoreError):
        place.get("snapshots/IWM/b.parquet")
    bucket, _, prefix = place.url.removeprefix("s3://").partition("/")
    s3.client.put_object(Bucket=bucket, Key=f"{prefix}/snapshots/IWM/b.parquet", Body=b"two")
    assert place.keys("snapshots/") == [KEY, "snapshots/IWM/b.parquet"]
    assert place.get("snapshots/IWM/b.parquet") == b"two"
    s3.client.delete_object(Bucket=bucket, Key=f"{prefix}/{KEY}")
    assert place.keys("snapshots/") == ["snapshots/IWM/b.parquet"]


@pytest.mark.usefixtures("s3")
def test_a_bucket_that_does_not_exist_is_named_whatever_is_asked_of_it() -> None:
    """It is not taken for an empty one."""
    place = place_of("s3://nowhere-at-all/part")
    for ask in (lambda: place.keys("snapshots/"), lambda: place.get(KEY), lambda: put(place)):
        with pytest.raises(StoreError, match=r"^s3://nowhere-at-all/part/.*does not exist") as e:
            ask()
        assert "its bucket" in str(e.value)
        assert "\n" not in str(e.value)


def put(place: Place) -> list[str]:
    """Keep something; what is there then."""
    place.put(KEY, b"one")
    return place.keys("")


@pytest.fixture
def closed_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """A folder that its user may not look into; root may look into everything, so it is played."""
    root = tmp_path / "closed"
    root.mkdir()
    os.chmod(root, 0)  # noqa: PTH101 - Path.stat is about to be replaced
    look = Path.stat

    def refused(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path != root and root in path.parents:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, follow_symlinks=follow_symlinks)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", refused)
        patch.setattr("tempfile.mkstemp", lambda **given: refused(Path(given["dir"]) / "x"))
        yield Folder(root)
    root.chmod(stat.S_IRWXU)


def test_a_folder_that_may_not_be_looked_into_is_an_error_of_storing(closed_folder: Folder) -> None:
    with pytest.raises(StoreError, match="cannot be written: Permission denied"):
        closed_folder.put(KEY, b"one")
    with pytest.raises(StoreError, match="cannot be read: Permission denied"):
        closed_folder.get(KEY)


def test_half_written_files_are_no_keys(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.put(KEY, b"one")
    (tmp_path / "snapshots/IWM/.a.parquet.x1").write_bytes(b"half")
    assert place.keys("") == [KEY]
