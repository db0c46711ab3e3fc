"""The documentation as a site: it builds without a warning, asks no other host, leads nowhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest

from docs.site_hooks import house_style, linked, on_page_content, on_page_markdown
from generator.render.theme import load_theme
from tests.browser import accessibility_errors, chromium
from tests.built_pages import broken_links, built_page, is_elsewhere
from tests.rehearsal import content_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("documentation site")

ROOT: Final = Path(__file__).resolve().parents[1]
MADE: Final = {"changelog.md"}
"""Pages of the site that are made from files beside docs/."""
LOOKED_AT: Final = ("index", "tutorial", "api_reference", "signals")
SCHEMES: Final = {"default": "light", "slate": "dark"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it; a warning fails the build."""
    folder = tmp_path_factory.mktemp("documentation") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return folder


def pages_in(nav: list[Any]) -> Iterator[str]:
    """The files of a navigation, in its order."""
    for item in nav:
        for entry in item.values():
            if isinstance(entry, str):
                yield entry
            else:
                yield from pages_in(entry)


def test_every_page_is_in_the_navigation_once_and_every_entry_of_it_is_a_page() -> None:
    named = list(pages_in(content_of(ROOT / "mkdocs.yml")["nav"]))
    assert sorted(named) == sorted({path.name for path in (ROOT / "docs").glob("*.md")} | MADE)


def test_the_groups_are_those_of_a_reader_who_learns_works_looks_up_and_understands() -> None:
    groups = [next(iter(item)) for item in content_of(ROOT / "mkdocs.yml")["nav"]]
    assert groups == [
        "Home", "Tutorial", "How-to guides", "Reference", "Explanation", "Upgrade notes",
        "Changelog",
    ]  # fmt: skip


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 30
    for path in pages:
        asked = [address for address in built_page(path).fetched if is_elsewhere(address)]
        assert asked == [], path.name
    for path in site.rglob("*.css"):
        addresses = re.findall(r"""url\(["']?([^"')]+)""", path.read_text(encoding="utf-8"))
        assert [address for address in addresses if is_elsewhere(address)] == [], path.name


def test_no_page_leads_to_another_host(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert [link for link in built_page(path).links if is_elsewhere(link)] == [], path.name


def test_every_link_leads_to_a_page_and_a_place_that_are_there(site: Path) -> None:
    assert list(broken_links(site)) == []


def test_a_link_to_a_place_that_is_not_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text('<h2 id="a">A</h2><a href="#b">b</a><a href="two.html">')
    assert sorted(broken_links(tmp_path)) == ["one.html: #b", "one.html: two.html"]


def test_a_link_that_leaves_the_folder_becomes_a_page_of_the_site_or_words() -> None:
    given: dict[str, Any] = {"page": None, "config": None, "files": None}
    text = "[the changelog](../CHANGELOG.md), [theme.yaml](../templates/themes/house/theme.yaml)"
    assert on_page_markdown(text, **given) == (
        "[the changelog](changelog.md), "
        '<span title="in the repository: templates/themes/house/theme.yaml">theme.yaml</span>'
    )
    assert linked("for cron (docs/batch.md)") == "for cron ([batch.md](batch.md))"


def test_a_long_name_in_a_table_wraps_at_its_underscores() -> None:
    given: dict[str, Any] = {"page": None, "config": None, "files": None}
    html = "<code>a_b</code><td><code>STRIKEDESK_OUTPUT</code></td>"
    expected = "<code>a_b</code><td><code>STRIKEDESK_<wbr>OUTPUT</code></td>"
    assert on_page_content(html, **given) == expected


def test_the_site_is_in_the_inks_of_the_house(site: Path) -> None:
    theme, style = load_theme("house"), (site / "assets" / "house.css").read_text("utf-8")
    assert style == house_style(theme)
    for scheme, name in SCHEMES.items():
        rules = style.split(f'[data-md-color-scheme="{scheme}"] {{')[1].split("}")[0]
        for ink, color in getattr(theme, name).items():
            assert f"--house-{ink.replace('_', '-')}: {color};" in rules


def test_pages_fit_a_phone_and_a_screen_and_a_browser_fetches_files_alone(site: Path) -> None:
    asked: list[str] = []
    with chromium() as browser:
        for width in (360, 1280):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.on("request", lambda request: asked.append(request.url))
            for name in LOOKED_AT:
                page.goto((site / f"{name}.html").as_uri())
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{name} at {width}: {wide}"
            page.close()
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith("file:")] == []


def test_words_can_be_read_by_day_and_at_night(site: Path) -> None:
    found: list[str] = []
    with chromium() as browser:
        grounds: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for ground in grounds:
            page = browser.new_page(color_scheme=ground)
            page.goto((site / "history.html").as_uri())
            found += [error for error in accessibility_errors(page) if "color-contrast" in error]
    assert found == []
