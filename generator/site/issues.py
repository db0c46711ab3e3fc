"""Issues: the notes of a folder that may be shown, and why the others may not."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.errors import ArticleError, InputError, RefusedError, UsageError
from generator.files import check_symbol, folder_name, parse_json, read_bytes
from generator.market.headlines import clean_text
from generator.narrative.record import NoteRecord, read_facts, read_record
from generator.publish.parcel import PUBLICATION, Publication
from generator.publish.withdrawal import WITHDRAWN
from generator.site.corrections import CORRECTIONS, Correction, read_corrections
from generator.site.proof import prove
from generator.wording.markup import unescape_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.signals.facts import Facts

MARKDOWN: Final = "article.md"
PAGE: Final = "article.html"
PDF: Final = "article.pdf"
RECORD: Final = "article.json"
FACTS: Final = "facts.json"
AUDIT: Final = "audit.json"
MODELLED: Final = "Modelled data, not a market."
_LONGEST: Final = 2000
_EARLIER: Final = re.compile(r"earlier/[0-9]+/article\.html")
_CHART: Final = re.compile(r"[a-z0-9_]+\.svg\Z")
_BESIDE_PROSE: Final = ("#", "|", "!", "*")
"""How a block of the Markdown begins that is no prose: heading, table, chart, caption."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A note that may be shown.

    Args:
        folder: Where it was read.
        symbol: Ticker.
        as_of: Time of its data, with its offset.
        title: Its headline, as plain text.
        summary: Its first bullet, as plain text.
        markdown: Its text.
        source: Where its data came from, in words.
        files: What is shown of it: SHA-256 by the name in its folder.
        pdf_size: Bytes of its PDF; ``None`` where it has none.
        corrections: Oldest first.
        modelled: Whether a model made its data.
        disclosure: What the publication says below it; may be empty.
        earlier: Pages that readers had before, the first one first: SHA-256 by name.
    """

    folder: Path
    symbol: str
    as_of: datetime
    title: str
    summary: str
    markdown: str
    source: str
    files: Mapping[str, str]
    pdf_size: int | None
    corrections: tuple[Correction, ...] = ()
    modelled: bool = False
    disclosure: str = ""
    earlier: Mapping[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The date of its data, in exchange time."""
        return self.as_of.date()

    @property
    def place(self) -> str:
        """Its folder in the site: ``2026-07-01/SPY``."""
        return f"{self.day}/{folder_name(self.symbol)}"

    @property
    def updated(self) -> datetime:
        """When it last changed: the time of its data, or of its last correction."""
        return max([self.as_of, *(item.moment for item in self.corrections)])


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A note that was withdrawn: its address shows the notice.

    Args:
        place: Its folder in the site.
        page: The notice.
    """

    place: str
    page: bytes


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A folder that is not shown.

    Args:
        folder: The folder.
        reason: Why, with its code where it has one.
        damaged: Whether it could not be read at all.
    """

    folder: Path
    reason: str
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder of notes holds: issues, the newest first, and what is left out."""

    issues: tuple[Issue, ...]
    left_out: tuple[LeftOut, ...]
    withdrawn: tuple[Withdrawn, ...] = ()


def read_issues(notes: Path, *, include_modelled: bool = False) -> Reading:
    """Read and prove every note below ``notes``.

    Of two notes of one symbol and day the later is taken. Links below ``notes`` are not followed,
    and folders whose names begin with a dot are drafts that are being written.

    Raises:
        InputError: ``notes`` is no folder, or a ``corrections.json`` is wrong: an issue must not
            be shown, or disappear, because its correction was mistyped.
    """
    if not notes.is_dir():
        raise ArticleError(notes, "is no folder; give the one that holds <date>/<SYMBOL>/")
    issues: dict[str, Issue] = {}
    left_out: list[LeftOut] = []
    for folder in _note_folders(notes, left_out):
        found = _read(folder, include_modelled=include_modelled)
        if isinstance(found, LeftOut):
            left_out.append(found)
            continue
        other = issues.get(found.place)
        if other is not None:
            found, other = (found, other) if found.as_of > other.as_of else (other, found)
            left_out.append(LeftOut(other.folder, f"the issue of that day is {found.folder}"))
        issues[found.place] = found
    newest = sorted(issues.values(), key=lambda issue: issue.symbol)
    newest.sort(key=lambda issue: (issue.day, issue.as_of), reverse=True)
    left = tuple(sorted(left_out, key=lambda item: item.folder))
    return Reading(tuple(newest), left, tuple(_withdrawn(notes)))


def _withdrawn(notes: Path) -> Iterator[Withdrawn]:
    """The notices that publishing has put in the place of withdrawn notes."""
    for path in sorted(notes.glob(f"*/*/{WITHDRAWN}")):
        folder = path.parent
        page = folder / PAGE
        if not any(each.is_symlink() for each in (path, page, folder)) and page.is_file():
            yield Withdrawn(f"{folder.parent.name}/{folder.name}", read_bytes(page))


def _note_folders(notes: Path, left_out: list[LeftOut]) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise ArticleError(error.filename or notes, f"cannot be read: {error.strerror}") from error

    for here, folders, files in os.walk(notes, onerror=refuse):
        folder = Path(here)
        links = sorted(name for name in folders if (folder / name).is_symlink())
        left_out.extend(
            LeftOut(folder / name, "is a link, which is not followed") for name in links
        )
        folders[:] = sorted(name for name in folders if name[0] != "." and name not in links)
        if RECORD in files:
            yield folder


def _read(folder: Path, *, include_modelled: bool) -> Issue | LeftOut:
    try:
        note = _Note.read(folder)
        note.check(include_modelled=include_modelled)
    except RefusedError as error:
        return LeftOut(folder, str(error))
    except (InputError, UsageError) as error:
        return LeftOut(folder, str(error), damaged=True)
    return note.issue()


@dataclass(frozen=True, slots=True)
class _Note:
    """The files of one folder, each read once, so that what is proven is what is shown."""

    folder: Path
    record: NoteRecord
    facts: Facts
    as_of: datetime
    shown: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path) -> _Note:
        charts = folder / "charts"
        names = [f"charts/{name}" for name in _names(charts) if _CHART.match(name)]
        names += [name for name in (PAGE, PDF) if (folder / name).exists()]
        for path in (charts, *(folder / name for name in (RECORD, FACTS, AUDIT, *names))):
            if path.is_symlink():
                raise RefusedError("link", f"{path.name} is a link, which is not followed")
        if PAGE not in names:
            raise RefusedError("no_page", f"has no {PAGE}: draft it with html among its --formats")
        record, facts = read_record(folder / RECORD), read_facts(folder / FACTS)
        as_of = _moment(folder / RECORD, record)
        check_symbol(record.symbol)
        return cls(
            folder, record, facts, as_of, {name: read_bytes(folder / name) for name in names}
        )

    def check(self, *, include_modelled: bool) -> None:
        """Refuse what was not proven, or is not what was proven, or is modelled."""
        audit = parse_json(read_bytes(self.folder / AUDIT), self.folder / AUDIT)
        if not isinstance(audit, dict) or audit.get("verdict") != "pass":
            raise RefusedError("audit_failed", f"{AUDIT} says that it did not pass its audit")
        digest = hashlib.sha256(read_bytes(self.folder / FACTS)).hexdigest()
        if digest != self.record.hashes.get("facts"):
            raise RefusedError("audit_failed", f"{FACTS} is not what the note was made from")
        if not include_modelled and self._is_modelled():
            raise RefusedError("modelled", "its data is modelled; --include-modelled is for a try")
        text = self.folder / MARKDOWN
        if text.is_file() and read_bytes(text) != self.record.markdown.encode():
            raise RefusedError("edited", f"{MARKDOWN} was edited after its page was made")
        prove(self.record, self.facts, self.shown)

    def issue(self) -> Issue:
        path = self.folder / CORRECTIONS
        corrections: tuple[Correction, ...] = ()
        if path.exists():
            if path.is_symlink():
                raise ArticleError(path, "is a link, which is not followed")
            corrections = read_corrections(read_bytes(path), path, self.as_of.date())
        printed = [
            Correction(item.day, _plain(item.text), printed=True)
            for item in self.record.standing.corrections
        ]
        pdf = self.shown.get(PDF)
        return Issue(
            folder=self.folder,
            symbol=self.record.symbol,
            as_of=self.as_of,
            title=headline_of(self.record.markdown),
            summary=summary_of(self.record.markdown),
            markdown=self.record.markdown,
            disclosure=self.record.imprint.disclosure,
            source=self._fact("data_source"),
            files={name: hashlib.sha256(data).hexdigest() for name, data in self.shown.items()},
            pdf_size=None if pdf is None else len(pdf),
            corrections=tuple(sorted([*corrections, *printed])),
            earlier=_earlier(self.folder),
            modelled=self._is_modelled(),
        )

    def _is_modelled(self) -> bool:
        return self._fact("data_kind") == "modelled"

    def _fact(self, name: str) -> str:
        fact = self.facts.get(name)
        return "" if fact is None or fact.value is None else str(fact.value)


def _earlier(folder: Path) -> dict[str, str]:
    """The earlier pages in ``folder`` that publishing has put there, and nobody has changed."""
    path = folder / PUBLICATION
    if not path.is_file() or path.is_symlink():
        return {}
    try:
        told = Publication.from_bytes(read_bytes(path)).files
    except ValueError as error:
        raise ArticleError(path, f"was not written by strikedesk publish: {error}") from error
    found = {name: told[name] for name in sorted(told) if _EARLIER.fullmatch(name)}
    for name, digest in found.items():
        if hashlib.sha256(read_bytes(folder / name)).hexdigest() != digest:
            raise RefusedError("edited", f"{name} was changed after it was published")
    return found


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _moment(path: Path, record: NoteRecord) -> datetime:
    try:
        moment = datetime.fromisoformat(record.as_of)
    except (TypeError, ValueError) as error:
        raise ArticleError(path, f"has no time: {error}") from error
    if moment.tzinfo is None or not isinstance(record.symbol, str):
        raise ArticleError(path, "has no symbol, or a time without its offset")
    return moment


def headline_of(markdown: str) -> str:
    """The first heading of a note, as plain text."""
    return _plain(markdown.split("\n", 1)[0].removeprefix("# "))


def summary_of(markdown: str) -> str:
    """The first bullet of a note, as plain text; the first paragraph of one without bullets."""
    blocks = [block for block in markdown.split("\n\n")[2:] if block.strip()]
    bullet = next((block for block in blocks if block.startswith("- ")), None)
    if bullet is not None:
        return _plain(bullet.split("\n")[0].removeprefix("- "))
    prose = (block for block in blocks if not block.lstrip().startswith(_BESIDE_PROSE))
    return _plain(next(prose, ""))


def _plain(markdown: str) -> str:
    """The words of ``markdown``, without what XML cannot hold."""
    return clean_text(unescape_markdown(markdown), _LONGEST)
