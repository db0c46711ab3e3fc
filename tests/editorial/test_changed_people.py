"""People who were changed behind the desk's back are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.archive.tables import PEOPLE
from generator.archive.trail import events
from generator.editorial.people import People, changed_people
from generator.editorial.person import Newcomer, Role
from tests.desk.desks import BEGINNING, PASSWORD, cheap_passwords, made_archive

if TYPE_CHECKING:
    from pathlib import Path

    from generator.archive.database import Database

OTHER: dict[str, Any] = {
    "name": "eve",
    "display_name": "Eve Other",
    "role": "admin",
    "password_hash": "$argon2id$of-somebody-else",
    "active": 0,
    "created_at": "2020-01-01T00:00:00+00:00",
}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = made_archive(tmp_path).database
    people = People(found, cheap_passwords())
    person = people.add(Newcomer("wim", "Wim Writer"), Role.WRITER, by="ada", now=BEGINNING)
    people.add(Newcomer("ada", "Ada Admin"), Role.ADMIN, by="ada", now=BEGINNING)
    people.set_password(person.id, PASSWORD, by="wim", now=BEGINNING)
    people.set_role(person.id, Role.EDITOR, by="ada", now=BEGINNING)
    return found


def problems(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(changed_people(connection, events(connection)))


def test_people_who_were_changed_at_the_desk_are_as_the_trail_tells(database: Database) -> None:
    assert problems(database) == []


@pytest.mark.parametrize("column", OTHER)
def test_each_column_that_is_changed_elsewhere_is_found(database: Database, column: str) -> None:
    with database.writing() as connection:
        changed = PEOPLE.update().where(PEOPLE.c.name == "wim")
        connection.execute(changed.values({column: OTHER[column]}))
    name = "eve" if column == "name" else "wim"
    assert problems(database) == [f"person {name}: is not as the trail tells"]


def test_somebody_who_was_never_added_and_somebody_who_is_gone_are_found(
    database: Database,
) -> None:
    with database.writing() as connection:
        connection.execute(PEOPLE.insert().values(OTHER))
        connection.execute(PEOPLE.delete().where(PEOPLE.c.name == "wim"))
    found = problems(database)
    assert "person eve: is not as the trail tells" in found
    assert any("they are gone" in problem for problem in found)
