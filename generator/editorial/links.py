"""One-time links, with which a person sets a password; the first one makes the first admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from generator.archive.tables import LINKS, PEOPLE
from generator.archive.trail import Event, append
from generator.editorial.passwords import check_password
from generator.editorial.people import add_person, give_password, row_of
from generator.editorial.person import Newcomer, Person, Role, person_of
from generator.editorial.tokens import digest, new_token
from generator.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from generator.archive.database import Database
    from generator.editorial.passwords import Passwords

VALID: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link that can still be used is for.

    Args:
        person: Who sets a password with it; ``None`` for the first person of a desk.
        role: The role that the first person gets.
    """

    person: Person | None
    role: Role


@dataclass(frozen=True, slots=True)
class Links:
    """The one-time links in a database."""

    database: Database
    passwords: Passwords

    def for_the_first(self, *, by: str, now: datetime) -> str:
        """The token of a link that makes the first person, an admin.

        Raises:
            UsageError: There is somebody already.
        """
        with self.database.writing() as connection:
            _check_nobody(connection)
            return _offered(connection, None, Role.ADMIN, by, now)

    def for_person(self, person_id: int, *, by: str, now: datetime) -> str:
        """The token of a link with which a person sets a password; older ones of theirs end.

        Raises:
            UsageError: There is no such person, or they are not active.
        """
        with self.database.writing() as connection:
            row = row_of(connection, person_id)
            if not row.active:
                raise UsageError(f"{row.name} is not active; activate them first")
            connection.execute(
                LINKS.delete().where(LINKS.c.person_id == row.id, LINKS.c.used_at.is_(None))
            )
            return _offered(connection, person_of(row), Role(row.role), by, now)

    def invitation(self, token: str, *, now: datetime) -> Invitation | None:
        """What the link of ``token`` is for; ``None`` if it is used up, too old, or none."""
        with self.database.reading() as connection:
            link = _usable(connection, token, now)
            return None if link is None else _invitation(connection, link)

    def use(
        self, token: str, password: str, *, newcomer: Newcomer | None = None, now: datetime
    ) -> Person:
        """Use a link up: once, whoever else tries at the same moment.

        Args:
            token: Its token.
            password: The password that is set.
            newcomer: Who it is, where nobody is there yet.
            now: When.

        Returns:
            Whose password was set.

        Raises:
            UsageError: It cannot be used, or what was given is not taken; then it stays usable.
        """
        invitation = self.invitation(token, now=now)
        if invitation is None:
            raise _used_up()
        _check(invitation, newcomer, password)
        kept = self.passwords.hashed(password)
        with self.database.writing() as connection:
            link = _usable(connection, token, now)
            if link is None:
                raise _used_up()
            _mark_used(connection, link, now)
            person_id, by = _whose(connection, link, newcomer, now)
            return give_password(connection, person_id, kept, by=by, now=now)


def _check(invitation: Invitation, newcomer: Newcomer | None, password: str) -> None:
    """Refuse what cannot be kept before the password is hashed, which takes a while."""
    if invitation.person is not None:
        check_password(password, invitation.person.name)
        return
    if newcomer is None:
        raise UsageError("the first person of a desk needs a name")
    check_password(password, newcomer.checked().name)


def _whose(
    connection: Connection, link: Row[Any], newcomer: Newcomer | None, now: datetime
) -> tuple[int, str]:
    """Whose password is set, and who does it; the first person is made here."""
    if link.person_id is not None or newcomer is None:
        return link.person_id, row_of(connection, link.person_id).name
    _check_nobody(connection)
    person = add_person(connection, newcomer, Role(link.role), by=newcomer.name, now=now)
    return person.id, person.name


def _check_nobody(connection: Connection) -> None:
    if connection.scalar(select(func.count()).select_from(PEOPLE)):
        raise UsageError("somebody is there already; name the person whom the link is for")


def _offered(
    connection: Connection, person: Person | None, role: Role, by: str, now: datetime
) -> str:
    token = new_token()
    connection.execute(
        LINKS.insert().values(
            token_sha256=digest(token),
            person_id=None if person is None else person.id,
            role=role.value,
            created_at=now.astimezone(UTC).isoformat(),
        )
    )
    detail = {"role": role.value} | ({} if person is None else {"person": person.name})
    append(connection, Event(at=now, actor=by, action="link_made", detail=detail))
    return token


def _usable(connection: Connection, token: str, now: datetime) -> Row[Any] | None:
    query = select(LINKS).where(LINKS.c.token_sha256 == digest(token), LINKS.c.used_at.is_(None))
    link = connection.execute(query).first()
    if link is None or not (timedelta(0) <= now - datetime.fromisoformat(link.created_at) < VALID):
        return None
    if link.person_id is None:
        there = connection.scalar(select(func.count()).select_from(PEOPLE))
        return None if there else link
    return link if row_of(connection, link.person_id).active else None


def _invitation(connection: Connection, link: Row[Any]) -> Invitation:
    row = None if link.person_id is None else row_of(connection, link.person_id)
    return Invitation(None if row is None else person_of(row), Role(link.role))


def _mark_used(connection: Connection, link: Row[Any], now: datetime) -> None:
    at = now.astimezone(UTC).isoformat()
    mine = LINKS.c.token_sha256 == link.token_sha256
    connection.execute(LINKS.update().where(mine).values(used_at=at))


def _used_up() -> UsageError:
    return UsageError("this link has been used, or is older than a day; ask for a new one")
