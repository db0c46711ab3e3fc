"""What stands in the place of a note that was withdrawn: that it was, when, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from generator.audit.places import numerals
from generator.errors import RefusedError
from generator.market.headlines import clean_text
from generator.market.sessions import EXCHANGE_ZONE
from generator.narrative.playbook import template_roots
from generator.render.templates import render_template
from generator.wording.dates import full_date, weekday_date
from generator.wording.markup import escape_markdown

if TYPE_CHECKING:
    from datetime import datetime

WITHDRAWN: Final = "withdrawn.json"
_LONGEST: Final = 1000


def withdrawal_files(symbol: str, as_of: datetime, now: datetime, reason: str) -> dict[str, bytes]:
    """The Markdown, the page and ``withdrawn.json`` of a note that readers must not rely on.

    Args:
        symbol: Ticker.
        as_of: Time of the note's data, in exchange time.
        now: The time of the withdrawal.
        reason: In words.

    Raises:
        RefusedError: ``unproven_number``: the reason holds a number, which nothing could prove.
    """
    why = clean_text(reason, _LONGEST)
    if any(True for _ in numerals(why)):
        problem = "the reason of a withdrawal holds a number, which nothing can prove"
        raise RefusedError("unproven_number", f"{symbol}: {problem}; say it in words")
    day = now.astimezone(EXCHANGE_ZONE).date()
    title = f"{symbol}, {full_date(as_of.date())}: withdrawn"
    notice = f"This note was withdrawn on {weekday_date(day)}. Do not rely on it."
    values = {"title": title, "notice": notice, "reason": why}
    folder = template_roots()[0] / "site"
    page = render_template(folder, "withdrawn.html.j2", values, autoescape=True)
    lines = [f"# {escape_markdown(title)}", escape_markdown(notice), escape_markdown(why)]
    body = {"schema": "withdrawn/1", "symbol": symbol, "day": str(day), "reason": why}
    return {
        "article.md": ("\n\n".join(lines) + "\n").encode(),
        "article.html": page.encode(),
        WITHDRAWN: (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode(),
    }
