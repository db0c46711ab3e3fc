"""The desk in a real browser: from the first start to logging out, on every kind of screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from starlette.responses import HTMLResponse

from generator.desk.frame import WAYS
from generator.desk.routes import desk_route
from generator.desk.server import ROUTES
from generator.desk.templates import desk_templates
from generator.editorial.person import Role
from tests.browser import accessibility_errors, chromium
from tests.desk.desks import COOKIE, PASSWORD, joined
from tests.desk.running import listening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page
    from starlette.responses import Response

    from generator.desk.desk import Desk
    from generator.desk.visit import Visit

HERE: Final = Path(__file__).parent
SMALLEST_TARGET: Final = 24
_TOO_SMALL: Final = """smallest => [...document.querySelectorAll(
    'a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(each => !each.matches('.away, .skip, p > a'))
  .filter(each => { const box = each.getBoundingClientRect();
                    return box.width < smallest || box.height < smallest; })
  .map(each => each.outerHTML.slice(0, 120))"""
"""Links in running text are as high as the text, as the guideline allows."""


@pytest.fixture(scope="module")
def windows() -> Iterator[Browser]:
    """A browser for all tests of this file."""
    with chromium() as browser:
        yield browser


def _sample(visit: Visit) -> Response:
    """A page with everything that the style knows."""
    values: dict[str, Any] = {
        "title": "IWM, 29 December 2025",
        "person": visit.person,
        "ways": WAYS,
        "here": "/",
        "single_user": True,
        "message": "",
        "problem": "",
    }
    return HTMLResponse(desk_templates(HERE).get_template("sample.html.j2").render(values))


def unclean(page: Page) -> list[str]:
    """What is wrong with a page for those who read, reach and hit it.

    It is measured once its styles are there: after a click, its words can be read before.
    """
    page.wait_for_load_state("load")
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    small: list[str] = page.evaluate(_TOO_SMALL, SMALLEST_TARGET)
    return accessibility_errors(page) + small + (["it scrolls sideways"] if wide else [])


def watched(page: Page) -> list[str]:
    """What the console will say, but that a test has filled a field before it had focus."""
    told: list[str] = []

    def tell(message: ConsoleMessage) -> None:
        if not message.text.startswith("Autofocus processing was blocked"):
            told.append(message.text)

    page.on("console", tell)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


@pytest.mark.parametrize("script", [True, False])
def test_from_the_first_start_to_logging_out(desk: Desk, windows: Browser, *, script: bool) -> None:
    token = desk.links.for_the_first(by="strikedesk", now=desk.clock())
    with listening(desk) as (host, port):
        context = windows.new_context(java_script_enabled=script)
        page = context.new_page()
        told = watched(page)
        page.goto(f"http://{host}:{port}/login?link={token}")
        page.fill("#name", "anna")
        page.fill("#display_name", "Anna O'Neil")
        page.fill("#password", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("text=Begin")
        page.click("nav >> text=People")
        page.fill("#name", "bo")
        page.fill("#display_name", "Bo Karlsson")
        page.select_option("#role", "editor")
        page.click("text=Add and make a link")
        link = page.inner_text(".secret")
        page.click("text=Log out")
        assert page.url.endswith("/login")
        page.goto(link)
        page.fill("#password", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("text=Set the password")
        assert page.inner_text("header .who a") == "Bo Karlsson editor"
        page.click("text=Log out")
        page.fill("#name", "anna")
        page.fill("#password", PASSWORD)
        page.click("button:text('Log in')")
        page.click("nav >> text=People")
        page.select_option("[aria-label='Role of Bo Karlsson']", "writer")
        page.click("tr:has-text('Bo Karlsson') >> text=Change")
        assert "The role is changed." in page.inner_text("[role=status]")
        context.close()
    assert told == []
    assert [(each.name, each.role) for each in desk.people.all()] == [
        ("anna", Role.ADMIN),
        ("bo", Role.WRITER),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_can_be_read_reached_and_hit(
    desk: Desk,
    windows: Browser,
    width: int,
    scheme: Any,  # noqa: ANN401 - a literal of playwright
) -> None:
    anna = joined(desk, "anna", Role.ADMIN, "Anna O'Neil")
    chris = joined(desk, "chris.of.the.long-name", Role.EDITOR, "Christina Featherstonehaugh")
    session = desk.sessions.begin(anna.id, now=desk.clock())
    link = desk.links.for_person(chris.id, by="anna", now=desk.clock())
    sample = desk_route("/sample", _sample, methods=["GET"], at_least=Role.WRITER)
    with listening(replace(desk), (*ROUTES, sample)) as (host, port):
        base = f"http://{host}:{port}"
        context = windows.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        found = {}
        for path in ("/login", f"/login?link={link}"):
            page.goto(base + path)
            found[path] = unclean(page)
        context.add_cookies([{"name": COOKIE, "value": session, "url": base}])
        for path in ("/people?done=role", "/me", "/nothing", "/sample"):
            page.goto(base + path)
            found[path] = unclean(page)
        context.close()
    assert {path: faults for path, faults in found.items() if faults} == {}
