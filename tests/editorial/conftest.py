"""People, and notes, in a new database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
from argon2 import PasswordHasher

from generator.archive.database import open_database
from generator.editorial.passwords import Passwords
from generator.editorial.people import People
from generator.editorial.person import Newcomer, Role
from tests.editorial.made_notes import QuickPress, handed_in, newsroom_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.archive.database import Database
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note
    from generator.editorial.person import Person

NOW: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A database with nobody in it."""
    return open_database(f"sqlite:///{tmp_path / 'archive.db'}")


@pytest.fixture
def people(database: Database) -> People:
    """Nobody yet; passwords cost little."""
    return People(database, Passwords(PasswordHasher(1, 8, 1)))


@pytest.fixture
def anna(people: People) -> Person:
    """The only admin."""
    return people.add(Newcomer("anna", "Anna O'Neil"), Role.ADMIN, by="test", now=NOW)


@pytest.fixture
def bo(people: People, anna: Person) -> Person:
    """A writer."""
    del anna
    return people.add(Newcomer("bo", "Bo Karlsson"), Role.WRITER, by="anna", now=NOW)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """A newsroom in which nothing has happened."""
    made = newsroom_in(tmp_path / "desk", press=QuickPress(mails=True))
    yield made
    made.archive.database.engine.dispose()


@pytest.fixture
def note(room: Newsroom) -> Note:
    """A small note in review."""
    return handed_in(room, small=True)
