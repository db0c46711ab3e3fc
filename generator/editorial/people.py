"""The people of the desk: who there is, what they may do, and what is changed about them.

Every change is an event of the trail, in the transaction of the change.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from generator.archive.tables import LINKS, PEOPLE, SESSIONS
from generator.archive.trail import Event, append
from generator.editorial.passwords import Passwords, check_password
from generator.editorial.person import (
    Newcomer,
    Person,
    Role,
    alike,
    person_of,
)
from generator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from generator.archive.database import Database

__all__ = ["Newcomer", "People", "Person", "Role", "add_person", "give_password", "row_of"]

OF_PEOPLE: Final = frozenset(
    {"person_added", "role_set", "person_activated", "person_deactivated", "password_set"}
)
"""The events that change what is known of a person."""


@dataclass(frozen=True, slots=True)
class People:
    """The people in a database.

    Args:
        database: Where they are kept.
        passwords: How their passwords are hashed.
    """

    database: Database
    passwords: Passwords = field(default_factory=Passwords)

    def all(self) -> tuple[Person, ...]:
        """Everybody, also those who may not log in any more, by name."""
        with self.database.reading() as connection:
            rows = connection.execute(select(PEOPLE).order_by(PEOPLE.c.name)).all()
        return tuple(map(person_of, rows))

    def count(self) -> int:
        """How many there are, active or not."""
        with self.database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(PEOPLE)) or 0

    def named(self, name: str) -> Person | None:
        """The person of that name, if there is one."""
        with self.database.reading() as connection:
            row = connection.execute(select(PEOPLE).where(PEOPLE.c.name == name)).first()
        return None if row is None else person_of(row)

    def add(self, newcomer: Newcomer, role: Role, *, by: str, now: datetime) -> Person:
        """Add a person, who has no password yet.

        Args:
            newcomer: Who it is.
            role: What they may do.
            by: Name of who adds them.
            now: When.

        Raises:
            UsageError: One of the two names is taken, or cannot be used.
        """
        with self.database.writing() as connection:
            return add_person(connection, newcomer, role, by=by, now=now)

    def set_role(self, person_id: int, role: Role, *, by: str, now: datetime) -> None:
        """Give a person another role, and end their sessions.

        Raises:
            UsageError: There is no such person, or they are the last admin.
        """
        with self.database.writing() as connection:
            row = row_of(connection, person_id)
            if row.role == role:
                return
            if role is not Role.ADMIN:
                _check_not_the_last_admin(connection, row)
            _change(connection, row, {"role": role.value}, _event(row, "role_set", by, now, role))

    def set_active(self, person_id: int, *, active: bool, by: str, now: datetime) -> None:
        """Let a person log in again, or no more; then their sessions and links end.

        Raises:
            UsageError: There is no such person, or they are the last admin.
        """
        with self.database.writing() as connection:
            row = row_of(connection, person_id)
            if bool(row.active) == active:
                return
            if not active:
                _check_not_the_last_admin(connection, row)
                connection.execute(
                    LINKS.delete().where(LINKS.c.person_id == row.id, LINKS.c.used_at.is_(None))
                )
            action = "person_activated" if active else "person_deactivated"
            _change(connection, row, {"active": int(active)}, _event(row, action, by, now))

    def set_password(
        self,
        person_id: int,
        password: str,
        *,
        by: str,
        now: datetime,
        but: str | None = None,
    ) -> None:
        """Give a person a password, and end their sessions.

        Args:
            person_id: Whose.
            password: The new one.
            by: Name of who does it.
            now: When.
            but: The hash of the token of a session that goes on.

        Raises:
            UsageError: There is no such person, or the password is not taken.
        """
        with self.database.reading() as connection:
            check_password(password, row_of(connection, person_id).name)
        kept = self.passwords.hashed(password)
        with self.database.writing() as connection:
            row = row_of(connection, person_id)
            event = _event(row, "password_set", by, now)
            _change(connection, row, {"password_hash": kept}, event, but=but)

    def proven(self, name: str, password: str) -> Person | None:
        """The active person of that name, if the password is theirs; the work is always alike."""
        with self.database.reading() as connection:
            row = connection.execute(select(PEOPLE).where(PEOPLE.c.name == name)).first()
        may = row is not None and row.active
        right = self.passwords.matches(row.password_hash if row and may else None, password)
        return person_of(row) if row is not None and right else None


def add_person(
    connection: Connection, newcomer: Newcomer, role: Role, *, by: str, now: datetime
) -> Person:
    """As `People.add`, in a transaction that does more."""
    checked = newcomer.checked()
    values = {
        "name": checked.name,
        "display_name": checked.display_name,
        "role": role.value,
        "active": 1,
        "created_at": now.astimezone(UTC).isoformat(),
    }
    _check_names_are_free(connection, checked)
    connection.execute(PEOPLE.insert().values(values))
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.name == checked.name)).one()
    _tell(connection, row.id, _event(row, "person_added", by, now, role))
    return person_of(row)


def _check_names_are_free(connection: Connection, newcomer: Newcomer) -> None:
    """Refuse a name of somebody who is there, active or not: the trail and old bylines name them.

    Raises:
        UsageError: One is taken; the message says by whom.
    """
    for row in connection.execute(select(PEOPLE.c.name, PEOPLE.c.display_name)):
        if row.name == newcomer.name:
            problem = f"there is somebody called {row.name} already"
            raise UsageError(f"{problem}; choose another name")
        if alike(row.display_name) == alike(newcomer.display_name):
            problem = f"bylines print {row.display_name!r} for {row.name} already"
            remedy = "choose another byline, else nobody could tell which of the two reviewed"
            raise UsageError(f"{problem}; {remedy}")


def give_password(
    connection: Connection, person_id: int, kept: str, *, by: str, now: datetime
) -> Person:
    """As `People.set_password`, with its hash, in a transaction that does more."""
    row = row_of(connection, person_id)
    _change(connection, row, {"password_hash": kept}, _event(row, "password_set", by, now))
    return person_of(row_of(connection, person_id))


def row_of(connection: Connection, person_id: int) -> Row[Any]:
    """The row of a person.

    Raises:
        UsageError: There is no such person.
    """
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.id == person_id)).first()
    if row is None:
        raise UsageError(f"there is no person with the number {person_id}")
    return row


def _change(
    connection: Connection,
    row: Row[Any],
    values: dict[str, Any],
    event: Event,
    *,
    but: str | None = None,
) -> None:
    connection.execute(PEOPLE.update().where(PEOPLE.c.id == row.id).values(values))
    ended = SESSIONS.delete().where(SESSIONS.c.person_id == row.id)
    connection.execute(ended if but is None else ended.where(SESSIONS.c.token_sha256 != but))
    _tell(connection, row.id, event)


def _tell(connection: Connection, person_id: int, event: Event) -> None:
    """Tell the trail, with the hash of all that is kept of the person from now on."""
    known = {"person_id": person_id, "known": known_of(row_of(connection, person_id))}
    append(connection, replace(event, detail={**event.detail, **known}))


def known_of(row: Row[Any]) -> str:
    """The hash of all that is kept of a person, the hash of the password included."""
    return hashlib.sha256(json.dumps(list(row), ensure_ascii=False).encode()).hexdigest()


def changed_people(connection: Connection, told: Iterable[Event]) -> Iterator[str]:
    """People who are not what the trail tells of them, as sentences."""
    known = {
        item.detail["person_id"]: item.detail["known"] for item in told if "known" in item.detail
    }
    for row in connection.execute(select(PEOPLE).order_by(PEOPLE.c.id)):
        if known.pop(row.id, None) != known_of(row):
            yield f"person {row.name}: is not as the trail tells"
    yield from (f"person {number}: the trail knows them, and they are gone" for number in known)


def _check_not_the_last_admin(connection: Connection, row: Row[Any]) -> None:
    others = select(func.count()).where(
        PEOPLE.c.role == Role.ADMIN.value, PEOPLE.c.active == 1, PEOPLE.c.id != row.id
    )
    if row.role == Role.ADMIN and row.active and not connection.scalar(others):
        raise UsageError(f"{row.name} is the last active admin; make somebody else one first")


def _event(row: Row[Any], action: str, by: str, now: datetime, role: Role | None = None) -> Event:
    detail = {"person": row.name} | ({} if role is None else {"role": role.value})
    return Event(at=now, actor=by, action=action, detail=detail)
