"""A desk with one person of each role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.desk.server import create_app
from generator.editorial.person import Role
from tests.desk.desks import Clock, browser, joined, logged_in, made_desk
from tests.desk.stands import World, copied, full_world

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from generator.desk.desk import Desk
    from generator.editorial.person import Person


@pytest.fixture
def clock() -> Clock:
    """The desk's clock."""
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    """A desk with nobody in it."""
    return made_desk(tmp_path, clock)


@pytest.fixture
def people(desk: Desk) -> Mapping[Role, Person]:
    """One person of each role, called like it."""
    return {role: joined(desk, role.value, role) for role in Role}


@pytest.fixture
def app(desk: Desk) -> Starlette:
    """The application of the desk."""
    return create_app(desk)


@pytest.fixture
def nobody(app: Starlette) -> TestClient:
    """A client without a session."""
    return browser(app)


@pytest.fixture
def admin(app: Starlette, people: Mapping[Role, Person]) -> TestClient:
    """A client with the session of an admin."""
    return logged_in(app, people[Role.ADMIN])


@pytest.fixture
def writer(app: Starlette, people: Mapping[Role, Person]) -> TestClient:
    """A client with the session of a writer."""
    return logged_in(app, people[Role.WRITER])


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A desk with a note in each state; to be read, and copied."""
    return full_world(tmp_path_factory.mktemp("made"))


@pytest.fixture
def stand(made: World, tmp_path: Path) -> World:
    """The same desk, to be changed."""
    return copied(made, tmp_path / "stand")
