"""Notes of stored market data, for tests that write the same days again and again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.config import Settings
from generator.forms import page_of
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.market.vendors.importing import ImportRequest, open_request, snapshot_of_day
from generator.narrative.novelty import Memory, past_issue
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import Draft, Observed, Written, draft_note, facts_of, gate, write
from generator.render.theme import HOUSE, load_theme
from generator.signals.catalogue import CATALOGUE, depends_on_history
from generator.signals.history import History

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from generator.config import Paper
    from generator.market.snapshot import Snapshot
    from generator.market.vendors.chain_day import ChainFile
    from generator.narrative.plan import IdeaRules, Playbook
    from generator.render.pdf import PdfRenderer

SYMBOLS: Final = ("IWM", "SPY")
"""Symbols with chains of every day and with daily bars."""
TOGETHER: Final = tuple(
    pytest.param(symbol, marks=pytest.mark.xdist_group(f"series of {symbol}")) for symbol in SYMBOLS
)
"""The symbols as parameters: all tests of one run in the same process, which reads it once."""

DAYS: Final = 65
HOLIDAYS: Final = (date(2026, 5, 25), date(2026, 6, 19), date(2026, 7, 3))
"""Days of the stored chains on which the exchange was closed."""


@dataclass(frozen=True, slots=True)
class Series:
    """All stored chains of one symbol."""

    request: ImportRequest
    chain: ChainFile

    @property
    def days(self) -> tuple[date, ...]:
        """Days with a chain, ascending."""
        return tuple(self.chain.days)

    def snapshot(self, day: date) -> Snapshot:
        """The snapshot of ``day``."""
        return snapshot_of_day(self.request, self.chain, day)


@cache
def series(folder: Path, symbol: str) -> Series:
    """The chains of ``symbol``; its bars where daily highs and lows are stored."""
    chain = folder / "eod_series" / f"{symbol}.parquet"
    bars = [folder / "prices" / f"av_{symbol}_2026.csv"] if symbol in SYMBOLS else []
    spots = folder / "eod_series" / "headers.csv"
    request = ImportRequest(files=[chain], symbol=symbol, bars=bars, spots=spots)
    return Series(request, open_request(request))


@cache
def playbook() -> Playbook:
    """The playbook that comes with the program."""
    return load_playbook(playbook_folder("options_focus"))


def idea_rules() -> IdeaRules:
    """What that playbook chooses ideas by."""
    found = playbook().ideas
    assert found is not None
    return found


@cache
def histories(folder: Path, symbol: str) -> Mapping[date, History]:
    """For each stored day of ``symbol`` what the sessions before it would have stored."""
    return histories_of(
        [series(folder, symbol).snapshot(day) for day in series(folder, symbol).days]
    )


@cache
def quoted_series(folder: Path, symbol: str) -> tuple[Snapshot, ...]:
    """The snapshots of a quoted series."""
    file = folder / "yfinance_csv" / f"series_{symbol}_2026-03-16_2026-04-24.csv.gz"
    request = ImportRequest(files=[file], symbol=symbol)
    opened = open_request(request)
    return tuple(snapshot_of_day(request, opened, day) for day in opened.days)


def histories_of(snapshots: Iterable[Snapshot]) -> Mapping[date, History]:
    """The history before each of ``snapshots``, which ascend; days that are no session are none."""
    found: dict[date, History] = {}
    past: dict[date, Mapping[str, float]] = {}
    previous: Snapshot | None = None
    for snapshot in snapshots:
        day = snapshot.as_of_date
        found[day] = History(dict(past), previous)
        if snapshot.sessions().is_session(day):
            facts = facts_of(snapshot, "", Settings(), history=History(previous=previous))
            past[day] = {
                name: fact.number
                for name, fact in facts.by_name.items()
                if fact.number is not None and name in CATALOGUE and not depends_on_history(name)
            }
            previous = snapshot
    return found


def draft(
    snapshot: Snapshot,
    renderer: PdfRenderer | None = None,
    history: History | None = None,
    memory: Memory | None = None,
) -> Draft:
    """The note of ``snapshot`` with default settings."""
    observed = Observed(
        snapshot, snapshot_digest(snapshot), history or History(), memory or Memory()
    )
    return draft_note(observed, playbook(), Settings(), renderer)


def drafts_in_order(snapshots: Iterable[Snapshot]) -> list[Draft]:
    """The notes of ascending days as a newsletter: each with the history and the issues before."""
    days = list(snapshots)
    past, memory, drafts = histories_of(days), Memory(), []
    for snapshot in days:
        made = draft(snapshot, None, past[snapshot.as_of_date], memory)
        memory = memory.with_issue(past_issue(json_of(made, "article.json")))
        drafts.append(made)
    return drafts


@dataclass(frozen=True, slots=True)
class Note:
    """A note between its steps: what the pipeline audits."""

    written: Written
    page: str


def note(snapshot: Snapshot, history: History | None = None, paper: Paper = "a4") -> Note:
    """The written note of ``snapshot`` and its page, not yet audited."""
    settings = Settings(paper=paper)
    observed = Observed(snapshot, "0" * 64, history or History())
    facts = facts_of(snapshot, "0" * 64, settings, history=observed.history)
    written = write(facts, observed, playbook(), settings, gate(snapshot, settings))
    page = page_of(
        written.record, written.composition.facts, playbook(), written.charts, load_theme(HOUSE)
    )
    return Note(written, page)


@cache
def demo_note() -> Note:
    """The note of the demo."""
    return note(demo_snapshot())


def json_of(made: Draft, name: str) -> dict[str, Any]:
    """A JSON file of a note."""
    body: dict[str, Any] = json.loads(made.files[name])
    return body


def sentences(made: Draft) -> list[dict[str, Any]]:
    """The sentences of a note as ``article.json`` has them, each with its section's id."""
    return [
        sentence | {"section": section["id"]}
        for section in json_of(made, "article.json")["sections"]
        for sentence in section["sentences"]
    ]
