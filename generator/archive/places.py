"""Where the archive keeps its objects: a folder, or an ``s3://`` address.

An object appears whole or not at all, and another one in its place too, wherever it is: a file is
renamed into place, an S3 object exists when its upload is complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from generator.errors import InputError, StoreError
from generator.files import read_bytes, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator

_S3: Final = "s3://"


class Place(Protocol):
    """A place for objects by key; keys are relative paths with ``/``."""

    @property
    def url(self) -> str:
        """Where it is, for messages."""

    def put(self, key: str, content: bytes) -> None:
        """Keep ``content`` under ``key``, in place of what may be there.

        Raises:
            StoreError: It cannot be written; all is as it was then.
        """

    def get(self, key: str) -> bytes:
        """What is kept under ``key``.

        Raises:
            StoreError: Nothing is, or it cannot be read.
        """

    def keys(self, prefix: str) -> list[str]:
        """The keys that begin with ``prefix``, sorted.

        Raises:
            StoreError: The place cannot be read.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on this machine; it is made when something is kept."""

    root: Path

    @property
    def url(self) -> str:
        """The folder's path."""
        return str(self.root)

    def put(self, key: str, content: bytes) -> None:
        """Keep ``content``; see `Place.put`."""
        write_atomically(self.root / key, content)

    def get(self, key: str) -> bytes:
        """What is kept; see `Place.get`."""
        try:
            return read_bytes(self.root / key)
        except InputError as error:
            raise StoreError(
                f"the archive's {error}; strikedesk archive verify finds more"
            ) from error

    def keys(self, prefix: str) -> list[str]:
        """The keys; see `Place.keys`. Files that are being written do not count."""
        try:
            return sorted(self._keys(prefix))
        except OSError as error:
            raise StoreError(f"{self.root}: cannot be read: {error.strerror}") from error

    def _keys(self, prefix: str) -> Iterator[str]:
        for path in self.root.rglob("*"):
            key = path.relative_to(self.root).as_posix()
            if key.startswith(prefix) and not path.name.startswith(".") and path.is_file():
                yield key


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, or a part of one, on S3 or a service that speaks like it.

    Credentials, region and endpoint come from the environment as Amazon's tools read it
    (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL and the like).
    """

    address: str

    @property
    def url(self) -> str:
        """The address, ``s3://bucket/prefix``."""
        return self.address

    def put(self, key: str, content: bytes) -> None:
        """Keep ``content``; see `Place.put`."""
        path = self._path(key)
        with _failures(f"{path}: cannot be written"):
            _file_system().pipe_file(path, content)

    def get(self, key: str) -> bytes:
        """What is kept; see `Place.get`."""
        path = self._path(key)
        with _failures(f"{path}: cannot be read"):
            content: bytes = _file_system().cat_file(path)
            return content

    def keys(self, prefix: str) -> list[str]:
        """The keys; see `Place.keys`."""
        root = self._path("")
        with _failures(f"{root}: cannot be read"):
            found = _file_system().find(f"{root}{prefix}".rpartition("/")[0])
        bare = root.removeprefix(_S3)
        return sorted(key for path in found if (key := path.removeprefix(bare)).startswith(prefix))

    def remove(self, key: str) -> None:
        """Remove what is kept under ``key``; nothing happens where nothing is.

        Raises:
            StoreError: It cannot be removed.
        """
        path = self._path(key)
        with _failures(f"{path}: cannot be removed"):
            _file_system().rm_file(path)

    def _path(self, key: str) -> str:
        return f"{self.address.rstrip('/')}/{key}"


def place_of(url: str) -> Place:
    """The place that ``url`` names: a folder's path, or an ``s3://`` address."""
    return Bucket(url) if url.startswith(_S3) else Folder(Path(url).expanduser())


def _file_system() -> Any:  # noqa: ANN401 - fsspec publishes no types
    try:
        import fsspec  # noqa: PLC0415 - only an archive on S3 needs it
        import s3fs  # noqa: F401, PLC0415 - fsspec would say the same in more words
    except ImportError as error:
        problem = "an s3:// archive needs s3fs: pip install 'strikedesk[s3]'"
        raise StoreError(problem) from error
    # Others write too: what was listed once may not be all that is there.
    return fsspec.filesystem("s3", use_listings_cache=False)


class _failures:  # noqa: N801 - reads as the verb of a with statement
    """Turns what S3 clients raise into one error."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise our error in place of theirs."""
        if error is None or isinstance(error, StoreError):
            return
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as s3fs

        if isinstance(error, FileNotFoundError):
            missing = "it is not there"
            if "specified bucket" in str(error):
                missing = "its bucket does not exist; make it or check the address"
            raise StoreError(f"{self._what}: {missing}") from error
        if isinstance(error, OSError | BotoCoreError | ClientError):
            raise StoreError(f"{self._what}: {error}; check address and credentials") from error
