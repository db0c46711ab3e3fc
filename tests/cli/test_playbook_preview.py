"""``playbook preview`` shows what a playbook chooses on one day, and why nothing else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from generator.market.bundle import save_snapshot
from generator.narrative.choosing import Fate, nearest_to_firing, slot_stories
from generator.narrative.playbook import playbook_folder
from tests.cli.outcome import call
from tests.replays import demo_note, note, playbook
from tests.variants import modelled_days

if TYPE_CHECKING:
    from pathlib import Path

    from generator.narrative.choosing import Candidate


def fates(day: str) -> dict[str, Candidate]:
    composition = note(modelled_days()[day]).written.composition
    return {
        item.fragment.id: item
        for story in slot_stories(composition, playbook())
        for item in story.candidates
    }


@pytest.mark.parametrize("day", ["demo", "quiet", "few contracts", "before the open", "company"])
def test_what_is_written_is_what_the_note_holds(day: str) -> None:
    """Every sentence is of a fragment that is said to be written; captions one a chart."""
    article = note(modelled_days()[day]).written.composition.article
    written = {name for name, item in fates(day).items() if item.fate is Fate.WRITTEN}
    sentences = {item.fragment for section in article.sections for item in section.sentences}
    charts = sum(len(section.charts) for section in article.sections)
    assert sentences <= written
    assert len(written - sentences) == charts


def test_each_reason_for_not_being_written_is_given() -> None:
    demo, thin = fates("demo"), fates("few contracts")
    assert demo["headline_quiet"].fate is Fate.NOT_FIRED
    assert demo["headline_quiet"].reason == "regime_quiet"
    assert demo["headline_contested"].fate is Fate.BEHIND
    assert demo["headline_contested"].reason == "headline_contested_plans"
    assert {item.reason for item in thin.values() if item.fate is Fate.LEFT_OUT} == {
        "thin_chain",
        "no_levels",
    }
    unreported = fates("open interest not reported")
    assert any(item.fate is Fate.UNKNOWN for item in unreported.values())
    assert any(item.fate is Fate.NO_ROW for item in demo.values())


def test_a_fact_that_is_missing_is_named_with_its_reason() -> None:
    missing = [item for item in fates("part of the chain").values() if item.fate is Fate.MISSING]
    assert missing
    assert all("(" in item.reason for item in missing)


def test_the_rules_nearest_to_firing_come_first() -> None:
    near = nearest_to_firing(demo_note().written.composition, playbook(), 5)
    assert [item.distance for item in near] == sorted(item.distance for item in near)
    assert "below_average" in {item.rule for item in near}


def test_preview_of_the_demo_tells_regime_rules_slots_and_prose(
    capsys: pytest.CaptureFixture[str],
) -> None:
    done = call(["playbook", "preview"], capsys)
    assert (done.code, done.err) == (0, "")
    assert "regime       contested" in done.out
    assert "put_call_oi_ratio > threshold: 2.17 against 2, 8.5% above" in done.out
    assert "headline: headline_contested_plans [contested_with_ideas]" in done.out
    assert "not headline_quiet: rule did not fire, regime_quiet" in done.out
    assert "WHAT THE CHAIN SAYS" in done.out
    assert call(["playbook", "preview", "--demo"], capsys).out == done.out


def test_preview_reads_a_snapshot_and_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = tmp_path / "quiet.snapshot.zip", tmp_path / "mine"
    save_snapshot(modelled_days()["quiet"], file)
    shutil.copytree(playbook_folder("options_focus"), folder)
    day = ["--snapshot", str(file), "--playbook", str(folder)]
    assert "regime       quiet" in call(["playbook", "preview", *day], capsys).out


def test_one_rule_is_shown_with_its_comparisons_and_fragments(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = call(["playbook", "preview", "--rule", "put_call_below_half"], capsys).out
    assert "rule put_call_below_half: did not fire" in out
    assert "threshold: 0.5 (ratio)" in out
    assert "334.0% above: does not hold" in out
    assert "bullets.ratio: bullet_ratio_below, rule did not fire" in out


def test_one_fragment_is_shown_with_its_wordings_and_its_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = call(["playbook", "preview", "--fragment", "bullet_ratio_above"], capsys).out
    assert "fragment bullet_ratio_above: written, put_call_above_2" in out
    assert "slot: bullets.ratio" in out
    assert "{{ put_call_oi_ratio | ratio }}" in out.partition("wording 1: ")[2]
    assert "2.17" in out.partition("writes: ")[2]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--rule", "put_call_above2"], 2, "did you mean 'put_call_above_2'"),
        (["--fragment", "nothing_like_it_at_all"], 2, "no fragment"),
        (["--playbook", "none_of_these"], 2, "no playbook"),
        (["--snapshot", "none.zip"], 4, "none.zip"),
        (["--snapshot", "none.zip", "--demo"], 2, "two days"),
    ],
)
def test_a_wrong_request_is_one_line(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = call(["playbook", "preview", *arguments], capsys)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert done.err.count("\n") == 1
