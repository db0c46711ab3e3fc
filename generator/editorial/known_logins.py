"""Whether sessions and one-time links are those of people that the desk knows.

The trail tells of neither: what a token lets in is secret, and it ends by itself. But one that
belongs to nobody was written by no desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from generator.archive.tables import LINKS, PEOPLE, SESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def logins_of_nobody(connection: Connection) -> Iterator[str]:
    """Sessions and links of people that there are not, as sentences."""
    people = set(connection.scalars(select(PEOPLE.c.id)))
    for what, table in (("session", SESSIONS), ("link", LINKS)):
        query = select(table.c.token_sha256, table.c.person_id).order_by(table.c.token_sha256)
        for token, person in connection.execute(query):
            if person not in people and not (what == "link" and person is None):
                yield f"{what} {token[:12]}: belongs to person {person}, whom nobody knows"
