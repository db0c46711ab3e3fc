"""A note in a real browser, from the queue to its readers and back, with script and without."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.desk.notes.panels import PANELS
from generator.editorial.comments import comment
from generator.editorial.decisions import Decision
from generator.editorial.states import State
from tests.browser import chromium
from tests.desk.desks import COOKIE, PASSWORD
from tests.desk.running import listening
from tests.desk.stands import World, edited_by, empty_world, full_world
from tests.desk.test_in_browser import unclean, watched
from tests.editorial.made_notes import ANNA, BEN, handed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PATIENCE: Final = 180_000
"""Milliseconds: a note is proven between two pages, and other tests may use the machine."""
SAYS: Final = "ratio of 2.75 "
WRONG: Final = "ratio of 9.99 "
NAMED: Final = "ratio of 2.75{put_call_oi_ratio} "
SOURCED: Final = "Elsewhere 41%{source: OCC, Aug. 20} was reported."


@pytest.fixture(scope="module")
def windows() -> Iterator[Browser]:
    """A browser for all tests of this file."""
    with chromium() as browser:
        yield browser


class Reader:
    """Somebody at the desk, in one window."""

    def __init__(self, page: Page, base: str, *, scripted: bool) -> None:
        self.page, self.base, self.scripted = page, base, scripted

    def begin(self, token: str) -> None:
        """Be the first person, Anna, and add Ben, who sets his password by his link."""
        self.page.goto(f"{self.base}/login?link={token}")
        self._fill(name="anna", display_name="Anna Berg", password=PASSWORD, again=PASSWORD)
        self.page.click("text=Begin")
        self.page.click("nav >> text=People")
        self._fill(name="ben", display_name="Ben Cole")
        self.page.select_option("#role", "editor")
        self.page.click("text=Add and make a link")
        link = self.page.inner_text(".secret")
        self.page.click("text=Log out")
        self.page.goto(link)
        self._fill(password=PASSWORD, again=PASSWORD)
        self.page.click("text=Set the password")

    def become(self, name: str) -> None:
        """Log out, and in again as somebody else."""
        self.page.click("text=Log out")
        self._fill(name=name, password=PASSWORD)
        self.page.click("button:text('Log in')")

    def open(self, number: int) -> None:
        """Go to a note, from the queue."""
        self.page.goto(f"{self.base}/?view=all")
        self.page.click(f"a[href='/notes/{number}']")

    def write(self, old: str, new: str, **fields: str) -> None:
        """Edit the note that is open, and save."""
        if not self.page.url.endswith("/edit"):
            self.page.click("a[data-key=e]")
        text = self.page.input_value("#text")
        assert old in text
        self._fill(text=text.replace(old, new, 1), **fields)
        self.page.click("button:text('Save')")

    def approve(self) -> None:
        """Approve the note that is open, having looked."""
        self.page.check("[name=looked]")
        self.page.click("button:text-is('Approve')")

    def withdraw(self, reason: str) -> None:
        """Withdraw the note that is open."""
        self.page.click("summary:text('Withdraw')")
        self.page.fill("#withdraw-reason", reason)
        self.page.click("button:text-is('Withdraw')")

    def arrives(self) -> None:
        """Wait until all has gone out: the panel looks again itself, or its link does."""
        while self.page.locator("text=Look again").count():
            if self.scripted:
                self.page.wait_for_selector("text=Look again", state="detached")
            else:
                self.page.click("text=Look again")

    def told(self) -> str:
        """What the page says of what was just done."""
        return self.page.inner_text("#messages")

    def _fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"#{name}", value)


def _shelf(world: World) -> dict[str, str]:
    """The files that readers have, by their hashes."""
    return {
        str(path.relative_to(world.shelf)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(world.shelf.rglob("*"))
        if path.is_file()
    }


def _public(world: World, file: str = "article.md") -> str:
    return next(world.shelf.glob(f"*/IWM/{file}")).read_text(encoding="utf-8")


@pytest.mark.parametrize("script", [True, False])
def test_a_note_goes_from_the_queue_to_its_readers_and_back(
    tmp_path: Path, data_dir: Path, windows: Browser, *, script: bool
) -> None:
    pytest.importorskip("pyarrow")
    from tests.desk.real_notes import real_world  # noqa: PLC0415 - it reads stored chains

    world = real_world(tmp_path, data_dir, staffed=False)
    token = world.desk.links.for_the_first(by="strikedesk", now=world.clock())
    with listening(world.desk) as (host, port):
        context = windows.new_context(java_script_enabled=script)
        context.set_default_timeout(PATIENCE)
        reader = Reader(context.new_page(), f"http://{host}:{port}", scripted=script)
        console = watched(reader.page)
        reader.begin(token)
        _reads_every_panel(reader)
        _edits(reader)
        _publishes(reader, world)
        _corrects(reader, world)
        _withdraws(reader, world)
        context.close()
    # A form that is refused says so with its status, which the browser tells the console.
    assert [line for line in console if "status of 422" not in line] == []


def _reads_every_panel(reader: Reader) -> None:
    reader.open(2)
    for panel, title in PANELS.items():
        reader.page.click(f".tabs a:text-is('{title}')")
        reader.page.wait_for_url(f"**/notes/2?panel={panel}")
        reader.page.wait_for_selector(f"#panel h2:text-is('{title}')", state="attached")
        assert reader.page.inner_text(".tabs [aria-current]") == title
    frame = reader.page.frame_locator("iframe")
    assert "IWM puts open per call" in frame.locator("h1").inner_text()


def _edits(reader: Reader) -> None:
    reader.write(SAYS, WRONG)
    assert "'2.75' (put_call_oi_ratio) stood here and does no longer" in reader.told()
    assert WRONG in reader.page.input_value("#text")
    assert "9.99" in reader.page.inner_text("#findings")
    reader.write(WRONG, NAMED)
    assert "Saved as a new revision" in reader.told()
    reader.write("No trade: ", f"{SOURCED} No trade: ")
    assert "Saved as a new revision" in reader.told()
    assert "another editor has to approve it" in reader.page.inner_text(".decisions")
    assert reader.page.locator("button:text-is('Approve')").count() == 0


def _publishes(reader: Reader, world: World) -> None:
    reader.become("anna")
    reader.open(2)
    reader.approve()
    assert "Approved" in reader.told()
    assert not world.shelf.exists()
    reader.page.click("button:text-is('Publish')")
    assert "Published" in reader.told()
    reader.arrives()
    assert "done" in reader.page.inner_text("#panel")
    byline = _public(world).splitlines()[2]
    assert re.search("dited by Ben Cole.*eviewed by Anna Berg", byline), byline
    assert "41% (source: OCC, Aug. 20)" in _public(world)
    assert json.loads(_public(world, "publication.json"))["state"] == "published"


def _corrects(reader: Reader, world: World) -> None:
    before = _shelf(world)
    reader.write(
        "was reported.", "was reported by others.", what_changed="A source was not named so."
    )
    assert "Readers keep the old text" in reader.told()
    reader.become("ben")
    reader.open(2)
    reader.approve()
    assert _shelf(world) == before
    reader.page.click("button:text-is('Publish')")
    reader.arrives()
    assert "was reported by others." in _public(world)
    assert "A source was not named so." in _public(world)
    assert "was reported by others." not in _public(world, "earlier/1/article.md")
    assert json.loads(_public(world, "publication.json"))["state"] == "corrected"


def _withdraws(reader: Reader, world: World) -> None:
    before = _shelf(world)
    reader.withdraw("The ratio of 2.75 was wrong.")
    assert "say it in words" in reader.told()
    assert _shelf(world) == before
    reader.withdraw("Its data was wrong.")
    assert "Withdrawn" in reader.told()
    reader.arrives()
    assert "Its data was wrong." in _public(world)
    assert "2.75" not in _public(world)
    assert json.loads(_public(world, "publication.json"))["state"] == "withdrawn"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A desk with a note in each state, one of them with a comment."""
    made = full_world(tmp_path_factory.mktemp("full"))
    note = made.in_state(State.IN_REVIEW)
    comment(made.desk.newsroom, Decision(note.id, note.head, ANNA, made.clock()), "", "Is it so?")
    return made


@pytest.fixture
def at_desk(world: World, windows: Browser) -> Iterator[tuple[Page, str, list[str]]]:
    """Ben's window at this desk, its address, and what the console says."""
    with listening(world.desk) as (host, port):
        base = f"http://{host}:{port}"
        context = windows.new_context()
        context.set_default_timeout(PATIENCE)
        page = _entered(context, world, base)
        yield page, base, watched(page)
        context.close()


def _entered(context: Any, world: World, base: str) -> Page:  # noqa: ANN401 - of the browser
    token = world.desk.sessions.begin(world.person("ben").id, now=world.clock())
    context.add_cookies([{"name": COOKIE, "value": token, "url": base}])
    page: Page = context.new_page()
    return page


def test_keys_walk_the_queue_tick_and_open(
    world: World, at_desk: tuple[Page, str, list[str]]
) -> None:
    page, base, console = at_desk
    page.goto(f"{base}/?view=open")
    current = "document.activeElement.closest('tr')?.dataset.note"
    order = page.eval_on_selector_all("tr[data-note]", "all => all.map(one => one.dataset.note)")
    for key, at in (("j", 0), ("j", 1), ("k", 0), ("k", 0), ("j", 1)):
        page.keyboard.press(key)
        assert page.evaluate(current) == order[at]
    while page.evaluate(current) != f"/notes/{world.in_state(State.IN_REVIEW).id}":
        page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("input[type=checkbox]:checked").count() == 1
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.input_value("#symbol") == "jk"
    page.keyboard.press("Escape")
    page.click("h1")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**{order[0]}")
    with page.expect_navigation():
        page.keyboard.press("n")
    page.goto(f"{base}/notes/{world.in_state(State.DRAFT).id}")
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    assert console == []


def test_findings_and_preview_follow_what_is_typed(
    world: World, at_desk: tuple[Page, str, list[str]]
) -> None:
    page, base, console = at_desk
    page.goto(f"{base}/notes/{world.in_state(State.IN_REVIEW).id}/edit")
    before = world.rows()
    with page.expect_response("**/preview"), page.expect_response("**/check"):
        page.locator("#text").press_sequentially("WRONG")
    page.wait_for_selector("#findings >> text=wrong")
    assert page.url.endswith("/edit")
    assert "WRONG" in page.input_value("#text")
    assert world.rows() == before
    assert console == []


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_a_note_can_be_read_reached_and_hit(
    world: World, windows: Browser, width: int
) -> None:
    waits, out = world.in_state(State.IN_REVIEW), world.in_state(State.CORRECTED)
    with listening(world.desk) as (host, port):
        base = f"http://{host}:{port}"
        context = windows.new_context(viewport={"width": width, "height": 800})
        context.set_default_timeout(PATIENCE)
        page = _entered(context, world, base)
        found = {}
        every = [f"/notes/{waits.id}?panel={panel}" for panel in PANELS]
        for path in (
            "/?view=all",
            "/?symbol=NONE",
            *(every if width < 1000 else every[1:2]),
            f"/notes/{out.id}?panel=history&done=published",
            f"/notes/{waits.id}/edit",
            f"/notes/{out.id}/edit",
            f"/notes/{waits.id}/text/{waits.head}/facts/put_call_oi_ratio",
        ):
            page.goto(base + path)
            found[path] = unclean(page)
        context.close()
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_a_conflict_can_be_read_and_shows_what_was_written(
    tmp_path: Path, windows: Browser, width: int
) -> None:
    world = empty_world(tmp_path)
    note = handed_in(world.desk.newsroom)
    with listening(world.desk) as (host, port):
        base = f"http://{host}:{port}"
        context = windows.new_context(viewport={"width": width, "height": 800})
        context.set_default_timeout(PATIENCE)
        page = _entered(context, world, base)
        page.goto(f"{base}/notes/{note.id}/edit")
        edited_by(world, note, ANNA, "\nAnna was faster.")
        page.fill("#text", "What Ben wrote instead.")
        page.click("button:text('Save')")
        assert "has changed" in page.inner_text("h1")
        assert page.input_value("textarea") == "What Ben wrote instead."
        assert "Anna was faster." in page.inner_text("ins >> nth=-1")
        faults = unclean(page)
        context.close()
    assert faults == []
    assert BEN.name not in world.desk.newsroom.revision(1, world.note(1).head).summary.unreviewed
