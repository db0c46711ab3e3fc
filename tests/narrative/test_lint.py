"""``playbook lint`` finds what can never happen, at its line, and accuses nothing that can."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import pytest

from generator.narrative.lint import lint_faults
from generator.narrative.playbook import load_playbook, playbook_folder
from tests.cli.outcome import call

if TYPE_CHECKING:
    from pathlib import Path

MAIN: Final = "playbook.yaml"
LEAD: Final = "fragments/03_lead.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the playbook for a test to edit."""
    shutil.copytree(playbook_folder("options_focus"), tmp_path / "mine")
    return tmp_path / "mine"


def edit(folder: Path, old: str, new: str, name: str = MAIN) -> int:
    """Replace the first ``old`` in a file of the playbook; the line where ``new`` ends."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} has no {old!r} any more: the test needs another place"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + len(new.splitlines())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "when: put_call_oi_ratio > threshold\n",
            "when: put_call_oi_ratio > threshold and put_call_oi_ratio < 1\n",
            "rule put_call_above_2: it can never hold",
        ),
        (
            "when: spot > sma_50\n",
            "when: spot > sma_50 and sma_50 > spot\n",
            "rule above_average: it can never hold",
        ),
        ("when: rsi_14 > 70", "when: rsi_14 > 700", "regime overbought: it can never hold"),
        (
            'when: chain_size == "thin"\n',
            'when: chain_size == "thin" and chain_size is missing\n',
            "rule thin_chain: it can never hold",
        ),
        (
            'when: regime == "contested" and trade_ideas.rows >= 2',
            'when: regime == "contest" and trade_ideas.rows >= 2',
            "rule contested_with_ideas: regime is never 'contest'",
        ),
        (
            "{structure: iron condor, when: iv_rank >= 0.70}",
            "{structure: iron condor, when: iv_percentile > 1.2}",
            "structure iron condor: it can never hold",
        ),
        (
            'iv_rank >= 0.70 and regime == "event_ahead"',
            'iv_rank >= 0.70 and regime == "events"',
            "structure collar: regime is never 'events'",
        ),
        (
            "    threshold: 0.01\n",
            "    threshold: 2\n",
            "rule chain_disagrees: its threshold 2 is a fraction; write 0.02 for 2 per cent",
        ),
        (
            '    - id: bullish\n      when: trend == "bullish" and positioning == "usual"',
            '    - id: bullish\n      when: trend == "bullish" and positioning == "put_heavy"',
            "regime bullish: never chosen: wherever it holds, contested before it does",
        ),
        (
            "when: rsi_14 > 70",
            (
                'when: chain_coverage == "whole" and pin_share_front > 0.3'
                " and days_to_front_expiration < 2"
            ),
            "regime overbought: never chosen: wherever it holds, pinned before it does",
        ),
        (
            'both_sides: regime == "contested"',
            'both_sides: regime == "disputed"',
            "ideas both_sides: regime is never 'disputed'",
        ),
    ],
)
def test_what_can_never_happen_is_named_at_its_line(
    folder: Path, old: str, new: str, fault: str
) -> None:
    last = edit(folder, old, new)
    faults = [item for item in lint_faults(load_playbook(folder)) if fault in item]
    assert len(faults) == 1
    place, line, column, _ = faults[0].split(":", 3)
    assert place == str(folder / MAIN)
    assert last - 4 <= int(line) <= last
    assert int(column) > 0


@pytest.mark.parametrize(
    ("rule", "text", "reached"),
    [
        ("always", "Nothing of note.", False),
        ("regime_pinned", "Nothing of note.", True),
        ("always", "It is {{ spot | price }}.", True),
        ("change_known", "It is {{ day_change | direction }}.", True),
    ],
)
def test_a_fragment_behind_one_that_always_fits_is_named(
    folder: Path, rule: str, text: str, *, reached: bool
) -> None:
    """One that may lack a fact, or whose rule may not fire, closes nothing."""
    first = f"fragments:\n  - id: lead_first\n    slot: lead\n    rule: {rule}\n    text:\n"
    edit(folder, "fragments:\n", f"{first}      - '{text}'\n", LEAD)
    faults = lint_faults(load_playbook(folder))
    closed = [item for item in faults if "lead_first always comes before it" in item]
    assert any("fragment lead_quiet:" in item for item in closed) is not reached
    assert all(item.startswith(str(folder / LEAD)) for item in closed)


def test_a_fragment_whose_rule_makes_the_facts_of_the_one_before_known_is_named(
    folder: Path,
) -> None:
    first = "fragments:\n  - id: lead_first\n    slot: lead\n    rule: change_known\n    text:\n"
    again = first.replace("fragments:\n", "").replace("lead_first", "lead_second")
    text = "      - 'It is {{ day_change | direction }}.'\n"
    edit(folder, "fragments:\n", f"{first}{text}{again}      - 'A change.'\n", LEAD)
    faults = lint_faults(load_playbook(folder))
    assert [item.split(": ", 1)[1] for item in faults] == [
        "fragment lead_second: lead_first always comes before it"
    ]


@pytest.mark.parametrize("name", ["options_focus", "education"])
def test_a_playbook_that_comes_with_the_program_has_no_fault(name: str) -> None:
    assert lint_faults(load_playbook(playbook_folder(name))) == []


def test_a_fault_is_exit_code_4(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, "when: rsi_14 > 70", "when: rsi_14 > 700")
    done = call(["playbook", "lint", str(folder)], capsys)
    assert done.code == 4
    assert "regime overbought: it can never hold: rsi_14 > 700" in done.out
    assert done.out.rstrip().endswith(" 1 remark")


@pytest.mark.parametrize("name", ["article.md.j2", "charts/price.svg.j2"])
def test_a_template_that_does_not_parse_is_refused_at_its_line(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / name
    path.write_text(path.read_text("utf-8") + "\n{% if %}\n", encoding="utf-8")
    line = path.read_text("utf-8").count("\n")
    done = call(["playbook", "lint", str(folder)], capsys)
    assert (done.code, done.out) == (4, "")
    assert f"{path}:{line}:1: does not parse" in done.err


def test_a_chart_that_is_none_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, "charts: [price]", "charts: [prices]")
    done = call(["playbook", "lint", str(folder)], capsys)
    assert done.code == 4
    assert "no chart is called 'prices'" in done.err


def test_a_slot_that_rotates_has_no_fragment_that_is_never_reached(folder: Path) -> None:
    """Of those that fit any may be taken there, whatever their order."""
    first = "fragments:\n  - id: lead_first\n    slot: lead\n    rule: always\n    text:\n"
    edit(folder, "fragments:\n", f"{first}      - 'Nothing of note.'\n", LEAD)
    assert lint_faults(load_playbook(folder))
    edit(folder, "slots: [lead]\n", "slots: [lead]\n    rotate: [lead]\n")
    assert lint_faults(load_playbook(folder)) == []
