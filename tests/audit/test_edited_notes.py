"""What an editor may do to a note, and what must name its fact or its source."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final

import pytest

from generator.audit.alignment import align
from generator.audit.findings import verdict
from generator.proving import audit_text
from generator.wording.markup import escape_markdown
from tests.audit.notes import DEMO, FULL, STORED, note_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.audit.alignment import AlignedNote
    from generator.audit.findings import Finding
    from generator.narrative.record import NoteRecord
    from tests.replays import Note

FILE: Final = "article.md"
ADDED: Final = "Nothing about this is settled, and the desk will look again."
NOTE: Final = note_of(None, DEMO)
TEXT: Final = NOTE.written.record.markdown
CHAIN: Final = TEXT[TEXT.index("## What the chain says") :]
WORDS, RATIO = re.search(r"(\S+ \S+ \S+) 2\.17", CHAIN).expand(r"\1|\g<0>").split("|")  # type: ignore[union-attr]
"""The words before the ratio in the section on the chain, without it and with it."""
MUST_SAY: Final = frozenset({"disclosure", "trade_terms"})
"""Classes of what a note has to say in words, whatever else is edited."""
END: Final = re.search(r"\S+ \S+ \S+\.(?=\n)", CHAIN)[0]  # type: ignore[index]
"""How the first paragraph of that section ends."""
STEP: Final = 1 if FULL else 6
"""In a usual run, one of so many places is edited."""


@pytest.fixture(params=[DEMO, *STORED])
def note(request: pytest.FixtureRequest) -> Note:
    """Five different notes; four of them need the real data."""
    if request.param == DEMO:
        return NOTE
    pytest.importorskip("pyarrow")
    folder: Path = request.getfixturevalue("data_dir")
    return note_of(folder, request.param)


def errors(note: Note, text: str) -> list[str]:
    """The errors of ``text`` against the record of ``note``, as lines.

    What every note must say may not be deleted; `tests/audit/claims` holds that.
    """
    record, facts = note.written.record, note.written.composition.facts
    found = audit_text(text, record, facts, file=FILE)
    return [str(item) for item in found if item.severity == "error" and item.kind not in MUST_SAY]


def edited(old: str, new: str) -> AlignedNote:
    """The demo note with one place of its text replaced."""
    assert TEXT.count(old) == 1, old
    record, facts = NOTE.written.record, NOTE.written.composition.facts
    return align(TEXT.replace(old, new), record, facts, file=FILE)


def the_error(old: str, new: str) -> Finding:
    """The one error of an edited demo note."""
    found = [item for item in edited(old, new).findings if item.severity == "error"]
    assert len(found) == 1, [str(finding) for finding in found]
    return found[0]


def written_sentences(record: NoteRecord) -> Iterator[tuple[int, int]]:
    """Places in the Markdown of the sentences that fragments wrote, below the headline."""
    for section in record.sections[1:]:
        for sentence in section["sentences"]:
            text = escape_markdown(sentence["text"])
            start = record.markdown.find(text)
            if start >= 0:
                yield start, start + len(text)


def test_a_sentence_may_be_deleted(note: Note) -> None:
    """Each sentence of each section, with the numbers that are in it."""
    text = note.written.record.markdown
    places = list(written_sentences(note.written.record))
    assert len(places) > 20
    for start, end in places[::STEP]:
        shorter = text[:start] + text[end:].removeprefix(" ")
        shorter = re.sub(r"(?m)^- \n|[ ]+$", "", shorter)
        assert errors(note, shorter) == [], text[start:end]


def test_a_row_of_a_table_may_be_deleted(note: Note) -> None:
    lines = note.written.record.markdown.split("\n")
    rows = [at for at, line in enumerate(lines) if line.startswith("| ") and "---" not in line]
    for at in rows[::STEP]:
        if lines[at + 1].startswith("| ---"):
            continue
        assert errors(note, "\n".join(lines[:at] + lines[at + 1 :])) == [], lines[at]


def test_a_whole_section_may_be_deleted(note: Note) -> None:
    parts = re.split(r"(?m)^(?=## )", note.written.record.markdown)
    for at in range(1, len(parts)):
        assert errors(note, "".join(parts[:at] + parts[at + 1 :])) == [], parts[at][:40]


def test_a_sentence_without_numbers_may_be_added_anywhere(note: Note) -> None:
    """At the end of each paragraph, and in front of it."""
    paragraphs = note.written.record.markdown.split("\n\n")
    for at, paragraph in list(enumerate(paragraphs))[::STEP]:
        if paragraph.startswith(("#", "|", "!", "-", "*")):
            continue
        for longer in (f"{paragraph.rstrip()} {ADDED}", f"{ADDED} {paragraph}"):
            text = "\n\n".join([*paragraphs[:at], longer, *paragraphs[at + 1 :]])
            assert errors(note, text) == [], longer


def test_a_word_that_is_no_value_may_be_changed(note: Note) -> None:
    """Plain words of the prose, where no number stands right before it."""
    record = note.written.record
    text = record.markdown
    inside = [(span.start, span.end) for span in record.spans]
    words = [
        match
        for match in re.finditer(r"\b[a-z]{4,}\b", text)
        if not any(start < match.end() and match.start() < end for start, end in inside)
        and not any(match.start() - 2 < end <= match.start() for _, end in inside)
        and "](" not in text[match.start() - 9 : match.end() + 9]
    ]
    for match in words[:: 11 * STEP]:
        changed = f"{text[: match.start()]}plainly{text[match.end() :]}"
        assert errors(note, changed) == [], text[match.start() - 20 : match.end() + 20]


def test_a_clause_may_be_deleted_with_its_number() -> None:
    """Where the words beside the number go as well, no slot stays empty."""
    clause = ": 7,739 contracts"
    assert clause in TEXT
    assert errors(NOTE, TEXT.replace(clause, "")) == []


def test_a_number_that_names_its_fact_is_accepted() -> None:
    """With the format that the note uses for it, or with one that is named."""
    for written, reference, form in (
        ("2.17{put_call_oi_ratio}", "put_call_oi_ratio", "ratio"),
        ("2.2{put_call_oi_ratio|ratio_short}", "put_call_oi_ratio", "ratio_short"),
    ):
        made = edited(RATIO, f"{WORDS} {written}")
        assert [str(finding) for finding in made.findings] == []
        assert "{" not in made.markdown
        named = [span for span in made.spans if span.reference == reference]
        assert form in {span.format for span in named}


def test_a_date_a_price_and_a_cell_can_be_named() -> None:
    """Whatever its fact can be written as, words and signs included."""
    for written in (
        "Friday, Jan. 9, 2026{expiration_second|weekday_date}",
        "Jan. 9, 2026{expiration_second}",
        "$249.52{spot}",
        "$260{top_otm_calls_front[0].strike}",
        "17,177{top_otm_calls_front[0].open_interest}",
        "down 0.76%{day_change}",
    ):
        added = edited(END, f"{END} It reads {written}.")
        assert [str(finding) for finding in added.findings] == [], written


def test_a_number_with_a_source_is_accepted_with_a_remark() -> None:
    """The finding is a note, which does not fail the article, and names the source."""
    made = edited(RATIO, f"{RATIO}, against 41%{{source: OCC, Aug. 20}} a year ago")
    assert [finding.kind for finding in made.findings] == ["sourced"]
    assert [finding.severity for finding in made.findings] == ["note"]
    assert "OCC, Aug. 20" in made.findings[0].message
    assert verdict(made.findings) == "pass"
    assert "against 41% (source: OCC, Aug. 20) a year ago" in made.markdown
    sourced = [span.text for span in made.spans if span.format == "sourced"]
    assert sourced == ["41% (source: OCC, Aug. 20)"]


def test_a_number_beside_the_wrong_fact_is_an_error_that_says_what_is_right() -> None:
    error = the_error(RATIO, f"{WORDS} 2.18{{put_call_oi_ratio}}")
    assert (error.kind, error.expected) == ("changed_number", "2.17")
    assert "put_call_oi_ratio" in error.message
    line = TEXT[: TEXT.index(RATIO)].count("\n") + 1
    assert error.line == line


def test_a_new_number_without_a_note_is_an_error_at_its_place() -> None:
    error = the_error(RATIO, f"{RATIO}, a third more than 1.63 before")
    assert error.kind == "unproven_number"
    at = TEXT.index(RATIO) + len(f"{RATIO}, a third more than ")
    assert error.line == TEXT[:at].count("\n") + 1
    assert error.column == at - TEXT.rindex("\n", 0, at)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("2.17{put_call_ratio}", "no fact of this note"),
        ("2.17{rsi_14|price}", "cannot be written"),
        ("2.17{put_call_oi_ratio|nonsense}", "cannot be written"),
        ("2.17{trade_ideas[9].debit}", "no fact of this note"),
        ("2.17{spot.__class__}", "no fact of this note"),
        ("2.17{}", "must not be printed"),
        ("2.17{source:}", "no fact of this note"),
    ],
)
def test_a_note_that_cannot_be_read_is_an_error(written: str, problem: str) -> None:
    """Unknown facts, formats of another unit, rows that are not there, braces of no kind."""
    found = list(edited(RATIO, f"{WORDS} {written}").findings)
    assert verdict(found) == "fail"
    assert any(problem in f"{item.kind} {item.message}" for item in found), found


def test_an_edit_that_changes_words_next_to_a_number_keeps_the_number() -> None:
    made = edited(RATIO, "which is **2.17** to one")
    assert [str(finding) for finding in made.findings] == []


def test_notes_move_the_spans_behind_them_to_their_new_places() -> None:
    """Every span of the aligned text reads there what it says it reads."""
    made = edited(RATIO, "2.2{put_call_oi_ratio|ratio_short} and 41%{source: OCC}")
    assert all(made.markdown[span.start : span.end] == span.text for span in made.spans)
    assert len(made.spans) == len(NOTE.written.record.spans) + 1


def test_an_empty_text_is_an_error() -> None:
    assert any("no_numbers" in line for line in errors(NOTE, ""))


def test_spans_that_change_places_in_the_headline_are_found(note: Note) -> None:
    """Also where the words between them are shorter than what they carry along."""
    record = note.written.record
    text = record.markdown
    headline = [span for span in record.spans if span.end <= text.index("\n")]
    for first, second in combinations(headline, 2):
        swapped = (
            text[: first.start] + second.text + text[first.end : second.start]
            + first.text + text[second.end :]
        )  # fmt: skip
        assert first.text == second.text or errors(note, swapped) != [], swapped[:120]
