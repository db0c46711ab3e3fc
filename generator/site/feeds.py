"""Feeds: Atom 1.0 (RFC 4287) and JSON Feed 1.1, with the issues that changed last.

A corrected issue comes up again: its entry is updated and says what was corrected.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from generator.site.issues import MODELLED, PAGE, PDF
from generator.wording.dates import full_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.site.address import Address
    from generator.site.issues import Issue

ATOM: Final = "feed.atom"
JSON: Final = "feed.json"
AUTHOR: Final = "Strikedesk"
MOST_ENTRIES: Final = 200
_NEVER: Final = "1970-01-01T00:00:00+00:00"
"""When a feed without an entry was updated: the form asks for a time."""
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_VERSION: Final = "https://jsonfeed.org/version/1.1"


def entries(issues: Sequence[Issue]) -> list[Issue]:
    """The issues of a feed, those that changed last first."""
    by_place = sorted(issues, key=lambda issue: issue.place)
    return sorted(by_place, key=lambda issue: issue.updated, reverse=True)[:MOST_ENTRIES]


def summary_with_corrections(issue: Issue) -> str:
    """What an entry says of its issue."""
    corrected = [f"Corrected {full_date(item.day)}: {item.text}" for item in issue.corrections]
    modelled = [MODELLED] if issue.modelled else []
    return " ".join([*modelled, *corrected, issue.summary])


def atom_feed(issues: Sequence[Issue], title: str, address: Address) -> bytes:
    """``feed.atom``.

    Args:
        issues: None where all were withdrawn.
        title: Of the site.
        address: Where it will be.
    """
    listed = entries(issues)
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "en-US"})
    _add(feed, "id", address.feed_id())
    _add(feed, "title", title)
    _add(feed, "updated", listed[0].updated.isoformat() if listed else _NEVER)
    _add(ET.SubElement(feed, "author"), "name", AUTHOR)
    _add(feed, "generator", AUTHOR)
    _link(feed, "self", address.absolute(ATOM), "application/atom+xml")
    _link(feed, "alternate", address.absolute("index.html"), "text/html")
    for issue in listed:
        _entry(ET.SubElement(feed, "entry"), issue, address)
    ET.indent(feed, " ")
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _entry(entry: ET.Element, issue: Issue, address: Address) -> None:
    _add(entry, "id", address.issue_id(issue))
    _add(entry, "title", issue.title)
    _add(entry, "published", issue.as_of.isoformat())
    _add(entry, "updated", issue.updated.isoformat())
    _add(ET.SubElement(entry, "author"), "name", AUTHOR)
    ET.SubElement(entry, "category", {"term": issue.symbol})
    _link(entry, "alternate", address.absolute(f"{issue.place}/{PAGE}"), "text/html")
    if issue.pdf_size is not None:
        link = _link(
            entry, "enclosure", address.absolute(f"{issue.place}/{PDF}"), "application/pdf"
        )
        link.set("length", str(issue.pdf_size))
    _add(entry, "summary", summary_with_corrections(issue)).set("type", "text")


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = text
    return element


def _link(parent: ET.Element, relation: str, target: str, kind: str) -> ET.Element:
    return ET.SubElement(parent, "link", {"rel": relation, "type": kind, "href": target})


def json_feed(issues: Sequence[Issue], title: str, address: Address) -> bytes:
    """``feed.json``; the arguments are those of `atom_feed`."""
    body = {
        "version": _VERSION,
        "title": title,
        "home_page_url": address.absolute("index.html"),
        "feed_url": address.absolute(JSON),
        "language": "en-US",
        "authors": [{"name": AUTHOR}],
        "items": [_item(issue, address) for issue in entries(issues)],
    }
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


def _item(issue: Issue, address: Address) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": address.issue_id(issue),
        "url": address.absolute(f"{issue.place}/{PAGE}"),
        "title": issue.title,
        "summary": issue.summary,
        "content_text": summary_with_corrections(issue),
        "date_published": issue.as_of.isoformat(),
        "date_modified": issue.updated.isoformat(),
        "tags": [issue.symbol],
    }
    if issue.pdf_size is not None:
        target = address.absolute(f"{issue.place}/{PDF}")
        pdf = {"url": target, "mime_type": "application/pdf", "size_in_bytes": issue.pdf_size}
        item["attachments"] = [pdf]
    return item
