"""Sessions: who is logged in. A browser has the token, the database its hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import or_, select

from generator.archive.tables import PEOPLE, SESSIONS
from generator.editorial.person import Person, person_of
from generator.editorial.tokens import digest, new_token

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row

    from generator.archive.database import Database

IDLE: Final = timedelta(hours=12)
"""How long a session lasts that is not used."""
LONGEST: Final = timedelta(days=7)
"""How long any session lasts."""
_NOTED_EVERY: Final = timedelta(minutes=5)
"""How exactly it is kept when a session was used last: not every page is worth a write."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions in a database."""

    database: Database

    def begin(self, person_id: int, *, now: datetime, instead_of: str = "") -> str:
        """A new session, under a new token, whatever the browser had before.

        Args:
            person_id: Who has logged in.
            now: When.
            instead_of: Token that the browser had until now; its session ends.
        """
        token, at = new_token(), _text(now)
        with self.database.writing() as connection:
            connection.execute(
                SESSIONS.delete().where(
                    or_(SESSIONS.c.token_sha256 == digest(instead_of), _over(now))
                )
            )
            connection.execute(
                SESSIONS.insert().values(
                    token_sha256=digest(token), person_id=person_id, created_at=at, seen_at=at
                )
            )
        return token

    def person(self, token: str, *, now: datetime) -> Person | None:
        """Whose session it is, as they are at this moment; ``None`` where there is no session."""
        query = (
            select(PEOPLE, SESSIONS.c.created_at.label("begun"), SESSIONS.c.seen_at)
            .join(PEOPLE, PEOPLE.c.id == SESSIONS.c.person_id)
            .where(SESSIONS.c.token_sha256 == digest(token), PEOPLE.c.active == 1)
        )
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        if row is None or _is_over(row, now):
            return None
        if now - datetime.fromisoformat(row.seen_at) >= _NOTED_EVERY:
            self._note(token, now)
        return person_of(row)

    def end(self, token: str) -> None:
        """End a session: its token opens nothing any more, wherever it was copied to."""
        with self.database.writing() as connection:
            connection.execute(SESSIONS.delete().where(SESSIONS.c.token_sha256 == digest(token)))

    def _note(self, token: str, now: datetime) -> None:
        mine = SESSIONS.c.token_sha256 == digest(token)
        with self.database.writing() as connection:
            connection.execute(SESSIONS.update().where(mine).values(seen_at=_text(now)))


def _is_over(row: Row[Any], now: datetime) -> bool:
    begun, seen = map(datetime.fromisoformat, (row.begun, row.seen_at))
    return now - begun >= LONGEST or now - seen >= IDLE


def _over(now: datetime) -> ColumnElement[bool]:
    return or_(
        SESSIONS.c.created_at <= _text(now - LONGEST), SESSIONS.c.seen_at <= _text(now - IDLE)
    )


def _text(at: datetime) -> str:
    """A time that compares as text like the time itself, so with the same digits each."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
