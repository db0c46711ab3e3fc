"""The page in a real browser: accessible, readable on a phone, its numbers' proofs within reach."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, Literal

import pytest

from tests.browser import accessibility_errors, chromium, opened
from tests.replays import demo_note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.xdist_group("browser")

SETTLED: Final = 400
"""Milliseconds after which a card that is to be shown, or not, is."""
NARROW: Final = 320


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of this file."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def demo_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the demo as a file."""
    path = tmp_path_factory.mktemp("page") / "article.html"
    path.write_text(demo_note().page, "utf-8")
    return path


def card_of(page: Page, name: str) -> Locator:
    """The card of a fact."""
    return page.locator(f'.proofs [data-of="{name}"]')


def number_of(page: Page, name: str) -> Locator:
    """The first number of a fact."""
    return page.locator(f'main a:has([data-fact="{name}"])').first


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_accessibility_error_by_day_or_night_at_any_width(
    browser: Browser, demo_page: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    with opened(browser, demo_page, width, color_scheme=scheme) as page:
        assert accessibility_errors(page) == []


def test_no_accessibility_error_while_a_card_is_shown(browser: Browser, demo_page: Path) -> None:
    """Its colours are measured at rest, and not while it fades in."""
    with opened(browser, demo_page, 360, reduced_motion="reduce") as page:
        number_of(page, "spot").click()
        assert card_of(page, "spot").is_visible()
        assert accessibility_errors(page) == []


def test_on_a_phone_a_chart_over_time_shows_its_latest_day_first(
    browser: Browser, demo_page: Path
) -> None:
    """Its frame is narrower than the chart, and begins at the chart's end."""
    with opened(browser, demo_page, 360) as page:
        ends = page.evaluate(
            """() => [...document.querySelectorAll('.latest')].map(frame => {
                const chart = frame.querySelector('svg').getBoundingClientRect();
                const seen = frame.getBoundingClientRect();
                return [chart.width > seen.width, Math.round(chart.right - seen.right)]; })"""
        )
    assert ends
    assert all(end == [True, 0] for end in ends)


@pytest.mark.parametrize("script", [True, False])
def test_pointing_at_a_number_shows_its_card_and_leaving_it_hides_it(
    browser: Browser, demo_page: Path, *, script: bool
) -> None:
    with opened(browser, demo_page, java_script_enabled=script) as page:
        card = card_of(page, "put_call_oi_ratio")
        assert not card.is_visible()
        number_of(page, "put_call_oi_ratio").hover()
        page.wait_for_timeout(SETTLED)
        assert card.is_visible()
        assert "put open interest: 4,304,503" in card.inner_text()
        page.mouse.move(5, 5)
        page.wait_for_timeout(SETTLED)
        assert not card.is_visible()


def test_the_keyboard_reaches_a_number_and_shows_its_card(
    browser: Browser, demo_page: Path
) -> None:
    with opened(browser, demo_page, java_script_enabled=False) as page:
        page.keyboard.press("Tab")
        page.wait_for_timeout(SETTLED)
        assert card_of(page, "put_call_oi_ratio").is_visible(), "the first number is the headline's"


def test_a_tap_pins_the_card_without_moving_the_page_and_close_takes_it_away(
    browser: Browser, demo_page: Path
) -> None:
    how = {"has_touch": True, "is_mobile": True, "java_script_enabled": False}
    with opened(browser, demo_page, 360, **how) as page:
        number = number_of(page, "call_volume")
        number.scroll_into_view_if_needed()
        before = number.bounding_box()
        number.tap()
        page.wait_for_timeout(SETTLED)
        card = card_of(page, "call_volume")
        assert card.is_visible()
        assert number.bounding_box() == before
        page.locator(".close").tap()
        page.wait_for_timeout(SETTLED)
        assert not card.is_visible()
        assert number.bounding_box() == before


def test_a_label_of_a_chart_shows_the_card_of_its_fact(browser: Browser, demo_page: Path) -> None:
    with opened(browser, demo_page) as page:
        page.locator('svg tspan[data-fact="spot"]').first.hover()
        page.wait_for_timeout(SETTLED)
        assert card_of(page, "spot").is_visible()


@pytest.mark.parametrize("width", [NARROW, 360, 768, 1280])
def test_the_page_itself_never_scrolls_sideways(
    browser: Browser, demo_page: Path, width: int
) -> None:
    with opened(browser, demo_page, width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_no_two_labels_of_a_chart_touch_and_none_leaves_it(
    browser: Browser, demo_page: Path, width: int
) -> None:
    with opened(browser, demo_page, width) as page:
        charts = page.evaluate(BOXES)
    assert len(charts) == 5
    for chart in charts:
        assert len(chart["labels"]) > 5
        for first, second in combinations(chart["labels"], 2):
            assert not _overlap(first, second), (first, second)
        for label in chart["labels"]:
            assert label["left"] >= chart["left"] - 1, label
            assert label["right"] <= chart["right"] + 1, label


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_labels_of_charts_are_large_enough_to_read(
    browser: Browser, demo_page: Path, width: int
) -> None:
    with opened(browser, demo_page, width) as page:
        heights = [label["height"] for chart in page.evaluate(BOXES) for label in chart["labels"]]
    assert min(heights) > 11


BOXES: Final = """
Array.from(document.querySelectorAll("svg")).map((svg) => {
  const frame = svg.getBoundingClientRect();
  const labels = Array.from(svg.querySelectorAll("text")).map((text) => {
    const box = text.getBoundingClientRect();
    return {text: text.textContent, left: box.left, right: box.right, top: box.top,
            bottom: box.bottom, height: box.height};
  });
  return {left: frame.left, right: frame.right, labels};
})
"""


def _overlap(first: dict[str, float], second: dict[str, float]) -> bool:
    """Whether two labels share ink; their boxes are a third taller than their letters."""
    spare = 0.17 * first["height"]
    return (
        first["left"] < second["right"]
        and second["left"] < first["right"]
        and first["top"] + spare < second["bottom"] - spare
        and second["top"] + spare < first["bottom"] - spare
    )
