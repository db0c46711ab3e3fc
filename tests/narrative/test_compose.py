"""Composing: the same facts give the same note, and nothing is written that is not there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.market.demo import demo_snapshot
from generator.narrative.compose import compose
from generator.narrative.composer import Composer
from generator.narrative.fragments import compile_fragment
from generator.narrative.measures import masked_words, runs
from generator.narrative.novelty import Memory, PastIssue, Phrasing
from generator.narrative.plan import PlacedFragment, SectionPlan
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.narrative.text import Span, plain_text, spans_of, tidy
from generator.signals.facts import Reference
from tests.narrative.made_facts import SCHEMA, demo_facts, demo_with, made_facts
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
    """Over a season of dates every wording of the bullet on the price is used."""
    facts = demo_facts()
    used = set()
    for day in range(90):
        moved = replace(facts, as_of=facts.as_of + timedelta(days=day))
        section = compose(moved, playbook(), CALENDAR).article.section("bullets")
        assert section is not None
        used |= {item.variant for item in section.sentences if item.fragment == "bullet_price"}
    (bullet,) = [
        item
        for section in playbook().sections
        for item in section.fragments
        if item.id == "bullet_price"
    ]
    assert used == set(range(len(bullet.variants)))


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


def test_each_row_that_has_a_sentence_is_told_by_its_own() -> None:
    """Two headlines are two sentences, also where one fragment and one wording tell both."""
    composed = compose(demo_facts(), playbook(), CALENDAR)
    section = composed.article.section("news")
    assert section is not None
    told = [item.text for item in section.sentences if item.slot == "headlines"]
    rows = [{Reference.parse(span.reference).row for span in spans_of(text)} for text in told]
    assert rows == [{0}, {1}]


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


def placed(slot: str, *texts: str, rule: str = "always", name: str = "") -> PlacedFragment:
    """A fragment of a slot over the facts made by hand."""
    vocabulary = playbook().vocabulary
    variants = [
        compile_fragment(text, SCHEMA, vocabulary, path="x.yaml", position=None) for text in texts
    ]
    return PlacedFragment(name or slot, slot, rule, tuple(variants), None, ())


def planned(
    *fragments: PlacedFragment,
    words: tuple[int, int] | None = None,
    satellites: tuple[str, ...] = (),
) -> SectionPlan:
    """A section of prose with the slots of ``fragments``, in their order."""
    slots = tuple(dict.fromkeys(item.slot for item in fragments))
    return SectionPlan(
        id="made",
        kind="prose",
        title=None,
        slots=slots,
        charts=(),
        tables=(),
        fragments=fragments,
        words=words,
        satellites=satellites,
    )


def composer(*firing: str, phrasing: Phrasing | None = None) -> Composer:
    """A composer over the facts made by hand, where rules are those that fire."""
    return Composer(
        made_facts(), playbook(), {"always", *firing}, phrasing or Phrasing("IWM", "seed")
    )


def prose_of(made: Composer, plan: SectionPlan) -> list[str]:
    """The sentences of a section."""
    return [plain_text(sentence.text) for sentence in made.section(plan).sentences]


FIVE = "five words are said here"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((5, 5), ["core"]),
        ((5, 10), ["core", "first"]),
        ((5, 19), ["core", "first", "second"]),
        ((20, 20), ["core", "first", "second", "third"]),
    ],
)
def test_a_section_says_as_much_as_its_words_allow(words: tuple[int, int], told: list[str]) -> None:
    """Five words a sentence; the core is always said."""
    slots = ["core", "first", "second", "third"]
    plan = planned(
        *(placed(slot, f"{FIVE}.") for slot in slots), words=words, satellites=tuple(slots[1:])
    )
    assert [item.slot for item in composer().section(plan).sentences] == told


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(0, 30), st.integers(9, 40))
def test_a_section_is_never_longer_than_its_words_by_its_satellites(
    lengths: list[int], low: int, room: int
) -> None:
    fragments = [
        placed("abcdefg"[place], " ".join(["word"] * count) + ".")
        for place, count in enumerate(lengths)
    ]
    plan = planned(*fragments, words=(low, low + room), satellites=tuple("bcdefg"[: len(lengths)]))
    assert len(" ".join(prose_of(composer(), plan)).split()) <= low + room


def test_a_satellite_that_would_name_an_amount_too_often_is_left_out() -> None:
    """The core names $100 twice, so the first satellite strains and the second does not."""
    plan = planned(
        placed("core", "at {{ spot | strike }} and again {{ spot | strike }}."),
        placed("first", "still at {{ spot | strike }}."),
        placed("second", "and {{ sma_50 | strike }} below."),
        words=(20, 40),
        satellites=("first", "second"),
    )
    assert [item.slot for item in composer().section(plan).sentences] == ["core", "second"]


def test_of_candidates_the_first_that_names_no_amount_too_often_is_taken() -> None:
    twice = placed("core", "at {{ spot | strike }} and again {{ spot | strike }}.")
    stale = placed("next", "it is {{ spot | strike }}.", name="stale")
    fresh = placed("next", "it is above {{ sma_50 | strike }}.", name="fresh")
    last = placed("next", "nothing else.", name="last")
    said = composer().section(planned(twice, stale, fresh, last)).sentences
    assert [item.fragment for item in said] == ["core", "fresh"]
    only = composer().section(planned(twice, stale)).sentences
    assert [item.fragment for item in only] == ["core", "stale"]


def test_a_bullet_spares_an_amount_that_a_later_section_has_to_name_twice() -> None:
    made = composer()
    made.later = {"chain": Counter({Decimal(100): 2})}
    stale = placed("next", "it is {{ spot | strike }}.", name="stale")
    fresh = placed("next", "it is above {{ sma_50 | strike }}.", name="fresh")
    assert prose_of(made, planned(stale, fresh)) == ["it is above $98."]
    made.later = {"made": Counter({Decimal(100): 2})}
    assert prose_of(made, planned(stale, fresh)) == ["it is $100."]


def said_before(text: str) -> Phrasing:
    """How words are chosen after an issue that read ``text``."""
    found = frozenset(runs(masked_words(text, "IWM")))
    past = PastIssue("2026-01-02T16:00:00-05:00", frozenset(), found, frozenset(), {})
    return Phrasing.after(Memory((past,)), "IWM", "seed")


def test_a_section_begins_after_nothing_also_where_its_first_slot_is_left_out() -> None:
    """The issue before said "one two three four five".

    Where "one two three four" stands before it, "five" repeats that. Said in the section before,
    or by a satellite that is left out, it does not, so "five" is as good as "six".
    """
    phrasing = said_before("one two three four five")
    words = "one two three four."
    found = set()
    for place in range(8):
        choice = placed("second", "five.", "six.", name=f"n{place}")
        plan = planned(placed("first", words), choice, words=(1, 1), satellites=("first",))
        made = composer(phrasing=phrasing)
        prose_of(made, planned(placed("other", words)))
        found |= set(prose_of(made, plan))
    assert found == {"five.", "six."}


def test_within_a_paragraph_the_words_before_count() -> None:
    phrasing = said_before("one two three four five")
    for place in range(8):
        choice = placed("second", "five.", "six.", name=f"n{place}")
        made = composer(phrasing=phrasing)
        said = prose_of(made, planned(placed("first", "one two three four."), choice))
        assert said[1] == "six."


def test_what_is_measured_and_left_out_changes_nothing_of_what_is_said() -> None:
    """Satellites that have no room leave a section as if they were not in the playbook."""
    phrasing = said_before("one two three four five")
    core = [placed("first", "one two three."), placed("second", "four five.", "four six.")]
    long = placed("more", "one two three four.")
    bare = composer(phrasing=phrasing)
    wanted = prose_of(bare, planned(*core, words=(1, 5)))
    full = composer(phrasing=phrasing)
    assert prose_of(full, planned(*core, long, words=(1, 5), satellites=("more",))) == wanted
    assert full.printed == bare.printed
