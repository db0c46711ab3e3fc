"""Links from an edition to the notes that it is made of: which number of a row leads where.

The link is a cell of the row whose symbol it stands on, so a page is held to its facts in this too.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from generator.signals.facts import Reference

if TYPE_CHECKING:
    from generator.signals.facts import Facts

FORMAT: Final = "note_link"
"""The format of a symbol that leads to its note."""
_SYMBOL: Final = re.compile(
    rf'<data value="[^"]*" data-fact="(?P<fact>[^"]*)" data-format="{FORMAT}">[^<]*</data>'
)
_LINKED: Final = re.compile(
    rf'<a class="note" href="(?P<href>[^"]*)">(?P<symbol>{_SYMBOL.pattern})</a>'
)
_KEPT: Final = "https://"
"""What a link must begin with to lead anywhere from paper, or from an e-mail."""
_TAGS: Final = re.compile(r"<[^>]+>")


def with_note_links(body: str, facts: Facts) -> str:
    """The body of a page, each symbol that has a note a link to it."""

    def linked(match: re.Match[str]) -> str:
        link = link_of(match["fact"], facts)
        if not link:
            return match[0]
        return f'<a class="note" href="{escape(link, quote=True)}">{match[0]}</a>'

    return _SYMBOL.sub(linked, body)


def without_near_links(page: str) -> str:
    """The page as it leaves its folder, on paper or by mail: no link to a file beside it."""

    def kept(match: re.Match[str]) -> str:
        return match[0] if match["href"].startswith(_KEPT) else match["symbol"]

    return _LINKED.sub(kept, page)


def far_links(page: str) -> frozenset[tuple[str, str]]:
    """Where the page leads from anywhere, and the words that lead there."""
    return frozenset(
        (unescape(match["href"]), unescape(_TAGS.sub("", match["symbol"])))
        for match in _LINKED.finditer(page)
        if match["href"].startswith(_KEPT)
    )


def links_of(facts: Facts) -> frozenset[str]:
    """All links that the facts of an edition know."""
    fact = facts.get("edition_notes")
    rows = () if fact is None or not fact.ok else fact.rows
    return frozenset(str(row["link"]) for row in rows if row.get("link"))


def link_of(reference: str, facts: Facts) -> str:
    """Where the symbol at ``reference`` leads; empty if that is nowhere."""
    given = Reference.parse(unescape(reference))
    fact = facts.get(given.name)
    if fact is None or given.row is None or given.row >= len(fact.rows):
        return ""
    return str(fact.rows[given.row].get("link") or "")
