"""Issues: the notes that were drafted or published before, the memory of a newsletter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from generator.archive.kept_rows import tell_remembered
from generator.archive.moments import moment_of, stored
from generator.archive.tables import ISSUES
from generator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Issue:
    """A note that was drafted before: what the memory of a newsletter is made of."""

    as_of: datetime
    markdown_sha256: str
    record: Mapping[str, Any]


def record_issue(
    connection: Connection,
    symbol: str,
    as_of: datetime,
    playbook: str,
    record: Mapping[str, Any],
) -> None:
    """Remember a note in a transaction of others."""
    markdown_sha256 = str(record["hashes"]["markdown"])
    same = and_(
        ISSUES.c.symbol == symbol,
        ISSUES.c.as_of == stored(as_of),
        ISSUES.c.markdown_sha256 == markdown_sha256,
    )
    if connection.scalar(select(func.count()).select_from(ISSUES).where(same)):
        return
    row = {
        "symbol": symbol,
        "as_of": stored(as_of),
        "snapshot_sha256": record["hashes"]["snapshot"],
        "playbook": playbook,
        "markdown_sha256": markdown_sha256,
        "record": json.dumps(record, sort_keys=True, ensure_ascii=False),
    }
    key = connection.execute(ISSUES.insert().values(**row)).inserted_primary_key
    if key is None:
        msg = "an issue that was inserted has no number"
        raise RuntimeError(msg)
    tell_remembered(connection, int(key[0]))


def issues_before(connection: Connection, symbol: str, before: datetime, count: int) -> list[Issue]:
    """The last ``count`` issues of ``symbol`` with an earlier as-of, oldest first.

    Of several drafts of one moment the last one counts.

    Raises:
        StoreError: One of them is damaged.
    """
    last_drafts = (
        select(func.max(ISSUES.c.id))
        .where(and_(ISSUES.c.symbol == symbol, ISSUES.c.as_of < stored(before)))
        .group_by(ISSUES.c.as_of)
        .order_by(ISSUES.c.as_of.desc())
        .limit(count)
    )
    query = select(ISSUES).where(ISSUES.c.id.in_(last_drafts)).order_by(ISSUES.c.as_of)
    try:
        return [
            Issue(moment_of(row.as_of), row.markdown_sha256, json.loads(row.record))
            for row in connection.execute(query)
        ]
    except ValueError as error:
        problem = f"an issue of {symbol} before {before.date()} cannot be read: {error}"
        raise StoreError(f"{problem}; strikedesk archive verify names it") from error
