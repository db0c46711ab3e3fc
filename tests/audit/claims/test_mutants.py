"""Mechanical falsehoods in twenty clean notes are found by their class; clean notes have none."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from generator.audit.claims.checks import audit_claims
from generator.narrative.record import NoteRecord
from generator.proving import audit_text
from generator.signals.facts import Facts
from tests import replays
from tests.audit.claim_mutations import ClaimMutant, claim_mutants
from tests.audit.notes import FULL
from tests.outcomes import Outcome, outcome_of, snapshots, sources
from tests.variants import days_of_structures, modelled_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from generator.pipeline import Draft

EVERY: Final = 1 if FULL else 20
"""In a usual run, one of so many mutants of a kind."""

MODELLED: Final = (
    "demo", "overbought", "bearish", "quiet", "illiquid and bullish", "company",
    "fund of known size", "dead quotes",
)  # fmt: skip
STORED: Final = (
    *(("IWM", date(2026, 6, 1 + step)) for step in (0, 8, 15, 22)),
    *(("IWM", date(2026, 8, step)) for step in (3, 12, 20, 21)),
    *(("SPY", date(2026, 7, step)) for step in (1, 10, 21)),
    ("SPY", date(2026, 8, 21)),
)
LEAST_CAUGHT: Final = 0.99

Material = tuple[NoteRecord, Facts]


def material(made: Draft) -> Material:
    """The record and the facts of a draft, as its files have them."""
    record = NoteRecord.from_json(json.loads(made.files["article.json"]))
    return record, Facts.from_json(json.loads(made.files["facts.json"]))


@cache
def of_structure(name: str) -> Material:
    """The note of a day that proposes a structure."""
    snapshot, history = days_of_structures()[name]
    return material(replays.draft(snapshot, None, history))


@cache
def modelled(name: str) -> Material:
    """The note of a modelled day."""
    return material(replays.draft(modelled_days()[name]))


def stored(folder: Path, symbol: str, day: date) -> Material:
    """The note of a stored day, with the history before it."""
    snapshot = replays.series(folder, symbol).snapshot(day)
    return material(replays.draft(snapshot, None, replays.histories(folder, symbol)[day]))


def claim_errors(record: NoteRecord, facts: Facts) -> list[str]:
    """The claims of an untouched note that fail it."""
    found = audit_claims(record.markdown, facts, record.spans, file="article.md")
    return [str(item) for item in found if item.severity == "error"]


def sampled(mutants: Iterable[ClaimMutant], start: int) -> Iterator[ClaimMutant]:
    """One of `EVERY` mutants, beginning elsewhere in each note."""
    for place, mutant in enumerate(mutants, start=start):
        if place % EVERY == 0:
            yield mutant


def missed(notes: Iterable[Material]) -> tuple[Counter[str], list[str]]:
    """How many mutants of each class were tried, and those not found by their class."""
    tried: Counter[str] = Counter()
    survivors: list[str] = []
    for start, (record, facts) in enumerate(notes):
        for mutant in sampled(claim_mutants(record, facts), start):
            found = {
                item.kind
                for item in audit_text(mutant.text, record, facts, file="article.md")
                if item.severity == "error"
            }
            tried["/".join(sorted(mutant.right))] += 1
            if not found & mutant.right:
                survivors.append(
                    f"{record.symbol} {record.as_of[:10]} {mutant.kind}: {mutant.what}"
                    f" {sorted(found)}"
                )
    lines = [f"{sum(tried.values()):6d} in all, {len(survivors)} missed"]
    lines += [f"{count:6d} {kind}" for kind, count in sorted(tried.items())]
    sys.stdout.write("\n".join([*lines, *survivors]) + "\n")
    return tried, survivors


def test_falsehoods_in_modelled_notes_are_found_by_their_class() -> None:
    """At least 99 of 100; ``pytest -rP`` lists counts and survivors."""
    tried, survivors = missed(modelled(name) for name in MODELLED)
    assert len(survivors) <= (1 - LEAST_CAUGHT) * sum(tried.values()), survivors
    assert sum(tried.values()) * EVERY > 800


def test_falsehoods_in_notes_with_every_structure_are_found_by_their_class() -> None:
    tried, survivors = missed(of_structure(name) for name in sorted(days_of_structures()))
    assert len(survivors) <= (1 - LEAST_CAUGHT) * sum(tried.values()), survivors
    assert sum(tried.values()) * EVERY > 1500


def test_falsehoods_in_notes_of_stored_days_are_found_by_their_class(data_dir: Path) -> None:
    """Twelve days of two symbols, each with the sessions before it."""
    pytest.importorskip("pyarrow")
    tried, survivors = missed(stored(data_dir, symbol, day) for symbol, day in STORED)
    assert len(survivors) <= (1 - LEAST_CAUGHT) * sum(tried.values()), survivors
    assert sum(tried.values()) * EVERY > 1200


@pytest.mark.parametrize("name", modelled_days())
def test_the_note_of_a_modelled_day_makes_no_false_claim(name: str) -> None:
    assert claim_errors(*modelled(name)) == []


@pytest.mark.parametrize("symbol", replays.SYMBOLS)
@pytest.mark.parametrize("part", range(4))
def test_the_note_of_a_stored_day_makes_no_false_claim(
    data_dir: Path, symbol: str, part: int
) -> None:
    """Every day with and without history; one of eight in a usual run."""
    pytest.importorskip("pyarrow")
    days = replays.series(data_dir, symbol).days[part :: 4 if FULL else 32]
    for day in days:
        snapshot = replays.series(data_dir, symbol).snapshot(day)
        past = replays.histories(data_dir, symbol)[day]
        for made in (replays.draft(snapshot), replays.draft(snapshot, None, past)):
            assert claim_errors(*material(made)) == [], day


def test_the_notes_of_other_vendors_files_make_no_false_claim(data_dir: Path) -> None:
    """One day of every file in a full run, of every seventh otherwise."""
    pytest.importorskip("pyarrow")
    wrong = []
    for source in list(sources(data_dir))[:: 1 if FULL else 7]:
        item = next(iter(snapshots(source)), None)
        if item is None or isinstance(item, Outcome):
            continue
        outcome, made = outcome_of(source, item)
        if made is not None:
            wrong += [f"{outcome.name} {line}" for line in claim_errors(*material(made))]
    assert wrong == []
