"""Every rule fires and every fragment is written, on stored days or on modelled ones."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from generator.config import Settings
from generator.errors import ImportFileError
from generator.market.demo import demo_snapshot
from generator.market.quality import assess
from generator.narrative.compose import compose
from generator.narrative.novelty import Memory, PastIssue
from generator.narrative.text import plain_text
from generator.narrative.track_record import TrackRecord
from generator.pipeline import facts_of
from generator.signals.catalogue import compute_facts
from generator.signals.history import History
from tests.outcomes import Outcome, snapshots, sources
from tests.replays import draft, histories, histories_of, playbook, quoted_series, series
from tests.variants import (
    after_expiration,
    cheap_volatility,
    days_of_structures,
    modelled_days,
    session_before,
    stored_past,
    unusual_volatility,
    without_bars,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from generator.market.snapshot import Snapshot
    from generator.narrative.compose import Composition
    from generator.signals.facts import Facts
    from tests.replays import Series

SHORT: Final = (
    "AAPL", "ABT", "BCE", "EWH", "IBIT", "KO", "LCID", "NIO", "SMH", "SNN", "SPCX", "UNHG", "VXX",
    "VZ",
)  # fmt: skip
ONLY_MODELLED: Final = {
    "no stored day has such a trend with such a chain, away from its levels": (
        "bearish", "bullish", "overbought",
    ),
    "stored chains of one side are too thin for a section on them": ("ratio_one_side",),
    "stored files hold one expiration or all that are listed": (
        "ratio_partial_of", "ratio_partial_small",
    ),
    "no stored quote states a delay": ("data_delayed",),
    "no stored single stock that says it is one holds that many puts": ("ratio_above_company",),
    "every stored chain reports open interest": ("ratio_missing",),
    "no stored chain has quotes, so none has an option idea or a volatility from mids": (
        "stock_instead", "stock_beside", "idea_long_call", "idea_long_put", "spread_mirrored",
        "put_mirrored", "contested_plans", "trades_reason", "no_direction", "not_worth_it",
    ),
    "no quoted day has enough sessions before it for the rank that these structures ask for": (
        "idea_bull_put_spread", "idea_bear_call_spread", "idea_covered_call",
        "idea_cash_secured_put", "idea_collar", "idea_iron_condor", "idea_straddle",
        "idea_terms", "idea_terms_condor", "idea_terms_straddle",
        "idea_bull_call_spread", "idea_bear_put_spread",
        "idea_stock_beside",
    ),
    "stored quoted days come without results and dividends": (
        "trades_before_results", "trades_before_results_move", "trades_dividend",
    ),
    "the stored chains come without the daily bars that make a trend or take one away": (
        "headline_price_alone", "lead_price_alone", "price_alone_no_levels",
        "undetermined_adjusted", "undetermined_short", "levels_adjusted", "price_unchanged",
        "volatility_unpaired", "heavy_ranked_alone",
    ),
    "stored prices are contradicted by their options, and no stored day says a bar's": (
        "bullet_price_disputed",
    ),
    "stored chains near a level report open interest": (
        "breakdown_alone", "breakout_alone",
    ),
    "stored files without quotes and open interest are stamped at a close": (
        "lead_blind", "lead_blind_early",
    ),
    "no stored chain that heavy in puts says that it is of a fund or an index": (
        "ratio_above_fund", "ratio_above_index",
    ),
    "stored chains are dated at the close and come without name, rate, headlines or benchmark": (
        "news_beta", "news_fund_size", "news_headlines", "news_unchecked",
        "news_unprintable",
        "news_company", "news_company_margin", "news_earnings_given", "news_ex_dividend",
    ),
    "only modelled data is modelled": ("modelled",),
    "of every second stored day of two funds none moved that far, and others have no past here": (
        "large_move", "large_move_stored",
    ),
    "stored days are drafted here without the issues before them": (
        "levels_since", "price_since_issue", "since_between", "since_passed_up",
        "since_passed_down",
    ),
    "no stored chain has a day's change of volatility beside a past, results or an RSI so low": (
        "event_ahead", "of_a_day", "bullet_oversold", "oversold_rebound",
        "volatility_fell", "volatility_jumped",
    ),
    "of every second stored day, none of a large expiration has a ratio far from its past": (
        "_expired",
    ),
    "of every second stored day, none with a past has such a ratio or such a volatility": (
        "put_heavy_ranked", "bullet_ratio_ranked", "contested_ranked", "contested_ranked_plans",
        "volatility_spike", "volatility_high", "volatility_highest", "volatility_past_highest",
    ),
    "stored days are drafted here without the issues before them, which make room for it": (
        "chain_standing",
    ),
    "no stored day without a trend has a move larger than options price for a day": (
        "headline_quiet", "lead_quiet",
    ),
    "stored days are drafted here without what became of the calls before them": (
        "track_record", "track_record_accumulating",
    ),
    "stored days with an idea in shares have no quotes beside it": ("idea_stock",),
    "no stored day whose volatility is so low by its past is without levels": (
        "volatility_low_alone",
    ),
}  # fmt: skip
"""Endings of the fragments that only modelled days reach, by reason."""

TRACK_RECORDS: Final = (
    TrackRecord(kind="levels", n=12, hits=7, base_rate=0.6, base_n=700),
    TrackRecord(kind="levels", n=64, hits=40, interval=(0.503, 0.733), base_rate=0.6, base_n=4000),
)
"""One that accumulates, and one with a rate."""


def composed(
    facts: Facts,
    snapshot: Snapshot | None = None,
    memory: Memory | None = None,
    known: TrackRecord | None = None,
) -> Composition:
    """The article of these facts, by the calendar of their snapshot or that of the demo."""
    return compose(facts, playbook(), (snapshot or demo_snapshot()).sessions(), memory, known)


@cache
def modelled() -> list[Composition]:
    """The articles of all modelled days, and of the demo with a past of dear volatility."""
    days = [facts_of(snapshot, "0" * 64, Settings()) for snapshot in modelled_days().values()]
    demo = demo_snapshot()
    for day in (modelled_days()["bearish"], demo):
        history = cheap_volatility(day.as_of_date)
        days.append(compute_facts(day, history, snapshot_sha256="0" * 64))
    for name in ("demo", "bearish", "quiet", "illiquid", "dead quotes", "adjusted bars"):
        snapshot = modelled_days()[name]
        for ratio in (0.4, 1.3, 2.1, 3.0):
            past = stored_past(snapshot.as_of_date, ratio)
            days.append(compute_facts(snapshot, past, snapshot_sha256="0" * 64))
    for snapshot, past in (*unusual_volatility(), *days_of_structures().values()):
        days.append(facts_of(snapshot, "", Settings(), history=past))
    made = [composed(facts) for facts in days]
    made += [composed(days[0], memory=memory) for memory in remembered_levels()]
    expired = after_expiration(modelled_days()["quiet"])
    past = stored_past(expired.as_of_date, 3.0)
    made.append(composed(facts_of(expired, "", Settings(), history=past)))
    bare = without_bars(demo)
    made.append(composed(facts_of(bare, "", Settings()), memory=remembered_levels()[0]))
    before = History(previous=session_before(bare, bare.quote.spot * 0.96))
    made.append(composed(facts_of(bare, "", Settings(), history=before)))
    return made + [composed(days[0], known=known) for known in TRACK_RECORDS]


def remembered_levels() -> list[Memory]:
    """Memories of an issue whose levels the price is between, above, below, and that had none."""
    levels = ((300.0, 200.0), (240.0, 230.0), (300.0, 260.0), (None, None))
    memories = []
    for resistance, support in levels:
        facts: dict[str, float | str] = {"spot": 245.0, "regime": "quiet"}
        if resistance is not None and support is not None:
            facts |= {"resistance": resistance, "support": support}
        nothing: frozenset[str] = frozenset()
        issue = PastIssue("2025-12-26T16:00:00-05:00", nothing, frozenset(), nothing, facts)
        memories.append(Memory((issue,)))
    return memories


@cache
def stored(folder: Path) -> list[Composition]:
    """The articles of all days of IWM and SPY and of two days of each of the other symbols."""
    days = []
    told = []
    for symbol in ("IWM", "SPY"):
        chains, past = series(folder, symbol), histories(folder, symbol)
        told += [(chains.snapshot(day), past[day]) for day in chains.days[::2]]
    for group in ("yahoo_options", "yahoo_options_aapl_2025", "cboe", "yfinance_csv", "lean"):
        for source in sources(folder, [group]):
            days += [item for item in snapshots(source) if not isinstance(item, Outcome)][:2]
    for symbol in SHORT:
        chains = series(folder, symbol)
        days += [chains.snapshot(day) for day in chains.days[-9::8] if priced(chains, day)]
    for symbol in ("SPY", "NVDA"):
        quoted = quoted_series(folder, symbol)
        told += [(day, histories_of(quoted)[day.as_of_date]) for day in quoted[8:10]]
    told += [(day, History()) for day in days if _passes(day)]
    return [
        composed(facts_of(day, "0" * 64, Settings(), history=history), day) for day, history in told
    ]


def _passes(day: Snapshot) -> bool:
    """Whether no gate blocks the day."""
    return all(issue.verdict != "block" for issue in assess(day))


def priced(chains: Series, day: date) -> bool:
    """Whether the stored spots have a price for ``day``; some days of thin symbols have none."""
    try:
        chains.snapshot(day)
    except ImportFileError:
        return False
    return True


def written(compositions: list[Composition]) -> Counter[str]:
    """How often each fragment was written; charts' captions by their ids."""
    counts: Counter[str] = Counter()
    for composition in compositions:
        for section in composition.article.sections:
            counts.update(sentence.fragment for sentence in section.sentences)
            counts.update(f"chart_{chart.id}" for chart in section.charts)
    return counts


def fragments() -> set[str]:
    """All fragments of the playbook, captions by the ids of their charts."""
    return {
        item.slot if item.slot.startswith("chart_") else item.id
        for section in playbook().sections
        for item in section.fragments
    }


@pytest.mark.xdist_group("stored compositions")
def test_every_fragment_is_written_on_a_stored_or_a_modelled_day(data_dir: Path) -> None:
    on_stored, on_modelled = written(stored(data_dir)), written(modelled())
    never = fragments() - set(on_stored) - set(on_modelled)
    assert not never, f"no day writes {sorted(never)}"
    only_modelled = fragments() - set(on_stored)
    unexplained = {
        name
        for name in only_modelled
        if not name.endswith(tuple(end for ends in ONLY_MODELLED.values() for end in ends))
    }
    assert not unexplained, f"only modelled days write {sorted(unexplained)}"


@pytest.mark.xdist_group("stored compositions")
def test_every_rule_fires_on_a_stored_or_a_modelled_day(data_dir: Path) -> None:
    fired = {
        trace.rule
        for composition in stored(data_dir) + modelled()
        for trace in composition.article.traces
        if trace.outcome.truth
    }
    assert set(playbook().rules) <= fired, sorted(set(playbook().rules) - fired)


@pytest.mark.parametrize("name", sorted(modelled_days()))
def test_every_modelled_day_gives_a_note_that_passes_its_audit(name: str) -> None:
    note = draft(modelled_days()[name])
    assert note.passed, [str(finding) for finding in note.findings]


_ONE_OF_MANY: Final = re.compile(
    r"(?<![\d,.])\b(?:1|one) (?:contracts|puts|calls|minutes|daily bars|expirations)\b"
)


@pytest.mark.xdist_group("stored compositions")
def test_no_sentence_counts_one_of_something_in_the_plural(data_dir: Path) -> None:
    wrong = [
        text
        for composition in stored(data_dir) + modelled()
        for section in composition.article.sections
        for sentence in section.sentences
        if _ONE_OF_MANY.search(text := plain_text(sentence.text))
    ]
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("name", sorted(days_of_structures()))
def test_every_day_of_a_structure_gives_a_note_that_passes_its_audit(name: str) -> None:
    snapshot, past = days_of_structures()[name]
    note = draft(snapshot, None, past)
    assert note.passed, [str(finding) for finding in note.findings]


@pytest.mark.parametrize("name", sorted(modelled_days()))
def test_no_sentence_says_how_a_chain_is_placed_where_its_ratio_is_unknown(name: str) -> None:
    made = composed(facts_of(modelled_days()[name], "0" * 64, Settings()))
    if made.facts["put_call_oi_ratio"].ok:
        return
    text = " ".join(
        plain_text(sentence.text)
        for section in made.article.sections
        for sentence in section.sentences
    )
    for claim in ("neither high nor low", "does not argue", "put-heavy", "call-heavy"):
        assert claim not in text
