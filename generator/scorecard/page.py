"""The scorecard as a page of its own: charts, tables, and every call with what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from generator.calls.resolving import REASONS
from generator.narrative.playbook import template_roots
from generator.render.templates import render_template
from generator.render.theme_style import day_rules, faces_within, night_inks
from generator.scorecard.card import GROUPINGS, void_reasons
from generator.scorecard.chart import chart_values
from generator.scorecard.words import counts_in_words, name_in_words
from generator.wording.dates import full_date
from generator.wording.numbers import count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.calls.tallies import Based
    from generator.render.theme import Theme
    from generator.scorecard.card import Card, Grouping

_TITLES: Final[dict[Grouping, str]] = {
    "kind": "By kind of call",
    "structure": "By level, direction and structure",
    "regime": "By regime",
    "rule": "By rule",
}
_ABOUT: Final[dict[Grouping, str]] = {
    "kind": "A level holds or is passed, the price closes higher or lower, an idea gains or loses.",
    "structure": "What the call was about.",
    "regime": "How the note read its day: the state of the chain, of volatility and of the price "
    "that decided its stance.",
    "rule": "The rule of the playbook that chose the sentence, by its id there.",
}
_ORIGINS: Final = {
    "published": "Notes that were published.",
    "replay": "Notes that were written again from the archive, and that no reader had then.",
    "all": "Notes that were published, and for other sessions notes that were written again from "
    "the archive, which no reader had then.",
}


def scorecard_folder() -> Path:
    """The folder of the templates of the scorecard."""
    return template_roots()[0] / "scorecard"


def cards_page(found: Sequence[Card], origin: str, theme: Theme) -> str:
    """The page, which needs no other file.

    Args:
        found: A scorecard for each symbol.
        origin: published, replay, or all.
        theme: Its inks and faces.

    Raises:
        PlaybookError: A template cannot be rendered.
    """
    night = f"@media (prefers-color-scheme: dark) {{\n{night_inks(theme)}}}\n"
    own = (scorecard_folder() / "scorecard.css").read_text(encoding="utf-8")
    faces = faces_within(theme, italics=False)
    values = {
        "style": f"{faces}{day_rules(theme)}{night}{own}{theme.style}",
        "masthead": theme.imprint.masthead,
        "symbols": ", ".join(card.symbol for card in found),
        "origin": _ORIGINS[origin],
        "cards": [_card(card, place) for place, card in enumerate(found)],
    }
    return render_template(scorecard_folder(), "page.html.j2", values, autoescape=True)


def _card(card: Card, place: int) -> dict[str, Any]:
    return {
        "place": f"card{place}",
        "symbol": card.symbol,
        "span": _span(card),
        "void": [
            {"count": count(number), "reason": REASONS.get(code, code)}
            for code, number in void_reasons(card).items()
        ],
        "groups": [_grouping(card, grouping, place) for grouping in GROUPINGS],
        "calls": [_call(item) for item in card.calls],
    }


def _span(card: Card) -> str:
    if card.first is None or card.last is None:
        return "No close is stored."
    days = f"{full_date(card.first)} to {full_date(card.last)}"
    return f"{count(card.sessions)} closes are stored, {days}."


def _grouping(card: Card, grouping: Grouping, place: int) -> dict[str, Any]:
    groups = card.of(grouping)
    title = _TITLES[grouping]
    return {
        "title": title,
        "about": _ABOUT[grouping],
        "chart": chart_values(groups, f"{card.symbol}: {title}", f"{grouping}{place}"),
        "heads": list(counts_in_words(groups[0].tally)),
        "rows": [
            {
                "kind": group.kind,
                "name": group.name if grouping == "rule" else name_in_words(group.name),
                "cells": list(counts_in_words(group.tally).values()),
            }
            for group in groups
        ],
    }


def _call(item: Based) -> dict[str, Any]:
    call, verdict = item.call, item.call.verdict
    why = REASONS.get(verdict.reason or "", verdict.reason or "")
    return {
        "session": full_date(call.session),
        "what": name_in_words(call.structure),
        "words": call.words,
        "horizon": full_date(call.horizon),
        "state": verdict.state + (" (withdrawn)" if call.withdrawn else ""),
        "decided": "" if verdict.resolved_at is None else full_date(verdict.resolved_at),
        "why": why,
    }
