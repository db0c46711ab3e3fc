"""Desks for tests: a new database, a clock that a test moves, hashes that cost little."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from generator.archive.archive import Archive
from generator.archive.database import open_database
from generator.archive.places import Folder
from generator.config import Settings
from generator.desk.desk import Desk
from generator.editorial.passwords import Passwords
from generator.editorial.person import Newcomer, Person, Role
from tests.editorial.made_notes import QuickPress

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.applications import Starlette

HOST: Final = "127.0.0.1:8321"
ORIGIN: Final = f"http://{HOST}"
PASSWORD: Final = "a stack of old strike tables"  # noqa: S105 - of nobody
FROM_HERE: Final[Mapping[str, str]] = {"Sec-Fetch-Site": "same-origin"}
COOKIE: Final = "strikedesk_session"
BEGINNING: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = BEGINNING

    def __call__(self) -> datetime:
        """What time it is."""
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass
class CountingHasher(PasswordHasher):
    """A cheap hasher that counts how often it was asked."""

    verified: list[str] = field(default_factory=list)

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002, ANN401 - its own
        """Compare, and remember what with."""
        self.verified.append(str(hash))
        return super().verify(hash, password)


def cheap_passwords() -> Passwords:
    """Passwords that are hashed at once."""
    return Passwords(CountingHasher())


def made_archive(folder: Path) -> Archive:
    """An archive with nobody in it."""
    return Archive(Folder(folder / "kept"), open_database(f"sqlite:///{folder / 'archive.db'}"))


def made_desk(folder: Path, clock: Clock | None = None, **changes: Any) -> Desk:  # noqa: ANN401
    """A desk with nobody in it."""
    values: dict[str, Any] = {
        "archive": made_archive(folder),
        "settings": Settings(),
        "press": QuickPress(),
        "hosts": frozenset({HOST}),
        "clock": clock or Clock(),
        "passwords": cheap_passwords(),
    }
    return Desk(**values | changes)


def joined(desk: Desk, name: str, role: Role, display_name: str | None = None) -> Person:
    """Somebody new, with the password of all tests."""
    newcomer = Newcomer(name, display_name or name.title())
    person = desk.people.add(newcomer, role, by="test", now=desk.clock())
    desk.people.set_password(person.id, PASSWORD, by="test", now=desk.clock())
    return person


def browser(app: Starlette, token: str | None = None) -> TestClient:
    """A client that follows no redirect, with the session of ``token``."""
    client = TestClient(app, base_url=ORIGIN, follow_redirects=False)
    if token is not None:
        client.cookies.set(COOKIE, token)
    return client


def logged_in(app: Starlette, person: Person) -> TestClient:
    """A client with a session of ``person``."""
    desk: Desk = app.state.desk
    return browser(app, desk.sessions.begin(person.id, now=desk.clock()))


def log_in(client: TestClient, name: str, password: str = PASSWORD, **more: str) -> Any:  # noqa: ANN401
    """Send the form of the page to log in at."""
    return client.post(
        "/login", data={"name": name, "password": password} | more, headers=FROM_HERE
    )
