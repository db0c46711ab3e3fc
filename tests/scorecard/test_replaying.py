"""A replay writes what would have been written, looks no further ahead, and feeds the scorecard."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from generator.archive.calls import kept_calls
from generator.archive.tables import CALLS, ISSUES
from generator.archive.verifying import verify_archive
from generator.cli.main import run
from generator.config import Settings
from generator.errors import UsageError
from generator.keeping import keep_snapshot
from generator.scorecard.card import cards, cards_json
from generator.scorecard.page import cards_page
from generator.scorecard.replaying import Span, replay, replay_json
from generator.scorecard.table import cards_table
from tests.browser import accessibility_errors, chromium, opened
from tests.makers import Makers
from tests.replays import playbook, quoted_series, series
from tests.scorecard.independent import base, market, outcome

if TYPE_CHECKING:
    from pathlib import Path

    from generator.archive.archive import Archive
    from generator.scorecard.replaying import Replayed

FULL: Final = bool(os.environ.get("STRIKEDESK_FULL"))
FIRST: Final = date(2026, 4, 13)
LAST: Final = date(2026, 4, 16)
TRUNCATED: Final = date(2026, 4, 15)
NVDA: Final = Span("NVDA", FIRST, LAST)


@pytest.fixture(scope="module")
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Makers:
    """Archives that all tests of this module share."""
    pytest.importorskip("pyarrow")
    return Makers(request, tmp_path_factory.mktemp("archives"))


def kept(places: Makers, folder: Path, symbol: str, last: date = date.max) -> Archive:
    """An archive of all that is stored of a symbol through a day."""
    archive = places.archive()
    snapshots = list(quoted_series(folder, symbol)) if symbol != "IWM" else []
    if symbol != "NVDA":
        chains = series(folder, symbol)
        snapshots += [chains.snapshot(day) for day in chains.days]
    for snapshot in snapshots:
        if snapshot.as_of_date <= last:
            keep_snapshot(archive, snapshot, Settings())
    return archive


@pytest.fixture(scope="module")
def whole(places: Makers, data_dir: Path) -> tuple[Archive, list[Replayed]]:
    """The stored days of NVDA, of which three sessions are replayed."""
    archive = kept(places, data_dir, "NVDA")
    return archive, replay(archive, NVDA, playbook(), Settings())


def rows(archive: Archive) -> list[tuple[object, ...]]:
    with archive.database.reading() as connection:
        return [tuple(row) for row in connection.execute(CALLS.select().order_by(CALLS.c.id))]


def test_an_archive_that_ends_earlier_gives_the_same_issues_byte_for_byte(
    whole: tuple[Archive, list[Replayed]], places: Makers, data_dir: Path
) -> None:
    _, made = whole
    archive = kept(places, data_dir, "NVDA", TRUNCATED)
    truncated = replay(archive, NVDA, playbook(), Settings())
    assert [each.session for each in truncated] == [FIRST, TRUNCATED]
    for early, late in zip(truncated, made, strict=False):
        assert early.note is not None
        assert late.note is not None
        assert dict(early.note.files) == dict(late.note.files)
        assert early.calls == late.calls
    states = {row[list(CALLS.c.keys()).index("state")] for row in rows(archive)}
    assert states == {"open"}


def test_a_replay_again_changes_no_row_and_leaves_no_memory(
    whole: tuple[Archive, list[Replayed]],
) -> None:
    archive, made = whole
    before = rows(archive)
    span = Span("NVDA", FIRST, FIRST)
    again = replay(archive, span, playbook(), Settings())
    assert replay_json(span, again)["issues"] == replay_json(span, made[:1])["issues"]
    assert rows(archive) == before
    with archive.database.reading() as connection:
        assert list(connection.execute(ISSUES.select())) == []
    assert verify_archive(archive).problems == ()


def test_days_that_nothing_is_kept_of_are_refused_with_what_there_is(
    whole: tuple[Archive, list[Replayed]],
) -> None:
    span = Span("NVDA", date(2025, 1, 1), date(2025, 2, 1))
    with pytest.raises(UsageError, match="it holds 2026-03-20 to 2026-04-24"):
        replay(whole[0], span, playbook(), Settings())


def disagreeing(archive: Archive, folder: Path, symbol: str) -> tuple[list[str], Counter[str]]:
    """Calls that plain Python decides otherwise, and how many there are of each outcome."""
    known = market(folder, symbol)
    with archive.database.reading() as connection:
        calls = kept_calls(connection, [symbol])
    differing = [
        f"{call.session} {call.structure}: {call.verdict} {again}"
        for call in calls
        if (again := outcome(dict(call.predicate), call.note.as_of.isoformat(), known))
        != call.verdict.state
    ]
    return differing, Counter(call.verdict.state for call in calls)


def wrong_base_rates(archive: Archive, folder: Path, symbol: str) -> tuple[list[str], int]:
    """Base rates of calls without options that plain Python counts otherwise; of how many."""
    known = market(folder, symbol)
    [card] = cards(archive, [symbol], None)
    told = [
        item
        for item in card.calls
        if item.call.verdict.state in ("hit", "miss")
        and all(leg["contract"] is None for leg in item.call.predicate.get("legs", ()))
    ]
    wrong = [
        f"{item.call.session} {item.call.structure}: {item.base_hits} of {item.base_n}, not {again}"
        for item in told
        if (again := base(dict(item.call.predicate), known)) != (item.base_hits, item.base_n)
    ]
    return wrong, len(told)


def test_plain_python_on_the_vendors_file_decides_every_call_alike(
    whole: tuple[Archive, list[Replayed]], data_dir: Path
) -> None:
    differing, states = disagreeing(whole[0], data_dir, "NVDA")
    assert differing == []
    assert {"hit", "miss", "void"} <= states.keys()
    wrong, count = wrong_base_rates(whole[0], data_dir, "NVDA")
    assert wrong == []
    assert count >= 1


@pytest.mark.full
@pytest.mark.skipif(not FULL, reason="STRIKEDESK_FULL=1 replays all stored series")
@pytest.mark.parametrize(("symbol", "least"), [("IWM", 300), ("SPY", 300), ("NVDA", 20)])
def test_plain_python_confirms_the_scorecard_of_a_whole_series(
    places: Makers, data_dir: Path, symbol: str, least: int
) -> None:
    archive = kept(places, data_dir, symbol)
    replay(archive, Span(symbol, date(2026, 1, 1), date(2026, 12, 31)), playbook(), Settings())
    differing, states = disagreeing(archive, data_dir, symbol)
    assert differing == []
    assert states["hit"] + states["miss"] >= least
    wrong, count = wrong_base_rates(archive, data_dir, symbol)
    assert wrong == []
    assert count >= least - 10


def test_the_scorecard_counts_every_call_once_in_each_grouping(
    whole: tuple[Archive, list[Replayed]],
) -> None:
    archive, made = whole
    [card] = cards(archive, ["NVDA"], None)
    assert len(card.calls) == sum(len(each.calls) for each in made) > 10
    for grouping in ("kind", "structure", "regime", "rule"):
        groups = [group.tally for group in card.of(grouping)]
        assert sum(item.n + item.open + item.void for item in groups) == len(card.calls)
    body = json.loads(json.dumps(cards_json([card], None)))
    assert body["schema"] == "scorecard/1"
    assert all(group["rate"] is None for group in body["symbols"][0]["groups"])
    table = cards_table([card])
    assert "accumulating" in table
    assert "void: " in table


def test_symbols_without_calls_are_named(whole: tuple[Archive, list[Replayed]]) -> None:
    with pytest.raises(UsageError, match="no calls of IWM are kept"):
        cards(whole[0], ["IWM"], None)
    with pytest.raises(UsageError, match="no calls of NVDA are kept"):
        cards(whole[0], ["NVDA"], "published")


def test_the_page_has_no_barriers_and_needs_no_other_file(
    whole: tuple[Archive, list[Replayed]], tmp_path: Path
) -> None:
    from generator.render.theme import HOUSE, load_theme  # noqa: PLC0415 - beside what draws

    page = cards_page(cards(whole[0], [], "replay"), "replay", load_theme(HOUSE))
    assert 'href="http' not in page
    assert "src=" not in page
    file = tmp_path / "card.html"
    file.write_text(page, encoding="utf-8")
    with chromium() as browser, opened(browser, file) as shown:
        assert accessibility_errors(shown) == []
        assert shown.locator("svg title").count() == 4


def test_the_commands_replay_count_and_write(
    places: Makers,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive = kept(places, data_dir, "NVDA", FIRST)
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", archive.place.url)
    monkeypatch.setenv("STRIKEDESK_DATABASE", str(archive.database.engine.url))
    days = ["--from", str(FIRST), "--to", str(FIRST)]
    assert run(["replay", "nvda", *days, "--json", "--write", str(tmp_path)]) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["schema"], len(body["issues"])) == ("replay/1", 1)
    assert (tmp_path / str(FIRST) / "NVDA" / "article.md").is_file()
    assert run(["scorecard", "--format", "json", "--out", str(tmp_path / "card.json")]) == 0
    assert json.loads((tmp_path / "card.json").read_text())["schema"] == "scorecard/1"
    assert run(["scorecard", "NVDA", "--origin", "published"]) == 2
    assert run(["replay", "NVDA", "--from", "2026-03-21", "--to", "2026-03-20"]) == 2
