"""Requests that no page of the desk makes: whatever comes, by whomever, the desk does not fail.

The cases are drawn from a seed, for every address that the application has.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

import pytest

from generator.desk.notes.panels import PANELS
from generator.desk.routes import DeskRoute
from generator.editorial.states import State
from tests.desk.desks import COOKIE, HOST
from tests.desk.hostile_words import HOSTILE
from tests.desk.raw import Answer, answer
from tests.desk.stands import NEVER, STAFF, World, full_world

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED: Final = 20260702
ORDINARY: Final = 2_000
FULL: Final = 10_000
ODD: Final = (
    "", "0", "-1", "1", "2", "3", "4", "5", "6", "7", "8", "01", "+1", "1.0", "1e3", "1e999", "NaN",
    "0x1", " 1", "999999999", "9999999999", "9" * 400, str(2**63), str(2**31), "\u0661", "\uff11",
    "\u00b2", "\u2167", "1/2", "1%2f2", "..", "../..", "..%2f..", "....//", "%", "%zz", "%00",
    "\x00", "1\x00", "\r\nSet-Cookie: a=b", "\u202e1", "\ufeff1", "\u2028", "\U0001f4a3",
    "e\u0301" * 200,
    "null", "None", "true", "__proto__", "constructor", "' OR 1=1 --", "1;drop table notes",
    "a" * 64, "A" * 64, "g" * 64, "a" * 63, "\u0430" * 64, "approve", "page", "desk.css", "desk.js",
    "spot", "put_call_oi_ratio", "symbol", "as_of", "headlines", "0001-01-01T00:00",
    "9999-12-31T23:59", "2026-03-08T02:30", "2026-02-30T10:00", "2026-07-01T16:00",
    "2026-07-01T16:00+99:00", "0001-01-01", "9999-12-31", "2026-07-02", "2026-W27-1",
    *PANELS, *State, "pdf", "markdown", "html", "email", "record", "facts", *HOSTILE[:12],
)  # fmt: skip
FIELDS: Final = (
    "seen", "text", "reason", "what_changed", "until", "comment", "quote", "key", "looked",
    "note_1", "note_2", "note_999999999", "note_x", "note_", "state", "role", "active", "name",
    "next", "link",
    "display_name", "password", "again", "current", "panel", "done", "view", "symbol", "day",
    "regime", "verdict", "id", "\u0430", "seen[]", "",
)  # fmt: skip
_WANTED: Final = {
    "edit": ("seen", "text", "what_changed"),
    "check": ("seen", "text", "what_changed"),
    "preview": ("seen", "text"),
    "comment": ("seen", "text", "quote"),
    "settle": ("seen", "comment"),
    "embargo": ("seen", "until"),
    "deliver": ("seen", "key"),
    "role": ("role",),
    "active": ("active",),
    "link": (),
    "logout": (),
    "login": ("name", "password"),
}
"""The fields that a form has, so that cases get past its door; others have these two."""
_USUAL: Final = ("seen", "reason")
TYPES: Final = (
    b"application/json", b"multipart/form-data; boundary=x", b"text/plain", b"",
    b"application/x-www-form-urlencoded; charset=utf-16", b"\xff", b"application/xml",
)  # fmt: skip
FORM: Final = b"application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A desk with a note in each state."""
    return full_world(tmp_path_factory.mktemp("odd"))


class Cases:
    """Requests drawn from a seed.

    Args:
        world: The desk that they go to.
        seed: Of the draw.
    """

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.draw = world, random.Random(seed)  # noqa: S311 - no secret
        self.routes: list[DeskRoute] = [
            route for route in world.app.routes if isinstance(route, DeskRoute)
        ]
        notes = [world.in_state(state) for state in State]
        self.hashes = [text for note in notes for text in (note.head, note.approved, note.live)]
        self.tokens: dict[str, str] = {}

    def next(self) -> tuple[str, Answer]:
        """One more request, in words, and its answer."""
        route = self.draw.choice(self.routes)
        method = self.draw.choice(sorted(route.methods or {"GET"}))
        path = self._path(route)
        query = self._encoded(self.draw.sample(FIELDS, self.draw.choice((0, 0, 0, 1, 2, 4))))
        body = self._form(route) if method == "POST" else b""
        who = self.draw.choice((*STAFF, None))
        headers = self._headers(who, method)

        async def receive() -> Any:  # noqa: ANN401 - a message
            return {"type": "http.request", "body": body, "more_body": False}

        told = f"{who}: {method} {path!r} ?{query!r} {body[:300]!r} {headers}"
        return told, answer(self.world.app, path, headers, method, receive, query=query)

    def _path(self, route: DeskRoute) -> str:
        parts = {name: self._value() for name in route.param_convertors}
        if "note" in parts and self.draw.random() < 0.7:
            parts["note"] = str(self.draw.randint(1, 7))
        if "text" in parts and self.draw.random() < 0.7:
            parts["text"] = self.draw.choice(self.hashes) or NEVER
        return route.path.format(**parts)

    def _value(self) -> str:
        odd: str = self.draw.choice(ODD)
        return odd

    def _field(self, name: str) -> str:
        known = self.draw.random() < 0.6
        if known and (name == "seen" or name.startswith("note_")):
            return self.draw.choice(self.hashes) or NEVER
        return self._value()

    def _encoded(self, names: Sequence[str]) -> bytes:
        pairs = [(name, self._field(name)) for name in names]
        odd = self.draw.random()
        if odd < 0.05:
            pairs = pairs * 2
        encoded = urlencode(pairs).encode()
        if odd > 0.97:
            encoded += self.draw.choice(
                (b"&", b"=%ff", b"&a=%", b"\xff\xfe", quote("\x00").encode())
            )
        return encoded

    def _form(self, route: DeskRoute) -> bytes:
        names = list(_WANTED.get(route.path.rpartition("/")[2], _USUAL))
        if self.draw.random() < 0.2:
            names += self.draw.sample(FIELDS, 2)
        return self._encoded(names)

    def _headers(self, who: str | None, method: str) -> list[tuple[bytes, bytes]]:
        headers = [(b"host", HOST.encode()), (b"sec-fetch-site", b"same-origin")]
        if method == "POST":
            odd = self.draw.random() < 0.05
            headers.append((b"content-type", self.draw.choice(TYPES) if odd else FORM))
        if self.draw.random() < 0.3:
            headers.append((b"hx-request", b"true"))
        if who is not None:
            headers.append((b"cookie", f"{COOKIE}={self._token(who)}".encode()))
        return headers

    def _token(self, who: str) -> str:
        sessions, now = self.world.desk.sessions, self.world.clock()
        person = self.world.desk.people.named(who)
        assert person is not None
        known = self.tokens.get(who, "")
        if not person.active:
            return known
        if not known or sessions.person(known, now=now) is None:
            self.tokens[who] = sessions.begin(person.id, now=now)
        return self.tokens[who]


def _failures(world: World, seed: int, count: int) -> tuple[list[str], dict[int, int]]:
    cases, found = Cases(world, seed), []
    statuses: dict[int, int] = {}
    for _ in range(count):
        told, given = cases.next()
        statuses[given.status] = statuses.get(given.status, 0) + 1
        if given.status >= 500 or given.status == 0:
            found.append(f"{given.status} {told}")
        assert b"Traceback" not in given.body, told
        assert given.headers["X-Content-Type-Options"] == "nosniff", told
    return found, statuses


def test_two_thousand_odd_requests_are_answered(world: World) -> None:
    found, statuses = _failures(world, SEED, ORDINARY)
    assert found == []
    # The draw reaches what is behind the doors, and what they refuse.
    assert {200, 303, 400, 401, 403, 404, 405, 409, 415, 422} - {405} <= set(statuses), statuses


@pytest.mark.full
def test_ten_thousand_odd_requests_are_answered(tmp_path_factory: pytest.TempPathFactory) -> None:
    found, _ = _failures(full_world(tmp_path_factory.mktemp("many")), SEED + 1, FULL)
    assert found == []


def test_afterwards_every_page_can_still_be_read(world: World) -> None:
    client = world.client("ada")
    for path in ("/?view=all", "/people", *(f"/notes/{number}" for number in range(1, 8))):
        assert client.get(path).status_code == 200, path
