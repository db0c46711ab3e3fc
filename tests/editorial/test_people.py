"""What may be changed about people, and that the trail tells all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.archive.trail import broken_links, events
from generator.editorial.person import Newcomer, Role
from generator.editorial.sessions import Sessions
from generator.editorial.tokens import digest
from generator.errors import UsageError
from tests.editorial.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.editorial.people import People
    from generator.editorial.person import Person

PASSWORD = "a stack of old strike tables"  # noqa: S105 - of nobody


def _told(people: People) -> list[tuple[str, str, dict[str, str]]]:
    with people.database.reading() as connection:
        assert list(broken_links(connection)) == []
        told = events(connection)
    beside = {"person_id", "known"}
    return [
        (each.actor, each.action, {k: v for k, v in each.detail.items() if k not in beside})
        for each in told
    ]


def test_somebody_who_is_added_has_no_password_and_cannot_be_proven(people: People) -> None:
    anna = people.add(Newcomer("anna", "Anna"), Role.ADMIN, by="test", now=NOW)
    assert (anna.name, anna.role, anna.active, anna.has_password) == (
        "anna", Role.ADMIN, True, False,
    )  # fmt: skip
    assert people.all() == (anna,)
    assert people.named("anna") == anna
    assert people.named("bo") is None
    assert people.proven("anna", "") is None


def test_a_name_is_given_once(people: People, anna: Person) -> None:
    with pytest.raises(UsageError, match=f"called {anna.name} already"):
        people.add(Newcomer("anna", "Another Anna"), Role.WRITER, by="anna", now=NOW)
    assert people.count() == 1


@pytest.mark.parametrize("byline", ["Anna O'Neil", "  anna  o'NEIL "])
def test_a_byline_is_of_one_person_even_when_they_are_gone(
    people: People, anna: Person, bo: Person, byline: str
) -> None:
    people.set_role(bo.id, Role.ADMIN, by="anna", now=NOW)
    people.set_active(anna.id, active=False, by="bo", now=NOW)
    with pytest.raises(UsageError, match='bylines print "Anna O\'Neil" for anna already'):
        people.add(Newcomer("eve", byline), Role.WRITER, by="bo", now=NOW)
    assert people.named("eve") is None


def test_every_change_of_people_is_in_the_trail_with_who_made_it(
    people: People, bo: Person
) -> None:
    people.set_role(bo.id, Role.EDITOR, by="anna", now=NOW)
    people.set_password(bo.id, PASSWORD, by="bo", now=NOW)
    people.set_active(bo.id, active=False, by="anna", now=NOW)
    people.set_active(bo.id, active=True, by="anna", now=NOW)
    assert _told(people) == [
        ("test", "person_added", {"person": "anna", "role": "admin"}),
        ("anna", "person_added", {"person": "bo", "role": "writer"}),
        ("anna", "role_set", {"person": "bo", "role": "editor"}),
        ("bo", "password_set", {"person": "bo"}),
        ("anna", "person_deactivated", {"person": "bo"}),
        ("anna", "person_activated", {"person": "bo"}),
    ]


def test_what_changes_nothing_is_no_event(people: People, bo: Person) -> None:
    before = _told(people)
    people.set_role(bo.id, Role.WRITER, by="anna", now=NOW)
    people.set_active(bo.id, active=True, by="anna", now=NOW)
    assert _told(people) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda people, anna: people.set_role(anna.id, Role.EDITOR, by="anna", now=NOW),
        lambda people, anna: people.set_active(anna.id, active=False, by="anna", now=NOW),
    ],
)
def test_the_last_active_admin_stays_one(
    people: People, anna: Person, bo: Person, change: Callable[[People, Person], None]
) -> None:
    before = _told(people)
    with pytest.raises(UsageError, match="last active admin"):
        change(people, anna)
    assert (people.named("anna"), _told(people)) == (anna, before)
    people.set_role(bo.id, Role.ADMIN, by="anna", now=NOW)
    people.set_active(bo.id, active=False, by="anna", now=NOW)
    with pytest.raises(UsageError, match="last active admin"):
        change(people, anna)
    people.set_active(bo.id, active=True, by="anna", now=NOW)
    change(people, anna)
    assert people.named("anna") != anna


@pytest.mark.parametrize(
    "change",
    [
        lambda people, bo: people.set_role(bo.id, Role.EDITOR, by="anna", now=NOW),
        lambda people, bo: people.set_active(bo.id, active=False, by="anna", now=NOW),
        lambda people, bo: people.set_password(bo.id, PASSWORD, by="anna", now=NOW),
    ],
)
def test_a_change_ends_the_sessions_of_that_person_alone(
    people: People, anna: Person, bo: Person, change: Callable[[People, Person], None]
) -> None:
    sessions = Sessions(people.database)
    hers, his, other = (sessions.begin(each.id, now=NOW) for each in (anna, bo, bo))
    change(people, bo)
    assert sessions.person(hers, now=NOW) == anna
    assert sessions.person(his, now=NOW) is None
    assert sessions.person(other, now=NOW) is None


def test_who_changes_their_own_password_keeps_the_session_they_did_it_in(
    people: People, bo: Person
) -> None:
    sessions = Sessions(people.database)
    this, other = (sessions.begin(bo.id, now=NOW) for _ in range(2))
    people.set_password(bo.id, PASSWORD, by="bo", now=NOW, but=digest(this))
    assert sessions.person(this, now=NOW) is not None
    assert sessions.person(other, now=NOW) is None


def test_the_right_password_of_an_active_person_is_proof_and_nothing_else_is(
    people: People, bo: Person
) -> None:
    people.set_password(bo.id, PASSWORD, by="bo", now=NOW)
    assert (found := people.proven("bo", PASSWORD)) is not None
    assert found.has_password
    assert people.proven("bo", PASSWORD.upper()) is None
    assert people.proven("anna", PASSWORD) is None
    assert people.proven("nobody", PASSWORD) is None
    people.set_active(bo.id, active=False, by="anna", now=NOW)
    assert people.proven("bo", PASSWORD) is None


def test_a_password_that_is_not_taken_changes_nothing(people: People, bo: Person) -> None:
    people.set_password(bo.id, PASSWORD, by="bo", now=NOW)
    with pytest.raises(UsageError, match="11 characters"):
        people.set_password(bo.id, "eleven char", by="bo", now=NOW)
    assert people.proven("bo", PASSWORD) is not None


def test_a_person_who_is_not_there_cannot_be_changed(people: People, anna: Person) -> None:
    with pytest.raises(UsageError, match="no person with the number"):
        people.set_role(anna.id + 1, Role.WRITER, by="anna", now=NOW)


def test_no_password_is_in_the_database_or_the_trail(people: People, bo: Person) -> None:
    people.set_password(bo.id, PASSWORD, by="bo", now=NOW)
    with people.database.reading() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert "argon2id" in dump
    assert PASSWORD not in dump
