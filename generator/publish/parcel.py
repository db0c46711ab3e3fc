"""What goes out for one note: the files that a reader finds in its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.files import folder_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

PUBLICATION: Final = "publication.json"
SCHEMA: Final = "publication/1"
EARLIER: Final = "earlier"
MESSAGE: Final = "article.eml"


@dataclass(frozen=True, slots=True)
class Publication:
    """What ``publication.json`` says of the files beside it.

    Args:
        note_id: Number of the note at the desk.
        symbol: Ticker.
        as_of: Time of its data, ISO.
        state: published, corrected or withdrawn.
        edition: Hash of the edition.
        reviewed_by: Who approved it, as the byline prints them.
        single_user: Whether one person wrote and approved.
        at: When it was published, ISO.
        trail: Hash of the event that tells of it.
        files: SHA-256 of every file, by name.
    """

    note_id: int
    symbol: str
    as_of: str
    state: str
    edition: str
    reviewed_by: str
    single_user: bool
    at: str
    trail: str
    files: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """The content of ``publication.json``."""
        body: dict[str, Any] = {"schema": SCHEMA}
        body |= {name: getattr(self, name) for name in self.__slots__}
        body["files"] = dict(self.files)
        return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Publication:
        """What `to_bytes` wrote.

        Raises:
            ValueError: It is of another kind.
        """
        body = json.loads(content)
        if not isinstance(body, dict) or body.pop("schema", None) != SCHEMA:
            msg = f"is no {SCHEMA}"
            raise ValueError(msg)
        try:
            return cls(**body)
        except TypeError as error:
            raise ValueError(str(error)) from error


def place_of(symbol: str, as_of: datetime) -> str:
    """The folder of a note, of its data in exchange time: ``2026-07-01/SPY``."""
    return f"{as_of.date()}/{folder_name(symbol)}"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One note on its way.

    Args:
        symbol: Ticker.
        as_of: Time of its data, in exchange time.
        publication: What is said of the files.
        files: By name, without ``publication.json``.
        message: The e-mail of the edition, if it has one.
    """

    symbol: str
    as_of: datetime
    publication: Publication
    files: Mapping[str, bytes]
    message: bytes | None = None

    @property
    def place(self) -> str:
        """Its folder; see `place_of`."""
        return place_of(self.symbol, self.as_of)

    def contents(self) -> dict[str, bytes]:
        """All files of its folder; ``publication.json`` is the last."""
        return dict(self.files) | {PUBLICATION: self.publication.to_bytes()}
