"""A note is made for A4 or for US Letter, and remembers which."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pikepdf
import pytest

from generator.config import Settings, load_settings
from generator.errors import ArticleError, ConfigurationError
from generator.forms import page_of
from generator.narrative.record import read_record, to_json_bytes
from generator.render.theme import HOUSE, load_theme
from tests.cli.outcome import call
from tests.printing import PAPERS
from tests.render.sheets import blocks_of
from tests.replays import demo_note, playbook

if TYPE_CHECKING:
    from pathlib import Path

    from generator.config import Paper
    from tests.printing import Press

pytestmark = pytest.mark.xdist_group("press")

POINTS: Final = 72 / 25.4
"""A millimetre."""
SIZES: Final[dict[Paper, tuple[float, float]]] = {"a4": (210, 297), "letter": (215.9, 279.4)}


@pytest.mark.parametrize("paper", PAPERS)
def test_every_page_of_the_pdf_has_the_size_of_its_paper(paper: Paper, press: Press) -> None:
    content = press.modelled("demo", paper).content
    width, height = (side * POINTS for side in SIZES[paper])
    with pikepdf.open(io.BytesIO(content)) as document:
        boxes = [[float(side) for side in page.mediabox.as_list()] for page in document.pages]
    assert len(boxes) > 2
    assert all(box == pytest.approx([0, 0, width, height], abs=0.1) for box in boxes)


def test_lines_break_at_the_same_words_on_both_papers(press: Press) -> None:
    """The margins take up the difference: it is one note, read on two sizes."""
    printed = [press.modelled("demo", paper) for paper in PAPERS]
    a4, letter = (
        [[line.text for line in block.lines] for block in blocks_of(one.page, one.content)]
        for one in printed
    )
    assert a4 == letter


def test_nothing_but_its_style_tells_the_page_of_one_paper_from_that_of_the_other(
    press: Press,
) -> None:
    a4, letter = (press.modelled("demo", paper).page.splitlines() for paper in PAPERS)
    differing = [lines for lines in zip(a4, letter, strict=True) if lines[0] != lines[1]]
    assert len(differing) == 1
    assert differing[0][0].startswith("@page { size: a4;")


def test_the_paper_is_a_setting_of_file_environment_and_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({}).paper == "a4"
    (tmp_path / "strikedesk.toml").write_text("paper = 'letter'\n", encoding="utf-8")
    assert load_settings({}).paper == "letter"
    assert load_settings({"STRIKEDESK_PAPER": "a4"}).paper == "a4"
    assert load_settings({"STRIKEDESK_PAPER": "a4"}, paper="letter").paper == "letter"
    with pytest.raises(ConfigurationError, match="STRIKEDESK_PAPER: paper"):
        load_settings({"STRIKEDESK_PAPER": "A5"})


def test_the_paper_is_part_of_the_hash_of_the_settings() -> None:
    assert Settings(paper="letter").digest() != Settings().digest()


def test_a_note_on_letter_is_proven_later_by_who_has_set_no_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The record knows the paper, so the page is held to the one that was written."""
    monkeypatch.chdir(tmp_path)
    draft = ["draft", "IWM", "--source", "demo", "--paper", "letter", "--formats", "md,html"]
    assert call(draft, capsys).code == 0
    folder = tmp_path / "output" / "2025-12-29" / "IWM"
    assert "size: letter" in (folder / "article.html").read_text("utf-8")
    proven = call(["audit", str(folder)], capsys)
    assert proven.code == 0, proven.out
    assert "layout" not in proven.out


def test_a_record_of_before_there_was_a_choice_is_of_a4(tmp_path: Path) -> None:
    body = demo_note().written.record.as_json()
    path = tmp_path / "article.json"
    path.write_bytes(to_json_bytes({key: body[key] for key in body if key != "paper"}))
    assert read_record(path).paper == "a4"


@pytest.mark.parametrize("name", ["a5", "", None, 4, "a4 } body { display: none", ["a4"]])
def test_a_record_for_another_paper_is_refused(name: object, tmp_path: Path) -> None:
    """What it says goes into the style of a page."""
    path = tmp_path / "article.json"
    path.write_text(json.dumps(demo_note().written.record.as_json() | {"paper": name}), "utf-8")
    with pytest.raises(ArticleError, match=r"article\.json: is no record of a note"):
        read_record(path)


def test_a_page_made_anew_from_its_record_is_the_same_page(press: Press) -> None:
    made = press.modelled("demo", "letter").note
    record, facts = made.written.record, made.written.composition.facts
    charts, theme = made.written.charts, load_theme(HOUSE)
    assert page_of(record, facts, playbook(), charts, theme) == made.page
    on_a4 = replace(record, paper="a4")
    assert page_of(on_a4, facts, playbook(), charts, theme) == demo_note().page
