"""The rule language: three-valued, typed by unit, and nothing beside what it names."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.errors import ExpressionError, Position
from generator.narrative.expressions import compile_expression
from tests.narrative.made_facts import SCHEMA, made_facts, outcome, refused, truth

ATOMS = {True: "yes > 1", False: "no > 1", None: "lost > 1"}
THREE = (True, False, None)


@pytest.mark.parametrize(("left", "right"), list(itertools.product(THREE, THREE)))
def test_and_or_not_have_kleene_s_truth_tables(*, left: bool | None, right: bool | None) -> None:
    """``and`` is the least of both and ``or`` the greatest, unknown between false and true."""
    order = {False: 0, None: 1, True: 2}
    words = {rank: value for value, rank in order.items()}
    a, b = ATOMS[left], ATOMS[right]
    assert truth(f"{a} and {b}") is words[min(order[left], order[right])]
    assert truth(f"{a} or {b}") is words[max(order[left], order[right])]
    assert truth(f"not ({a})") is words[2 - order[left]]


@pytest.mark.parametrize("values", list(itertools.product(THREE, repeat=3)))
def test_more_than_two_sides_are_joined_alike(values: tuple[bool | None, ...]) -> None:
    sides = [ATOMS[value] for value in values]
    every = False if False in values else None if None in values else True
    some = True if True in values else None if None in values else False
    assert truth(" and ".join(sides)) is every
    assert truth(" or ".join(sides)) is some


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 < spot < 200", True),
        ("1 < spot < 50", False),
        ("1 < lost < 2", None),
        ("50 < no < lost", False),
        ("lost is missing", True),
        ("lost is not missing", False),
        ("spot is missing", False),
        ("spot is not missing", True),
        ("leaders.rows >= 2", True),
        ("leaders[0].strike == 105", True),
        ("leaders[7].strike == 105", None),
        ("leaders[7].strike is missing", True),
        ("regime == 'quiet'", True),
        ("regime != 'quiet'", False),
        ("regime in ('bullish', 'quiet')", True),
        ("regime not in ('bullish', 'quiet')", False),
        ("spot - sma_50 > 1.5", True),
        ("spot / sma_50 > 1", True),
        ("share * spot == 25", True),
        ("spot > 0.5 * sma_50 + 50", True),
        ("-share < 0", True),
        ("front - as_of_date <= 0", True),
        ("no / lost > 1", None),
        ("no / (yes - 2) > 1", None),
        ("yes >= threshold", True),
        ("yes > threshold", False),
        ("yes > threshold.limit", False),
        ("True", True),
    ],
)
def test_conditions_come_out_as_they_read(text: str, *, expected: bool | None) -> None:
    """Chains, membership, arithmetic, cells, fields, thresholds; a division by 0 is unknown."""
    assert truth(text) is expected


def test_a_table_that_is_missing_is_unknown() -> None:
    """Its rows and its cells as well, and only ``is missing`` knows."""
    facts = made_facts(leaders=None)
    assert truth("leaders.rows >= 1", facts) is None
    assert truth("leaders[0].strike > 1", facts) is None
    assert truth("leaders is missing", facts) is True


def test_each_comparison_leaves_its_margin() -> None:
    """In the unit, and as a share of the threshold where that is not 0."""
    trace = outcome("yes > 1.6 and no < 0 and lost > 1 and regime == 'quiet'").trace
    first, second, third, fourth = trace
    assert (first.text, first.left, first.right, first.outcome) == ("yes > 1.6", 2.0, 1.6, True)
    assert first.margin == pytest.approx(0.4)
    assert first.margin_fraction == pytest.approx(0.25)
    assert (second.margin, second.margin_fraction) == (1.0, None)
    assert (third.left, third.outcome, third.margin) == (None, None, None)
    assert (fourth.left, fourth.margin) == ("quiet", None)


def test_the_margin_is_measured_against_the_size_of_a_negative_threshold() -> None:
    (only,) = outcome("yes > -4").trace
    assert (only.margin, only.margin_fraction) == (6.0, 1.5)


@pytest.mark.parametrize("value", [2.0, math.nextafter(2.0, 3), math.nextafter(2.0, 1)])
def test_at_the_edge_the_last_bit_decides(value: float) -> None:
    """``>`` excludes its threshold, ``>=`` includes it."""
    facts = made_facts(yes=value)
    assert truth("yes > threshold", facts) is (value > 2)
    assert truth("yes >= threshold", facts) is (value >= 2)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9 > 1",
        "yes % 2 == 0",
        "yes // 2 > 1",
        "yes << 2 > 1",
        "yes @ no > 1",
        "~yes > 1",
        "yes & no",
        "len(regime) > 1",
        "print('x') == 1",
        "__import__('os').system('true') == 0",
        "open('x') is missing",
        "spot.__class__ == 1",
        "spot.real > 1",
        "regime.upper() == 'QUIET'",
        "regime.format == 'x'",
        "''.__class__.__mro__ == 1",
        "().__class__ == 1",
        "[].append == 1",
        "{}.get == 1",
        "spot['__class__'] == 1",
        "leaders['strike'] > 1",
        "leaders[0]['strike'] > 1",
        "leaders[-1].strike > 1",
        "leaders[True].strike > 1",
        "leaders[0:1].strike > 1",
        "leaders[0].__class__ == 1",
        "(lambda: 1)() == 1",
        "lambda: 1",
        "[x for x in (1, 2)]",
        "{x for x in (1, 2)} == 1",
        "{x: x for x in (1, 2)} == 1",
        "any(x for x in (1, 2))",
        "f'{spot}' == 'x'",
        "f'{spot.__class__}' == 'x'",
        "(walrus := 1) > 0",
        "yes if no else lost",
        "(yes > 1 if no > 1 else lost > 1)",
        "*yes > 1",
        "await yes",
        "yield yes",
        "yes",
        "1",
        "'text'",
        "None",
        "False",
        "...",
        "3j > 1",
        "b'x' == regime",
        "1e999 > spot",
        "spot < 10000000000000000000",
        "not yes",
        "yes and no",
        "yes is no",
        "yes is None",
        "yes is not no",
        "missing > 1",
        "missing is missing",
        "spot in ()",
        "spot in sma_50",
        "spot in (sma_50, 1)",
        "spot in 'spot'",
        "regime in 'quiet'",
        "spot in (x for x in y)",
        "yes == True",
        "import os",
        "yes > 1; no > 1",
        "yes > 1\nimport os",
        "yes >",
        "(yes > 1",
        "yes > 1)",
        "yes = 1",
        "yes =< 1",
        "yes <> no",
        "yes > 1 &&  no > 1",
        "yes gt 1",
        "",
        "   ",
        "\x00",
        "yes > 1\x00",
        "\ud800 > 1",
        "threshold.other > 1",
        "threshold.__class__ > 1",
        "leaders.columns > 1",
        "spot.rows.rows > 1",
    ],
)
def test_what_the_language_does_not_have_is_refused_at_its_place(text: str) -> None:
    """Calls, attribute walks, powers, comprehensions, f-strings, statements, bare values."""
    with pytest.raises(ExpressionError, match=r"^rules\.yaml:7:\d+: ") as caught:
        refused(text, Position(7, 11))
    assert caught.value.position is not None
    assert caught.value.position.column >= 11


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("spot > share", "a value in usd with a value in fraction"),
        ("spot > rsi_14", "a value in usd with a value in index"),
        ("interest > yes", "a value in contracts with a value in ratio"),
        ("spot + share > 1", "joins a value in usd and a value in fraction"),
        ("spot * sma_50 > 1", "joins a value in usd and a value in usd"),
        ("regime > 'quiet'", "they have no order"),
        ("leg < leg", "they have no order"),
        ("regime == 1", "a value in text with a plain number"),
        ("spot == 'high'", "a value in usd with a value in text"),
        ("front > 5", "a value in date with a plain number"),
        ("front > as_of", "a value in date with a value in time"),
        ("front + 5 > as_of_date", "calculates with a value in date"),
        ("regime + 'x' == 'y'", "calculates with a value in text"),
        ("leaders > 1", "a value in table with a plain number"),
        ("spot in ('a', 'b')", "a value in usd with a value in text"),
    ],
)
def test_units_that_do_not_go_together_are_refused(text: str, problem: str) -> None:
    with pytest.raises(ExpressionError, match=problem):
        refused(text)


@pytest.mark.parametrize("number", ["1.6", "75", "-2", "-75"])
def test_a_percentage_where_a_fraction_belongs_is_refused(number: str) -> None:
    """75 for 0.75, on either side and in a list; 1.5 is still a fraction."""
    for text in (f"share > {number}", f"{number} < share", f"share in ({number.lstrip('-')}, 1)"):
        with pytest.raises(ExpressionError, match="per cent"):
            refused(text)
    refused("share < 1.5 and share > -1.5")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("spott > 1", "spot"), ("rsi14 > 30", "rsi_14"), ("regim == 'x'", "regime")],
)
def test_a_misspelt_name_is_answered_with_the_nearest(text: str, meant: str) -> None:
    with pytest.raises(ExpressionError, match=f"did you mean '{meant}'"):
        refused(text)


def test_a_column_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(ExpressionError, match="it has strike, open_interest"):
        refused("leaders[0].strik > 1")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("spott > 1", 20),
        ("yes > 1 and spott > 1", 32),
        ("  yes > 1 and spott > 1", 34),
        ("yes > 1 and\nspott > 1", 32),
        ("regime == 'né–ô' and spott > 1", 41),
        ("yes > 1 and spot @ 1 > 2", 32),
        ("yes > 1 )", 28),
    ],
)
def test_the_place_of_an_error_counts_characters_from_the_start(text: str, column: int) -> None:
    """Leading spaces, line ends and letters of several bytes included."""
    with pytest.raises(ExpressionError) as caught:
        refused(text, Position(3, 20))
    assert caught.value.position == Position(3, column)


def test_length_and_depth_are_bounded() -> None:
    """Neither a long text nor deep brackets reach the limits of the interpreter."""
    for text in (
        "yes > 1 and " * 60 + "yes > 1",
        "not " * 100 + "yes > 1",
        "-" * 200 + "yes > 1",
        "+".join(["yes"] * 100) + " > 1",
        "(" * 240 + ")" * 240,
    ):
        with pytest.raises(ExpressionError):
            refused(text)


_WORDS = """
yes lost spot share regime front as_of leaders threshold missing leaders[0].strike leaders.rows
threshold.limit 0 1.5 -3 1e300 9**9 'quiet' ( ) [ ] , . and or not in is if < <= > >= == != + - * /
** % lambda : := f'' \\ # { } await = ; \x00 \u200b \xe9 \xbd \uff17
"""
_PIECES = st.sampled_from(_WORDS.split())


@given(st.lists(_PIECES, max_size=14).map(" ".join) | st.text(max_size=60))
@example("1e15 * 1e15 * 1e15 * 1e15 * 1e15 * 1e15 * 1e15 * spot > 1" + "* 1e15" * 20)
@example("spot / 0 > 1")
@example("yes > 0.000000000000000000000000000000000000001 / 1e15 / 1e15")
def test_no_text_does_anything_but_pass_or_be_refused(text: str) -> None:
    """Whatever passes comes out true, false or unknown, with finite margins."""
    try:
        made = compile_expression(text, SCHEMA, rule="limit", path="r.yaml", position=Position(1))
    except ExpressionError:
        return
    result = made.evaluate(made_facts())
    assert result.truth in THREE
    assert made.evaluate(made_facts(spot=None, yes=None, leaders=None)).truth in THREE
    for comparison in result.trace:
        for number in (comparison.left, comparison.right, comparison.margin):
            assert not isinstance(number, float) or math.isfinite(number)
        assert comparison.margin_fraction is None or math.isfinite(comparison.margin_fraction)
