"""Sentences: every word and number of a note's prose once, each number with its fact."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator.editorial.sentences import Part, blocks_of
from generator.editorial.summaries import record_of
from generator.narrative.placed_span import PlacedSpan
from tests.editorial.made_notes import note_files

if TYPE_CHECKING:
    from generator.narrative.record import NoteRecord


def record(markdown: str) -> NoteRecord:
    """The record of a text without numbers."""
    return replace(record_of(note_files()), markdown=markdown, spans=())


def test_each_number_of_the_prose_is_in_one_sentence_with_its_fact() -> None:
    whole = record_of(note_files())
    parts = [
        part
        for block in blocks_of(whole)
        for sentence in block.sentences
        for part in sentence.parts
        if part.reference
    ]
    lines = whole.markdown.splitlines()
    in_tables = {line for line in lines if line.startswith(("|", "!["))}
    expected = [
        span.reference
        for span in whole.spans
        if not any(
            whole.markdown.rfind("\n", 0, span.start) + 1 == whole.markdown.find(line)
            for line in in_tables
        )
    ]
    assert [part.reference for part in parts] == expected
    assert all(part.text for part in parts)


@pytest.mark.parametrize(
    ("markdown", "kind", "sentences"),
    [
        ("# A head", "heading", ["A head"]),
        ("- An item. Two.", "item", ["An item.", "Two."]),
        ("**Bold** text. More!", "paragraph", ["Bold text.", "More!"]),
        ("It closed at e.g. the top.", "paragraph", ["It closed at e.g. the top."]),
        (r"An \*asterisk\*.", "paragraph", ["An *asterisk*."]),
    ],
)
def test_a_line_is_a_block_of_its_sentences(markdown: str, kind: str, sentences: list[str]) -> None:
    [block] = blocks_of(record(markdown))
    assert block.kind == kind
    assert [sentence.text for sentence in block.sentences] == sentences


def test_tables_and_charts_hold_no_sentences() -> None:
    assert blocks_of(record("| a | b |\n![A chart](a.svg)\n")) == []


def test_a_sentence_does_not_end_within_a_number() -> None:
    text = "It is No. 5 here."
    span = PlacedSpan(6, 11, "No. 5", "rank.rows[0]", "count")
    [block] = blocks_of(replace(record(text), spans=(span,)))
    [sentence] = block.sentences
    assert sentence.text == text
    assert Part("No. 5", "rank.rows[0]") in sentence.parts
    assert Part("x", "rank.rows[0]").fact == "rank"
