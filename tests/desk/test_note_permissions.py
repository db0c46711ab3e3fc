"""What each address of a note answers to whom, in which state of the note, and what it changes.

The addresses are those that the application has; one that the table does not name fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from generator.desk.notes.panels import PANELS
from generator.desk.routes import DeskRoute
from generator.editorial.comments import comment, comments_on
from generator.editorial.decisions import Decision
from generator.editorial.delivering import deliveries
from generator.editorial.person import Role
from generator.editorial.states import State
from tests.desk.desks import FROM_HERE
from tests.desk.stands import (
    BEING_CORRECTED,
    NEVER,
    STAFF,
    SYMBOLS,
    World,
    copied,
    full_world,
    sent,
)
from tests.desk.test_permissions import LEAST
from tests.editorial.made_notes import ANNA, SOON

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.testclient import TestClient

    from generator.editorial.notes import Note

FATES: Final = """
address                            draft in_review approved published correcting corrected withdrawn nowhere other never
GET /notes/{note}                    200       200      200       200        200       200       200     404     -     -
GET /notes/{note}/edit               200       200      200       200        200       200       409     404     -     -
GET /notes/{note}/text/{text}/page         200 200      200       200        200       200       200     404   404   404
GET /notes/{note}/text/{text}/file/{kind}  200 200      200       200        200       200       200     404   404   404
GET /notes/{note}/text/{text}/facts/{fact} 200 200      200       200        200       200       200     404   404   404
POST /notes/{note}/edit              303       303      303       303        303       303       409     404   409   409
POST /notes/{note}/check             200       200      200       200        200       200       409     404   404   404
POST /notes/{note}/preview           200       200      200       200        200       200       409     404   404   404
POST /notes/{note}/submit            303       409      409       409        409       409       409     404   409   409
POST /notes/{note}/comment           303       303      303       303        303       303       303     404   404   404
POST /notes/{note}/settle            303       303      303       303        303       303       303     404   404   404
POST /notes/{note}/send-back         409       303      409       409        303       409       409     404   409   409
POST /notes/{note}/approve           409       303      409       409        303       409       409     404   409   409
POST /notes/{note}/revoke            409       409      303       409        409       409       409     404   409   409
POST /notes/{note}/embargo           303       303      303       409        303       409       409     404   409   409
POST /notes/{note}/publish           409       409      303       303        409       303       409     404   409   409
POST /notes/{note}/deliver           409       409      409       303        303       303       303     404   404   404
POST /notes/{note}/drop              409       409      409       409        303       409       409     404   409   409
POST /notes/{note}/withdraw          409       409      409       303        303       303       409     404   409   409
"""  # noqa: E501 - a table
"""Of who may use the address. Nowhere is no note; other is a text, comment or delivery of another
note, and never one that nothing has, both where the address else says 303 or 200."""
OBJECTS: Final = tuple(FATES.strip().splitlines()[0].split()[1:])
NOWHERE: Final = 999_999
WORDS: Final = "because it is so"
IDLE: Final = frozenset({"publish", "deliver"})
"""What may be sent again without a change: it was done, or there is nothing to do."""


def _fates() -> dict[tuple[str, str], dict[str, int]]:
    found = {}
    for line in FATES.strip().splitlines()[1:]:
        method, path, *statuses = line.split()
        told = zip(OBJECTS, statuses, strict=True)
        found[method, path] = {name: int(status) for name, status in told if status != "-"}
    return found


TABLE: Final = _fates()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A desk with a note in each state, each with a comment; to be copied."""
    world = full_world(tmp_path_factory.mktemp("made"))
    for state in SYMBOLS:
        note = world.in_state(state)
        comment(world.desk.newsroom, Decision(note.id, note.head, ANNA, SOON), "", "hm")
    return world


def _home(path: str) -> str:
    """The state in which an address does something; there texts of others are tried."""
    fates = TABLE[("POST" if ("POST", path) in TABLE else "GET"), path]
    return next(name for name in SYMBOLS if fates[name] in {200, 303})


class Asked:
    """One address, asked about one object."""

    def __init__(self, world: World, method: str, path: str, what: str) -> None:
        self.world, self.method, self.path, self.what = world, method, path, what
        self.action = path.rpartition("/")[2]
        self.note = world.in_state(what if what in SYMBOLS else _home(path))
        self.other = world.in_state(State.CORRECTED if self.note.live is None else State.PUBLISHED)
        if self.other.id == self.note.id:
            self.other = world.in_state(State.CORRECTED)

    def status(self, client: TestClient) -> int:
        """What it is answered with."""
        number = NOWHERE if self.what == "nowhere" else self.note.id
        parts = {"note": number, "text": self._seen(), "kind": "markdown", "fact": "spot"}
        address = self.path.format(**parts)
        if self.method == "POST":
            return sent(client, address, **self._form()).status_code
        return client.get(address, headers=FROM_HERE).status_code

    def _seen(self) -> str:
        if self.what == "never":
            return NEVER
        if self.what == "other":
            return self.other.head
        return self._current(self.note)

    def _current(self, note: Note) -> str:
        published = note.state in {State.PUBLISHED, State.CORRECTED}
        if self.action in {"revoke", "publish"}:
            return note.approved or note.head
        if self.action == "withdraw" or (self.action == "edit" and published):
            return note.live or note.head
        return note.head

    def _form(self) -> dict[str, str]:
        text = self.world.text(self.note) + "\nMore."
        seen = {"seen": self._seen()}
        forms: Mapping[str, dict[str, str]] = {
            "edit": {**seen, "text": text, "what_changed": WORDS},
            "check": {**seen, "text": text},
            "preview": {**seen, "text": text},
            "comment": {**seen, "text": WORDS},
            "settle": {"seen": self.note.head, "comment": self._comment()},
            "deliver": self._delivery(),
        }
        reasons = {"send-back", "revoke", "drop", "withdraw"}
        return forms.get(self.action, seen | ({"reason": WORDS} if self.action in reasons else {}))

    def _comment(self) -> str:
        if self.what == "never":
            return "999"
        note = self.other if self.what == "other" else self.note
        return str(comments_on(self.world.desk.newsroom, note.id)[0].id)

    def _delivery(self) -> dict[str, str]:
        seen = {"seen": self.note.live or self.note.head}
        if self.what == "never":
            return seen | {"key": NEVER}
        if self.what == "other":
            return seen | {"key": deliveries(self.world.desk.newsroom, self.other.id)[0].key}
        return seen


def test_every_address_of_a_note_is_in_the_table(made: World) -> None:
    there = set()
    for route in made.app.routes:
        assert isinstance(route, DeskRoute)
        if route.path.startswith("/notes/{"):
            there |= {(method, route.path) for method in (route.methods or set()) - {"HEAD"}}
    assert there == set(TABLE)
    assert all(name in fates for fates in TABLE.values() for name in (*SYMBOLS, "nowhere"))


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_who_may_use_an_address_is_answered_by_the_state_of_the_note(
    made: World, tmp_path: Path, method: str, path: str
) -> None:
    least = LEAST[method, path] or Role.WRITER
    for name in (next(name for name, role in STAFF.items() if role is least), "ada"):
        world = copied(made, tmp_path / name)
        client, before = world.client(name), world.rows()
        for what, fate in TABLE[method, path].items():
            asked = Asked(world, method, path, what)
            assert asked.status(client) == fate, (name, what)
            after = world.rows()
            if asked.action not in IDLE:
                assert (after != before) is (fate == 303), (name, what)
            before = after


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_nobody_else_gets_past_the_gate_and_nothing_changes(
    made: World, tmp_path: Path, method: str, path: str
) -> None:
    least = LEAST[method, path] or Role.WRITER
    world = copied(made, tmp_path)
    refused = {name: 403 for name, role in STAFF.items() if not role.includes(least)}
    gone = 303 if method == "GET" else 401
    clients = {name: world.client(name) for name in (*refused, None, "anna", "ben")}
    people, now = world.desk.people, world.clock()
    people.set_active(world.person("anna").id, active=False, by="ada", now=now)
    people.set_role(world.person("ben").id, Role.WRITER, by="ada", now=now)
    before = world.rows()
    for name, client in clients.items():
        for what in TABLE[method, path]:
            status = Asked(world, method, path, what).status(client)
            assert status == refused.get(name or "", gone), (name, what)
    assert world.rows() == before


def test_the_other_addresses_change_nothing_when_they_are_only_read(made: World) -> None:
    before = made.rows()
    for name in STAFF:
        client = made.client(name)
        for path in ("/", "/?view=all&symbol=REV", "/login", "/me", "/people", "/static/desk.js"):
            assert client.get(path).status_code in {200, 303, 403}
            assert client.head(path).status_code in {200, 303, 403}
    for panel in PANELS:
        for state in (State.DRAFT, State.CORRECTED, State.WITHDRAWN):
            address = f"/notes/{made.in_state(state).id}?panel={panel}"
            answer = made.client("ada").get(address, headers={"HX-Request": "true"})
            assert answer.status_code == 200
    assert made.rows() == before


@pytest.mark.parametrize("state", SYMBOLS)
def test_approving_several_answers_by_the_state_of_the_note(
    made: World, tmp_path: Path, state: str
) -> None:
    world = copied(made, tmp_path)
    note, before = world.in_state(state), world.rows()
    form = {f"note_{note.id}": note.head}
    assert sent(world.client("wim"), "/notes/approve", **form).status_code == 403
    assert sent(world.client(None), "/notes/approve", **form).status_code == 401
    assert world.rows() == before
    allowed = state in {State.IN_REVIEW, BEING_CORRECTED}
    answer = sent(world.client("anna"), "/notes/approve", **form)
    assert answer.status_code == (200 if allowed else 422)
    assert (world.rows() != before) is allowed


def test_a_form_that_is_sent_twice_is_carried_out_once(made: World, tmp_path: Path) -> None:
    for method, path in TABLE:
        action = path.rpartition("/")[2]
        if method == "GET" or action in {"comment", "embargo", "check", "preview"}:
            continue
        world = copied(made, tmp_path / action)
        asked, client = Asked(world, method, path, _home(path)), world.client("ada")
        assert asked.status(client) == 303
        after = world.rows()
        assert asked.status(client) in {303, 409}, path
        assert world.rows() == after, path
