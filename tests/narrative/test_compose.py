"""Composing: the same facts give the same note, and nothing is written that is not there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from generator.market.demo import demo_snapshot
from generator.narrative.compose import compose
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.narrative.text import Span, plain_text, spans_of, tidy
from generator.signals.facts import Reference
from tests.narrative.made_facts import demo_facts, demo_with
from tests.replays import playbook

CALENDAR = demo_snapshot().sessions()


def test_the_same_facts_give_the_same_article_from_a_playbook_read_again() -> None:
    again = load_playbook(playbook_folder("options_focus"))
    first, second = (compose(demo_facts(), book, CALENDAR) for book in (playbook(), again))
    assert first.article == second.article
    assert dict(first.facts) == dict(second.facts)


def test_the_order_of_the_facts_changes_nothing() -> None:
    facts = demo_facts()
    turned = replace(facts, by_name=MappingProxyType(dict(reversed(list(facts.by_name.items())))))
    made = [compose(item, playbook(), CALENDAR).article for item in (facts, turned)]
    assert made[0] == made[1]


def test_symbol_and_date_choose_among_wordings() -> None:
    """Over a month of dates every wording of the bullet on the price is used."""
    facts = demo_facts()
    used = set()
    for day in range(30):
        moved = replace(facts, as_of=facts.as_of + timedelta(days=day))
        section = compose(moved, playbook(), CALENDAR).article.section("bullets")
        assert section is not None
        used |= {item.variant for item in section.sentences if item.fragment == "bullet_price"}
    assert used == {0, 1, 2, 3}


def test_every_sentence_was_chosen_by_a_rule_that_fired() -> None:
    article = compose(demo_facts(), playbook(), CALENDAR).article
    fired = {trace.rule for trace in article.traces if trace.outcome.truth} | {"always"}
    for section in article.sections:
        assert {sentence.rule for sentence in section.sentences} <= fired


def test_no_plain_text_of_an_article_holds_a_digit() -> None:
    """Every digit stands in a span, and every span reads what its fact gives."""
    made = compose(demo_facts(), playbook(), CALENDAR)
    for section in made.article.sections:
        rows = [row for table in section.tables for row in table.rows]
        texts = [item.text for item in section.sentences] + [cell for row in rows for cell in row]
        for text in texts:
            plain = "".join(piece for piece in text if isinstance(piece, str))
            assert not re.search(r"\d", plain)
            for span in spans_of(text):
                cell = made.facts.resolve(Reference.parse(span.reference))
                assert cell is not None
                assert playbook().vocabulary.write(span.format, cell) == span.text


def test_a_slot_is_filled_once() -> None:
    """But for ideas and headlines, which have a sentence for each row."""
    for section in compose(demo_facts(), playbook(), CALENDAR).article.sections:
        by_row = {"idea", "headlines"}
        slots = [item.slot for item in section.sentences if item.slot not in by_row]
        assert len(slots) == len(set(slots))


def test_any_single_fact_may_be_missing() -> None:
    """Each fact that the note prints, taken away in turn, leaves a note without it."""
    whole = compose(demo_facts(), playbook(), CALENDAR)
    printed = {
        span.reference.split("[")[0].split(":")[0]
        for section in whole.article.sections
        for sentence in section.sentences
        for span in spans_of(sentence.text)
    }
    for name in sorted(printed & set(demo_facts())):
        made = compose(demo_with(**{name: None}), playbook(), CALENDAR)
        for section in made.article.sections:
            for sentence in section.sentences:
                named = {Reference.parse(span.reference) for span in spans_of(sentence.text)}
                fields = {item for item in named if item.name == name and item.field != "label"}
                assert not fields, f"{name}: {plain_text(sentence.text)}"


def test_tidy_folds_white_space_of_plain_text_only() -> None:
    span = Span("two  spaces ", "name", "text")
    text = tidy(["  a \n b ", span, "", "  c  ", " d\n"])
    assert text == ("a b ", span, " c d")


def test_tables_keep_to_the_structures_that_they_are_for() -> None:
    """Option ideas in one table, the idea in shares in another, and no empty table."""
    made = compose(demo_with(put_call_oi_ratio=1.0), playbook(), CALENDAR)
    structures = [row["structure"] for row in made.facts["trade_ideas"].rows]
    assert structures == ["bull call spread", "stock"]
    section = made.article.section("trades")
    assert section is not None
    captions = [table.caption for table in section.tables]
    assert captions[:2] == ["Trade ideas, per contract", "Idea in shares"]
    first, shares, *_ = section.tables
    assert [plain_text(row[0]) for row in first.rows] == ["bull call spread"]
    assert len(shares.rows) == 1
    assert spans_of(shares.rows[0][1])[0].reference == "trade_ideas[1].entry"
    alone = compose(demo_facts(), playbook(), CALENDAR).article.section("trades")
    assert alone is not None
    assert "Idea in shares" not in [table.caption for table in alone.tables]
