"""The archive's database: SQLite beside the objects, or PostgreSQL by its URL.

SQLite writes ahead (WAL) and syncs at every commit. In both a writer takes a lock when it begins,
so that two of them wait for one another and never fail half way.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import URL, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from generator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_BUSY_SECONDS: Final = 30
_READING: Final = "strikedesk_reading"
_WRITERS: Final = "SELECT pg_advisory_xact_lock(7834560129)"
"""One number that all writers of a PostgreSQL database agree on."""
_SECRETS: Final = re.compile("://.*@")


@dataclass(frozen=True, slots=True)
class Database:
    """An opened database whose tables are those of this version."""

    engine: Engine

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed as a whole, or not at all.

        Raises:
            StoreError: The database cannot be written; nothing of the transaction is kept.
        """
        with _failures(self.engine), self.engine.begin() as connection:
            _wait_for_writers(connection)
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout, and changes nothing.

        Raises:
            StoreError: The database cannot be read.
        """
        with _failures(self.engine), self.engine.connect() as plain:
            options: dict[str, Any] = {_READING: True}
            if self.engine.dialect.name == "postgresql":
                options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            connection = plain.execution_options(**options)
            with connection.begin() as transaction:
                yield connection
                transaction.rollback()

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Hold ``what`` as the only process that does; others wait for it, and a dead one lets go.

        Args:
            what: A word; in SQLite there is a file of that name beside the database.

        Raises:
            StoreError: The lock cannot be taken.
        """
        held = _held_by_server if self.engine.dialect.name == "postgresql" else _held_by_file
        with _failures(self.engine), held(self.engine, what):
            yield


@contextlib.contextmanager
def _held_by_server(engine: Engine, what: str) -> Iterator[None]:
    """Hold a lock of the server, on a connection of its own.

    Those who wait would else keep from the pool what the one who holds the lock has to work with.
    """
    number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:7])
    locks = create_engine(engine.url, poolclass=NullPool)
    with locks.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(select(func.pg_advisory_lock(number)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(number)))


@contextlib.contextmanager
def _held_by_file(engine: Engine, what: str) -> Iterator[None]:
    path = Path(f"{engine.url.database}.{what}.lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: cannot be made: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def open_database(url: str) -> Database:
    """Open the database at ``url`` and bring its tables to this version.

    Args:
        url: As SQLAlchemy reads it: ``sqlite:////path/archive.db``, ``postgresql+psycopg://…``;
            ``%``, ``?`` and ``#`` of a path as ``%25``, ``%3F`` and ``%23``.

    Raises:
        StoreError: It cannot be opened, or was made by a newer version.
    """
    engine = _engine(url)
    try:
        with _failures(engine):
            _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername in {"postgresql", "postgres"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.drivername.startswith("sqlite"):
            return _sqlite(unquote(url.partition("///")[2].partition("?")[0]))
        return create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        shown = _SECRETS.sub("://***@", url)
        raise StoreError(f"{shown!r} is no database that can be opened: {error}") from error


def _sqlite(path: str) -> Engine:
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be made: {error.strerror}") from error
    url = URL.create("sqlite", database=path)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    def on_connect(connection: Any, record: object) -> None:  # noqa: ANN401 - a driver's object
        del record
        # The driver would begin transactions by itself, later than it should.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(_READING)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    with engine.connect() as plain:
        connection = plain.execution_options(**{_READING: True})
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    if current is not None and current not in known:
        raise StoreError(
            f"{_shown(engine)}: was made by a newer version of Strikedesk ({current}); update it"
        )
    with engine.begin() as connection:
        _wait_for_writers(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _wait_for_writers(connection: Connection) -> None:
    """Begin to write when no other process does; SQLite has waited when the transaction began."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_WRITERS)


@contextlib.contextmanager
def _failures(engine: Engine) -> Iterator[None]:
    """Turn what databases raise into one error."""
    try:
        yield
    except SQLAlchemyError as error:
        problem = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise StoreError(f"{_shown(engine)}: {problem}; check space, rights and address") from error
    except CommandError as error:
        raise StoreError(f"{_shown(engine)}: cannot be brought up to date: {error}") from error


def _shown(engine: Engine) -> str:
    """The database's URL without its password."""
    return engine.url.render_as_string(hide_password=True)
