"""Issues that no draft would give: any headline, any symbol, any day."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from generator.market.sessions import EXCHANGE_ZONE
from generator.site.address import Address
from generator.site.issues import Issue, headline_of, summary_of
from generator.wording.markup import escape_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from generator.site.corrections import Correction

ADDRESS = Address.parse("https://example.org/notes")
PAGE = b"<!DOCTYPE html><html><body><main><h1>A note</h1></main></body></html>"


def issue(
    folder: Path,
    title: str = "A quiet day",
    symbol: str = "SPY",
    day: str = "2026-07-01",
    corrections: tuple[Correction, ...] = (),
) -> Issue:
    """An issue with a page in ``folder``; its headline and first bullet are ``title``."""
    words = escape_markdown(title)
    markdown = f"# {words}\n\nByline.\n\n- {words}\n- Second.\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "article.html").write_bytes(PAGE)
    return Issue(
        folder=folder,
        symbol=symbol,
        as_of=datetime.fromisoformat(f"{day}T16:00:00").replace(tzinfo=EXCHANGE_ZONE),
        title=headline_of(markdown),
        summary=summary_of(markdown),
        markdown=markdown,
        source="test",
        files={"article.html": hashlib.sha256(PAGE).hexdigest()},
        pdf_size=None,
        corrections=corrections,
    )
