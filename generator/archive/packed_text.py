"""Long texts of a database, kept compressed and read as they were."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class PackedText(TypeDecorator[str]):
    """A column of text that takes an eighth of its length: zlib, over UTF-8."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = LargeBinary
    cache_ok: bool | None = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """What is written."""
        del dialect
        return None if value is None else packed(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ANN401 - bytes, or text where a step has not been made
        """What is read."""
        del dialect
        return None if value is None else unpacked(value)


def packed(text: str) -> bytes:
    """A text as it is kept."""
    return zlib.compress(text.encode())


def unpacked(kept: bytes | str) -> str:
    """The text again; one that was kept before texts were packed is as it is.

    Raises:
        ValueError: It is no packed text.
    """
    if isinstance(kept, str):
        return kept
    try:
        return zlib.decompress(kept).decode()
    except zlib.error as error:
        raise ValueError(f"no packed text: {error}") from error
