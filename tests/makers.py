"""Archives for tests: in SQLite and in PostgreSQL, in folders and in S3, all on this machine."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from glob import glob
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.archive.archive import Archive
from generator.archive.database import open_database
from generator.archive.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASES: Final = ("sqlite", "postgresql")
_TRIES: Final = 300
_PAUSE: Final = 0.1
_NUMBERS: Final = count(1)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server that listens on a Unix socket alone."""

    folder: Path

    def new_database(self) -> str:
        """The URL of an empty database of its own."""
        psycopg = pytest.importorskip("psycopg")
        name = f"archive_{next(_NUMBERS)}"
        with psycopg.connect(self._connection("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def answers(self) -> bool:
        """Tell whether it takes connections yet."""
        psycopg = pytest.importorskip("psycopg")
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self._connection("postgres")).close()
            return True
        return False

    def _connection(self, database: str) -> str:
        return f"host={self.folder} user=postgres dbname={database}"


def _program(name: str) -> str:
    found = shutil.which(name) or next(
        iter(sorted(glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)),  # noqa: PTH207
        None,
    )
    if found is None:
        pytest.skip(f"PostgreSQL's {name} is not installed")
    return found


def _as_a_user(folder: Path) -> list[str]:
    """What a command begins with that a server, which refuses root, is started by."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("PostgreSQL refuses root, and setpriv is not installed")
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this run's own; tests that need it skip where it is not installed."""
    pytest.importorskip("psycopg")
    initdb, server = _program("initdb"), _program("postgres")
    # The path of a socket has to be short, and a server's user may not enter pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="strikedesk-pg-"))
    user, data = _as_a_user(folder), folder / "data"
    started = None
    try:
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"]
        subprocess.run(
            [*user, initdb, f"--pgdata={data}", "--no-instructions", "--locale=C", *options],
            check=True, capture_output=True, cwd="/",
        )  # fmt: skip
        settings = ["listen_addresses=", f"unix_socket_directories={folder}", "fsync=off"]
        started = subprocess.Popen(
            [*user, server, "-D", data, *(word for each in settings for word in ("-c", each))],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        made = Postgres(folder)
        for _ in range(_TRIES):
            if made.answers():
                break
            time.sleep(_PAUSE)
        yield made
    finally:
        if started is not None:
            started.send_signal(signal.SIGINT)
            started.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Bucketeer:
    """An S3 service on loopback."""

    client: Any

    def new_place(self) -> str:
        """The address of an empty part of a bucket."""
        return f"s3://archive/part{next(_NUMBERS)}"


@pytest.fixture(scope="session")
def s3() -> Iterator[Bucketeer]:
    """S3 as moto plays it, with one bucket called ``archive``."""
    pytest.importorskip("s3fs")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }.items():
            patch.setenv(name, value)
        import botocore.session  # noqa: PLC0415 - comes with s3fs

        client = botocore.session.get_session().create_client("s3", endpoint_url=address)
        client.create_bucket(Bucket="archive")
        yield Bucketeer(client)
        client.close()
    server.stop()


@dataclass(frozen=True, slots=True)
class Makers:
    """Makes archives of any kind."""

    request: pytest.FixtureRequest
    folder: Path
    names: Iterator[int] = field(default_factory=count)

    def database_url(self, kind: str) -> str:
        """An empty database of a kind."""
        if kind == "postgresql":
            postgres: Postgres = self.request.getfixturevalue("postgres")
            return postgres.new_database()
        return f"sqlite:///{self.folder / f'archive{next(self.names)}.db'}"

    def place_url(self, kind: str) -> str:
        """An empty place of a kind."""
        if kind == "s3":
            s3: Bucketeer = self.request.getfixturevalue("s3")
            return s3.new_place()
        return str(self.folder / f"objects{next(self.names)}")

    def archive(self, database: str = "sqlite", place: str = "folder") -> Archive:
        """An archive in which nothing was kept."""
        made = Archive(place_of(self.place_url(place)), open_database(self.database_url(database)))
        self.request.addfinalizer(made.database.engine.dispose)
        return made


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Makers:
    """Makes archives of any kind."""
    return Makers(request, tmp_path)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("this user may not mount a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
