"""What an issue tells first: the move of the day, and what of the chain is news in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from generator.config import Settings
from generator.market.demo import demo_snapshot
from generator.narrative.compose import compose
from generator.narrative.novelty import Memory, PastIssue
from generator.narrative.playbook import playbook_folder
from generator.narrative.text import plain_text
from generator.pipeline import facts_of
from generator.signals.history import History
from tests.narrative.made_facts import demo_with
from tests.replays import playbook
from tests.variants import session_before, stored_past, without_bars

if TYPE_CHECKING:
    from generator.market.snapshot import Snapshot
    from generator.narrative.compose import Composition
    from generator.signals.facts import Row, Value


FIRST: Final = ("headline", "bullets", "lead")


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


def after_levels(level: float) -> History:
    """A past of forty sessions around this implied volatility, none of them the one before."""
    demo = demo_snapshot()
    days = {
        demo.as_of_date - timedelta(days=5 + step): {"iv_30d": level + 0.0005 * step}
        for step in range(40)
    }
    return History(days)


@pytest.mark.parametrize(("level", "name"), [(0.1, "highest"), (0.4, "lowest")])
def test_a_volatility_beyond_every_stored_session_is_told_as_that_and_not_as_a_rank(
    level: float, name: str
) -> None:
    made = composed(demo_snapshot(), after_levels(level))
    side = "above" if name == "highest" else "below"
    assert list(written(made, "headline")) == [f"headline_volatility_{name}"]
    assert side in written(made, "bullets")[f"bullet_volatility_{name}"] or name == "lowest"
    assert f"lead_volatility_{name}" in written(made, "lead")
    assert f"volatility_past_{name}" in written(made, "volatility")
    for section in ("headline", "bullets", "lead", "volatility"):
        assert not any("rank" in text for text in written(made, section).values())


def test_the_share_at_the_price_is_told_in_its_number_and_never_as_unusual() -> None:
    facts = {"pin_share_front": 0.30, "days_to_front_expiration": 2}
    made = compose(demo_with(**facts), playbook(), demo_snapshot().sessions())
    for section, fragment in (("headline", "headline"), ("bullets", "bullet"), ("lead", "lead")):
        text = written(made, section)[f"{fragment}_pinned"]
        assert "30%" in text
        assert "unusual" not in text.lower()


@pytest.mark.parametrize(
    ("move", "told"), [(1.96, False), (6.87, False), (6.88, True), (9.0, True), (None, True)]
)
def test_max_pain_is_near_only_within_the_move_that_is_priced_until_then(
    move: float | None, *, told: bool
) -> None:
    facts = demo_with(spot=411.88, max_pain_front=405.0, straddle_move_front=move)
    made = compose(facts, playbook(), demo_snapshot().sessions())
    assert fired(made, "pain_near") is told


def fired(made: Composition, rule: str) -> bool:
    """Whether a rule held."""
    [trace] = [trace for trace in made.article.traces if trace.rule == rule]
    return bool(trace.outcome.truth)


def with_contract(volume: float, opened: float, share: float) -> Composition:
    """The demo on a day on which one call traded ``volume`` against ``opened``."""
    row: Row = {
        "contract": "IWM260109C00255000",
        "expiration": date(2026, 1, 9),
        "strike": 255.0,
        "right": "call",
        "volume": volume,
        "open_interest": opened,
        "ratio": volume / opened,
        "volume_share": share,
        "side_share": 0.05,
    }
    facts = demo_with(contract_above_open_interest=(row,), **ORDINARY)
    return compose(facts, playbook(), demo_snapshot().sessions())


ORDINARY: Final[dict[str, Value]] = {
    "resistance": 300.0,
    "support": 200.0,
    "rsi_14": 50.0,
    "pin_share_front": 0.01,
}


@pytest.mark.parametrize(
    ("volume", "opened", "share"), [(19032.0, 1912.0, 0.289), (68559.0, 211.0, 0.052)]
)
def test_a_contract_that_traded_many_times_what_was_open_is_headline_lead_and_bullet(
    volume: float, opened: float, share: float
) -> None:
    made = with_contract(volume, opened, share)
    [headline] = written(made, "headline").values()
    assert f"{volume:,.0f}" in headline
    assert "bullet_contract" in written(made, "bullets")
    assert "lead_contract" in written(made, "lead")
    for section in FIRST:
        text = " ".join(written(made, section).values())
        assert not re.search(r"\b(bought|sold|buyers?|sellers?|betting|bets?)\b", text)


@pytest.mark.parametrize(
    ("volume", "opened", "share"), [(19032.0, 1912.0, 0.11), (7000.0, 1000.0, 0.3), (900.0, 5.0, 0)]
)
def test_a_contract_with_a_small_share_of_the_volume_or_much_open_interest_is_no_story(
    volume: float, opened: float, share: float
) -> None:
    assert "bullet_contract" not in written(with_contract(volume, opened, share), "bullets")


@pytest.mark.parametrize(
    ("call", "put", "told"),
    [(600.0, 555.0, True), (642.0, 510.0, True), (780.0, 555.0, False), (600.0, 370.0, False)],
)
def test_strikes_further_than_two_expected_moves_away_are_no_bullet(
    call: float, put: float, *, told: bool
) -> None:
    facts = demo_with(
        spot=575.71,
        straddle_move_front=26.79,
        top_otm_calls_front=({"strike": call, "open_interest": 900.0},),
        top_otm_puts_front=({"strike": put, "open_interest": 900.0},),
    )
    made = compose(facts, playbook(), demo_snapshot().sessions())
    assert fired(made, "leaders_near") is told


def test_where_much_open_interest_expired_no_bullet_lead_or_headline_ranks_the_ratio() -> None:
    expired = {"expiring_today_share": 0.28, "put_call_oi_percentile": 0.02}
    facts = demo_with(**ORDINARY, **expired, put_call_oi_change_1d=0.04, iv_rank=0.5)
    made = compose(facts, playbook(), demo_snapshot().sessions())
    told = [text for part in FIRST for text in written(made, part).values()]
    assert not any("very low" in text for text in told)
    assert any("28%" in text for text in told)
    assert "bullet_ratio_rolled_off_change" in written(made, "bullets")


@pytest.mark.parametrize(
    "words",
    [
        "without a trend",
        "points elsewhere",
        "last swing",
        "most recent[|\\]] swing",
        "swing (high|low) of recent",
        "moderate[|\\]]",
        "stored sessions {{ iv_percentile",
    ],
)
def test_no_wording_says_what_its_rule_does_not_know(words: str) -> None:
    for file in sorted((playbook_folder("options_focus") / "fragments").glob("0[0235]_*.yaml")):
        assert not re.search(words, file.read_text(encoding="utf-8")), file.name
