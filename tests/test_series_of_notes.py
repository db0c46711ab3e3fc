"""Notes of a series as its reader gets them: each written after the ones before it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from generator.narrative.prose import prose_of
from generator.narrative.repetition import issue_of, repetition
from tests.replays import TOGETHER, drafts_in_order, json_of, series

if TYPE_CHECKING:
    from pathlib import Path

    from generator.pipeline import Draft

MOST_FAILING: Final = 0.05


@cache
def issues(folder: Path, symbol: str) -> list[Draft]:
    """The issues of all stored sessions of ``symbol``."""
    chains = series(folder, symbol)
    return drafts_in_order([chains.snapshot(day) for day in chains.days])


@pytest.mark.parametrize("symbol", TOGETHER)
def test_every_issue_of_a_series_passes_its_audit(symbol: str, data_dir: Path) -> None:
    for made in issues(data_dir, symbol):
        assert [str(finding) for finding in made.findings if finding.severity == "error"] == [], (
            made.as_of
        )


@pytest.mark.parametrize("symbol", TOGETHER)
def test_a_series_repeats_itself_no_more_than_the_house_allows(symbol: str, data_dir: Path) -> None:
    """A tenth of its runs from the five issues before, a third from the others of its twenty."""
    made = [
        issue_of(str(note.as_of.date()), prose_of(note.files["article.md"].decode()), symbol)
        for note in issues(data_dir, symbol)
    ]
    found = repetition(made)
    beyond = {item.name: item.marks for item in found if set(item.marks) & {"near", "window"}}
    assert len(beyond) <= MOST_FAILING * len(found), beyond
    frames = {item.name for item in found if set(item.marks) & {"headline", "lead", "idiom"}}
    assert not frames


@pytest.mark.parametrize("symbol", TOGETHER)
def test_each_issue_after_the_first_says_what_became_of_the_last(
    symbol: str, data_dir: Path
) -> None:
    made = issues(data_dir, symbol)
    for before, note in pairwise(made):
        facts = json_of(note, "facts.json")["facts"]
        assert facts["last_issue_date"]["value"] == str(before.as_of.date())
        now, then = (
            json_of(item, "facts.json")["facts"]["spot"]["value"] for item in (note, before)
        )
        assert facts["change_since_last_issue"]["value"] == now / then - 1
        assert "issue" in note.files["article.md"].decode()
