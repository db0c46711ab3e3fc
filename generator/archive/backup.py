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
from typing import TYPE_CHECKING, Any, BinaryIO, Final

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
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from generator.archive.archive import Archive

SCHEMA: Final = "archive/1"
_TABLES: Final = (
    SNAPSHOTS, FACTS, ISSUES, CALLS, PEOPLE, NOTES, REVISIONS, COMMENTS, PUBLICATIONS, EVENTS,
)  # fmt: skip
"""In this order, so that a row comes after those that it names; who is logged in is not kept."""
_COUNTED: Final = (SNAPSHOTS, ISSUES, CALLS, PEOPLE, NOTES, COMMENTS)
"""Those whose rows a database numbers itself."""
_NAMING: Final[Mapping[str, Sequence[str]]] = {
    SNAPSHOTS.name: ("object_key", "raw_key"),
    REVISIONS.name: ("object_key",),
}
"""The columns that name objects, by table."""
_MANIFEST: Final = "manifest.json"
_AT_A_TIME: Final = 100
"""Rows in memory; the record of a note is some hundred kilobytes."""
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
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                snapshots = _write(stream, archive)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror}") from error
    return snapshots


def _write(stream: BinaryIO, archive: Archive) -> int:
    """Write all tables and the objects that they name; how many snapshots there are."""
    keys: dict[str, None] = {}
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        with archive.database.reading() as connection:
            for table in _TABLES:
                hashes[_member(table)] = _write_table(bundle, connection, table, keys)
            snapshots = connection.scalar(select(func.count()).select_from(SNAPSHOTS))
        for key in keys:
            content = archive.place.get(key)
            hashes[f"{_OBJECTS}{key}"] = hashlib.sha256(content).hexdigest()
            bundle.writestr(f"{_OBJECTS}{key}", content)
        manifest = {"schema": SCHEMA, "sha256": hashes}
        bundle.writestr(_MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    return int(snapshots or 0)


def _member(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def _write_table(
    bundle: zipfile.ZipFile, connection: Connection, table: Table, keys: dict[str, None]
) -> str:
    """Write the rows of a table one by one, and note the objects that they name; its hash."""
    naming = _NAMING.get(table.name, ())
    digest = hashlib.sha256()
    with bundle.open(_member(table), "w", force_zip64=True) as member:
        for row in _rows_of(connection, table):
            keys.update(dict.fromkeys(row[name] for name in naming if row[name]))
            line = f"{json.dumps(row, ensure_ascii=False, sort_keys=True)}\n".encode()
            digest.update(line)
            member.write(line)
    return digest.hexdigest()


def _rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table by its key, a few at a time in memory."""
    query = select(table).order_by(*table.primary_key.columns)
    try:
        rows = connection.execute(query, execution_options={"yield_per": _AT_A_TIME})
        for row in rows.mappings():
            yield dict(row)
    except ValueError as error:
        problem = f"a row of {table.name} cannot be read: {error}"
        raise StoreError(f"{problem}; strikedesk archive verify names it") from error


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
        if _sha256_of(bundle, member) != hashes[member]:
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


def _sha256_of(bundle: zipfile.ZipFile, member: str) -> str:
    with bundle.open(member) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def _rows(bundle: zipfile.ZipFile, table: Table) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    if _member(table) not in bundle.namelist():
        return  # a backup of before there was such a table
    with bundle.open(_member(table)) as member:
        for line in io.TextIOWrapper(member, encoding="utf-8"):
            batch.append(json.loads(line))
            if len(batch) == _AT_A_TIME:
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
