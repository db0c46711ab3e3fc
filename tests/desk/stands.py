"""A desk with a note in each state, as a world that a test may copy, change and throw away."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from generator.archive.tables import METADATA
from generator.config import PublishSettings, Settings
from generator.desk.server import create_app
from generator.editorial.decisions import Decision, approve, send_back
from generator.editorial.delivering import deliver
from generator.editorial.edits import Edit, correct, save
from generator.editorial.person import Role
from generator.editorial.publishing import publish, withdraw
from generator.editorial.states import State
from generator.editorial.summaries import text_of
from tests.desk.desks import FROM_HERE, Clock, browser, joined, logged_in, made_desk
from tests.editorial.made_notes import ANNA, BEN, SOON, WIM, handed_in, left_alone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from httpx2 import Response
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from generator.desk.desk import Desk
    from generator.editorial.actors import Actor
    from generator.editorial.notes import Note
    from generator.editorial.person import Person

BEING_CORRECTED: Final = "correcting"
"""A published note whose correction is in review."""
SYMBOLS: Final[Mapping[str, str]] = {
    State.DRAFT: "DRA",
    State.IN_REVIEW: "REV",
    State.APPROVED: "APP",
    State.PUBLISHED: "PUB",
    BEING_CORRECTED: "NEW",
    State.CORRECTED: "COR",
    State.WITHDRAWN: "WIT",
}
"""The symbol of the note of each state."""
STAFF: Final[Mapping[str, Role]] = {
    "wim": Role.WRITER,
    "anna": Role.EDITOR,
    "ben": Role.EDITOR,
    "ada": Role.ADMIN,
}
NAMES: Final = {"wim": "Wim Writer", "anna": "Anna Berg", "ben": "Ben Cole", "ada": "Ada Admin"}
NEVER: Final = "a" * 64
"""The hash of a text that no note ever had."""
FORM: Final = {**FROM_HERE, "Content-Type": "application/x-www-form-urlencoded"}
_BOOKKEEPING: Final = frozenset({"sessions", "login_failures"})


@dataclass(frozen=True)
class World:
    """A desk with people and notes, five minutes after the quotes.

    Args:
        desk: The desk; its archive and its shelf are in ``folder``.
        folder: Where.
    """

    desk: Desk
    folder: Path

    @cached_property
    def app(self) -> Starlette:
        """The application of the desk."""
        return create_app(self.desk)

    @property
    def clock(self) -> Clock:
        """The desk's clock."""
        assert isinstance(self.desk.clock, Clock)
        return self.desk.clock

    @property
    def shelf(self) -> Path:
        """The folder that readers have."""
        return self.folder / "public"

    def person(self, name: str) -> Person:
        """Somebody of the staff."""
        found = self.desk.people.named(name)
        assert found is not None, name
        return found

    def client(self, name: str | None) -> TestClient:
        """A client with a session of this person; of nobody for ``None``."""
        return browser(self.app) if name is None else logged_in(self.app, self.person(name))

    def note(self, number: int) -> Note:
        """A note as it is now."""
        return self.desk.newsroom.note(number)

    def in_state(self, state: str) -> Note:
        """The note that was brought into this state."""
        return self.note(list(SYMBOLS).index(state) + 1)

    def text(self, note: Note, sha256: str | None = None) -> str:
        """The Markdown of a text of a note; of its head unless another is named."""
        return text_of(self.desk.newsroom.files(note.id, sha256 or note.head))

    def rows(self) -> str:
        """The hash of all rows but the bookkeeping of sessions."""
        digest = hashlib.sha256()
        with self.desk.archive.database.reading() as connection:
            for table in METADATA.sorted_tables:
                if table.name not in _BOOKKEEPING:
                    told = sorted(map(str, connection.execute(select(table))))
                    digest.update(f"{table.name}{told}".encode())
        return digest.hexdigest()


def empty_world(folder: Path, **changes: Any) -> World:  # noqa: ANN401 - of the desk
    """A desk with its staff and no note."""
    world = opened_world(folder, **changes)
    for name, role in STAFF.items():
        joined(world.desk, name, role, NAMES[name])
    return world


def opened_world(folder: Path, **changes: Any) -> World:  # noqa: ANN401 - of the desk
    """The desk whose archive is in ``folder``."""
    folder.mkdir(exist_ok=True)
    shelf = PublishSettings(to=(str(folder / "public"),))
    values: dict[str, Any] = {"settings": Settings(publish=shelf), "clock": Clock(SOON)}
    return World(made_desk(folder, **values | changes), folder)


def full_world(folder: Path) -> World:
    """A desk with its staff and a note in each state; Ben published what Anna approved."""
    world = empty_world(folder)
    for state, symbol in SYMBOLS.items():
        _brought(world, handed_in(world.desk.newsroom, symbol), state)
    return world


def copied(world: World, folder: Path) -> World:
    """The same desk again, to be changed; the shelf is another."""
    shutil.copytree(world.folder, folder, dirs_exist_ok=True)
    return opened_world(folder)


def single_user(world: World) -> World:
    """The same desk, of one person, Ada, who may approve what they wrote."""
    left_alone(world.desk.newsroom)
    return replace(world, desk=replace(world.desk, single_user=True))


def sent(client: TestClient, path: str, **form: str) -> Response:
    """The answer to a form of a page of the desk."""
    return client.post(path, data=form, headers=FORM)


def edited_by(world: World, note: Note, actor: Actor, text: str = "\nMore.") -> Note:
    """The note with a text that ``actor`` wrote below it."""
    return save(world.desk.newsroom, Edit(note.id, note.head, world.text(note) + text, actor, SOON))


def approved_by(world: World, note: Note, actor: Actor = ANNA) -> Note:
    """The note, approved."""
    return approve(world.desk.newsroom, Decision(note.id, note.head, actor, SOON))


def published_by(world: World, note: Note, actor: Actor = BEN) -> Note:
    """The approved note, published and delivered."""
    decision = Decision(note.id, note.approved or "", actor, SOON)
    out = publish(world.desk.newsroom, decision, world.desk.places)
    deliver(world.desk.newsroom, world.desk.carrier, SOON, [note.id])
    return out


def _brought(world: World, note: Note, state: str) -> None:
    newsroom = world.desk.newsroom
    if state == State.DRAFT:
        send_back(newsroom, Decision(note.id, note.head, BEN, SOON), "look at it again")
    if state in {State.DRAFT, State.IN_REVIEW}:
        return
    note = approved_by(world, note)
    if state == State.APPROVED:
        return
    note = published_by(world, note)
    if state in {BEING_CORRECTED, State.CORRECTED}:
        text = world.text(note, note.live)
        edit = Edit(note.id, note.live or "", f"{text}\nBetter.", WIM, SOON)
        note = correct(newsroom, edit, "a word was wrong")
    if state == State.CORRECTED:
        published_by(world, approved_by(world, note))
    if state == State.WITHDRAWN:
        decision = Decision(note.id, note.live or "", BEN, SOON)
        withdraw(newsroom, decision, world.desk.places, "it was wrong")
        deliver(newsroom, world.desk.carrier, SOON, [note.id])
