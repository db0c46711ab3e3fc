"""Sessions end when they should, and open nothing afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from generator.archive.tables import SESSIONS
from generator.editorial.person import Role
from generator.editorial.sessions import IDLE, LONGEST, Sessions
from tests.editorial.conftest import NOW

if TYPE_CHECKING:
    from generator.editorial.people import People
    from generator.editorial.person import Person

SECOND = timedelta(seconds=1)


@pytest.fixture
def sessions(people: People) -> Sessions:
    """The sessions beside the people."""
    return Sessions(people.database)


def test_a_session_is_its_person_s_until_it_is_ended(sessions: Sessions, anna: Person) -> None:
    token = sessions.begin(anna.id, now=NOW)
    assert sessions.person(token, now=NOW) == anna
    sessions.end(token)
    assert sessions.person(token, now=NOW) is None


def test_a_session_that_is_not_used_ends(sessions: Sessions, anna: Person) -> None:
    token = sessions.begin(anna.id, now=NOW)
    assert sessions.person(token, now=NOW + IDLE) is None
    assert sessions.person(token, now=NOW + IDLE - SECOND) == anna


def test_a_session_that_is_used_goes_on_but_not_for_ever(sessions: Sessions, anna: Person) -> None:
    token, now = sessions.begin(anna.id, now=NOW), NOW
    while now + IDLE / 2 < NOW + LONGEST:
        now += IDLE / 2
        assert sessions.person(token, now=now) == anna, now
    assert sessions.person(token, now=NOW + LONGEST - SECOND) == anna
    assert sessions.person(token, now=NOW + LONGEST) is None


def test_a_login_begins_a_new_session_and_ends_the_one_before(
    sessions: Sessions, anna: Person, bo: Person
) -> None:
    before = sessions.begin(anna.id, now=NOW)
    after = sessions.begin(bo.id, now=NOW, instead_of=before)
    assert after != before
    assert sessions.person(before, now=NOW) is None
    assert sessions.person(after, now=NOW) == bo


def test_a_role_that_changed_is_known_at_the_next_request(
    people: People, sessions: Sessions, bo: Person
) -> None:
    people.set_role(bo.id, Role.EDITOR, by="anna", now=NOW)
    token = sessions.begin(bo.id, now=NOW)
    assert (found := sessions.person(token, now=NOW)) is not None
    assert found.role is Role.EDITOR


def test_sessions_that_are_over_are_cleared_away(
    people: People, sessions: Sessions, anna: Person
) -> None:
    for _ in range(3):
        sessions.begin(anna.id, now=NOW)
    sessions.begin(anna.id, now=NOW + IDLE)
    with people.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(SESSIONS)) == 1


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 42 + "\n", "%", "é" * 43])
def test_a_token_that_was_never_given_out_is_nobody_s(
    sessions: Sessions, anna: Person, token: str
) -> None:
    given = sessions.begin(anna.id, now=NOW)
    assert sessions.person(token, now=NOW) is None
    assert sessions.person(given[:-1], now=NOW) is None
    assert sessions.person(given + "A", now=NOW) is None


def test_a_login_that_ends_after_its_person_was_deactivated_opens_nothing(
    people: People, sessions: Sessions, bo: Person
) -> None:
    people.set_active(bo.id, active=False, by="anna", now=NOW)
    assert sessions.person(sessions.begin(bo.id, now=NOW), now=NOW) is None
