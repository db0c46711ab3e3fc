"""Fragments: a number reaches text only by naming a fact with a format that fits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import FragmentError, Position
from generator.narrative.fragments import Fragment, compile_fragment
from generator.narrative.text import plain_text, spans_of
from generator.signals.facts import Reference, Unit
from generator.wording.formats import Band, Step, Vocabulary
from tests.narrative.made_facts import SCHEMA, made_facts

if TYPE_CHECKING:
    from generator.signals.facts import Facts

VOCABULARY = Vocabulary(
    {
        "heat": Band(
            "heat", frozenset({Unit.INDEX}), (Step(30, "cold"), Step(70, "mild"), Step(None, "hot"))
        )
    }
)


def compiled(text: str, position: Position | None = None) -> Fragment:
    return compile_fragment(text, SCHEMA, VOCABULARY, path="lead.yaml", position=position)


def written(text: str, facts: Facts | None = None) -> str | None:
    """What a fragment reads, or ``None`` where a fact is missing."""
    made = compiled(text).realize(made_facts() if facts is None else facts, VOCABULARY)
    return None if made is None else plain_text(made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At {{ spot | price }}.", "At $100.00."),
        ("{{ spot | strike }}", "$100"),
        ("{{ share | percent_whole }} of it", "25% of it"),
        ("{{ yes | ratio }} times", "2.00 times"),
        ("{{ front | weekday_date }}", "Monday, Aug. 24, 2026"),
        ("{{ leaders | strikes }}", "$105 and $110"),
        ("{{ leaders | rows }} strikes", "two strikes"),
        ("{{ leaders[1].strike | strike }}", "$110"),
        ("{{ leg | contract }}", "Jan. 30, 2026, $251 call"),
        ("{{ rsi_14 | heat }}", "mild"),
        ("{{ rsi_14 | label }}", "rsi_14"),
        ("{{ threshold.limit | ratio_short }}", "2.0"),
        ("{% if rsi_14 | heat == 'mild' %}so{% else %}no{% endif %}", "so"),
        ("{% if rsi_14 | heat != 'mild' %}so{% else %}no{% endif %}", "no"),
        ("{% if rsi_14|heat == 'hot' %}a{% elif regime|text == 'quiet' %}b{% endif %}", "b"),
        ("  two\n  lines  of  {{ spot | price }}\n ", "two lines of $100.00"),
        ("{{- spot | price -}}", "$100.00"),
        ("{# 7 is not printed #}words", "words"),
    ],
)
def test_text_facts_lists_fields_and_conditions_are_written(text: str, expected: str) -> None:
    assert written(text) == expected


def test_each_number_is_a_span_that_names_its_fact_and_format() -> None:
    made = compiled("{{ leaders | strikes_with_open_interest }} at {{ spot | price }}")
    text = made.realize(made_facts(), VOCABULARY)
    assert text is not None
    assert [(span.text, span.reference, span.format) for span in spans_of(text)] == [
        ("$105", "leaders[0].strike", "strike"),
        ("900", "leaders[0].open_interest", "count"),
        ("$110", "leaders[1].strike", "strike"),
        ("800", "leaders[1].open_interest", "count"),
        ("$100.00", "spot", "price"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "At {{ spot | price }}.",
        "{{ leaders | strikes }}",
        "{{ leaders | rows }}",
        "{{ leaders[0].strike | strike }}",
        "{% if rsi_14 | heat == 'mild' %}so{% else %}no{% endif %}",
    ],
)
def test_a_fragment_whose_fact_is_missing_is_not_written(text: str) -> None:
    """A missing fact is never 0, nor empty, nor the other branch of a condition."""
    assert written(text, made_facts(spot=None, leaders=None, rsi_14=None)) is None


def test_a_row_that_is_not_there_is_missing() -> None:
    assert written("{{ leaders[2].strike | strike }}") is None


def test_a_fact_in_a_branch_that_is_not_taken_is_not_missed() -> None:
    text = "{% if regime | text == 'quiet' %}calm{% else %}{{ spot | price }}{% endif %}"
    assert written(text, made_facts(spot=None)) == "calm"


def test_a_fragment_for_rows_speaks_of_its_row() -> None:
    schema = type(SCHEMA)(
        units={**SCHEMA.units, "row": Unit.TABLE},
        columns={**SCHEMA.columns, "row": SCHEMA.columns["leaders"]},
    )
    made = compile_fragment(
        "{{ row.strike | strike }}", schema, VOCABULARY, path="x", position=None
    )
    text = made.realize(made_facts(), VOCABULARY, Reference("leaders", row=1))
    assert text is not None
    assert [(span.text, span.reference) for span in spans_of(text)] == [
        ("$110", "leaders[1].strike")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{ spot }}",
        "{{ 7 }}",
        "{{ 7 | count }}",
        "{{ 'seven' }}",
        "{{ 'seven' | text }}",
        "{{ none }}",
        "{{ true }}",
        "{{ spot + 1 }}",
        "{{ (spot + 1) | price }}",
        "{{ spot * yes | price }}",
        "{{ -spot | price }}",
        "{{ 9**9**9 }}",
        "{{ 'A' * 1000000000 }}",
        "{{ spot ~ yes }}",
        "{{ spot | int }}",
        "{{ spot | float }}",
        "{{ spot | round }}",
        "{{ spot | round(2) }}",
        "{{ spot | abs }}",
        "{{ spot | string }}",
        "{{ spot | safe }}",
        "{{ spot | e }}",
        "{{ spot | default(0) }}",
        "{{ spot | price | upper }}",
        "{{ spot | price(2) }}",
        "{{ spot | price(places=2) }}",
        "{{ spot | price(*args) }}",
        "{{ spot | price(**args) }}",
        "{{ '%.2f' | format(spot) }}",
        "{{ '%.2f' % spot }}",
        "{{ '{0.__class__}'.format(spot) }}",
        "{{ spot.__class__ | price }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ spot | attr('__class__') }}",
        "{{ leaders | map(attribute='strike') | list }}",
        "{{ leaders[0]['strike'] | strike }}",
        "{{ leaders[-1].strike | strike }}",
        "{{ leaders[0:1].strike | strike }}",
        "{{ leaders[yes].strike | strike }}",
        "{{ leaders[True].strike | strike }}",
        "{{ leaders[0].strike.real | strike }}",
        "{{ leaders | length }}",
        "{{ leaders | first }}",
        "{{ leaders | join(', ') }}",
        "{{ [spot] }}",
        "{{ (spot, yes) }}",
        "{{ {'a': spot} }}",
        "{{ spot if yes else no }}",
        "{{ spot | price if regime | text == 'quiet' }}",
        "{{ spot is defined }}",
        "{{ spot > 1 }}",
        "{{ not spot }}",
        "{{ range(9) }}",
        "{{ lipsum(n=100000) }}",
        "{{ cycler('a').__init__.__globals__ }}",
        "{{ self }}",
        "{{ self.__dict__ }}",
        "{{ super() }}",
        "{{ loop.index }}",
        "{{ joiner() }}",
        "{{ dict(a=1) }}",
        "{{ namespace() }}",
        "{{ config }}",
        "{{ request.application }}",
        "{{ caller() }}",
        "{% for row in leaders %}x{% endfor %}",
        "{% for i in range(9999) %}x{% endfor %}",
        "{% set x = spot %}",
        "{% set x %}a{% endset %}",
        "{% macro m() %}a{% endmacro %}",
        "{% call m() %}a{% endcall %}",
        "{% filter upper %}a{% endfilter %}",
        "{% include 'other' %}",
        "{% include '/etc/hostname' %}",
        "{% import 'other' as o %}",
        "{% from 'other' import o %}",
        "{% extends 'other' %}",
        "{% block b %}a{% endblock %}",
        "{% with x = spot %}a{% endwith %}",
        "{% autoescape false %}a{% endautoescape %}",
        "{% do spot %}",
        "{% debug %}",
        "{% break %}",
        "{% trans %}a{% endtrans %}",
        "{% raw %}{{ spot }}{% endraw %}",
        "{% if spot %}a{% endif %}",
        "{% if spot > 1 %}a{% endif %}",
        "{% if spot | price > '1' %}a{% endif %}",
        "{% if spot | price == 1 %}a{% endif %}",
        "{% if spot | price == yes | ratio %}a{% endif %}",
        "{% if regime | text == 'a' == 'b' %}c{% endif %}",
        "{% if regime | text in ('quiet',) %}a{% endif %}",
        "{% if regime | text == 'a' or regime | text == 'b' %}c{% endif %}",
        "{% if not regime | text == 'a' %}c{% endif %}",
        "{% if regime == 'quiet' %}a{% endif %}",
        "{% if true %}a{% endif %}",
        "{% if regime | text == 'quiet' %}unfinished",
        "{% endif %}",
        "{{ spot | price",
        "{{ | price }}",
        "{{ }}",
        "{% %}",
        "{{ '\\N{NOTHING}' }}",
        "{{ " + "1" * 5000 + " }}",
        "{{ " + "(" * 2000 + "spot" + ")" * 2000 + " }}",
        "{% if regime | text == 'a' %}" * 900 + "x" + "{% endif %}" * 900,
        "a 7 in the text",
        "seven of 10",
        "half ½ of it",
        "a full-width \N{FULLWIDTH DIGIT SEVEN}",
        "squared²",
        "Roman \N{ROMAN NUMERAL EIGHT}",
        "Arabic \N{ARABIC-INDIC DIGIT FIVE}",
        "a brace { alone",
        "a mark \ue000 in the text",
    ],
)
def test_everything_outside_the_subset_is_refused_when_it_loads(text: str) -> None:
    """Arithmetic, filters, calls, loops, attribute walks, constants, digits of any script."""
    with pytest.raises(FragmentError, match=r"^lead\.yaml:12:9: fragment "):
        compiled(text, Position(12, 9))


def test_the_line_of_an_error_counts_within_the_fragment() -> None:
    for text in ("one\ntwo\n{{ spot }}", "one\ntwo\n7", "one\ntwo\n{% set x = spot %}"):
        with pytest.raises(FragmentError) as caught:
            compiled(text, Position(12, 9))
        assert caught.value.position is not None
        assert caught.value.position.line in {12, 14}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ spot | percent }}", "writes spot, a value in usd, with the format 'percent'"),
        ("{{ share | price }}", "writes share, a value in fraction, with the format 'price'"),
        ("{{ interest | ratio }}", "value in contracts"),
        ("{{ front | clock }}", "value in date"),
        ("{{ regime | contract }}", "value in text"),
        ("{{ leaders | price }}", "value in table"),
        ("{{ spot | strikes }}", "writes column 'strike'"),
        ("{{ leaders | quoted_headlines }}", "writes column 'title'"),
        ("{{ spot | heat }}", "a value in usd, with the format 'heat'"),
        ("{{ leaders[0].strike | count }}", "value in usd"),
    ],
)
def test_a_format_that_cannot_write_the_unit_is_refused(text: str, problem: str) -> None:
    with pytest.raises(FragmentError, match=problem):
        compiled(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{{ spott | price }}", "spot"),
        ("{{ spot | prise }}", "price"),
        ("{{ rsi_14 | heet }}", "heat"),
        ("{{ leaders[0].strikee | strike }}", "strike"),
        ("{% if regimee | text == 'x' %}a{% endif %}", "regime"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(text: str, meant: str) -> None:
    with pytest.raises(FragmentError, match=f"did you mean '{meant}'"):
        compiled(text)


_WORDS = """
{{ }} {% %} {# #} spot | price if else endif == 'mild' rsi_14|heat words 7 [0] .strike leaders ( )
for in \\ {%if rsi_14|heat=='mild'%} {%endif%} {{spot|price}} {{leaders|strikes}}
"""
_PIECES = st.sampled_from(_WORDS.split())


@given(st.lists(_PIECES, max_size=12).map(" ".join) | st.text(max_size=40))
def test_no_text_does_anything_but_pass_or_be_refused(text: str) -> None:
    """What passes writes no digit outside a span, over facts that are there or missing."""
    try:
        made = compiled(text, Position(1))
    except FragmentError:
        return
    for facts in (made_facts(), made_facts(spot=None, leaders=None, rsi_14=None)):
        pieces = made.realize(facts, VOCABULARY)
        plain = [piece for piece in pieces or () if isinstance(piece, str)]
        assert not any(char.isnumeric() for piece in plain for char in piece)
