"""Playbooks are data: one without trades, which explains its figures, is proven like the other."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from generator.config import Settings
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.narrative.compose import compose
from generator.narrative.house_figures import house_figures
from generator.narrative.lint import lint_playbook
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.narrative.prose import prose_of
from generator.narrative.usage import usage_of
from generator.pipeline import Observed, draft_note, facts_of
from generator.render.pdf import PdfRenderer
from generator.signals.history import History
from tests import replays
from tests.cli.outcome import call
from tests.variants import cheap_volatility, modelled_days, session_before, without_bars

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot
    from generator.narrative.compose import Composition
    from generator.narrative.plan import Playbook
    from generator.pipeline import Draft
    from generator.signals.history import History as Past

SECTIONS: Final = (
    "headline", "byline", "bullets", "lead", "chain", "volatility", "levels", "risks", "method",
)  # fmt: skip
ON_NO_DAY: Final = frozenset(
    {
        "chain_more_calls",  # funds hold more puts than calls on every stored day
        "chain_as_many",
        "volatility_skew_calls",  # and their puts cost more
        "levels_above",  # every day with a swing high above has a swing low below
    }
)
"""Fragments that neither a modelled nor a stored day of the two funds asks for."""
ADVICE: Final = re.compile(r"\b(buy|sell|exit|enter|stop|target|trade idea)\b the\b", re.IGNORECASE)


@cache
def education() -> Playbook:
    """The playbook that explains."""
    return load_playbook(playbook_folder("education"))


def draft(
    snapshot: Snapshot, renderer: PdfRenderer | None = None, history: Past | None = None
) -> Draft:
    """The note of ``snapshot`` by the playbook that explains."""
    observed = Observed(snapshot, snapshot_digest(snapshot), history or History())
    return draft_note(observed, education(), Settings(), renderer)


def test_it_has_no_section_on_trades_or_news_and_no_remark() -> None:
    assert tuple(section.id for section in education().sections) == SECTIONS
    assert lint_playbook(education()) == []


def test_the_demo_in_all_formats_passes_its_audit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["draft", "IWM", "--source", "demo", "--playbook", "education", "--out"]
    done = call([*arguments, str(tmp_path)], capsys)
    assert (done.code, done.err) == (0, "")
    folder = tmp_path / "2025-12-29" / "IWM"
    assert ">Options Explained<" in (folder / "article.html").read_text("utf-8")
    assert (folder / "article.pdf").read_bytes().startswith(b"%PDF-")
    assert {path.name for path in (folder / "charts").iterdir()} == {
        "open_interest_by_strike.svg",
        "price.svg",
    }


@pytest.mark.parametrize("name", sorted(modelled_days()))
def test_every_modelled_day_gives_a_note_that_passes_its_audit(name: str) -> None:
    made = draft(modelled_days()[name])
    assert [str(finding) for finding in made.findings] == []
    text = made.files["article.md"].decode()
    assert not ADVICE.search(text.partition("## Method")[0])


def test_stored_days_with_their_past_pass_their_audit(data_dir: Path) -> None:
    """Every third day as text and page, every fifteenth as a PDF as well."""
    pytest.importorskip("pyarrow")
    stored = replays.series(data_dir, "IWM")
    past = replays.histories(data_dir, "IWM")
    with PdfRenderer(seconds=120) as renderer:
        for place, day in enumerate(stored.days[::3]):
            made = draft(stored.snapshot(day), None if place % 5 else renderer, past[day])
            assert [str(finding) for finding in made.findings] == []
            assert made.numbers > 20


@cache
def compositions() -> tuple[Composition, ...]:
    """The articles of all modelled days, and of the demo with a past."""
    days = [facts_of(day, "0" * 64, Settings()) for day in modelled_days().values()]
    demo = demo_snapshot()
    past = cheap_volatility(demo.as_of_date)
    days.append(facts_of(demo, "0" * 64, Settings(), history=past))
    bare = without_bars(demo)
    before = History(previous=session_before(bare, bare.quote.spot * 0.99))
    days.append(facts_of(bare, "0" * 64, Settings(), history=before))
    return tuple(compose(facts, education(), demo.sessions()) for facts in days)


def test_no_day_has_an_idea_and_every_day_has_a_headline_and_a_lead() -> None:
    for made in compositions():
        assert not made.facts["trade_ideas"].ok
        assert made.article.section("headline") is not None
        assert made.article.section("lead") is not None


def stored(folder: Path) -> list[Composition]:
    """The articles of every sixth stored day of two symbols, with their past."""
    days = []
    for symbol in replays.SYMBOLS:
        chains, past = replays.series(folder, symbol), replays.histories(folder, symbol)
        for day in chains.days[::6]:
            snapshot = chains.snapshot(day)
            facts = facts_of(snapshot, "0" * 64, Settings(), history=past[day])
            days.append(compose(facts, education(), snapshot.sessions()))
    return days


def test_every_fragment_is_written_on_a_modelled_or_a_stored_day(data_dir: Path) -> None:
    pytest.importorskip("pyarrow")
    usage = usage_of([*compositions(), *stored(data_dir)], education())
    assert set(usage.unused_fragments) <= ON_NO_DAY


def test_the_demo_keeps_to_the_house_style() -> None:
    made = draft(demo_snapshot())
    prose = prose_of(made.files["article.md"].decode())
    figures = {item.name: item for item in house_figures(prose, "IWM")}
    for name in (
        "headline words", "words of the longest bullet", "words of lead", "words of prose",
        "most numbers in a sentence", "most often a level", "second person", "forbidden words",
    ):  # fmt: skip
        assert figures[name].mark == "ok", figures[name]


def test_a_copy_of_it_finds_the_shared_page_and_charts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "school"
    assert call(["playbook", "new", str(folder), "--from", "education"], capsys).code == 0
    assert not (folder / "charts").exists()
    arguments = ["draft", "IWM", "--source", "demo", "--playbook", str(folder), "--formats"]
    assert call([*arguments, "html", "--out", str(tmp_path / "out")], capsys).code == 0
