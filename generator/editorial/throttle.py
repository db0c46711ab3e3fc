"""Slowing down who guesses passwords.

What waits is a name at a network address, so that nobody can lock a person out from elsewhere, and
an address that tried many names. A guess is counted before it is looked at: many at once are
counted like many in a row.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from generator.archive.tables import LOGIN_FAILURES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from generator.archive.database import Database

WINDOW: Final = timedelta(minutes=15)
"""How long a failure counts."""
FREE_FOR_PAIR: Final = 5
"""Failures of a name at an address after which the pair waits."""
FREE_FOR_ADDRESS: Final = 30
"""Failures of an address, whatever the names, after which it waits."""
_FIRST_WAIT: Final = timedelta(seconds=30)
_MOST_DOUBLINGS: Final = 5
_NETWORK_BITS: Final = 64
"""What one subscriber has of IPv6."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """The failed logins in a database."""

    database: Database

    def admit(self, name: str, address: str, *, now: datetime) -> timedelta | None:
        """Count a guess as failed, unless it has to wait.

        Args:
            name: As it was typed; only its hash is kept, because it may be a password.
            address: Where the request came from.
            now: When.

        Returns:
            How long to wait, if the guess may not be looked at; ``None`` if it may.
        """
        with self.database.writing() as connection:
            connection.execute(
                LOGIN_FAILURES.delete().where(LOGIN_FAILURES.c.at <= _text(now - WINDOW))
            )
            limits = zip(_subjects(name, address), (FREE_FOR_PAIR, FREE_FOR_ADDRESS), strict=True)
            waits = [_wait(connection, subject, free, now) for subject, free in limits]
            longest = max(waits)
            if longest > timedelta(0):
                return longest
            connection.execute(
                LOGIN_FAILURES.insert(),
                [{"subject": each, "at": _text(now)} for each in _subjects(name, address)],
            )
        return None

    def forgive(self, name: str, address: str) -> None:
        """Forget the failures of a name at an address: the password was right."""
        pair, whole = _subjects(name, address)
        with self.database.writing() as connection:
            times = connection.scalars(
                select(LOGIN_FAILURES.c.at).where(LOGIN_FAILURES.c.subject == pair)
            ).all()
            connection.execute(LOGIN_FAILURES.delete().where(LOGIN_FAILURES.c.subject == pair))
            if times:
                # Only the guess that was right: who owns one account may not guess at others.
                newest = (
                    select(LOGIN_FAILURES.c.id)
                    .where(LOGIN_FAILURES.c.subject == whole, LOGIN_FAILURES.c.at == max(times))
                    .limit(1)
                    .scalar_subquery()
                )
                connection.execute(LOGIN_FAILURES.delete().where(LOGIN_FAILURES.c.id == newest))


def _wait(connection: Connection, subject: str, free: int, now: datetime) -> timedelta:
    """How long a subject still waits: from 30 seconds, doubled by each further failure."""
    times = connection.scalars(
        select(LOGIN_FAILURES.c.at).where(LOGIN_FAILURES.c.subject == subject)
    ).all()
    if len(times) < free:
        return timedelta(0)
    whole: timedelta = min(_FIRST_WAIT * 2 ** min(len(times) - free, _MOST_DOUBLINGS), WINDOW)
    return datetime.fromisoformat(max(times)) + whole - now


def _subjects(name: str, address: str) -> tuple[str, str]:
    place = _network(address)
    return f"{hashlib.sha256(name.encode()).hexdigest()} {place}", place


def _network(address: str) -> str:
    """An IPv4 address as it is; of an IPv6 address the network, of which one reader has all."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:60]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _NETWORK_BITS), strict=False))
    return str(parsed)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
