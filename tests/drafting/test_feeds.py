"""Data is asked of somebody who is known, and not again while nothing better can be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from generator.config import load_settings
from generator.drafting.feeds import feed_of, still_good
from generator.errors import UsageError
from generator.keeping import keep_snapshot, open_archive
from generator.market.issues import Issue
from generator.market.vendors.yahoo_options import NAME as YAHOO_LAYOUT
from tests.made_symbols import made_symbol

if TYPE_CHECKING:
    from pathlib import Path

NOW: Final = datetime(2025, 12, 29, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize("source", ["nobody", "archive", "demo", "spy.snapshot.zip"])
def test_whom_nobody_knows_is_not_asked(source: str) -> None:
    with pytest.raises(UsageError, match=f"{source} is no provider of data; yahoo is one"):
        feed_of(source, load_settings())


def test_what_lacks_a_part_is_asked_for_again(tmp_path: Path) -> None:
    settings = load_settings().model_copy(update={"archive": str(tmp_path)})
    archive = open_archive(settings)
    whole = replace(made_symbol(0), fetched_at=NOW)
    lacking = replace(
        made_symbol(1),
        fetched_at=NOW,
        issues=(Issue("history_unavailable", "degrade", "no bars came"),),
    )
    assert still_good(archive, whole.symbol, "night_feed", NOW) is None
    for snapshot in (whole, lacking):
        keep_snapshot(archive, snapshot, settings)
    kept = still_good(archive, whole.symbol, "night_feed", NOW)
    assert kept is not None
    assert kept.symbol == whole.symbol
    assert still_good(archive, lacking.symbol, "night_feed", NOW) is None


def test_what_yahoo_gave_is_not_what_another_provider_gives(tmp_path: Path) -> None:
    settings = load_settings().model_copy(update={"archive": str(tmp_path)})
    archive = open_archive(settings)
    made = replace(made_symbol(0), fetched_at=NOW)
    source = replace(made.source, name="Yahoo Finance", layout=YAHOO_LAYOUT, modelled=False)
    keep_snapshot(archive, replace(made, source=source), settings)
    assert still_good(archive, made.symbol, "night_feed", NOW) is None
    assert still_good(archive, made.symbol, "yahoo", NOW) is not None
