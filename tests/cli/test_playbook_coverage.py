"""``playbook coverage`` counts what of a playbook is used over snapshots, the demo, an archive."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.market.bundle import save_snapshot
from generator.market.demo import demo_snapshot
from generator.narrative.usage import usage_of
from tests.cli.outcome import call
from tests.replays import demo_note, note, playbook
from tests.variants import modelled_days

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_days_are_counted_by_rule_and_by_fragment() -> None:
    quiet = note(modelled_days()["quiet"]).written.composition
    usage = usage_of([demo_note().written.composition, quiet], playbook())
    assert usage.days == 2
    assert usage.rules["regime_contested"] == usage.rules["regime_quiet"] == 1
    assert usage.rules["quotes_live"] == 2
    assert usage.fragments["headline_contested_plans"] == usage.fragments["headline_quiet_day"] == 1
    assert "headline_thin" in usage.unused_fragments
    assert "regime_thin" in usage.unused_rules
    assert "headline_quiet_day" not in usage.unused_fragments


def test_captions_of_charts_are_counted() -> None:
    usage = usage_of([demo_note().written.composition], playbook())
    captions = {
        item.id: usage.fragments[item.id]
        for section in playbook().sections
        for item in section.fragments
        if item.slot.startswith("chart_")
    }
    assert sum(captions.values()) == len(demo_note().written.charts)


def test_coverage_names_what_was_never_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "quiet.snapshot.zip"
    save_snapshot(modelled_days()["quiet"], file)
    done = call(["playbook", "coverage", str(file)], capsys)
    assert done.code == 0
    assert "rules never used over 2 days" in done.out
    assert "\n  headline_thin\n" in done.out
    assert "\n  headline_quiet_day\n" not in done.out
    body = json.loads(call(["playbook", "coverage", str(file), "--json"], capsys).out)
    assert body["days"] == 2
    assert body["rules"]["regime_quiet"] == 1


def test_a_day_that_a_gate_blocks_is_named_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo, file = demo_snapshot(), tmp_path / "empty.snapshot.zip"
    save_snapshot(replace(demo, contracts=demo.contracts.iloc[:0]), file)
    done = call(["playbook", "coverage", str(file)], capsys)
    assert done.code == 0
    assert "left out" in done.err
    assert "over one day" in done.out


def test_an_archive_is_read_session_by_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", str(tmp_path / "archive"))
    _keep(tmp_path)
    done = call(["playbook", "coverage", "--archive", "SPY"], capsys)
    assert done.code == 2
    assert "no session of SPY" in done.err
    body = json.loads(call(["playbook", "coverage", "--archive", "iwm", "--json"], capsys).out)
    assert body["days"] == 2
    assert body["rules"]["modelled"] == 2


def _keep(tmp_path: Path) -> None:
    from generator.config import Settings  # noqa: PLC0415 - brings the database
    from generator.keeping import keep_snapshot, open_archive  # noqa: PLC0415

    settings = Settings(archive=str(tmp_path / "archive"))
    keep_snapshot(open_archive(settings), demo_snapshot(), settings)
