"""Drafting one note: in words for notes, of data that is new enough, over nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from generator.config import Settings
from generator.drafting.drafter import Drafter, Order
from generator.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

MD = frozenset({"md"})
DEMO_DAY = date(2025, 12, 29)


def test_a_playbook_of_editions_writes_no_note(tmp_path: Path) -> None:
    with (
        Drafter(Settings(output=tmp_path)) as drafter,
        pytest.raises(UsageError, match="the playbook Morning Letter writes editions"),
    ):
        drafter.draft(Order("IWM", "demo", formats=MD, playbook="morning_letter"))


def test_a_note_is_not_written_over_an_edition_of_its_name(tmp_path: Path) -> None:
    folder = tmp_path / str(DEMO_DAY) / "IWM"
    folder.mkdir(parents=True)
    (folder / "facts.json").write_text('{"facts": {"edition_notes": {}}}', encoding="utf-8")
    with (
        Drafter(Settings(output=tmp_path)) as drafter,
        pytest.raises(UsageError, match="an edition is called IWM too, and would be lost"),
    ):
        drafter.draft(Order("IWM", "demo", formats=MD))
    assert [path.name for path in folder.iterdir()] == ["facts.json"]


def test_data_from_before_the_day_that_is_asked_for_at_least_is_refused(tmp_path: Path) -> None:
    with Drafter(Settings(output=tmp_path)) as drafter:
        order = Order("IWM", "demo", formats=MD, not_before=DEMO_DAY + timedelta(days=1))
        with pytest.raises(RefusedError, match="its newest data is of 2025-12-29") as refused:
            drafter.draft(order)
        assert refused.value.code == "other_day"
        assert not list(tmp_path.iterdir())
        assert drafter.draft(Order("IWM", "demo", formats=MD, not_before=DEMO_DAY)).note.passed
