"""What an issue tells first: the move of the day, and what of the chain is news in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator.config import Settings
from generator.market.demo import demo_snapshot
from generator.narrative.compose import compose
from generator.narrative.novelty import Memory, PastIssue
from generator.narrative.text import plain_text
from generator.pipeline import facts_of
from generator.signals.history import History
from tests.replays import playbook
from tests.variants import session_before, stored_past, without_bars

if TYPE_CHECKING:
    from generator.market.snapshot import Snapshot
    from generator.narrative.compose import Composition


def composed(
    snapshot: Snapshot, history: History | None = None, memory: Memory | None = None
) -> Composition:
    """The article of ``snapshot`` after these sessions and issues."""
    facts = facts_of(snapshot, "0" * 64, Settings(), history=history or History())
    return compose(facts, playbook(), snapshot.sessions(), memory)


def written(made: Composition, section: str) -> dict[str, str]:
    """The sentences of a section by their fragments."""
    return {
        sentence.fragment: plain_text(sentence.text)
        for part in made.article.sections
        for sentence in part.sentences
        if part.id == section
    }


def bare() -> Snapshot:
    """The demo without daily prices."""
    return without_bars(demo_snapshot())


def after(price: float) -> History:
    """A past whose last session is stored whole, with this price."""
    past = stored_past(bare().as_of_date).by_session
    return History(past, session_before(bare(), price))


def issue_of(price: float) -> Memory:
    """The memory of one issue, with this price."""
    facts: dict[str, float | str] = {"spot": price, "regime": "quiet"}
    moment = "2025-12-23T16:00:00-05:00"
    return Memory((PastIssue(moment, frozenset(), frozenset(), frozenset(), facts),))


def test_without_daily_prices_the_first_bullet_gives_the_change_since_the_stored_session() -> None:
    made = composed(bare(), after(247.0))
    [(fragment, text)] = list(written(made, "bullets").items())[:1]
    assert fragment == "bullet_price_stored"
    assert "up 1.02%" in text
    assert "Friday, Dec. 26" in text
    assert "$247" in text


def test_without_a_stored_session_the_first_bullet_gives_the_change_since_the_last_issue() -> None:
    [(fragment, text)] = list(written(composed(bare(), memory=issue_of(247.0)), "bullets").items())[
        :1
    ]
    assert fragment == "bullet_price_since_issue"
    assert "up 1.02%" in text
    assert "Tuesday, Dec. 23" in text


def test_where_nothing_is_known_the_first_bullet_says_that_no_daily_prices_came() -> None:
    text = written(composed(bare()), "bullets")["bullet_price_alone"]
    assert "daily" in text or "earlier prices in the data" in text
    assert "close" not in text


@pytest.mark.parametrize("multiple", [2.0, 0.1, 10.4])
def test_a_change_that_looks_like_a_split_is_not_told(multiple: float) -> None:
    price = bare().quote.spot * multiple
    made = composed(bare(), after(price), issue_of(price))
    assert "bullet_price_alone" in written(made, "bullets")
    assert not made.facts["change_since_last_issue"].ok
    assert "since" not in written(made, "levels")


@pytest.mark.parametrize("price", [240.0, 259.0])
def test_a_move_beyond_what_options_price_for_a_day_is_the_headline_and_the_lead(
    price: float,
) -> None:
    made = composed(bare(), after(price))
    assert list(written(made, "headline")) == ["headline_large_move_stored"]
    assert list(written(made, "lead")) == ["lead_large_move"]


def test_a_move_of_an_ordinary_day_is_neither_headline_nor_lead() -> None:
    made = composed(bare(), after(247.0))
    assert "headline_large_move_stored" not in written(made, "headline")
    assert "lead_large_move" not in written(made, "lead")


def test_a_large_move_by_the_bars_is_told_with_the_change_of_the_day() -> None:
    demo = demo_snapshot()
    bars = demo.bars.table.copy()
    for name in ("open", "high", "low", "close"):
        bars[name] *= 0.95
    made = composed(replace(demo, bars=replace(demo.bars, table=bars)))
    assert list(written(made, "headline")) == ["headline_large_move"]
