"""Finished notes read back from disk: one file, or all under a folder, by symbol and date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ArticleError
from generator.files import parse_json, read_bytes, read_text, symbol_of_folder
from generator.narrative.prose import Prose, prose_of

if TYPE_CHECKING:
    from pathlib import Path

_RECORD: Final = "article.json"
_SUFFIX: Final = ".md"
_READ_ME: Final = "readme"


@dataclass(frozen=True, slots=True)
class FinishedNote:
    """A note on disk.

    Args:
        path: Its Markdown.
        symbol: Ticker: of its record, or else its folder's name.
        name: The date of its data, or the path that tells it apart.
        prose: Its prose.
        short: Ids of the sections that lack facts of theirs.
    """

    path: Path
    symbol: str
    name: str
    prose: Prose
    short: frozenset[str] = frozenset()


def read_note(path: Path) -> FinishedNote:
    """Read a note; ``path`` is its Markdown, or the folder of an ``article.md``.

    Raises:
        InputError: It cannot be read, is no text, or holds no prose.
    """
    file = path / "article.md" if path.is_dir() else path
    text = read_text(file)
    record = _record_beside(file)
    titles = {
        section["title"]: section["id"]
        for section in record.get("sections", [])
        if section.get("title")
    }
    prose = prose_of(text, titles)
    if not prose.sections:
        raise ArticleError(file, "holds no prose; a note is Markdown with headings and paragraphs")
    symbol = record.get("symbol") or _symbol_of(file)
    short = {section["id"] for section in record.get("sections", []) if section.get("missing")}
    return FinishedNote(file, symbol, _name_of(file, record), prose, frozenset(short))


def read_notes(folder: Path) -> dict[str, tuple[FinishedNote, ...]]:
    """All notes under ``folder`` by symbol, each symbol's in the order of their dates.

    Raises:
        InputError: ``folder`` is none, holds no note, or one of them cannot be read.
    """
    if not folder.is_dir():
        raise ArticleError(folder, "is no folder; give one that holds notes")
    files = sorted(folder.rglob("article.md")) or [
        path for path in sorted(folder.rglob(f"*{_SUFFIX}")) if path.stem.lower() != _READ_ME
    ]
    if not files:
        raise ArticleError(folder, "holds no note (article.md, or any other *.md)")
    by_symbol: dict[str, list[FinishedNote]] = {}
    for note in sorted(
        (read_note(file) for file in files), key=lambda item: (item.name, item.path)
    ):
        by_symbol.setdefault(note.symbol, []).append(note)
    return {symbol: tuple(by_symbol[symbol]) for symbol in sorted(by_symbol)}


def _record_beside(file: Path) -> dict[str, Any]:
    path = file.parent / _RECORD
    if file.name != "article.md" or not path.is_file():
        return {}
    body = parse_json(read_bytes(path), path)
    if not isinstance(body, dict) or not isinstance(body.get("sections"), list):
        raise ArticleError(path, "is no record of a note")
    return body


def _symbol_of(file: Path) -> str:
    """The ticker that the folder's name gives; for a heap of files the folder itself is one."""
    return symbol_of_folder(file.parent.name)


def _name_of(file: Path, record: dict[str, Any]) -> str:
    if record.get("as_of"):
        return str(record["as_of"])[:10]
    return file.parent.parent.name if file.name == "article.md" else file.stem
