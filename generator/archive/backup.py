"""All that is kept, as one file, and back: from SQLite to PostgreSQL and from a folder to S3 too.

The file is a zip of the objects and of the tables as JSON lines, with a hash of each member. The
tables are read in one transaction, and an object is there before a row names it: so a backup taken
while others write is of one moment and lacks nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from generator.archive.raw_answers import DAMAGE
from generator.archive.tables import (
    CALLS,
    COMMENTS,
    EVENTS,
    FACTS,
    ISSUES,
    NOTES,
    PEOPLE,
    PUBLICATIONS,
    REVISIONS,
    SNAPSHOTS,
)
from generator.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

    from generator.archive.archive import Archive

SCHEMA: Final = "archive/1"
_TABLES: Final = (
    SNAPSHOTS, FACTS, ISSUES, CALLS, PEOPLE, NOTES, REVISIONS, COMMENTS, PUBLICATIONS, EVENTS,
)  # fmt: skip
"""In this order, so that a row comes after those that it names; who is logged in is not kept."""
_COUNTED: Final = (SNAPSHOTS, ISSUES, CALLS, PEOPLE, NOTES, COMMENTS)
"""Those whose rows a database numbers itself."""
_MANIFEST: Final = "manifest.json"
_BATCH: Final = 5000
_OBJECTS: Final = "objects/"
_KNOWN: Final = re.compile(
    r"tables/[a-z]+\.jsonl|objects/(?:snapshots|notes)/[^/\\]+/[^/\\]+", re.ASCII
)
"""Members of a backup; an object's key is no way out of the archive."""


def back_up(archive: Archive, file: Path) -> int:
    """Write the archive into ``file``; how many snapshots it holds.

    Raises:
        StoreError: The archive cannot be read, or the file cannot be written: it is as it was then.
    """
    tables = _read_tables(archive)
    snapshots = tables[SNAPSHOTS.name]
    keys = [key for row in snapshots for key in (row["object_key"], row["raw_key"]) if key]
    keys += dict.fromkeys(row["object_key"] for row in tables[REVISIONS.name])
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                _write(stream, archive, tables, keys)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror}") from error
    return len(snapshots)


def _read_tables(archive: Archive) -> dict[str, list[dict[str, Any]]]:
    with archive.database.reading() as connection:
        return {table.name: _rows_of(connection, table) for table in _TABLES}


def _rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    try:
        return [dict(row) for row in connection.execute(query).mappings()]
    except ValueError as error:
        problem = f"a row of {table.name} cannot be read: {error}"
        raise StoreError(f"{problem}; strikedesk archive verify names it") from error


def _write(
    stream: Any,  # noqa: ANN401 - a binary file
    archive: Archive,
    tables: dict[str, list[dict[str, Any]]],
    keys: list[str],
) -> None:
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, rows in tables.items():
            lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows]
            member = f"tables/{name}.jsonl"
            content = "".join(f"{line}\n" for line in lines).encode()
            hashes[member] = hashlib.sha256(content).hexdigest()
            bundle.writestr(member, content)
        for key in keys:
            content = archive.place.get(key)
            hashes[f"objects/{key}"] = hashlib.sha256(content).hexdigest()
            bundle.writestr(f"objects/{key}", content)
        manifest = {"schema": SCHEMA, "sha256": hashes}
        bundle.writestr(_MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))


def restore(archive: Archive, file: Path) -> int:
    """Bring the content of a backup into an empty archive; how many snapshots it holds.

    Objects come first and the tables in one transaction, so that a restore which is broken off
    leaves an empty archive, and can be run again.

    Raises:
        StoreError: The file is no sound backup, or the archive cannot be written.
        UsageError: The archive is not empty.
    """
    with archive.database.reading() as connection:
        if any(connection.scalar(select(func.count()).select_from(table)) for table in _TABLES):
            url = archive.place.url
            raise UsageError(f"{url}: is not empty; restore into a new archive and compare")
    try:
        with zipfile.ZipFile(file) as bundle:
            return _restore(archive, bundle, file)
    except (*DAMAGE, AttributeError, TypeError) as error:
        raise StoreError(f"{file}: is no readable backup: {error}") from error


def _restore(archive: Archive, bundle: zipfile.ZipFile, file: Path) -> int:
    manifest = json.loads(bundle.read(_MANIFEST))
    if manifest.get("schema") != SCHEMA:
        raise StoreError(f"{file}: is a backup of kind {manifest.get('schema')!r}, not {SCHEMA!r}")
    hashes: dict[str, str] = manifest["sha256"]
    if set(bundle.namelist()) != {*hashes, _MANIFEST}:
        raise StoreError(f"{file}: does not hold what its manifest names")
    for member in sorted(hashes):
        if not _KNOWN.fullmatch(member) or ".." in member:
            raise StoreError(f"{file}: holds {member!r}, which no backup does")
        if hashlib.sha256(bundle.read(member)).hexdigest() != hashes[member]:
            raise StoreError(f"{file}: {member} was changed since the backup was made")
    for member in sorted(hashes):
        if member.startswith(_OBJECTS):
            archive.place.put(member.removeprefix(_OBJECTS), bundle.read(member))
    with archive.database.writing() as connection:
        for table in _TABLES:
            for rows in _rows(bundle, table):
                connection.execute(table.insert(), rows)
        _renumber(connection, archive)
        return int(connection.scalar(select(func.count()).select_from(SNAPSHOTS)) or 0)


def _rows(bundle: zipfile.ZipFile, table: Table) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    if f"tables/{table.name}.jsonl" not in bundle.namelist():
        return  # a backup of before there was such a table
    with bundle.open(f"tables/{table.name}.jsonl") as member:
        for line in io.TextIOWrapper(member, encoding="utf-8"):
            batch.append(json.loads(line))
            if len(batch) == _BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _renumber(connection: Any, archive: Archive) -> None:  # noqa: ANN401 - a connection
    """PostgreSQL counts rows apart from the table: it has to go on where the backup ended."""
    if archive.database.engine.dialect.name != "postgresql":
        return
    for table in _COUNTED:
        last = select(func.coalesce(func.max(table.c.id), 1)).scalar_subquery()
        counter = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(counter, last)))
