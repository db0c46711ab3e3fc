"""What can never hold is found on the numbers of a condition; what may hold is never accused."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.narrative.possible import Domain, alternatives, can_hold, holds_wherever

DOMAIN: Final = Domain(
    thresholds={"threshold.high": 2.0, "threshold.low": 0.5},
    bounds={"rsi_14": (0.0, 100.0), "iv_rank": (0.0, 1.0)},
    words={"trend": frozenset({"bullish", "bearish", "neutral"})},
)


def possible(text: str) -> bool:
    return can_hold(alternatives(text, "high", DOMAIN), DOMAIN)


def follows(condition: str, given_text: str) -> bool:
    found, other = (alternatives(text, "high", DOMAIN) for text in (condition, given_text))
    return holds_wherever(found, other, DOMAIN)


@pytest.mark.parametrize(
    "text",
    [
        "x > 2 and x < 1",
        "x > 2 and x <= 2",
        "x > threshold and x < threshold.low",
        "2 < x < 2",
        "x == 1 and x == 2",
        "x == 1 and x != 1",
        "x > 1 and not x > 1",
        "a < b and b < a",
        "a < b < c and c <= a",
        "a <= b and b <= a and a != b",
        "x > 5 and x < y and y < 5",
        "x is missing and x > 2",
        "x is missing and x is not missing",
        "t is missing and t.rows >= 1",
        "t.rows < 0",
        "rsi_14 > 100",
        "iv_rank < 0",
        "-x > 1 and -x < 0",
        "x - y > 2 and x - y < 1",
        "trend == 'bullish' and trend == 'bearish'",
        "trend in ('bullish', 'bearish') and trend == 'neutral'",
        "trend != 'bullish' and trend != 'bearish' and trend != 'neutral'",
        "trend not in ('bullish', 'bearish', 'neutral')",
        "kind == 'a' and kind not in ('a', 'b')",
        "'a' == kind and kind == 'b'",
        "(x > 2 or x > 3) and x < 1",
        "not (x <= 2 or y > 1) and x < 2",
    ],
)
def test_a_condition_that_can_never_hold_is_known(text: str) -> None:
    assert not possible(text)


@pytest.mark.parametrize(
    "text",
    [
        "x > 1 and x < 2",
        "x >= 2 and x <= 2",
        "x > threshold or x < threshold.low",
        "x < y and y < z and x < z",
        "x > 2 and y < 1",
        "t[0].a > 2 and t[1].a < 1",
        "t is not missing and t[0].a is missing",
        "rsi_14 >= 100",
        "x + y > 2 and x < 1 and y < 1",
        "trend != 'bullish' and trend != 'bearish'",
        "kind != 'a' and kind != 'b'",
        "not (x > 1 and y > 1) and x > 1",
        "True",
        "x > 2 and x < 1 or y > 1",
    ],
)
def test_a_condition_that_may_hold_is_not_accused(text: str) -> None:
    assert possible(text)


@pytest.mark.parametrize(
    ("condition", "given_text"),
    [
        ("x > 1", "x > 2"),
        ("x > 1", "x >= 1.5 and y > 2"),
        ("x > 1 or y > 1", "y > 3"),
        ("x <= 2", "not x > 2"),
        ("x is not missing", "x > 2"),
        ("a < c", "a < b and b < c"),
        ("trend in ('bullish', 'bearish')", "trend == 'bullish'"),
        ("trend != 'bullish'", "trend == 'neutral'"),
        ("x > 1 or x < 0", "x > 2 or x < -1"),
        ("t is not missing", "t[0].a > 1"),
        ("rsi_14 <= 100", "rsi_14 > 2"),
    ],
)
def test_a_condition_follows_from_a_narrower_one(condition: str, given_text: str) -> None:
    assert follows(condition, given_text)


@pytest.mark.parametrize(
    ("condition", "given_text"),
    [
        ("x > 2", "x > 1"),
        ("x > 1", "y > 1"),
        ("x > 1", "True"),
        ("x <= 2", "x is not missing"),
        ("rsi_14 <= 100", "x > 2"),
        ("t[0].a is not missing", "t is not missing"),
        ("x > 1", "x > 2 or y > 2"),
        ("x > 1", "x > 2 and x < 1"),
    ],
)
def test_a_condition_does_not_follow_from_one_that_leaves_it_open(
    condition: str, given_text: str
) -> None:
    """Bounds do not make a fact known, and from what never holds nothing is said to follow."""
    assert not follows(condition, given_text)


COMPARISON: Final = st.builds(
    lambda name, operator, number: f"{name} {operator} {number}",
    st.sampled_from("xy"),
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    st.integers(0, 3),
)
CONDITION: Final = st.recursive(
    COMPARISON | st.sampled_from(["x < y", "y <= x", "x == y", "x != y"]),
    lambda inner: (
        st.builds(lambda one, other: f"({one} and {other})", inner, inner)
        | st.builds(lambda one, other: f"({one} or {other})", inner, inner)
        | st.builds(lambda one: f"(not {one})", inner)
    ),
    max_leaves=5,
)
NUMBERS: Final = [number / 4 for number in range(-4, 20)]
POINTS: Final = [{"x": x, "y": y} for x in NUMBERS for y in NUMBERS]


def holding(text: str) -> list[int]:
    code = compile(text, "condition", "eval")
    return [place for place, point in enumerate(POINTS) if eval(code, {}, point)]  # noqa: S307 - made here


@given(CONDITION)
def test_whatever_holds_at_some_point_is_possible_and_the_other_way_round(text: str) -> None:
    assert possible(text) == bool(holding(text))


@given(CONDITION, CONDITION)
def test_what_is_said_to_follow_does_at_every_point(condition: str, given_text: str) -> None:
    if follows(condition, given_text):
        assert set(holding(given_text)) <= set(holding(condition))
