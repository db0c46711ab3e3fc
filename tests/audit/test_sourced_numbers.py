"""A number with its source is accepted where its record has it, and nothing beside it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from generator.audit.claims.checks import claim_errors
from generator.audit.hypertext import audit_html
from generator.audit.provenance import audit_unedited
from generator.forms import charts_of, page_of
from generator.narrative.placed_span import PlacedSpan
from generator.render.theme import HOUSE, load_theme
from generator.revising import edited_record
from tests.replays import demo_note, playbook

if TYPE_CHECKING:
    from generator.narrative.record import NoteRecord

NOTE: Final = demo_note().written
FACTS: Final = NOTE.facts
SOURCED: Final = "41% (source: OCC, Aug. 20)"
RECORD: Final = edited_record(
    NOTE.record, FACTS, NOTE.record.markdown.replace("Leaders", "41%{source: OCC, Aug. 20} Leaders")
).record
THEME: Final = load_theme(HOUSE)
PAGE: Final = page_of(RECORD, FACTS, playbook(), charts_of(RECORD, FACTS, playbook(), THEME), THEME)
ELEMENT: Final = f'<span class="sourced">{SOURCED}</span>'


def on_the_page(old: str, new: str) -> set[str]:
    """The classes of what is found on the page with one place changed."""
    assert PAGE.count(old) == 1, old
    changed = PAGE.replace(old, new)
    return {item.kind for item in audit_html(changed, RECORD, FACTS, file="article.html")}


def forged(text: str, reference: str = "source", name: str = "sourced") -> NoteRecord:
    """A record that claims ``text``, at the end of its prose, as one span."""
    end = RECORD.markdown.index("## Method") - 2
    shift = len(text) + 1
    span = PlacedSpan(end + 1, end + shift, text, reference, name)
    before = [item for item in RECORD.spans if item.end <= end]
    behind = [
        replace(item, start=item.start + shift, end=item.end + shift)
        for item in RECORD.spans
        if item.start >= end
    ]
    markdown = f"{RECORD.markdown[:end]} {text}{RECORD.markdown[end:]}"
    return replace(RECORD, markdown=markdown, spans=(*before, span, *behind))


def test_the_page_shows_it_in_an_element_of_its_own() -> None:
    assert PAGE.count(ELEMENT) == 1
    assert on_the_page(ELEMENT, ELEMENT) == set()


@pytest.mark.parametrize(
    "new",
    [
        SOURCED,
        ELEMENT.replace("41%", "42%"),
        ELEMENT.replace("OCC", "CBOE"),
        ELEMENT.replace("source: ", ""),
        ELEMENT + ELEMENT,
        f"{ELEMENT} and 5",
        f'<b data-fact="source" data-format="sourced">{SOURCED}</b>',
        f'<data value="41" data-fact="source" data-format="sourced">{SOURCED}</data>',
        '<span class="sourced">41% (source: a) and 5 (source: b)</span>',
        "",
    ],
)
def test_a_page_that_shows_another_one_is_found(new: str) -> None:
    assert on_the_page(ELEMENT, new) != set()


@pytest.mark.parametrize("around", ['<header class="masthead">', "</main>"])
def test_a_number_with_a_source_outside_of_the_note_is_found(around: str) -> None:
    """Before the note, and behind it."""
    assert on_the_page(around, f"{around}{ELEMENT}") != set()


def test_a_chart_has_no_number_with_a_source() -> None:
    at = PAGE.index("</text>", PAGE.index("<svg"))
    changed = f"{PAGE[:at]}{ELEMENT}{PAGE[at:]}"
    found = audit_html(changed, RECORD, FACTS, file="article.html")
    assert "unproven_number" in {item.kind for item in found}


def test_the_record_is_proven_with_a_remark() -> None:
    found = audit_unedited(RECORD.markdown, RECORD, FACTS, file="article.md")
    assert [(item.kind, item.severity) for item in found] == [("sourced", "note")]
    assert "'41%' is the editor's, from OCC, Aug. 20" in found[0].message


@pytest.mark.parametrize(
    "text",
    [
        "41%", "about 41% (source: OCC)", "41% (source: )", "41% and 42% (source: OCC)",
        "4 (source: a) and 5 (source: b)", f"4 (source: {'x' * 81})", "4 (source: *b*)",
    ],
)  # fmt: skip
def test_a_record_that_claims_what_is_no_number_with_a_source_is_found(text: str) -> None:
    record = forged(text)
    found = audit_unedited(record.markdown, record, FACTS, file="article.md")
    assert "error" in {item.severity for item in found}


@pytest.mark.parametrize(
    ("reference", "name"),
    [("spot", "sourced"), ("source", "price"), ("correction.2026-07-02", "correction_day")],
)
def test_a_record_that_mixes_facts_and_sources_is_found(reference: str, name: str) -> None:
    """Nor does the record prove the day of a correction that its standing does not have."""
    record = forged("4 (source: OCC)", reference, name)
    found = audit_unedited(record.markdown, record, FACTS, file="article.md")
    assert "error" in {item.severity for item in found}


def test_what_a_source_says_is_held_to_the_facts_like_every_other_word() -> None:
    record = forged("4 (source: traders are betting on a crash)")
    assert audit_unedited(record.markdown, record, FACTS, file="article.md")[-1].kind == "sourced"
    found = claim_errors(record.markdown, FACTS, record.spans, file="article.md")
    assert "intent" in {item.kind for item in found}
