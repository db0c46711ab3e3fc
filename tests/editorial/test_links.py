"""One-time links: used once, by whom they are for, within a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from generator.archive.trail import events
from generator.editorial.links import VALID, Links
from generator.editorial.person import Newcomer, Person, Role
from generator.editorial.sessions import Sessions
from generator.errors import UsageError
from tests.editorial.conftest import NOW

if TYPE_CHECKING:
    from generator.editorial.people import People

PASSWORD = "a stack of old strike tables"  # noqa: S105 - of nobody
FIRST = Newcomer("anna", "Anna")
THREADS = 20


@pytest.fixture
def links(people: People) -> Links:
    """The links beside the people."""
    return Links(people.database, people.passwords)


def test_the_first_link_makes_an_admin_with_a_password(people: People, links: Links) -> None:
    token = links.for_the_first(by="strikedesk", now=NOW)
    invitation = links.invitation(token, now=NOW)
    assert invitation is not None
    assert (invitation.person, invitation.role) == (None, Role.ADMIN)
    anna = links.use(token, PASSWORD, newcomer=FIRST, now=NOW)
    assert (anna.name, anna.role, anna.has_password) == ("anna", Role.ADMIN, True)
    assert people.proven("anna", PASSWORD) == anna
    with people.database.reading() as connection:
        told = [(each.actor, each.action) for each in events(connection)]
    assert told == [
        ("strikedesk", "link_made"), ("anna", "person_added"), ("anna", "password_set"),
    ]  # fmt: skip


def test_a_link_is_used_once(links: Links) -> None:
    token = links.for_the_first(by="strikedesk", now=NOW)
    links.use(token, PASSWORD, newcomer=FIRST, now=NOW)
    assert links.invitation(token, now=NOW) is None
    with pytest.raises(UsageError, match="has been used"):
        links.use(token, PASSWORD, newcomer=Newcomer("eve", "Eve"), now=NOW)


def _race(links: Links, token: str, newcomers: list[Newcomer | None]) -> list[Person]:
    together = Barrier(len(newcomers))

    def one(number: int) -> Person | None:
        together.wait()
        try:
            return links.use(token, f"{PASSWORD} {number}", newcomer=newcomers[number], now=NOW)
        except UsageError:
            return None

    with ThreadPoolExecutor(len(newcomers)) as pool:
        return [person for person in pool.map(one, range(len(newcomers))) if person]


def test_of_many_who_use_the_first_link_at_once_one_becomes_admin(
    people: People, links: Links
) -> None:
    token = links.for_the_first(by="strikedesk", now=NOW)
    [winner] = _race(links, token, [Newcomer(f"p{n}", "Person") for n in range(THREADS)])
    assert people.all() == (winner,)


def test_of_many_who_use_a_link_at_once_one_sets_the_password(
    people: People, links: Links, bo: Person
) -> None:
    token = links.for_person(bo.id, by="anna", now=NOW)
    assert len(_race(links, token, [None] * THREADS)) == 1
    right = [n for n in range(THREADS) if people.proven("bo", f"{PASSWORD} {n}")]
    assert len(right) == 1


def test_the_first_links_end_when_somebody_is_there(links: Links) -> None:
    one, other = (links.for_the_first(by="strikedesk", now=NOW) for _ in range(2))
    links.use(one, PASSWORD, newcomer=FIRST, now=NOW)
    assert links.invitation(other, now=NOW) is None
    with pytest.raises(UsageError):
        links.use(other, PASSWORD, newcomer=Newcomer("eve", "Eve"), now=NOW)
    with pytest.raises(UsageError, match="somebody is there already"):
        links.for_the_first(by="strikedesk", now=NOW)


def test_a_link_lasts_a_day(links: Links) -> None:
    token = links.for_the_first(by="strikedesk", now=NOW)
    almost = NOW + VALID - timedelta(seconds=1)
    assert links.invitation(token, now=almost) is not None
    assert links.invitation(token, now=NOW + VALID) is None
    with pytest.raises(UsageError):
        links.use(token, PASSWORD, newcomer=FIRST, now=NOW + VALID)


def test_what_is_refused_leaves_the_link_for_another_try(people: People, links: Links) -> None:
    token = links.for_the_first(by="strikedesk", now=NOW)
    for newcomer, password in ((None, PASSWORD), (FIRST, "short"), (Newcomer("A", "A"), PASSWORD)):
        with pytest.raises(UsageError):
            links.use(token, password, newcomer=newcomer, now=NOW)
    assert people.count() == 0
    assert links.use(token, PASSWORD, newcomer=FIRST, now=NOW).name == "anna"


def test_a_new_link_for_a_person_ends_the_ones_before(links: Links, bo: Person) -> None:
    old = links.for_person(bo.id, by="anna", now=NOW)
    new = links.for_person(bo.id, by="anna", now=NOW)
    assert links.invitation(old, now=NOW) is None
    assert (found := links.invitation(new, now=NOW)) is not None
    assert found.person == bo


def test_a_link_sets_the_password_of_its_person_alone_and_ends_their_sessions(
    people: People, links: Links, bo: Person
) -> None:
    session = Sessions(people.database).begin(bo.id, now=NOW)
    token = links.for_person(bo.id, by="anna", now=NOW)
    used_by = links.use(token, PASSWORD, newcomer=Newcomer("eve", "Eve"), now=NOW)
    assert used_by.id == bo.id
    assert people.named("eve") is None
    assert Sessions(people.database).person(session, now=NOW) is None


def test_the_links_of_somebody_deactivated_end_and_no_new_one_is_made(
    people: People, links: Links, bo: Person
) -> None:
    token = links.for_person(bo.id, by="anna", now=NOW)
    people.set_active(bo.id, active=False, by="anna", now=NOW)
    assert links.invitation(token, now=NOW) is None
    with pytest.raises(UsageError, match="not active"):
        links.for_person(bo.id, by="anna", now=NOW)
    people.set_active(bo.id, active=True, by="anna", now=NOW)
    assert links.invitation(token, now=NOW) is None


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 44, "é" * 43, "' OR 1=1 --"])
def test_a_token_that_was_never_given_out_opens_nothing(links: Links, token: str) -> None:
    links.for_the_first(by="strikedesk", now=NOW)
    assert links.invitation(token, now=NOW) is None


def test_no_token_is_in_the_database(people: People, links: Links) -> None:
    token = links.for_the_first(by="strikedesk", now=NOW)
    with people.database.reading() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert token not in dump
