"""The pages of a built site, read as a browser would: what they fetch, link to and are named by."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FETCHING: Final = {
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "input": "src", "link": "href",
    "object": "data", "script": "src", "source": "src", "track": "src", "video": "src",
}  # fmt: skip
"""The attribute by which a browser fetches for an element, without being asked."""


@dataclass(slots=True)
class BuiltPage:
    """One page.

    Args:
        fetched: Addresses that a browser fetches when it opens the page.
        links: Addresses that a reader may follow.
        anchors: Names of places in it.
    """

    fetched: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self, page: BuiltPage) -> None:
        super().__init__()
        self.page = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.page.anchors.add(given["id"])
        if tag == "a" and "href" in given:
            self.page.links.append(given["href"])
        if address := given.get(_FETCHING.get(tag, "")):
            self.page.fetched.append(address)


def built_page(path: Path) -> BuiltPage:
    """The page of a file."""
    page = BuiltPage()
    _Reader(page).feed(path.read_text(encoding="utf-8"))
    return page


def is_elsewhere(address: str) -> bool:
    """Whether an address leads to another host."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in {"", "data"}


def broken_links(site: Path) -> Iterator[str]:
    """Each link of a site that leads to no file of it, or to no place in that file."""
    pages = {path: built_page(path) for path in site.rglob("*.html") if path.name != "404.html"}
    for path, page in pages.items():
        for address in {*page.links, *page.fetched}:
            parts = urlsplit(address)
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            anchors = pages[target].anchors if target in pages else set()
            is_there = not parts.fragment or unquote(parts.fragment) in anchors
            if parts.scheme != "data" and not (target.exists() and is_there):
                yield f"{path.relative_to(site)}: {address}"
