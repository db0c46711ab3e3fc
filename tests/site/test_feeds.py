"""The feeds have what their specifications require, with absolute links and lasting ids."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import pytest

from generator.errors import UsageError
from generator.site.address import Address
from generator.site.corrections import Correction
from generator.site.feeds import MOST_ENTRIES, atom_feed, json_feed
from generator.site.issues import read_issues
from tests.hostile_headlines import FRAGMENTS
from tests.site.made_up import ADDRESS, issue

if TYPE_CHECKING:
    from pathlib import Path

ATOM: Final = "{http://www.w3.org/2005/Atom}"
TAG: Final = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d-\d\d)?:[A-Za-z0-9/%._~-]*\Z")


def text_of(element: ET.Element, name: str) -> str:
    """The text of the one child of that name."""
    [child] = element.findall(f"{ATOM}{name}")
    return child.text or ""


def parsed(content: bytes) -> ET.Element:
    """The root of a feed of our own."""
    return ET.fromstring(content)  # noqa: S314 - just written


def links(element: ET.Element) -> dict[str, str]:
    """The addresses of an element's links by their relation."""
    return {item.attrib["rel"]: item.attrib["href"] for item in element.findall(f"{ATOM}link")}


def test_the_atom_feed_has_every_element_that_rfc_4287_requires(drafted: Path) -> None:
    feed = parsed(atom_feed(read_issues(drafted).issues, "Notes & more", ADDRESS))
    assert feed.tag == f"{ATOM}feed"
    assert text_of(feed, "title") == "Notes & more"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert links(feed)["self"] == "https://example.org/notes/feed.atom"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 4
    for element in (feed, *entries):
        assert TAG.match(text_of(element, "id"))
        assert text_of(element, "title")
        assert datetime.fromisoformat(text_of(element, "updated")).tzinfo is not None
        assert links(element)["alternate"].startswith("https://example.org/notes/")
    for entry in entries:
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert text_of(entry, "summary")
    assert text_of(feed, "updated") == max(text_of(entry, "updated") for entry in entries)
    assert len({text_of(entry, "id") for entry in entries}) == 4


def test_the_json_feed_has_every_field_that_version_1_1_requires(drafted: Path) -> None:
    feed: dict[str, Any] = json.loads(json_feed(read_issues(drafted).issues, "Notes", ADDRESS))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Notes"
    assert feed["feed_url"] == "https://example.org/notes/feed.json"
    assert len({item["id"] for item in feed["items"]}) == 4
    for item in feed["items"]:
        assert item["content_text"]
        assert item["url"].startswith("https://example.org/notes/2026-")
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
    assert [len(item.get("attachments", [])) for item in feed["items"]].count(1) == 1


def test_a_symbol_that_needs_it_is_escaped_in_addresses_twice(drafted: Path) -> None:
    text = atom_feed(read_issues(drafted).issues, "Notes", ADDRESS).decode()
    assert "https://example.org/notes/2026-08-21/%255ESPX/article.html" in text


@pytest.mark.parametrize("kind", sorted(FRAGMENTS))
def test_a_hostile_headline_stays_words_in_both_feeds(kind: str, tmp_path: Path) -> None:
    issues = [issue(tmp_path, f"Item {text} ends") for text in FRAGMENTS[kind]]
    entries = parsed(atom_feed(issues, "Notes", ADDRESS)).findall(f"{ATOM}entry")
    assert [text_of(entry, "title") for entry in entries] == [item.title for item in issues]
    items = json.loads(json_feed(issues, "Notes", ADDRESS))["items"]
    assert [item["title"] for item in items] == [item.title for item in issues]


def test_a_corrected_issue_comes_first_and_says_what_was_corrected(tmp_path: Path) -> None:
    correction = Correction(date(2026, 7, 8), "It was a put.")
    old = issue(tmp_path, day="2026-06-30", corrections=(correction,))
    new = issue(tmp_path, day="2026-07-01")
    feed = parsed(atom_feed([new, old], "Notes", ADDRESS))
    first = feed.findall(f"{ATOM}entry")[0]
    assert text_of(first, "summary").startswith("Corrected July 8, 2026: It was a put. ")
    assert text_of(first, "updated") == text_of(feed, "updated") == "2026-07-08T23:59:59-04:00"
    assert text_of(first, "published") == "2026-06-30T16:00:00-04:00"
    assert text_of(first, "id") == ADDRESS.issue_id(old)


def test_a_feed_does_not_grow_without_end(tmp_path: Path) -> None:
    issues = [issue(tmp_path, symbol=f"S{number}") for number in range(MOST_ENTRIES + 5)]
    items = json.loads(json_feed(issues, "Notes", ADDRESS))["items"]
    assert len(items) == MOST_ENTRIES


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://example.org", "https://example.org/"),
        ("http://Example.org:8080/a/", "http://example.org:8080/a/"),
        (
            "https://example.org/über uns".replace(" ", "%20"),
            "https://example.org/%C3%BCber%20uns/",
        ),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x/"),
    ],
)
def test_an_address_is_absolute_ascii_and_ends_in_a_slash(url: str, base: str) -> None:
    assert Address.parse(url).base == base


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org", "https://", "https://user:word@example.org/",
     "https://example.org/?q=1", "https://example.org/#x", "https://exa mple.org/",
     "https://example.org\\@h.test/", "javascript:alert(1)", "https://[::1]/", "https://a:b/",
     "https://example.org/\r\nx", "https://example.org/<b>\x00"],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="--url"):
        Address.parse(url)
