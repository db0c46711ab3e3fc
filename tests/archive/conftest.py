"""An archive in which nothing was kept, in each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.archive.places import Folder
from tests.makers import DATABASES

if TYPE_CHECKING:
    from pathlib import Path

    from generator.archive.archive import Archive
    from tests.makers import Makers


@pytest.fixture(params=DATABASES)
def archive(request: pytest.FixtureRequest, make: Makers) -> Archive:
    """An archive in which nothing was kept, in each kind of database."""
    return make.archive(request.param)


@pytest.fixture
def folder(archive: Archive) -> Path:
    """The folder of the archive's objects."""
    assert isinstance(archive.place, Folder)
    return archive.place.root
