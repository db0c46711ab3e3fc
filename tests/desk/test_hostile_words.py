"""Hostile words in every field of the pages of notes stay words, and nothing of them runs."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.editorial.comments import comment
from generator.editorial.decisions import Decision, revoke, send_back, submit
from generator.editorial.states import State
from tests.browser import chromium
from tests.desk.desks import COOKIE
from tests.desk.hostile_words import HOSTILE, MARK
from tests.desk.running import listening
from tests.desk.stands import World, approved_by, copied, sent
from tests.desk.test_in_browser import watched
from tests.editorial.made_notes import ANNA, BEN

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

TOGETHER: Final = [" ".join(HOSTILE[begin : begin + 6]) for begin in range(0, len(HOSTILE), 6)]
_LIVE: Final = re.compile(
    r"<(?:script(?! src=\"/static/)|svg|img|iframe (?!title|name)|object|style)"
)
"""What no page of the desk has but of its own."""


def _answers(world: World, words: str) -> list[str]:
    """All pages that show ``words`` after they were sent through every field."""
    ben = world.client("ben")
    waits, out = world.in_state(State.IN_REVIEW), world.in_state(State.PUBLISHED)
    base = f"/notes/{waits.id}"
    found = [
        sent(ben, f"{base}/check", seen=waits.head, text=f"WRONG {words}", what_changed=words),
        sent(ben, f"{base}/edit", seen=waits.head, text=f"WRONG {words}"),
        sent(ben, f"{base}/edit", seen="b" * 64, text=words),
        sent(ben, f"/notes/{out.id}/edit", seen=out.live or "", text="WRONG", what_changed=words),
        sent(ben, f"{base}/comment", seen=waits.head, text=words, quote=words),
        ben.get(f"{base}?panel=sentences"),
        sent(ben, f"{base}/send-back", seen=waits.head, reason=words),
        ben.get(f"{base}?panel=history"),
        sent(ben, f"{base}/edit", seen=waits.head, text=f"# {words}"),
        ben.get("/"),
        ben.get(base),
        ben.get("/", params={"symbol": words, "regime": words, "day": words, "verdict": words}),
    ]
    assert [answer.status_code for answer in found] == [
        200, 422, 409, 422, 303, 200, 303, 200, 303, 200, 200, 200,
    ]  # fmt: skip
    return [answer.text for answer in found if answer.status_code != 303]


@pytest.mark.parametrize("words", TOGETHER)
def test_words_are_shown_as_they_were_written_and_as_nothing_else(
    made: World, tmp_path: Path, words: str
) -> None:
    pages = _answers(copied(made, tmp_path), words)
    for page in pages:
        assert not _LIVE.search(page.replace('<input id="symbol"', "")), words
    shown = [re.sub(r"\s+", " ", html.unescape(page)) for page in pages]
    told = " ".join(words.split())
    for at in range(6):
        assert told in shown[at], at
    # The headline is Markdown, whose references to characters stand for them.
    assert html.unescape(html.unescape(told)) in html.unescape(html.unescape(shown[6]))


@pytest.mark.parametrize("field", ["reason", "text"])
def test_what_a_terminal_would_obey_is_refused(made: World, field: str) -> None:
    note, before = made.in_state(State.IN_REVIEW), made.rows()
    action = "send-back" if field == "reason" else "comment"
    for words in ("\x1b[2Jgone", "a\x00b", "a\x7f", "\x08"):
        form = {"seen": note.head, field: words}
        assert sent(made.client("ben"), f"/notes/{note.id}/{action}", **form).status_code == 400
    assert made.rows() == before


def test_in_a_browser_nothing_runs_loads_or_breaks_the_policy(made: World, tmp_path: Path) -> None:
    world = copied(made, tmp_path)
    note = world.in_state(State.IN_REVIEW)
    for words in HOSTILE:
        comment(
            world.desk.newsroom, Decision(note.id, note.head, ANNA, world.clock()), words, words
        )
        _decided(world, note.id, words)
    with listening(world.desk) as (host, port), chromium() as browser:
        base = f"http://{host}:{port}"
        context = browser.new_context()
        token = world.desk.sessions.begin(world.person("ben").id, now=world.clock())
        context.add_cookies([{"name": COOKIE, "value": token, "url": base}])
        page = context.new_page()
        console, asked, opened = watched(page), _asked(page), _dialogs(page)
        for path in (f"/notes/{note.id}?panel=sentences", f"/notes/{note.id}?panel=history", "/"):
            page.goto(base + path)
        _typed(page, base, note.id)
        context.close()
    assert [line for line in console if "status of 4" not in line] == []
    assert [address for address in asked if not address.startswith((base, "data:"))] == []
    assert opened == []


def _decided(world: World, number: int, words: str) -> None:
    """Send a note back, ask for review, approve it and take that back, each with ``words``."""
    newsroom, now = world.desk.newsroom, world.clock()
    note = world.note(number)
    send_back(newsroom, Decision(number, note.head, BEN, now), words)
    submit(newsroom, Decision(number, note.head, BEN, now))
    note = approved_by(world, world.note(number))
    revoke(newsroom, Decision(number, note.approved or "", BEN, now), words)


def _typed(page: Page, base: str, number: int) -> None:
    page.goto(f"{base}/notes/{number}/edit")
    with page.expect_response("**/preview"), page.expect_response("**/check"):
        page.fill("#text", "WRONG\n\n" + "\n\n".join(HOSTILE))
    page.click("button:text('Save')")
    assert HOSTILE[0] in page.input_value("#text")


def _asked(page: Page) -> list[str]:
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


def _dialogs(page: Page) -> list[Any]:
    found: list[Any] = []
    page.on("dialog", lambda dialog: found.append(dialog.message))
    return found


def test_a_page_with_hostile_words_that_is_previewed_runs_nothing(
    tmp_path: Path, data_dir: Path
) -> None:
    pytest.importorskip("pyarrow")
    from tests.desk.real_notes import DAYS, real_world  # noqa: PLC0415 - it reads stored chains

    world = real_world(tmp_path, data_dir, DAYS[-1:])
    note = world.note(1)
    text = world.text(note) + "\n\n" + "\n\n".join(HOSTILE) + "\n"
    with listening(world.desk) as (host, port), chromium() as browser:
        base = f"http://{host}:{port}"
        context = browser.new_context()
        token = world.desk.sessions.begin(world.person("ben").id, now=world.clock())
        context.add_cookies([{"name": COOKIE, "value": token, "url": base}])
        page = context.new_page()
        console, asked = watched(page), _asked(page)
        page.goto(f"{base}/notes/1/edit")
        with page.expect_response("**/preview"):
            page.fill("#text", text)
        page.frame_locator("iframe").locator(f"text={MARK}").first.wait_for()
        page.wait_for_selector("#findings >> text=active content")
        context.close()
    # An image is a finding, so it is never kept; before that, the frame does not load it.
    assert [line for line in console if "/notes/1/x" not in line] == []
    assert [address for address in asked if not address.startswith((base, "data:"))] == []
