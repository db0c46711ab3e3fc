"""A playbook loads whole, or is refused at the line of what is wrong in it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Final

import pytest

from generator.config import Settings
from generator.errors import PlaybookError, UsageError
from generator.market.demo import demo_snapshot
from generator.narrative.compose import Composition, compose
from generator.narrative.lint import lint_playbook
from generator.narrative.playbook import (
    folder_digest,
    load_playbook,
    playbook_folder,
    playbook_identity,
)
from generator.pipeline import Observed, draft_note
from tests.narrative.made_facts import demo_facts

if TYPE_CHECKING:
    from pathlib import Path

MAIN: Final = "playbook.yaml"
BULLETS: Final = "fragments/02_bullets.yaml"
ABOVE: Final = "the put/call ratio [exceeds|is above|surpasses]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the playbook beside a copy of the assets, for a test to edit."""
    shutil.copytree(playbook_folder("options_focus"), tmp_path / "mine")
    return tmp_path / "mine"


def test_a_playbook_has_one_spelling(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = playbook_folder("options_focus")
    monkeypatch.chdir(ours.parent)
    for spelled in ("options_focus", "./options_focus", "options_focus/", str(ours)):
        assert playbook_identity(spelled) == "options_focus", spelled
    monkeypatch.chdir(folder.parent)
    (folder.parent / "link").symlink_to(folder)
    for spelled in ("mine", "./mine/", "link", str(folder / "fragments" / "..")):
        assert playbook_identity(spelled) == str(folder.resolve()), spelled


def edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first ``old`` in a file of the playbook; the line where ``new`` begins."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} has no {old!r} any more: the test needs another place"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def keep_alone(folder: Path, name: str, words: str) -> None:
    """Leave the fragment of the wording that has ``words`` no other wording."""
    path = folder / name
    head, start, rest = path.read_text(encoding="utf-8").partition("  - id: bullet_ratio_above\n")
    body, following, tail = rest.partition("  - id: ")
    lines = [
        line
        for line in body.splitlines(keepends=True)
        if not line.startswith("      - ") or words in line
    ]
    path.write_text(head + start + "".join(lines) + following + tail, encoding="utf-8")


def refused(folder: Path) -> PlaybookError:
    with pytest.raises(PlaybookError) as caught:
        load_playbook(folder)
    return caught.value


RULE: Final = "    when: put_call_oi_ratio > threshold\n"
STRADDLE: Final = "{structure: straddle, when: iv_rank < 0.30}"
ONE_TABLE: Final = """    table:
      rows: levels
      caption: Levels
      columns:
        - {head: Level, cell: level, format: price}
        - {head: What it is, cell: role, format: text}
"""
BULLET: Final = "    rule: put_call_above_2\n"
Mistake = tuple[str, str, str, int | None, str]
"""File, what is replaced by what, how many lines further the error is (if that is known), words."""


@pytest.mark.parametrize(
    "mistake",
    [
        (MAIN, RULE, RULE.replace("oi", "io"), 0, "did you mean 'put_call_oi_ratio'"),
        (MAIN, RULE, RULE.replace("> threshold", "> day_change"), 0, "value in fraction"),
        (MAIN, RULE, RULE.replace("> threshold", "> threshold.nothing"), 0, "no fact is called"),
        (MAIN, RULE, RULE.replace("> threshold", ">> threshold"), 0, "compares something"),
        (MAIN, RULE, "    wen: put_call_oi_ratio > 2\n", 0, "wen"),
        (MAIN, "    threshold: 2\n", "    threshold: two\n", 0, "threshold"),
        (MAIN, "    threshold: 2\n", "    threshold: '2'\n", 0, "threshold"),
        (MAIN, "    threshold: 2\n", "    threshold: true\n", 0, "threshold"),
        (MAIN, "    threshold: 2\n", "    threshold: 010\n", 0, "ambiguous"),
        (MAIN, "    threshold: 2\n", "    threshold: .nan\n", 0, "ambiguous"),
        (MAIN, "    threshold: 2\n", "    threshold: &x 2\n", 0, "anchors"),
        (MAIN, "    threshold: 2\n", "    threshold: !!float 2\n", 0, "tags"),
        (MAIN, "    threshold: 2\n", "    threshold: 2\n    threshold: 3\n", 1, "twice"),
        (MAIN, "    threshold: 2\n", "\tthreshold: 2\n", 0, "no YAML"),
        (MAIN, "    unit: fraction\n", "    unit: fractoin\n", 0, "did you mean 'fraction'"),
        (MAIN, RULE, f"{RULE}    unit: percent\n", 1, "no unit"),
        (MAIN, "  - id: put_call_below_half\n", "  - id: put_call_above_2\n", 0, "twice"),
        (MAIN, "  - id: put_call_below_half\n", "  - id: always\n", 0, "twice"),
        (MAIN, "  - id: put_call_below_half\n", "  - id: Put-Call\n", 0, "pattern"),
        (MAIN, "{below: 30, word: oversold}", "{below: 3, word: oversold}", None, "rising limits"),
        (MAIN, "{word: strongly overbought}", "{below: 99, word: x}", None, "none on its last"),
        (MAIN, "units: [index]", "units: [indices]", 0, "no unit"),
        (MAIN, "long_delta: [0.40, 0.55]", "long_delta: [0.55, 0.40]", 0, "is a range"),
        (MAIN, "cell: break_even,", "cell: breakeven,", 0, "no column"),
        (MAIN, "{head: Cost, cell: cost, format: amount}", "{head: Cost}", 0, "cell"),
        (MAIN, "rows: trade_ideas", "rows: trade_idea", None, "no column"),
        (MAIN, "structure: straddle", "structure: stradle", 0, "did you mean 'straddle'"),
        (MAIN, STRADDLE, STRADDLE.replace("iv_rank", "iv_rnak"), 0, "did you mean 'iv_rank'"),
        (MAIN, "    tables:\n", f"{ONE_TABLE}    tables:\n", None, "not both"),
        (MAIN, "slots: [lead]", "slots: [leads]", None, "did you mean 'leads'"),
        (MAIN, "breaks: [ratio, builds]", "breaks: [ration]", 0, "no slot 'ration'"),
        (MAIN, "facts: [iv_30d]", "facts: [iv_30]", 0, "no fact 'iv_30'"),
        (MAIN, "  - id: lead\n", "  - id: leed\n", None, "no section 'lead'; did you mean 'leed'"),
        (MAIN, "kind: bullets", "kind: bulletins", 0, "bullets"),
        (MAIN, "name: Options Focus", "title: Options Focus", None, "name"),
        (MAIN, "stance:\n", "stance: none\nold_stance:\n", None, "stance"),
        (BULLETS, BULLET, "    rule: put_call_abov_2\n", 0, "did you mean 'put_call_above_2'"),
        (BULLETS, "    slot: ratio\n", "    slot: ration\n", 0, "did you mean 'ratio'"),
        (BULLETS, "  - id: bullet_ratio_below\n", "  - id: bullet_ratio_above\n", 0, "twice"),
        (BULLETS, "section: bullets", "section: bullet", 0, "did you mean 'bullets'"),
        (BULLETS, "put_call_oi_ratio | ratio }}", "put_call_oi_ratio | ratoi }}", None, "'ratio'"),
        (BULLETS, "put_call_oi_ratio | ratio }}", "put_call_oi_ratio | price }}", None, "in ratio"),
        (BULLETS, "put_call_oi_ratio | ratio }}", "put_call_oi | ratio }}", None, "did you mean"),
        (BULLETS, "put_call_oi_ratio | ratio }}", "put_call_oi_ratio }}", None, "no fact with a"),
        (BULLETS, "Put/call open interest", "The 2 counts", None, "holds the digit 2"),
        (BULLETS, "    text:\n", "    text: []\n    texts:\n", None, "text"),
    ],
)
def test_a_mistake_is_named_at_its_line(folder: Path, mistake: Mistake) -> None:
    """Misspelt rules, slots, sections, units, formats; limits, duplicates, digits, types, YAML."""
    name, old, new, after, problem = mistake
    line = edit(folder, name, old, new)
    error = refused(folder)
    assert problem in str(error)
    assert error.position is not None
    if after is not None:
        assert error.path == str(folder / name)
        assert error.position.line == line + after, str(error)


def test_the_column_of_a_misspelt_name_is_that_of_the_name(folder: Path) -> None:
    line = edit(folder, MAIN, RULE, RULE.replace("oi", "io"))
    position = refused(folder).position
    assert position is not None
    assert (position.line, position.column) == (line, RULE.index("put_call") + 1)


def test_a_rule_that_chooses_nothing_is_refused_at_its_id(folder: Path) -> None:
    unused = "  - id: idle\n    when: spot > 1\n\n"
    line = edit(
        folder, MAIN, "  - id: put_call_below_half\n", f"{unused}  - id: put_call_below_half\n"
    )
    error = refused(folder)
    assert "'idle' chooses no fragment" in str(error)
    assert error.position is not None
    assert error.position.line == line


def test_a_folder_without_fragments_or_without_a_playbook_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "fragments")
    assert "holds no fragment file" in str(refused(folder))
    (folder / MAIN).unlink()
    assert "does not exist" in str(refused(folder))


@pytest.mark.parametrize("content", [b"", b"- a\n", b"null\n", b"\xff\xfe\x00", b"a: [", b"{" * 99])
def test_a_file_of_another_shape_is_refused(folder: Path, content: bytes) -> None:
    for name in (MAIN, BULLETS):
        kept = (folder / name).read_bytes()
        (folder / name).write_bytes(content)
        assert str(folder / name) in str(refused(folder))
        (folder / name).write_bytes(kept)


@pytest.mark.parametrize("name", ["nothing", "../templates/nothing", "", "/", "options_focus/.."])
def test_a_playbook_that_is_not_there_is_answered_with_those_that_are(name: str) -> None:
    with pytest.raises(UsageError, match="options_focus"):
        playbook_folder(name)


def test_the_playbook_that_comes_with_the_program_has_no_remarks() -> None:
    assert lint_playbook(load_playbook(playbook_folder("options_focus"))) == []


def test_lint_remarks_on_words_that_the_house_never_says(folder: Path) -> None:
    edit(folder, BULLETS, ABOVE, f"whales scream: {ABOVE}")
    remarks = lint_playbook(load_playbook(folder))
    assert any("whales" in remark and "bullet_ratio_above" in remark for remark in remarks)


def composed(folder: Path) -> Composition:
    return compose(demo_facts(), load_playbook(folder), demo_snapshot().sessions())


def test_another_threshold_gives_another_note_and_the_trace_names_the_margin(folder: Path) -> None:
    """At 2 the ratio of 2.17 is above it by 8.5 per cent, at 3 it is 0.83 below."""
    above = composed(folder)
    edit(folder, MAIN, "    threshold: 2\n", "    threshold: 3\n")
    below = composed(folder)
    for composition, threshold, truth in ((above, 2.0, True), (below, 3.0, False)):
        article = composition.article
        trace = next(item for item in article.traces if item.rule == "put_call_above_2")
        (comparison,) = trace.outcome.trace
        assert trace.outcome.truth is truth
        assert comparison.right == threshold
        assert isinstance(comparison.left, float)
        assert comparison.left == pytest.approx(2.17, abs=0.005)
        assert comparison.margin == pytest.approx(2.17 - threshold, abs=0.005)
        assert comparison.margin_fraction == pytest.approx(2.17 / threshold - 1, abs=0.005)
        rules = {sentence.rule for section in article.sections for sentence in section.sentences}
        assert ("put_call_above_2" in rules) is truth
        assert ("put_call_between" in rules) is not truth


def test_a_note_by_an_edited_playbook_passes_its_audit(folder: Path) -> None:
    """Own words and an own threshold are proven like those that came with the program."""
    edit(folder, MAIN, "    threshold: 2\n", "    threshold: 1.25\n")
    edit(
        folder,
        BULLETS,
        ABOVE,
        "the balance of puts and calls is above",
    )
    keep_alone(folder, BULLETS, "the balance of puts and calls")
    made = draft_note(Observed(demo_snapshot(), "0" * 64), load_playbook(folder), Settings(), None)
    assert [str(finding) for finding in made.findings] == []
    text = made.files["article.md"].decode()
    assert "the balance of puts and calls" in text


def test_any_change_in_any_file_changes_the_playbook_s_hash(folder: Path) -> None:
    seen = {folder_digest(folder)}
    for name in (MAIN, BULLETS, "article.css", "article.md.j2"):
        with (folder / name).open("ab") as stream:
            stream.write(b"\n")
        seen.add(folder_digest(folder))
    (folder / BULLETS).rename(folder / "fragments/99_bullets.yaml")
    seen.add(folder_digest(folder))
    assert len(seen) == 6


def test_the_hash_covers_the_templates_that_a_playbook_takes_from_the_shared_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Education shares page, style sheet and charts; a shared rule or sentence is none of it."""
    shared = tmp_path / "shared"
    shutil.copytree(playbook_folder("options_focus"), shared)
    monkeypatch.setattr("generator.narrative.playbook.shared_folder", lambda: shared)
    education = playbook_folder("education")
    seen = {folder_digest(education)}
    for name in ("article.css", "article.html.j2", "article.md.j2", "charts/price.svg.j2"):
        with (shared / name).open("ab") as stream:
            stream.write(b"\n")
        seen.add(folder_digest(education))
    assert len(seen) == 5
    for name in (MAIN, BULLETS):
        with (shared / name).open("ab") as stream:
            stream.write(b"\n")
    assert folder_digest(education) in seen, "education has rules and sentences of its own"


def test_a_shared_template_and_a_copy_of_it_give_the_same_hash(folder: Path) -> None:
    before = folder_digest(folder)
    (folder / "article.css").unlink()
    assert folder_digest(folder) == before


def test_a_playbook_without_ideas_proposes_none_and_may_not_print_a_table_of_them(
    folder: Path,
) -> None:
    path = folder / MAIN
    text = path.read_text(encoding="utf-8")
    start, end = text.index("\nideas:"), text.index("\n# Headlines by what")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(PlaybookError, match="trade_ideas is always empty without a part `ideas:`"):
        load_playbook(folder)
    made = load_playbook(playbook_folder("education"))
    assert made.ideas is None
    observed = Observed(demo_snapshot(), "0" * 64)
    facts = json.loads(draft_note(observed, made, Settings(), None).files["facts.json"])["facts"]
    assert facts["trade_ideas"]["reason_code"] == "no_ideas"


def test_a_chart_that_nobody_draws_is_an_error_of_the_playbook(folder: Path) -> None:
    edit(folder, MAIN, "charts: [price]", "charts: [prices]")
    edit(folder, MAIN, "chart_price]", "chart_prices]")
    edit(folder, "fragments/08_levels.yaml", "slot: chart_price", "slot: chart_prices")
    with pytest.raises(PlaybookError, match="no chart is called 'prices'"):
        draft_note(Observed(demo_snapshot(), "0" * 64), load_playbook(folder), Settings(), None)


def test_an_unknown_name_in_a_page_template_is_an_error_of_the_playbook(folder: Path) -> None:
    for name in ("article.md.j2", "article.html.j2", "charts/price.svg.j2"):
        kept = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(f"{kept}{{{{ nothing }}}}", encoding="utf-8")
        with pytest.raises(PlaybookError, match="nothing"):
            draft_note(Observed(demo_snapshot(), "0" * 64), load_playbook(folder), Settings(), None)
        (folder / name).write_text(kept, encoding="utf-8")
