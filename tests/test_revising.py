"""A person's edit of a finished note becomes a proven note again, in every format."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING, Final

import pytest

from generator.audit.findings import verdict
from generator.audit.page_text import pdf_pages
from generator.cli.main import run
from generator.config import Settings
from generator.narrative.record import NoteRecord
from generator.narrative.standing import Standing
from generator.render.pdf import PdfRenderer
from generator.render.theme import HOUSE, load_theme
from generator.revising import edited_record, prove, rendered, with_correction, with_standing
from tests.audit.notes import DEMO, note_of
from tests.replays import playbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.audit.findings import Finding
    from generator.pipeline import Draft, Written
    from generator.revising import Edited

REAL: Final = "IWM 2026-08-21"
NOTE: Final = note_of(None, DEMO).written
RECORD: Final = NOTE.record
TEXT: Final = RECORD.markdown
THEME: Final = load_theme(HOUSE)
CHART: Final = re.compile(r"!\[[^\n]*\]\(charts/(\w+)\.svg\)\n\n")
RATIO: Final = "for a put/call ratio of 2.17."
SOURCED: Final = "41% (source: OCC, Aug. 20)"
NAMED: Final = "41%{source: OCC, Aug. 20}"
FIRST_DAY: Final = date(2026, 1, 5)
CORRECTION: Final = (
    "The put/call ratio is 2.17{put_call_oi_ratio}; it read 2.07{source: the first version}."
)


@pytest.fixture(params=[DEMO, REAL])
def note(request: pytest.FixtureRequest) -> Written:
    """A modelled note and one of stored data."""
    if request.param == DEMO:
        return NOTE
    pytest.importorskip("pyarrow")
    folder: Path = request.getfixturevalue("data_dir")
    return note_of(folder, request.param).written


def edit(old: str, new: str, record: NoteRecord = RECORD) -> Edited:
    """The note with one place of its text replaced."""
    assert record.markdown.count(old) == 1, old
    return edited_record(record, NOTE.facts, record.markdown.replace(old, new))


def errors(findings: tuple[Finding, ...]) -> list[str]:
    """What fails a note."""
    return [item.kind for item in findings if item.severity == "error"]


def files_of(
    record: NoteRecord, renderer: PdfRenderer | None = None, *, email: bool = False
) -> Draft:
    """The note as text, page and charts; as PDF and e-mail if it is asked for."""
    return rendered(record, NOTE.facts, playbook(), Settings(), renderer, email=email)


def revised() -> NoteRecord:
    """The note edited, reviewed, published and corrected."""
    made = edit(RATIO, f"{RATIO[:-1]}, against {NAMED} a year ago.")
    standing = Standing("reviewed", "Bob O'Hara", ("Ann Lee",))
    published = with_standing(made.record, standing)
    corrected = with_correction(published, NOTE.facts, FIRST_DAY, CORRECTION)
    assert errors((*made.findings, *corrected.findings)) == []
    return corrected.record


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """All files of the revised note, its PDF with them."""
    with PdfRenderer(seconds=60) as renderer:
        made = files_of(revised(), renderer, email=True)
    assert made.passed, [str(item) for item in made.findings]
    return made.files


def parts(message: bytes) -> Mapping[str, str]:
    """The texts of an e-mail by their kinds, white space folded."""
    found = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(message)
    bodies = {kind: found.get_body((kind,)) for kind in ("plain", "html")}
    return {
        kind: " ".join(str(part.get_content()).split())
        for kind, part in bodies.items()
        if isinstance(part, EmailMessage)
    }


def test_the_same_text_gives_an_equal_record(note: Written) -> None:
    made = edited_record(note.record, note.facts, note.record.markdown)
    assert made.record == note.record
    assert made.findings == ()


def test_a_refused_number_is_named_with_how_it_is_to_be_written(note: Written) -> None:
    text, later = note.record.markdown, note.record.markdown.index("## Risks")
    spot = next(
        span for span in note.record.spans if span.reference == "spot" and span.start < later
    )
    changed = f"{text[: spot.start]}7.77{text[spot.end :]}"
    added = f"{text[:later]}It was 7.77 before.\n\n{text[later:]}"
    for edited in (changed, added):
        told = [item.message for item in edited_record(note.record, note.facts, edited).findings]
        assert any("'7.77'" in each and "write 7.77{source: " in each for each in told), told


def test_a_changed_number_names_its_fact_or_is_an_error(note: Written) -> None:
    """With the fact that gives it it is printed without braces, as a span of that fact."""
    text, spot = (
        note.record.markdown,
        next(span for span in note.record.spans if span.reference == "spot"),
    )
    later = text.index("## Risks")
    sentence = "The price was higher once, at {}."
    plain = f"{text[:later]}{sentence.format(spot.text)}\n\n{text[later:]}"
    bare = edited_record(note.record, note.facts, plain)
    assert errors(bare.findings) == ["unproven_number"]
    named = plain.replace(f"at {spot.text}.\n", f"at {spot.text}{{spot}}.\n")
    made = edited_record(note.record, note.facts, named)
    assert errors(made.findings) == []
    assert made.record.markdown == plain
    assert len(made.record.spans) == len(note.record.spans) + 1
    wrong = edited_record(note.record, note.facts, named.replace("{spot}", "{day_change}"))
    assert "changed_number" in errors(wrong.findings)


def test_an_edited_note_is_proven_in_its_files(note: Written) -> None:
    """A paragraph is added and the last section but one deleted, on modelled and on real data."""
    text = re.sub(
        r"(?s)## Risks.*?(?=## )", f"## Risks\n\nCompare {NAMED}.\n\n", note.record.markdown
    )
    made = edited_record(note.record, note.facts, text)
    assert errors(made.findings) == []
    draft = rendered(made.record, note.facts, playbook(), Settings(), None, email=True)
    assert draft.passed, [str(item) for item in draft.findings]
    assert errors(prove(draft.files, playbook(), THEME)) == []


def test_a_number_from_elsewhere_is_printed_with_its_source_in_every_format(
    files: Mapping[str, bytes],
) -> None:
    whole = f"against {SOURCED} a year ago"
    assert whole in files["article.md"].decode()
    page = files["article.html"].decode()
    assert f'against <span class="sourced">{SOURCED}</span> a year ago' in page
    printed = " ".join(" ".join(pdf_pages(files["article.pdf"])).split())
    assert whole in printed
    mail = parts(files["article.eml"])
    assert whole in mail["plain"]
    assert whole in mail["html"]


def test_each_format_of_a_revised_note_is_proven(files: Mapping[str, bytes]) -> None:
    """The remark on a number from elsewhere stays."""
    found = prove(files, playbook(), THEME)
    assert errors(found) == []
    assert {item.kind for item in found} == {"sourced"}


def test_the_folder_of_a_revised_note_passes_the_command(
    files: Mapping[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    assert run(["audit", str(tmp_path)]) == 0
    assert "sourced: '41%' is the editor's, from OCC, Aug. 20" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ("- Over 2: the", f"- {NAMED}, Over 2: the"),
        ("bull call spread | $235.77 | one", f"bull call spread | $235.77 | {NAMED}, one"),
        ("Expected move of IWM", f"{NAMED} Expected move of IWM"),
        ("Leaders by", "$4.2 billion{source: a_b*c & d} Leaders by"),
        ("Leaders by", f"**{NAMED}** Leaders by"),
    ],
)  # fmt: skip
def test_a_number_from_elsewhere_may_stand_in_a_bullet_a_cell_and_a_caption(
    place: str, written: str
) -> None:
    """And its source may hold what Markdown would read as markup."""
    made = edit(place, written)
    assert errors(made.findings) == []
    draft = files_of(made.record)
    assert draft.passed, [str(item) for item in draft.findings]


@pytest.mark.parametrize(
    "written",
    [
        "4{source: " + "x" * 81 + "}", "4{source: a) and 5 (b}", "4{source: a\nb}", "4{source: }",
        "4{source: OCC} and 5", "4 (source: OCC)", "many{source: OCC}",
    ],
)  # fmt: skip
def test_what_is_no_number_with_a_source_is_an_error(written: str) -> None:
    assert errors(edit("Leaders by", f"{written} Leaders by").findings) != []


def test_a_second_edit_keeps_the_numbers_of_the_first() -> None:
    first = edit("Leaders by", f"{NAMED} Leaders by").record
    second = edit("The open question", "An open question", first)
    assert errors(second.findings) == []
    assert [span.text for span in second.record.spans if span.format == "sourced"] == [SOURCED]
    assert f"{SOURCED} Leaders by" in second.record.markdown
    for changed in (SOURCED.replace("41", "42"), SOURCED.replace("OCC", "CBOE"), "41%"):
        assert errors(edit(SOURCED, changed, first).findings) != [], changed


def test_a_chart_whose_line_was_deleted_is_no_longer_drawn() -> None:
    line = CHART.search(TEXT)
    assert line is not None
    made = edit(line[0], "")
    assert errors(made.findings) == []
    draft = files_of(made.record, email=True)
    assert draft.passed, [str(item) for item in draft.findings]
    assert f"charts/{line[1]}.svg" not in draft.files
    assert len([name for name in draft.files if name.startswith("charts/")]) == 4


def test_a_chart_may_be_moved_and_the_pictures_of_the_e_mail_follow() -> None:
    """Its caption holds no number, whose proof would stay behind."""
    [line] = [match[0] for match in CHART.finditer(TEXT) if match[1] == "idea_payoffs"]
    moved = TEXT.replace(line, "").replace("## Volatility", f"{line}## Volatility")
    made = edited_record(RECORD, NOTE.facts, moved)
    assert errors(made.findings) == []
    draft = files_of(made.record, email=True)
    assert draft.passed, [str(item) for item in draft.findings]


@pytest.mark.parametrize(
    "written",
    [
        "![Mine](charts/put_call_ratio.svg)", "![Mine](https://example.org/a.png)", "<i>Mine</i>",
        "[Mine](https://example.org)",
    ],
)  # fmt: skip
def test_charts_of_nobody_html_and_links_are_findings_and_no_crash(written: str) -> None:
    """When the text is edited, and in the files if it is rendered all the same."""
    made = edit("## Risks\n", f"{written}\n\n## Risks\n")
    assert errors(made.findings) != []
    assert not files_of(made.record).passed


@pytest.mark.parametrize("written", ["Edited by Santa.", "Reviewed by Santa.", "**Correction, x**"])
def test_nobody_but_the_desk_says_who_reviewed_a_note(written: str) -> None:
    made = edit("## Risks\n", f"{written}\n\n## Risks\n")
    assert errors(made.findings) == ["standing"]


def test_sections_keep_what_still_stands() -> None:
    sentence = next(item for item in RECORD.sections if item["id"] == "risks")["sentences"][0]
    made = edit(f"{sentence['text']} ", "").record
    [left] = [item["sentences"] for item in made.sections if item["id"] == "risks"]
    assert sentence not in left
    assert len(left) == 1
    gone = edited_record(RECORD, NOTE.facts, re.sub(r"(?s)## Risks.*?(?=## )", "", TEXT)).record
    assert "risks" not in {item["id"] for item in gone.sections}


def test_what_an_editor_writes_into_the_byline_is_set_back_with_a_remark() -> None:
    published = with_standing(RECORD, Standing("reviewed", "Bob"))
    made = edit("Reviewed by Bob before publication.", "Reviewed by everybody.", published)
    assert made.record == published
    assert [(item.kind, item.severity) for item in made.findings] == [("standing", "note")]


@pytest.mark.parametrize(
    "standing",
    [
        Standing(editors=("Ann Lee",)),
        Standing("reviewed", "Bob"),
        Standing("reviewed", "J. P. O'Neil-Smith Jr.", ("Ann", "Zoë")),
        Standing("single_user", "Bob"),
        Standing("single_user", "Bob", ("Bob",)),
    ],
)
def test_each_standing_is_printed_and_proven(standing: Standing) -> None:
    draft = files_of(with_standing(RECORD, standing))
    assert draft.passed, [str(item) for item in draft.findings]
    below = draft.files["article.md"].decode().split("\n\n")[1]
    assert standing.sentence() in below
    assert "Draft, not reviewed." not in below
    assert "Generated by Strikedesk from modelled demo data." in below
    assert errors(prove(draft.files, playbook(), THEME)) == []


def test_a_note_that_says_another_standing_than_its_record_is_found() -> None:
    lying = replace(
        with_standing(RECORD, Standing("reviewed", "Bob")), standing=Standing("reviewed", "Al")
    )
    assert "standing" in errors(files_of(lying).findings)


@pytest.mark.parametrize(
    "text",
    [
        "The put/call ratio was 2.07{source: the first version}, not 2.17{put_call_oi_ratio}.",
        "Support at $300{source: the first version} was wrong.",
    ],
)
def test_a_correction_may_quote_what_was_wrong_and_the_note_may_not(text: str) -> None:
    assert errors(with_correction(RECORD, NOTE.facts, FIRST_DAY, text).findings) == []
    assert errors(edit("Leaders by", f"{text} Leaders by").findings) != []


def test_a_correction_outlives_later_edits_and_standings() -> None:
    record = revised()
    edited = edit("Leaders by", "The leaders by", record)
    assert errors(edited.findings) == []
    later = with_standing(edited.record, replace(record.standing, editors=("Ann Lee", "Cy")))
    again = with_correction(later, NOTE.facts, date(2026, 7, 2), "The price is $249.52{spot}.")
    assert errors(again.findings) == []
    blocks = again.record.markdown.split("\n\n")
    assert blocks[2] == "**Correction, July 2, 2026.** The price is $249.52."
    assert blocks[3] == (
        "**Correction, Jan. 5, 2026.** The put/call ratio is 2.17; "
        "it read 2.07 (source: the first version)."
    )
    draft = files_of(again.record)
    assert draft.passed, [str(item) for item in draft.findings]
    assert '<time datetime="2026-07-02">July 2, 2026</time>' in draft.files["article.html"].decode()


@pytest.mark.parametrize(
    "text",
    ["It read 2.07.", "It read 2.07{put_call_oi_ratio}.", "It <b>is</b> wrong.", "It was {}."],
)
def test_a_correction_proves_its_numbers_as_the_note_does(text: str) -> None:
    assert errors(with_correction(RECORD, NOTE.facts, FIRST_DAY, text).findings) != []


@pytest.mark.parametrize(
    ("day", "text"), [(date(2025, 12, 28), "Wrong."), (FIRST_DAY, " "), (FIRST_DAY, "x" * 2001)]
)
def test_a_correction_of_before_the_note_or_without_words_is_refused(day: date, text: str) -> None:
    with pytest.raises(ValueError, match="correction"):
        with_correction(RECORD, NOTE.facts, day, text)


def test_a_record_is_read_back_with_its_standing_and_an_old_one_is_a_draft() -> None:
    record = revised()
    body = record.as_json()
    assert NoteRecord.from_json(body) == record
    del body["standing"]
    assert NoteRecord.from_json(body).standing == Standing()
    assert "standing" not in RECORD.as_json()


def test_the_same_revision_gives_the_same_bytes(files: Mapping[str, bytes]) -> None:
    again = files_of(revised(), email=True).files
    same = set(files) - {"article.pdf", "audit.json"}
    assert {name: again[name] for name in same} == {name: files[name] for name in same}


@pytest.mark.parametrize(
    "name",
    [
        "article.md", "article.html", "article.pdf", "article.eml", "article.json", "facts.json",
        "audit.json", "charts/price.svg",
    ],
)  # fmt: skip
def test_a_changed_byte_of_any_file_is_found(files: Mapping[str, bytes], name: str) -> None:
    """At its beginning, in its middle and at its end, and where it is gone."""
    content = files[name]
    for at in (0, len(content) // 2, len(content) - 1):
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        assert errors(prove({**files, name: changed}, playbook(), THEME)) != [], at
    left = {other: files[other] for other in files if other != name}
    assert name == "audit.json" or errors(prove(left, playbook(), THEME)) != []


def test_a_note_is_proven_without_the_hashes_of_its_files(files: Mapping[str, bytes]) -> None:
    bare = {name: files[name] for name in files if name != "audit.json"}
    assert errors(prove(bare, playbook(), THEME)) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("article.md", b"41%", b"42%"),
        ("article.html", b"41% (source", b"42% (source"),
        ("article.html", b"border-bottom: 1px dotted", b"border-bottom: 2px dotted"),
        ("article.eml", b"41% (source", b"42% (source"),
        ("article.json", b'"editors": ["Ann Lee"]', b'"editors": ["Bob Lee"]'),
        ("facts.json", b"2025-12-29", b"2025-12-28"),
        ("charts/price.svg", b"Nov.", b"Oct."),
    ],
)  # fmt: skip
def test_files_that_say_something_else_are_found_without_their_hashes(
    files: Mapping[str, bytes], name: str, old: bytes, new: bytes
) -> None:
    """By what they say, where the file that knows the hashes is gone."""
    assert old in files[name]
    bare = {other: files[other] for other in files if other != "audit.json"}
    assert errors(prove({**bare, name: files[name].replace(old, new, 1)}, playbook(), THEME)) != []


def test_a_draft_that_nobody_edited_is_proven_as_it_is() -> None:
    made = files_of(RECORD)
    assert verdict(prove(made.files, playbook(), THEME)) == "pass"
