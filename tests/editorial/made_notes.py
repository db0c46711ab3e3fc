"""Small notes of market data, a press that prints them in no time, and a newsroom around both."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from generator.archive.archive import Archive
from generator.archive.database import open_database
from generator.archive.places import Folder
from generator.audit.findings import Finding
from generator.config import GateLimits, Settings
from generator.editorial.actors import ADMIN, EDITOR, WRITER, Actor
from generator.editorial.handing_in import Drafted, hand_in
from generator.editorial.newsroom import Newsroom
from generator.editorial.people import People
from generator.editorial.person import Newcomer, Role
from generator.editorial.press import Printed, Review, TextEdit
from generator.errors import RefusedError
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import Observed, draft_note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.editorial.notes import Note

AS_OF: Final = datetime.fromisoformat("2026-06-22T16:00:00-04:00")
SOON: Final = datetime(2026, 6, 22, 20, 5, tzinfo=UTC)
"""Five minutes later."""
MUCH_LATER: Final = datetime(2026, 6, 25, 20, 5, tzinfo=UTC)
"""After three more sessions: such a quote is too old."""
PLAYBOOK: Final = "options_focus"
WRONG: Final = "WRONG"
"""What the press of the tests takes for a finding."""
ANNA: Final = Actor("anna", "Anna Berg", EDITOR)
BEN: Final = Actor("ben", "Ben Cole", EDITOR)
WIM: Final = Actor("wim", "Wim Writer", WRITER)
ADA: Final = Actor("ada", "Ada Admin", ADMIN)
STAFF: Final = (
    ANNA,
    BEN,
    WIM,
    ADA,
    Actor("wes", "Wes Writer", WRITER),
    Actor("eve", "Eve Dorn", EDITOR),
    Actor("lou", "Lou Lowered", EDITOR),
)


@lru_cache(maxsize=1)
def _demo_files() -> Mapping[str, bytes]:
    snapshot = demo_snapshot()
    playbook = load_playbook(playbook_folder(PLAYBOOK))
    observed = Observed(snapshot, snapshot_digest(snapshot))
    return draft_note(observed, playbook, Settings(), None).files


def note_files(
    symbol: str = "IWM",
    as_of: datetime = AS_OF,
    kind: str = "market",
    text: str = "",
    *,
    small: bool = False,
) -> dict[str, bytes]:
    """The files of a note, without charts: those of the demo, told of another market and time.

    A small one has two facts and one sentence, for tests that make thousands.
    """
    files = _demo_files()
    record: dict[str, Any] = json.loads(files["article.json"])
    facts: dict[str, Any] = json.loads(files["facts.json"])
    record |= {"symbol": symbol, "as_of": as_of.isoformat(), "issues": []}
    facts |= {"symbol": symbol, "as_of": as_of.isoformat()}
    facts["facts"]["data_kind"]["value"] = kind
    if small:
        empty: dict[str, Any] = {"sections": [], "spans": [], "traces": [], "remembered": {}}
        record |= empty | {"markdown": "# A note\n\nIt says this.\n"}
        facts["facts"] = {name: facts["facts"][name] for name in ("data_kind", "regime")}
    record["markdown"] += text
    return {
        "article.json": json.dumps(record).encode(),
        "facts.json": json.dumps(facts).encode(),
        "article.md": record["markdown"].encode(),
        "article.html": b"<!DOCTYPE html><html lang=en><title>n</title><main>n</main></html>",
        "audit.json": b'{"schema": "audit/1", "verdict": "pass", "findings": []}',
    }


@dataclass
class QuickPress:
    """Takes a text as it comes; what holds `WRONG` fails its audit."""

    rules: str = "0" * 64
    proven: int = 0
    mails: bool = False
    unsourced: str = ""
    printed: list[str] = field(default_factory=list)

    def prove(self, files: Mapping[str, bytes], playbook: str) -> list[Finding]:
        """See `generator.editorial.press.Press`."""
        del playbook
        self.proven += 1
        return _findings(files["article.md"].decode())

    def edited(self, edit: TextEdit) -> Printed:
        """See `generator.editorial.press.Press`."""
        told = f"{edit.text}\nedited by {', '.join(edit.editors)}" if edit.editors else edit.text
        if edit.correction is not None:
            told = f"**Correction, {edit.correction.day}.** {edit.correction.text}\n{told}"
        return Printed(_with_text(edit.files, told), _findings(told))

    def tried(self, edit: TextEdit) -> Printed:
        """See `generator.editorial.press.Press`."""
        return self.edited(edit)

    def edition(self, files: Mapping[str, bytes], playbook: str, review: Review) -> Printed:
        """See `generator.editorial.press.Press`."""
        del playbook
        told = f"{files['article.md'].decode()}\nreviewed by {review.reviewer}"
        made = _with_text(files, told)
        if self.mails:
            made["article.eml"] = b"From: desk@example.com\nTo: all@example.com\n\n" + told.encode()
        return Printed(made, _findings(told))

    def check_source(self, files: Mapping[str, bytes], playbook: str, archive: Archive) -> None:
        """See `generator.editorial.press.Press`."""
        del files, playbook, archive
        if self.unsourced:
            raise RefusedError(self.unsourced, "the facts are not those of the data")

    def rules_sha256(self, playbook: str) -> str:
        """See `generator.editorial.press.Press`."""
        del playbook
        return self.rules


def _with_text(files: Mapping[str, bytes], text: str) -> dict[str, bytes]:
    """The files with another text; the message of the text before is none of them."""
    record = json.loads(files["article.json"]) | {"markdown": text}
    return {
        **{name: content for name, content in files.items() if name != "article.eml"},
        "article.md": text.encode(),
        "article.json": json.dumps(record).encode(),
    }


def _findings(text: str) -> list[Finding]:
    if WRONG not in text:
        return []
    return [
        Finding(kind="unproven_number", message="wrong", file="article.md", line=1, column=1)
    ]  # fmt: skip


def newsroom_in(
    folder: Path, *, url: str = "", single_user: bool = False, press: QuickPress | None = None
) -> Newsroom:
    """A newsroom whose archive is in ``folder``, on SQLite unless ``url`` names a database."""
    database = open_database(url or f"sqlite:///{folder}/archive.db")
    people = People(database)
    if not people.count():
        for actor in (ADA,) if single_user else STAFF:
            newcomer = Newcomer(actor.name, actor.display_name)
            people.add(newcomer, Role(actor.role), by="ada", now=AS_OF)
    archive = Archive(Folder(folder), database)
    return Newsroom(archive, press or QuickPress(), GateLimits(), single_user)


def handed_in(newsroom: Newsroom, symbol: str = "IWM", **note: Any) -> Note:  # noqa: ANN401
    """A note that was handed in soon after its quote."""
    drafted = Drafted(note_files(symbol, **note), PLAYBOOK, WIM, SOON)
    return hand_in(newsroom, drafted)


def left_alone(newsroom: Newsroom) -> None:
    """Let nobody but Ada be at a desk."""
    people = People(newsroom.archive.database)
    for person in people.all():
        if person.name != ADA.name:
            people.set_active(person.id, active=False, by=ADA.name, now=SOON)
