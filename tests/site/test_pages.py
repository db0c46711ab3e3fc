"""The pages hold together, say what they are, and print words from outside as words."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import pytest

from generator.render.theme import HOUSE, load_theme
from generator.site.issues import read_issues
from generator.site.pages import DAYS_ON_INDEX
from generator.site.writing import Site, write_site
from tests.hostile_headlines import FRAGMENTS
from tests.site.made_up import ADDRESS, issue

if TYPE_CHECKING:
    from pathlib import Path

ALLOWED: Final = frozenset(
    {"html", "head", "meta", "title", "link", "body", "a", "header", "p", "nav", "ul", "li",
     "main", "h1", "h2", "h3", "section", "time", "article", "strong", "span", "footer"}
)  # fmt: skip


class _Page(HTMLParser):
    """Tags, attributes and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(path: Path) -> _Page:
    """The parsed page."""
    return _Page(path.read_text(encoding="utf-8"))


def own_pages(out: Path) -> list[Path]:
    """The site's pages that are no notes."""
    return [path for path in sorted(out.rglob("*.html")) if path.name != "article.html"]


@pytest.fixture(scope="module")
def out(drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the drafted notes."""
    folder = tmp_path_factory.mktemp("site") / "www"
    write_site(
        read_issues(drafted).issues, folder, Site("Morning notes", load_theme(HOUSE), ADDRESS)
    )
    return folder


def test_there_is_an_index_a_page_a_symbol_one_a_month_and_one_of_corrections(out: Path) -> None:
    assert [path.relative_to(out).as_posix() for path in own_pages(out)] == [
        "archive/2026-07.html",
        "archive/2026-08.html",
        "corrections.html",
        "index.html",
        "symbols/%5ESPX.html",
        "symbols/ON.html",
    ]


def test_every_link_of_every_page_is_relative_and_leads_to_a_file(out: Path) -> None:
    for path in sorted(out.rglob("*.html")):
        page = page_of(path)
        targets = [
            value
            for _, attributes in page.tags
            if attributes.get("rel") != "canonical"
            for name in ("href", "src")
            if (value := attributes.get(name)) is not None
        ]
        assert targets or path.name == "article.html"
        for target in targets:
            parts = urlsplit(target)
            assert not parts.scheme, (path, target)
            assert not parts.netloc, (path, target)
            assert not parts.path.startswith("/"), (path, target)
            file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert file.is_file(), (path, target)
            assert file.is_relative_to(out.resolve()), (path, target)
            if parts.fragment:
                ids = {attributes.get("id") for _, attributes in page_of(file).tags}
                assert parts.fragment in ids, (path, target)


def test_the_style_sheet_loads_only_faces_that_lie_beside_it(out: Path) -> None:
    text = (out / "assets" / "site.css").read_text("utf-8")
    names = [part.split('"')[1] for part in text.split("url(")[1:]]
    assert names
    assert all((out / "assets" / name).is_file() for name in names)
    assert "@import" not in text


def test_every_page_says_its_language_title_and_description_and_has_a_skip_link(out: Path) -> None:
    titles = set()
    for path in own_pages(out):
        page = page_of(path)
        assert page.of("html") == [{"lang": "en-US"}]
        assert len(page.of("title")) == len(page.of("h1")) == len(page.of("main")) == 1
        described = [item for item in page.of("meta") if item.get("name") == "description"]
        assert [bool(item["content"]) for item in described] == [True]
        assert page.of("a")[0] == {"class": "skip", "href": "#content"}
        assert {tag for tag, _ in page.tags} <= ALLOWED
        titles.add(path.read_text("utf-8").split("<title>")[1].split("<")[0])
    assert len(titles) == len(own_pages(out))


def test_the_newest_issue_stands_first_under_its_date(out: Path) -> None:
    words = page_of(out / "index.html").words
    days = [words.index("Friday, Aug. 21, 2026"), words.index("Friday, July 31, 2026")]
    assert days == sorted(days)
    assert days[0] < words.index("ON at $100.20") < days[1]


def test_the_index_shows_the_newest_days_and_the_archive_all(tmp_path: Path) -> None:
    days = [f"2026-0{month}-{day:02d}" for month in (8, 7) for day in range(28, 0, -1)]
    issues = [issue(tmp_path / day, f"Headline of {day}", day=day) for day in days]
    write_site(issues, tmp_path / "www", Site("Notes", load_theme(HOUSE)))
    index = (tmp_path / "www" / "index.html").read_text("utf-8")
    assert [day for day in days if f"Headline of {day}" in index] == days[:DAYS_ON_INDEX]
    archive = (tmp_path / "www" / "archive" / "2026-07.html").read_text("utf-8")
    assert all(f"Headline of {day}" in archive for day in days[28:])


@pytest.mark.parametrize("kind", sorted(FRAGMENTS))
def test_a_hostile_headline_is_shown_literally(kind: str, tmp_path: Path) -> None:
    issues = [
        issue(tmp_path / str(place), f"Item {text} ends", day=f"2026-07-{28 - place:02d}")
        for place, text in enumerate(FRAGMENTS[kind])
    ]
    out = tmp_path / "www"
    write_site(issues, out, Site("<b>{{ title }}</b>", load_theme(HOUSE), ADDRESS))
    for path in own_pages(out):
        page = page_of(path)
        assert {tag for tag, _ in page.tags} <= ALLOWED, path
        assert not any(name.startswith("on") for _, given in page.tags for name in given)
        assert "<b>{{ title }}</b>" in page.words
    words = page_of(out / "symbols" / "SPY.html").words
    for item in issues:
        assert item.title in words
        assert item.summary in words


def test_feeds_are_named_only_where_they_are(drafted: Path, tmp_path: Path) -> None:
    write_site(read_issues(drafted).issues, tmp_path / "www", Site("Notes", load_theme(HOUSE)))
    assert not list((tmp_path / "www").glob("feed.*"))
    assert "feed." not in (tmp_path / "www" / "index.html").read_text("utf-8")
